"""Multiple choice: which letter a reference asks for, and which one an answer means."""

from __future__ import annotations

import re

from synth.types import Verdict

_WRAPPED = re.compile(r"\\(?:text|textbf|mathrm|mathbf|boxed)\s?\{([^{}]{0,200})\}")
# A letter with the marks of a choice around it: (C), C), C., C:, **C**, or C alone.
_LETTER = re.compile(r"(?<![^\s()\[{:;,./\"&|-])([A-Ea-e])(?![^\s()\]}:;,./\"&|!?-])")
_DENIED = re.compile(
    r"\s*\)?\s*(?:(?:is|are|was|seems|would be|must be)\s*(?:not\b|wrong|false|incorrect|out\b|ruled out|eliminated|"
    r"impossible)|(?:isn't|cannot be|can't be)\b)",
    re.IGNORECASE,
)
_DENIED_BEFORE = re.compile(
    r"(?:\bnot|\bnor|\bneither|\bisn't|\bunlike|\brather than|\binstead of)\s*[(\[]?$", re.IGNORECASE
)
# \textbf{(C)}\ 12, (C) 12, C. 12
_REFERENCE = re.compile(
    r"\s*(?:\\(?:text|textbf|mathrm|mathbf)\s?\{\s?\(([A-E])\)[.:]?\s?\}|\(([A-E])\)(?=\s)|([A-E])[.)](?=\s))"
    r"(?:\\ |\\q?quad|\\;|\\,|~|[:.)\s])*(\S.*)",
    re.DOTALL,
)
_MARKED = re.compile(r"\s*[(\[]?([A-Ea-e])(?:[)\].:]+|\s*$)")


def letter_of_reference(reference: str) -> str:
    """The letter of a multiple choice: one capital A to E, perhaps wrapped; "" for any other reference."""
    plain = _WRAPPED.sub(r"\1", reference.strip()).strip(" $().")
    return plain if len(plain) == 1 and plain in "ABCDE" else ""


def lettered(reference: str) -> tuple[str, str] | None:
    """The letter and the value of `\\\\textbf{(C)}\\\\ 12`; None for any other reference."""
    found = _REFERENCE.fullmatch(reference.strip().strip("$"))
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
    """The letter that is chosen: the only one, or the one that leads before the text of its option. "" for several."""
    plain = _WRAPPED.sub(r"\1", answer).replace("$", "").replace("**", "")
    plain = re.sub(r"[\\~\s]+", " ", plain).strip()
    found = [match for match in _LETTER.finditer(plain) if _is_letter(match, plain)]
    kept = [match for match in found if not _is_denied(match, plain)]
    chosen = {match[1].upper() for match in kept}
    if len(chosen) == 1:
        return chosen.pop()
    marked = _MARKED.match(plain)
    if marked and len(chosen) > 1 and not _are_listed(kept, plain):
        return marked[1].upper()  # "C) A triangle": the letters behind are its text
    return ""


def _is_letter(match: re.Match[str], text: str) -> bool:
    """Small letters only where they are marked or alone: "a" is a word."""
    if match[1].isupper():
        # "A" before a word is an article, but at the very start and as all there is.
        return (
            not re.match(r"\s[a-z]{2,}", text[match.end() :])
            or _DENIED.match(text[match.end() :]) is not None
            or match.start() == 0
        )
    return bool(re.fullmatch(r"[(\[]?[a-e][)\].:]?", text)) or bool(
        text[: match.start()].endswith(("(", "[")) or re.match(r"[)\]:.]", text[match.end() :])
    )


def _is_denied(match: re.Match[str], text: str) -> bool:
    return bool(_DENIED.match(text, match.end()) or _DENIED_BEFORE.search(text[: match.start()]))


def _are_listed(found: list[re.Match[str]], text: str) -> bool:
    """Whether the first two letters stand in a list: A, B; A and C; A B."""
    between = text[found[0].end() : found[1].start()]
    return bool(re.fullmatch(r"[\s,;/&+()\[\].:]*(?:and|or)?[\s()\[\].:]*", between)) and between not in (
        ") ",
        ". ",
        ": ",
    )
