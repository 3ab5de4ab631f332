"""Whether a question states its own final answer.

48 published rows of DeepMath-103K did (arXiv:2504.11456; its card, May 2025). A number alone proves nothing, since it
may be an input too: "has 5 apples" is no leak of the answer 5. What counts is that the text gives it as the answer:

- said: "the answer is 5", "Answer: 5", "hint: 5", a box, `<answer>`, `####`;
- shown: "show that ... = 5", at the end of a sentence;
- computed: "2 + 3 = 5", over numbers alone;
- verbatim: a formula of four numbers and names or more, unless there is a choice beside it.
"""

from __future__ import annotations

import re
import unicodedata

# Numbers and names from which a formula is not there by chance; characters beyond which an answer is a text, and a
# question is read at its beginning and its end alone.
ENOUGH, MOST, MOST_QUESTION = 4, 400, 20_000
# How far from a formula a choice is looked for, in characters.
BESIDE = 40
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)(?:,|\{,\})(?=\d{3}(?!\d))")
_DRESS = re.compile(r"\\(?:left|right|displaystyle|quad|[,!;:()\[\]])(?![a-z])|\$|\*\*|__")
_FRACTION = re.compile(r"\\[dt]frac\b")
_WRAPS = re.compile(r"\\(?:boxed|fbox|text|textbf|mathrm|mathbf)\s*\{")
_NAMED = re.compile(r"[A-Za-z]\w?\s*=\s*(?=\S)")
_SPACE = re.compile(r"\s+")
_SAID = (
    r"(?:\b(?:answer|(?:final|correct|right) (?:result|solution|value))\b(?: (?:to|of|for) (?:this|the)(?: \w+){0,2})?"
    r"\s*(?:is equal to|is|was|equals|=|:|comes? (?:out )?(?:as|at|to))|\bhint\s*:|\#\#\#\#|<answer>|\\boxed\s*\{)"
    r"(?:\s*(?:simply|just|exactly|therefore|thus|then))?\s*:?\s*(?:[A-Za-z]\w?\s*=)?\s*[({\[]?\s*"
)
# "42 if x is even", "42 or 43", "42 + k", "42.5": the answer does not end there.
_ENDS = (
    r"(?![\w^])(?![.,]\d)(?!\s*[-+*/^=<>×÷·]\s*[\w(\\])(?!\s*,?\s*(?:or|and|if|when|unless|to|times|more|less|divided"
    r"|multiplied|plus|minus|out of|modulo)\b)"
)
_SHOWN = (
    r"\b(?:show|prove|verify|check|confirm|deduce)\b(?: \w+)? that\b[^.?!;\n]{0,300}?"
    r"(?:=|\bequals|\bis(?: equal to)?)\s*"
)
_STOP = r"\s*[)}\]]*\s*(?:[.;!?](?!\d)|$)"
# Of at most a dozen numbers: what has no bound here would take its time over hostile text.
_NUMBER = r"[-(]{0,4}\d[\d.]{0,19}\){0,4}\s?"
_SUM = rf"(?<![\w.^)}}\]=])(?:{_NUMBER}[-+*/×÷·]\s?){{1,12}}{_NUMBER}=\s?"
_CHOICE = re.compile(r"\b(?:or|either|between|which of|choose|compare)\b|\([a-e]\)", re.IGNORECASE)
_COMMANDS = re.compile(r"\\(?:frac|sqrt|cdot|times|div|pm|le|ge|leq|geq)(?![a-z])")
_ATOM = re.compile(r"\d[\d.]*|[^\W\d_]+")
_LIST = re.compile(r"[\[({\\].*,.*[\])}]", re.DOTALL)


def leaks(question: str, answer: str) -> str:
    """How the question states the answer: `said`, `shown`, `computed` or `verbatim`; "" where it does not."""
    wanted = _bare(answer)
    if not wanted or len(wanted) > MOST:
        return ""
    if len(question) > MOST_QUESTION:
        question = question[: MOST_QUESTION // 2] + "\n" + question[-MOST_QUESTION // 2 :]
    text = _plain(question)
    if "".join(wanted.split()).casefold() not in "".join(text.split()).casefold():
        return ""
    signs = r"\s*".join(re.escape(sign) for sign in wanted if not sign.isspace())
    itself = re.compile(rf"(?<![\w.]){signs}(?!\w)" if wanted[0].isalnum() else signs, re.IGNORECASE)
    if not itself.search(text):
        return ""
    if re.search(_SAID + signs + _ENDS, text, re.IGNORECASE):
        return "said"
    if re.search(_SHOWN + signs + _STOP, text, re.IGNORECASE):
        return "shown"
    if re.fullmatch(r"-?\d[\d.]*", wanted) and re.search(_SUM + signs + _ENDS, text):
        return "computed"
    return "verbatim" if _is_formula(wanted) and _stands_in(itself, text) else ""


def _plain(text: str) -> str:
    """Without what dresses mathematics up: dollars, spaces of LaTeX, commas between thousands."""
    text = _DRESS.sub(" ", _FRACTION.sub(r"\\frac", unicodedata.normalize("NFKC", text)))
    return _SPACE.sub(" ", _BETWEEN_THOUSANDS.sub("", text)).strip()


def _bare(answer: str) -> str:
    """An answer without its box, its full stop, and the name it is given to: `x = 5` is 5."""
    text = _plain(answer).strip(" .")
    while (found := _WRAPS.match(text)) and _closes_at(text, found.end()) == len(text) - 1:
        text = text[found.end() : -1].strip(" .")
    return _NAMED.sub("", text, count=1) if _NAMED.match(text) else text


def _closes_at(text: str, start: int) -> int:
    """The place of the brace that closes the one before `start`; -1 where none does."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place
    return -1


def _is_formula(answer: str) -> bool:
    """Whether it is too much to be an input: not a number, an interval, a point or words."""
    atoms = _ATOM.findall(_COMMANDS.sub(" ", answer))
    return len(atoms) >= ENOUGH and bool(re.search(r"[-+*/^=×÷·]", answer)) and not _LIST.fullmatch(answer)


def _stands_in(itself: re.Pattern[str], text: str) -> bool:
    """Whether the text holds the formula as a whole, and not among others to choose from."""
    for found in itself.finditer(text):
        before, after = text[: found.start()].rstrip()[-1:], text[found.end() :].lstrip()[:1]
        beside = text[max(0, found.start() - BESIDE) : found.end() + BESIDE]
        goes_on = before in tuple("+-*/^\\({×÷·") or after in tuple("+-*/^!×÷·)}")
        if not goes_on and not _CHOICE.search(beside):
            return True
    return False
