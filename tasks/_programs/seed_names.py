"""Names for the steps of GSM8K's solutions, out of the clauses that lead to them: `how many cars he serves a week`.

A name is an indirect question and a noun phrase without an article ("number of cars he serves a week"). It is made by
rules that know the verb of a clause and refuse what they do not know: no name is better than a wrong one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .clauses import (
    ACT,
    ADVERB,
    BE,
    PRONOUN,
    SUBJECT,
    WORD,
    amount,
    counted,
    has_verb,
    is_other_clause,
    is_sound_act,
    last_clause,
    small,
    until_end,
)
from .numerals import mentions

MAX_WORDS = 14
# What may stand between the verb and the number.
_TOTAL = re.compile(
    r" (?:for )?(?:a (?:grand |combined )?total(?: amount)? of|the equivalent of|about|only|exactly|up to|altogether|"
    r"in total|a whole|at least|at most)$"
)
_MORE = re.compile(r" (?:an? (?:additional|extra|further)|another)$")
_MONEY_NOUN = re.compile(
    r"(?P<start>.*) an? (?P<noun>(?:[a-z]+ )?(?:profit|discount|commission|bonus|tip|loss|refund|distance|deduction))"
    r"(?: of)?$"
)
_THERE = re.compile(rf"there (?P<be>{BE})(?: (?P<adverb>{ADVERB}))?", re.IGNORECASE)
_COPULA = re.compile(
    rf"(?P<noun>.+?) (?P<be>{BE}|came to|comes to|came out to|comes out to|totals|totaled|would come to|equals)$"
)
_FIND = re.compile(
    r"\b(?:find|calculate|determine|compute|figure out|find out|work out|get)(?: out)? "
    r"(?P<what>(?:the|how many|how much) [^:,]+):?$",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"(?:will |would |still |should )?(?:has|have|had|get|gets|got|be left with|is left with|was left with|end up with)"
    r"(?: left)?"
)
_TIMES = frozenset("seconds minutes hours days weeks months years miles".split())
_KEPT = frozenset("still originally already currently initially each normally usually".split())
_ADJECTIVES = {"old": "age", "tall": "height", "long": "length", "wide": "width", "deep": "depth", "high": "height"}
_MEASURES = frozenset(
    "age amount area balance bill bonus budget capacity change charge commission cost costs deposit difference "
    "discount distance duration earnings expenditure expense expenses fare fee height income interest length loss "
    "money number pay payment perimeter price profit rent revenue salary sales savings score share speed spending "
    "sum tax temperature time tip total value volume wage wages weight width average".split()
)
_VAGUE = frozenset("total sum answer result difference number amount time value average money share".split())
_BEHIND_HEAD = re.compile(
    r" (?:of|for|in|per|on|at|to|from|that|which|he|she|they|it|spent|paid|made|left|earned|saved|after|before|each|"
    r"every|with|without|[A-Z][a-z]+|a|by)\b"
)


class Name(NamedTuple):
    """An indirect question and a noun phrase without an article; each of them may be empty."""

    ask: str
    about: str


NONE = Name("", "")


def named(prose: str, behind: str, is_money: bool) -> Name:
    """The name of what a sentence works out. `prose` stands before its sum, `behind` after its result."""
    prose = re.sub(r"\s+", " ", prose).strip(" $(=").replace("’", "'")
    behind = re.sub(r"\s+", " ", behind).replace("’", "'")
    is_money = is_money or re.match(r" ?dollars?\b", behind) is not None
    if what := _FIND.search(prose):
        return _sound(_asked_for(what["what"]))
    clause, place = last_clause(prose)
    if not clause:
        return NONE
    found = _there(clause, place, behind, is_money) or _copula(clause, place, behind, is_money)
    return _sound(found or _acting(clause, place, behind, is_money))


def _sound(name: Name) -> Name:
    return Name(*[text if _is_name(text) else "" for text in (" ".join(text.split()) for text in name)])


def _is_name(text: str) -> bool:
    return bool(
        re.fullmatch(r"[A-Za-z][A-Za-z' -]*", text)
        and not mentions(text)
        and len(text.split()) <= MAX_WORDS
        and not re.search(r"\b(?:one|both|half|this|these|those|it is|first find|following)\b|\b([a-z]+) \1\b", text)
    )


def _asked_for(what: str) -> Name:
    """`find the total cost of the shoes:`, `find how many are left:`."""
    if re.search(r"\b(?:by|if|when|after dividing|each of the)\b", what):
        return NONE
    if what.lower().startswith("how "):
        ask = what[0].lower() + what[1:]
        many, much = ask.removeprefix("how many "), ask.removeprefix("how much ")
        return Name(ask, f"number of {many}" if many != ask else f"amount {much}")
    phrase = re.sub(r"^the ", "", what, flags=re.IGNORECASE)
    head = _head(phrase)
    return Name("", phrase) if head in _MEASURES and (head not in _VAGUE or phrase.split()[-1] != head) else NONE


def _there(clause: str, place: str, behind: str, is_money: bool) -> Name | None:
    """`There are`."""
    found = _THERE.fullmatch(_TOTAL.sub("", clause))
    what = None if is_money else counted(behind)
    if found is None or what is None:
        return None
    noun, rest = what
    still = "still" if found["adverb"] == "still" else ""
    return Name(
        f"how many {noun} there {found['be'].lower()} {still} {rest} {place}", f"number of {noun} {rest} {place}"
    )


def _copula(clause: str, place: str, behind: str, is_money: bool) -> Name | None:
    """`The total cost is`, `Xavier was ... inches tall`, `The number of cookies she eats is`."""
    found = _COPULA.fullmatch(_TOTAL.sub("", clause))
    if found is None:
        return None
    phrase, be = found["noun"], found["be"]
    adjective = re.match(r"\s*[a-z]+ (old|tall|long|wide|deep|high)\b(?! than)", behind)
    if adjective and not is_money and be in ("is", "was", "will be", "would be"):
        return _adjective(phrase, be, adjective[1], until_end(behind[adjective.end() :]), place)
    if re.match(r"\s*[a-z]+ [a-z]+er\b", behind):
        return None
    owner = re.match(r"(?:the|his|her|their|its) ", phrase, re.IGNORECASE)
    return _measured(phrase, phrase[owner.end() :], be, place) if owner else _owned(phrase, be, place)


def _adjective(phrase: str, be: str, adjective: str, rest: str | None, place: str) -> Name:
    """How old, how tall, how long."""
    if rest is None or re.fullmatch(SUBJECT, phrase) is None or has_verb(phrase) or is_other_clause(rest):
        return NONE
    if phrase.split()[-1] in _MEASURES:
        return NONE
    who = small(phrase)
    is_vague = re.match(rf"{PRONOUN}$|(?:his|her|their|its) ", who)
    return Name(
        f"how {adjective} {who} {be} {rest} {place}",
        "" if is_vague else f"{_ADJECTIVES[adjective]} of {who} {rest}",
    )


def _owned(phrase: str, be: str, place: str) -> Name | None:
    """`Ann's age is`."""
    found = re.fullmatch(rf"(?P<who>(?:his |her |their |the )?{WORD})'s (?P<what>[a-z]+)", phrase)
    if found is None or found["what"] not in _MEASURES - _VAGUE:
        return NONE if _head(phrase) in _MEASURES else None
    who, what = small(found["who"]), found["what"]
    ask = f"what {who}'s {what} {be}" if be in ("is", "was", "will be") else ""
    return Name(ask, f"{what} of {who} {place}")


def _measured(phrase: str, bare: str, be: str, place: str) -> Name | None:
    """A noun phrase that is a measure itself, `bare` without what stands before it."""
    head = _head(bare)
    if head not in _MEASURES:
        return None
    is_vague = head in _VAGUE and bare.split()[-1] == head
    if is_vague or re.search(r"\b(?:is|are|was|were|will|because)\b", bare):
        return NONE
    about = f"{bare} {place}"
    number = re.match(r"(?:total |combined )?(?:number|amount) of (?P<what>.+)", bare)
    if number and " of " not in number["what"] and _has_clause(number["what"]):
        what = re.sub(rf" that (?=(?:{PRONOUN}|[A-Z][a-z]+)\b)", " ", number["what"])
        return Name(f"how {'many' if 'number of' in bare else 'much'} {what} {place}", about)
    is_short = be in ("is", "was", "will be", "would be") and len(bare.split()) <= 5
    return Name(f"what {small(phrase)} {be}" if is_short else "", about)


def _has_clause(text: str) -> bool:
    """Whether somebody does something with it: cookies she eats."""
    return has_verb(text) and re.search(rf"\b(?:{PRONOUN}|[A-Z][a-z]+)\b {WORD}", text) is not None


def _head(phrase: str) -> str:
    """The noun that a phrase is about: the last word before what is said of it."""
    before = _BEHIND_HEAD.split(phrase, maxsplit=1)[0].split()
    return before[-1].lower() if before else ""


def _acting(clause: str, place: str, behind: str, is_money: bool) -> Name:
    """Somebody does something with what is counted: `he serves ... cars a week`."""
    more, noun = "", ""
    if found := _MONEY_NOUN.fullmatch(clause):
        clause, noun = found["start"], found["noun"]
    elif _MORE.search(clause):
        clause, more = _MORE.sub("", clause), "more "
    act = ACT.fullmatch(_TOTAL.sub("", clause))
    if act is None or not is_sound_act(act["subject"], act["verb"]):
        return NONE
    adverb = (act["adverb"] or "").strip()
    who = " ".join([small(act["subject"]), *([adverb] if adverb in _KEPT else []), act["verb"]])
    where = f"now {place}" if adverb == "now" else place
    is_being = re.search(r"\b(?:is|are|was|were|be|been|worth)$", act["verb"]) is not None
    if is_money or noun:
        rest = amount(behind)
        if rest is None or (act["subject"].lower() == "it" and not rest and not noun):
            return NONE
        if noun:
            return Name(f"how much {noun} {who} {rest} {where}", f"{noun} {who} {rest} {where}")
        is_had = _HAD.fullmatch(act["verb"]) is not None
        ask = f"how much {'money ' if is_had else ''}{who} {rest} {where}"
        return Name(ask, "" if is_being else f"amount {'of money ' if is_had else ''}{who} {rest} {where}")
    what = counted(behind)
    if what is None or is_being:
        return NONE
    noun, rest = what
    if who.endswith(" for") and noun.split()[0] in _TIMES:
        who = who.removesuffix(" for")  # works for three hours
    is_more = more or re.match(r"(?:more|fewer|less|additional|extra)\b", noun)
    ask = f"how many {more}{noun} {who} {rest} {where}"
    return Name(ask, "" if is_more else f"number of {noun} {who} {rest} {where}")
