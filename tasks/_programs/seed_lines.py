"""Lines of GSM8K's solutions that tell steps: the writer's own sentences, their numbers as slots of the program.

`He sold 4*5=<<4*5=20>>20 cars.` becomes `He sold {=s1} cars.` A sentence is told only where every number of its prose
is a quantity of the program, whatever values that has; what is left over gets the wording of any other step.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from synth.errors import Reject

from . import lines
from .annotation import value_of
from .exact import Value, told
from .numerals import mentions

NOTE = re.compile(r"<<[^<>\n]{1,300}>>[ ]?(\$?)[ ]?(?:[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)?")
_BREAK = re.compile(r"(?<=[.!?])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)\s+(?=[A-Z0-9$])")
_NUMBER = re.compile(r"(?<![0-9.,])(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)%?")
_UNIT_WORDS = r"(?:[ ]?[-/]?[ ]?[A-Za-z']+(?:[-/][A-Za-z]+)?){0,6}"
# Between two operands: the unit of the first, the sign, what the second is of.
_GAP = re.compile(rf"[)]*{_UNIT_WORDS}[ )]*(?:[-+*/×÷–−]|[xX](?![A-Za-z]))[ ($]*{_UNIT_WORDS}[ ($]*|%? of [$]?")
_BEHIND = re.compile(rf"%?[)]*{_UNIT_WORDS}[ )]*=?[ $(]*=?[ $(]*")
# Words that no unit is made of: an operand does not run over a clause.
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|so|then|because|that|which|who|if|when|since|and|but|has|have|had|means|total|equals?|"
    r"gives?|makes?|to|by|it|he|she|they)\b"
)
_SIGN = re.compile(r"[=+*×÷<>\\^_~#|\x00-\x1f{}]|/(?![A-Za-z])|(?<![A-Za-z])-(?![A-Za-z]) ?(?=\{)| [-–−] ")
# Words that state a number, and that no slot can stand for.
_COUNTS = re.compile(
    r"\b(?:halv(?:e|es|ed|ing)|doubling|tripling|quadrupl\w*|quintupl\w*|twins?|trio|fortnight\w*|triplets?|solo|"
    r"percent\w* points?|squared|cubed)\b",
    re.IGNORECASE,
)
_TWO = re.compile(r"\b(?:both|pairs?|couples?|other one|each other|either|neither)\b", re.IGNORECASE)
_MAIN = re.compile(r",|\b(?:then|so|therefore)\b")  # what a main clause begins with behind another one
_LEADS = re.compile(r"(?:So|Thus|Therefore|Hence|That means|This means|Then|And|Now),? ")
# A word that may follow an amount of dollars.
_AFTER_DOLLARS = re.compile(
    r"\s*(?:$|[.,;:)!]|/[a-z]+|(?:a|an|per|each|every|in|on|for|from|to|and|of|at|by|with|after|before|more|less|left|worth|as|"
    r"because|since|if|when|while|but|so|which|that|during|over|total|altogether|than|the|this|his|her|its|their|he|she|"
    r"they|it|[a-z]+ing|until|without|extra|towards?|between|through|into|off|out|profit|overall|combined|together|apiece|daily|"
    r"weekly|monthly|annually|yearly|today|now|already|instead|initially|first|back|remaining)\b)"
)


_SIGNS = str.maketrans("×÷–−", "*/--")


class Part(NamedTuple):
    """A piece of a sentence: the prose before an annotation, and the steps of it, the last one its result."""

    prose: str
    steps: tuple[str, ...]
    is_money: bool


class Known(NamedTuple):
    """What sentences may speak of: all values in their order, which of them other values may change, and names."""

    values: Mapping[str, Value]
    moving: Container[str]
    question: str

    def moving_among(self, names: Sequence[str]) -> bool:
        return any(name in self.moving for name in names)


def sentences(solution: str, noted: Sequence[tuple[str, ...]]) -> list[tuple[list[Part], str]]:
    """The sentences with annotations, taken apart: their parts, and the prose behind the last of them.

    `noted` are the steps of every annotation.
    """
    hidden, steps = [], iter(noted)

    def hide(found: re.Match[str]) -> str:
        hidden.append((found, next(steps, ())))
        return f"\x01{len(hidden) - 1}\x02"

    story = NOTE.sub(hide, solution.rpartition("####")[0])
    made = []
    for text in (one for row in story.split("\n") for one in _BREAK.split(row.strip())):
        pieces = re.split("\x01([0-9]+)\x02", text)
        parts = []
        for prose, place in zip(pieces[::2], pieces[1::2], strict=False):
            found, names = hidden[int(place)]
            is_money = "$" in found[1] or prose.rstrip(" (").endswith("$")
            parts.append(Part(prose, names, is_money))
        if parts:
            made.append((parts, pieces[-1]))
    return made


def line(parts: Sequence[Part], rest: str, known: Known) -> str | None:
    """The sentence as a line that tells the steps of its annotations; None where it cannot be told with slots."""
    steps = [name for part in parts for name in part.steps]
    if not steps or not all(part.steps for part in parts):
        return None
    order = list(known.values)
    seen = order[: order.index(steps[-1]) + 1]
    texts = []
    for part in parts:
        prose = without_operands(part.prose, part.steps, known)
        if prose is None:
            return None
        texts.append(prose)
    first = ""
    for place, part in enumerate(parts):
        texts[place] = f"{texts[place].rstrip(' $(')} {{={part.steps[-1]}}}"
        if part.is_money:
            behind = texts[place + 1] if place + 1 < len(parts) else rest
            if not re.match(r" ?(?:dollars?|cents?|USD)\b", behind):
                if not _AFTER_DOLLARS.match(behind):
                    return None
                texts[place] += " dollar" if known.values[part.steps[-1]] == 1 else " dollars"
                if behind.startswith("/"):
                    rest, texts[place + 1 :] = _per(rest), map(_per, texts[place + 1 :])
        if len(part.steps) > 1:
            if place:
                return None
            first = ", ".join(f"{{={name}}}" for name in part.steps[:-1])
    body = _spaced("".join([*texts, rest]))
    slotted = _slotted(body, [part.steps[-1] for part in parts], seen, known)
    if slotted is None:
        return None
    slotted = _turned(slotted, parts[-1].steps[-1], known.question)
    if slotted and first:
        slotted = _behind(first, slotted, known.question)
    return checked(slotted, steps[-1], seen, known) if slotted else None


def _per(text: str) -> str:
    return f" per {text[1:]}" if text.startswith("/") else text


def without_operands(prose: str, steps: tuple[str, ...], known: Known) -> str | None:
    """The prose before an annotation without the sum that it works out, None where that cannot be told from the prose.

    The operands are the numbers at its end with signs between them. What they come to has to be the result.
    """
    found = list(_NUMBER.finditer(prose))
    has_sign = "=" in prose[found[-1].end() :] if found else False
    start, n = len(prose), 0
    if found:
        behind = _BEHIND.fullmatch(prose[found[-1].end() :].removeprefix("%"))
        if behind and not _CLAUSE.search(behind[0]):
            start, n = found[-1].start(), 1
            for one, other in zip(found[-2::-1], found[:0:-1], strict=False):
                gap = prose[one.end() : other.start()]
                if not _GAP.fullmatch(gap) or _CLAUSE.search(gap):
                    break
                start, n = one.start(), n + 1
    if n < 2:
        return None if has_sign or prose.rstrip(" $(").endswith("=") else prose
    before = prose[:start].rstrip(" $")
    while before.endswith("(") and prose.count(")", start) > prose.count("(", start):
        start = len(before) - 1
        before = prose[:start].rstrip(" $")
    return before.rstrip(" $(") if _comes_to(prose[start:], known.values[steps[-1]]) else None


def _comes_to(text: str, value: Value) -> bool:
    """Whether the arithmetic in a text comes to a value: products before sums, brackets as they stand."""
    plain = re.sub(r"(?<=[0-9])(%?) of\b", r"\1 *", text).replace("%", "/100 ").translate(_SIGNS).partition("=")[0]
    plain = re.sub(r"(?<![A-Za-z])[xX](?![A-Za-z])", "*", re.sub(r"(?<=[0-9]),(?=[0-9]{3})|[$]", "", plain))
    plain = re.sub(r"[-/]?[A-Za-z']+(?:[-/][A-Za-z]+)*", " ", plain)
    try:
        return value_of(plain) == value
    except Reject:
        return False


def _slotted(text: str, made: Sequence[str], seen: Sequence[str], known: Known) -> str | None:
    """The text with slots for its numbers, None where one of them may be none or several of the quantities."""
    parts, behind = [], 0
    is_reasoned = " because {=" in text
    for mention in mentions(re.sub(r"\{=[a-z0-9]+\}", lambda found: "@" * len(found[0]), text)):
        said = text[mention.start : mention.end]
        like = [name for name in seen if known.values[name] == mention.value]
        # What the sentence works out is named before it is worked out only where the reason follows.
        like.sort(key=lambda name: (name in made) != is_reasoned)
        if not like and mention.value == 1 and said == "1":
            slot = "one"  # one week: of no quantity of the program
        elif like and said.lower() == "twice" and not known.moving_among(like):
            slot = f"{{{like[0]}}} times"
        elif not like or mention.is_factor or (len(like) > 1 and known.moving_among(like)):
            return None
        elif mention.value == 1 and like[0] in known.moving:
            return None  # its noun is of one
        elif isinstance(mention.value, Fraction) and "/" in said and said != told(mention.value):
            return None
        else:
            slot = f"{{{like[0]}}}"
        parts += [text[behind : mention.start], slot]
        behind = mention.end
    return "".join([*parts, text[behind:]])


def _turned(text: str, step: str, question: str) -> str | None:
    """`It costs ${s2} because {=s2}` with the equation first; None where a result stands before it otherwise."""
    value, equation = f"{{{step}}}", f"{{={step}}}"
    if value not in text.partition(equation)[0]:
        return text
    body, because, behind = text.partition(f" because {equation}")
    if not because or behind.strip(" .") or "{=" in body:
        return None
    rest = small(body, question)
    return f"{equation}, so {rest}" if rest else None


def _behind(first: str, text: str, question: str) -> str | None:
    """The line with other equations before it: `{=s1}, so he has {=s2} left`."""
    if text.startswith("{="):
        return f"{first}, {text}"
    lead = _LEADS.match(text)
    if lead:
        rest = small(text[lead.end() :], question)
        return f"{first}, so {rest}" if rest else None
    rest = small(text, question)
    return f"{first}, and {rest}" if rest else None


def small(text: str, question: str) -> str | None:
    """A sentence as it stands within one: a name keeps its capital; None where its first word may be one or not."""
    word = re.match(r"[A-Za-z]+", text)
    if word is None or not word[0][0].isupper():
        return text
    first, low = word[0], word[0].lower()
    if low in _SMALL:
        return low + text[len(low) :]
    if first in _TITLES or (first.isupper() and len(first) > 1) or re.search(rf"[a-z,;] {first}\b", question):
        return text
    if re.search(rf"\b{low}\b", question):
        return low + text[len(low) :]
    return text if len(re.findall(rf"\b{first}\b", question)) > 1 else None


_TITLES = frozenset("I Mr Mrs Ms Dr".split())
_SMALL = frozenset(
    "the there that this these those he she it they we his her its their each every in on at for from after before "
    "with without if since when a an all both of to by then so now next together altogether adding first thus "
    "therefore total overall finally during as out one once only another per combined you your some what over "
    "because while".split()
)


def _spaced(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(\{=[a-z0-9]+\})(?=[A-Za-z])", r"\1 ", text)
    return re.sub(r" (?=[.,;:!?)](?:\s|$))", "", text)


def checked(text: str, step: str, seen: Container[str], known: Known) -> str | None:
    """The line with its full stop, None for one that is no English sentence whatever the values are."""
    text = f"{text[:1].upper()}{text[1:].rstrip(' .,;:!')}."
    text = re.sub(r"(\{=?[a-z0-9]+\} [a-z ]+)/(?=[a-z])", r"\1 per ", text)
    bare = re.sub(r"\{=?[a-z0-9]+\}", "@", text)
    two = _TWO.search(bare) and any(known.values[name] == 2 for name in known.values if name in known.moving)
    is_odd = (
        _SIGN.search(bare)
        or _COUNTS.search(bare)
        or two
        or bare.count("(") != bare.count(")")
        or bare.count('"') % 2
        or len(re.findall(r"[A-Za-z]{2,}", bare)) < 2
        or re.search(r"(?<![A-Za-z])[a-z]?\$(?!@)|@ ?\$|@ ?@|@[A-Za-z]|\b(?:an?) @|\?", bare)
        or (re.match(r"(?:While|Whilst|Although|Since|Because|When|If|As) ", bare) and not _MAIN.search(bare))
        or re.search(r"\b(?:Mr|Mrs|Ms|Dr|St)\.$", text)  # nobody would take that for its end
        or re.search(r"\b([A-Za-z]+) \1\b", bare)
        or len(text) > 400
    )
    if is_odd:
        return None
    # Of a result that is 1 there is one; of others there are several.
    for is_equation, name in lines_slots(text):
        if known.values.get(name) == 1 and name in known.moving:
            return None
        if is_equation and name not in known.values:
            return None
    try:
        lines.check(text, step, seen)
    except Reject:
        return None
    return text


def lines_slots(text: str) -> list[tuple[bool, str]]:
    return [(bool(found[1]), found[2]) for found in re.finditer(r"\{(=?)([a-z][a-z0-9]*)\}", text)]
