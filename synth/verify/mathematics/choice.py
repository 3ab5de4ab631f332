"""Multiple choice: which letter a reference asks for, and which one an answer means."""

from __future__ import annotations

import re

from synth.types import Verdict

MAX_TEXT = 500  # of a choice with its option
_WRAPPED = re.compile(r"\\(?:text|textbf|mathrm|mathbf|boxed)\s?\{([^{}]{0,200})\}")
# What may lead to a letter: "The correct answer is", "Option".
_LEAD = re.compile(
    r"(?:(?:the|my|so|final|correct|best|right|answer|option|choice|letter|is|therefore)\b[:, ]*)+", re.IGNORECASE
)
# The letter itself, and what parts it from the text of its option.
_CHOSEN = re.compile(r"[(\[{]?\s?([A-Ea-e])(?:\s?[)\]}]+[.:,]?|[.:,](?=\s|$)|\s-(?=\s)|(?=\s+[0-9(])|(?=$))\s*")
_DENIED = re.compile(
    r"[(\[]?[A-E][)\]]?\s(?:is|was|seems)\s(?:not\s\w+|wrong|false|incorrect|ruled out)[,.;]\s*"
    r"(?:so\b|but\b|and\b)?[, ]*"
)
# Another letter, or a word that takes the choice back.
_OTHER = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-E](?:[).:,;/&]|\s*$|\s(?:and|or|is|are)\b|\s[A-E]\b)|\([A-Ea-e]\))"
    r"|\b(?:wrong|incorrect|wait|ruled out)\b|n't\b|\?"
)
MARKED = re.compile(r"\(([A-E])\)")
# \textbf{(C)}\ 12, (C) 12, C. 12
_REFERENCE = re.compile(
    r"\s*(?:\\(?:text|textbf|mathrm|mathbf)\s?\{\s?\(([A-E])\)[.:]?\s?\}|\(([A-E])\)(?=[\s\\])|([A-E])[.)](?=[\s\\]))"
    r"(?:\\ |\\q?quad|\\;|\\,|~|[:.)\s])*(\S.*)",
    re.DOTALL,
)


def letter_of_reference(reference: str) -> str:
    """The letter of a multiple choice: one capital A to E, perhaps wrapped; "" for any other reference."""
    plain = _WRAPPED.sub(r"\1", reference.strip()).strip(" $().")
    return plain if len(plain) == 1 and plain in "ABCDE" else ""


def lettered(reference: str) -> tuple[str, str] | None:
    """The letter and the value of `\\\\textbf{(C)}\\\\ 12`; None for any other reference."""
    found = _REFERENCE.fullmatch(reference.strip().strip("$")[:2_000])
    return (found[1] or found[2] or found[3], found[4].strip()) if found else None


def judged(answer: str, wanted: str) -> Verdict:
    """Whether the one letter that an answer means is the wanted one."""
    given = letter(answer)
    if not given:
        return Verdict.rejected("format", f"not one letter of a choice: {answer[:60]!r}", answer)
    if given == wanted:
        return Verdict.verified("choice", answer)
    return Verdict.rejected("choice", f"wrong: {given} is not {wanted}", answer)


def letter(answer: str) -> str:
    """The letter that is chosen: the first thing said, perhaps with the text of its option behind. "" for several."""
    plain = (
        _WRAPPED.sub(r"\1", answer.replace("\\displaystyle", ""))
        .replace("$", "")
        .replace("**", "")
        .replace("\\{", "{")
        .replace("\\}", "}")
    )
    plain = re.sub(r"\\[ ,;~]|\\q?quad|~|\s", " ", plain)
    plain = " ".join(plain[:MAX_TEXT].split())
    plain = _DENIED.sub("", _LEAD.sub("", plain, count=1) if _LEAD.match(plain) else plain, count=1)
    found = _CHOSEN.match(plain)
    if found is None or _OTHER.search(plain, found.end()):
        return ""
    return found[1].upper()
