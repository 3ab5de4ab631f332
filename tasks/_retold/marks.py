"""A retelling as a reader of cues sees it: equations, expressions, numbers and cues, in the order of the text."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from .cues import EQUATION, NUMBER, CueTable

Step = tuple[Fraction, str, Fraction, Fraction]
_EXPRESSION = "\x02"
_PLAIN = (
    ("×", "*"), ("·", "*"), ("÷", "/"), ("−", "-"), ("\\times", "*"), ("\\cdot", "*"), ("\\div", "/"),
    ("≠", " is not "),
    ("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("**", ""), ("->", "→"), ("⇒", "→"), ("=>", "→"),
    ("\u00a0", " "), ("≈", "about"),
)  # fmt: skip
_SHORT = (
    ("let's", "let us"), ("can't", "can not"), ("cannot", "can not"), ("won't", "will not"), ("n't", " not"),
    ("i'm", "i am"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"), ("'d", " would"), ("'s", " is"),
)  # fmt: skip
_WORDS = (
    "three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
)
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_VALUES = {word: n for n, word in enumerate(_WORDS.split(), 3)}
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:-({'|'.join(['one', 'two', *_VALUES][:9])}))?|({'|'.join(_VALUES)}))s?\b"
)
_NUM = r"\d{1,15}(?:\.\d{1,9})?"
_UNIT = r"(?: ?%)?"
_LABEL = re.compile(r"(?m)^[ \t]*(?:[-*+•][ \t]+)?(?:step[ \t]*)?\d{1,2}[.):](?=[ \t])")
_IS = (
    r" ?(?:=|→|,? ?(?:which |that |this )?(?:is|gives|makes|equals|yields|leaves|makes it)(?: me| us)?"
    r"(?: exactly| just)?) ?"
)
_STEP = re.compile(rf"({_NUM}) ?(%? of|[-+*/]) ?({_NUM}){_IS}({_NUM})(?! ?[-+*/] ?[\d(])(?! ?%? of \d)(?! ?%)")
# Sums without brackets or in them, of two operands and more.
_SUM = re.compile(rf"\(*{_NUM}{_UNIT}\)*(?: ?(?:[-+*/]|%? of) ?\(*{_NUM}\)*)+")
_NUMERAL = re.compile(_NUM)
_BETWEEN = re.compile(r"(?:,? and|,? or|,|;| &)? ?[\[{(]?")
_END = re.compile(r"[.!?](?=\s|$)|\n")


class Mark(NamedTuple):
    """`kind` is "equation" (with a step), "sum" (an expression, as text), "number" (with a value), or that of a cue.

    `run` tells which list of numbers a number belongs to, `sentence` which sentence a mark stands in; both from 0.
    """

    kind: str
    step: Step | None = None
    value: Fraction = Fraction(0)
    text: str = ""
    run: int = 0
    sentence: int = 0


def plain(text: str) -> str:
    """The text in small letters and common signs, its contractions written out, its numbers in digits."""
    for old, new in _PLAIN:
        text = text.replace(old, new)
    text = re.sub(r"(?<=\d)[\u2013\u2014](?=\d)|(?<=\d) [\u2013] (?=\d)", " - ", text).replace("\u2013", "-")
    text = text.lower()
    for old, new in _SHORT:
        text = text.replace(old, new)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"\$ ?(?=\d)", "", text)
    text = re.sub(r"(?<=[ (])\.(?=\d)", "0.", text)
    text = _LABEL.sub(" ", text)
    return _NUMBER_WORD.sub(_digits, text)


def _digits(found: re.Match[str]) -> str:
    tens, ones, small = found.groups()
    if small:
        return str(_VALUES[small])
    return str(_TENS[tens] + ({"one": 1, "two": 2, **_VALUES}[ones] if ones else 0))


def marks(text: str, table: CueTable) -> list[Mark]:
    """What stands in a retelling, in its order."""
    text = plain(text)
    atoms: list[Mark] = []

    def equation(found: re.Match[str]) -> str:
        if _continues(text_now, found.start()):
            return found[0]
        a, sign, b, made = found.groups()
        atoms.append(Mark("equation", step=_step(a, sign, b, made)))
        return EQUATION

    # Equations first, then what sums are left, then numbers; each pass leaves a sign for what it took.
    text_now = text
    masked = _STEP.sub(equation, text)
    equations = iter(atoms)
    atoms = []
    sums: list[Mark] = []

    def expression(found: re.Match[str]) -> str:
        sums.append(Mark("sum", text=found[0]))
        return _EXPRESSION

    masked = _SUM.sub(expression, masked)
    numbers: list[Fraction] = []

    def number(found: re.Match[str]) -> str:
        numbers.append(Fraction(found[0]))
        return NUMBER

    masked = masked.replace(NUMBER, " ") if NUMBER in text else masked
    masked = _NUMERAL.sub(number, masked)
    return _ordered(masked, table, equations, iter(sums), iter(numbers))


def _continues(text: str, start: int) -> bool:
    """Whether what stands before makes an equation the tail of a longer sum."""
    before = text[:start].rstrip(" (")
    return before[-1:] in ("+", "-", "*", "/") and before[-2:-1] != "\n" and bool(re.search(r"[\d)] ?[-+*/]$", before))


def _ordered(masked: str, table: CueTable, equations, sums, numbers) -> list[Mark]:  # type: ignore[no-untyped-def]
    found: list[tuple[int, Mark]] = []
    ends = [match.start() for match in _END.finditer(masked)]
    run, last = 0, -1
    for place, sign in enumerate(masked):
        if sign == NUMBER:
            if last < 0 or _BETWEEN.fullmatch(masked, last + 1, place) is None:
                run += 1
            found.append((place, Mark("number", value=next(numbers), run=run)))
            last = place
        elif sign == EQUATION:
            found.append((place, next(equations)))
        elif sign == _EXPRESSION:
            found.append((place, next(sums)))
    found += [(cue.start, Mark(cue.kind)) for cue in table.find(masked)]
    found.sort(key=lambda pair: pair[0])
    sentence, told = 0, []
    for place, mark in found:
        while sentence < len(ends) and ends[sentence] < place:
            sentence += 1
        told.append(mark._replace(sentence=sentence))
    return told


def _step(a: str, sign: str, b: str, made: str) -> Step:
    if sign.endswith("of"):
        share = Fraction(a) / 100 if "%" in sign else Fraction(a)
        return (share, "*", Fraction(b), Fraction(made))
    return (Fraction(a), sign, Fraction(b), Fraction(made))


def same_step(one: Step, other: Step) -> bool:
    """Whether two equations say the same; the operands of a sum and a product may change places."""
    (a, op, b, made), (c, other_op, d, other_made) = one, other
    if op != other_op or made != other_made:
        return False
    return (a, b) == (c, d) or (op in "+*" and (a, b) == (d, c))


def written(step: Step) -> str:
    a, op, b, made = step
    return f"{number_text(a)} {op} {number_text(b)} = {number_text(made)}"


def number_text(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"
