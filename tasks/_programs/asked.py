"""Turns a question round: "How many eggs does she sell a day?" asks for "the eggs she sells a day"."""

from __future__ import annotations

import re
from typing import NamedTuple

from .units import COUNT, kind
from .verbs import BASES, past, third

_HOW = re.compile(
    r"(?P<lead>.*?[,:] )?[Hh]ow (?P<what>many|much) "
    r"(?P<noun>(?:(?!\b(?:if|more|fewer|less|longer|to|a|old)\b)[A-Za-z'-]+ ){0,5}?)"
    r"(?P<aux>does|do|did|can|could|will|would|must|has|have|had|is|are|was|were|go|fit|remain) (?P<rest>[^?:;]+)\?"
)
_DOES = re.compile(r"What (?P<aux>does|do|did) (?P<rest>[^?:;,]+)\?")
_WHAT = re.compile(
    r"(?:What|what)(?: is|'s|’s| was| are| were| will be) (?P<np>(?:the|her|his|their|[A-Z][a-z]+'s) [^?,:;]+)\?"
)
_OLD = re.compile(r"How old is (?P<np>[^?,:;]{2,40}?)(?: right now| now| today)?\?")
_PLAIN = re.compile(r"[\w ,$%.'\x01-\x03-]+")
# Subjects: a name, two names, a pronoun, or a short noun phrase with an article.
_SUBJECT = re.compile(
    r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?: and [A-Z][\w'-]+)?|he|she|it|they|"
    r"(?:each|every|all) of (?:them|this|the [a-z]+)|"
    r"(?:the|his|her|their|each|every|all the|[A-Z][a-z]+'s)(?: [a-z]+){1,3}"
)
_SUPPOSED = re.compile(r"(?:If|Assuming(?: that)?|Suppose(?: that)?|Since) (.+), (?:then )?((?:how|what) .+\?)")
_UNREAL = re.compile(r"\b(?:would|could|were|had|went|like this|instead|wants? to|decides?|only)\b")
_IN_UNIT = re.compile(r",? in (?:dollars|cents|years|kilometers|miles|minutes|hours|days|meters|kilograms|total)$")
_LEAD_IN_UNIT = re.compile(r"[Ii]n (?:dollars|all|total)$")
_IN_ALL = re.compile(r",? (?:in total|total|altogether|in all)$")
# "How many kilometers long is it" counts kilometers.
_LONG = re.compile(r" (?:long|wide|deep|high|tall|away|apart)$")
_TOTAL = re.compile(r"\btotal (?=[a-z])| in total\b| total\b| altogether\b")
_PAYS = re.compile(r"\b(?:pays?|paid|spends?|spent|owes?|owed)\b")
_NO_AMOUNT = re.compile(
    r"\b(?:answer|answers|result|sum of|average|percent|percentage|difference|ratio|probability|maximum|minimum)\b"
)
_LEADS = ("At", "After", "With", "If", "Since", "In")
MAX_WORDS = 16


class Asked(NamedTuple):
    """What a question asks for. `noun` is what is counted, "" for money; `said` is the clause without it.

    `lead` stood before the question; `would` is the question of another world, without its lead.
    """

    noun: str
    said: str
    ref: str
    would: str = ""
    lead: str = ""
    subject: str = ""


def asked(text: str) -> Asked | None:
    """What a question asks for, None where that cannot be said with certainty. Its numbers may be marked."""
    if len(text) > 400 or text.count("?") != 1:
        return None
    found = _HOW.fullmatch(text)
    if found is None:
        return _other(text)
    lead, aux, rest = (found["lead"] or "").rstrip(", :"), found["aux"], found["rest"].strip()
    if " and " not in rest and not rest.startswith("they "):
        rest = _IN_ALL.sub("", rest)  # of several people it says that it is not for each of them
    counted = _TOTAL.sub("", found["noun"]).strip()
    noun = _LONG.sub("", counted)
    if lead and not _can_lead(lead):
        return None
    if found["what"] == "much" and noun not in ("", "money"):
        return None
    if found["what"] == "many" and not noun:
        return None
    if "," in rest and (" if " in rest or lead):
        return None
    made = _clause(aux, _IN_UNIT.sub("", rest))
    if made is None:
        return None
    subject, said, would = made
    if len(said.split()) > MAX_WORDS:
        return None
    head = "how much" + (f" {noun}" if noun else "") if found["what"] == "much" else f"how many {counted}"
    behind = "" if not lead or _LEAD_IN_UNIT.match(lead) else f" {_small(lead)}"
    # Of "kilograms of pears" it is the pears that are pointed at, of "boxes of pizza" the boxes.
    stuff = noun.partition(" of ")[2] if kind(noun.partition(" of ")[0]) != COUNT else ""
    thing = "money" if noun in ("", "money", "dollars") else stuff or noun
    is_one = thing == "money" or (stuff != "" and not thing.endswith("s"))
    if subject:
        is_what = (found["what"] == "much" and not noun) or (thing == "money" and _PAYS.search(said))
        ref = f"what {said}" if is_what else f"the {thing} {said}"
    elif said.startswith("there are "):
        ref = f"the {thing} {said.replace('are', 'is', 1) if is_one else said}"
    elif said.startswith("is "):
        ref = said[3:]
    else:
        ref = f"the {thing} that {said.replace('are ', 'is ', 1) if is_one and said.startswith('are ') else said}"
    noun = "" if noun == "money" else noun.partition(" of ")[0] if stuff else noun
    return Asked(noun, said + behind, ref + behind, f"{head} {would}{behind}", lead, subject)


def settled(body: str, ask: str) -> tuple[str, str]:
    """What a question supposes, told in the story instead: "Each pack has 5 pens. How many pens does Alain have?"."""
    found = _SUPPOSED.fullmatch(ask)
    if found is None or _UNREAL.search(found[1]) or " if " in ask:
        return body, ask
    said, rest = found.groups()
    return f"{body} {_large(said)}.", _large(rest)


def _clause(aux: str, rest: str) -> tuple[str, str, str] | None:
    """(subject, "she sells a day", "would she sell a day") of what stands behind the auxiliary.

    What has no subject ("are left") has "" for it; None where it cannot be said.
    """
    if aux in ("is", "are", "was", "were"):
        return _being(aux, rest)
    words = rest.split(" ")
    if aux in ("go", "fit", "remain"):
        return ("", f"{aux} {rest}", f"would {aux} {rest}") if _PLAIN.fullmatch(rest) else None
    if (aux in ("can", "will") and words[0] == "be") or (aux == "have" and words[:2] == ["to", "be"]):
        would = {"can": "could", "will": "would", "have": "would have"}[aux]
        return ("", f"{aux} {rest}", f"{would} {rest}") if _PLAIN.fullmatch(rest) else None
    if aux in ("has", "have", "had"):
        at = next((n for n, word in enumerate(words[1:], 1) if word.endswith("ed") or word in _PARTICIPLES), 0)
        subject = " ".join(words[:at])
        if not at or not _SUBJECT.fullmatch(subject):
            return None
        return subject, f"{subject} {aux} {' '.join(words[at:])}", f"would {subject} have {' '.join(words[at:])}"
    at = next((n for n, word in enumerate(words[1:], 1) if word in BASES), 0)
    verb, tail = words[at], " ".join(words[at + 1 :])
    start = at - 1 if at > 1 and words[at - 1] in ("now", "still", "also", "then", "actually") else at
    subject, before = " ".join(words[:start]), "".join([f"{word} " for word in words[start:at]])
    if not at or not _SUBJECT.fullmatch(subject) or not _PLAIN.fullmatch(rest):
        return None
    if verb == "be":
        return None
    finite = before + {"does": third(verb), "do": verb, "did": past(verb)}.get(aux, f"{aux} {verb}")
    changed = {"can": "could", "must": "would"}.get(aux, "would")
    must = "have to " if aux == "must" else ""
    end = f" {tail}" if tail else ""
    return subject, f"{subject} {finite}{end}", f"{changed} {subject} {before}{must}{verb}{end}"


_PARTICIPLES = frozenset(
    "made sold bought got given taken eaten spent paid kept left won run ridden driven read".split()
)
_OPEN = frozenset("left there in on at still missing now filled needed".split())


def _being(aux: str, rest: str) -> tuple[str, str, str] | None:
    """ "are left in the end", "is the bill", and nothing for "is that"."""
    first = rest.split(" ", 1)[0]
    if first in ("that", "it", "this", "he", "she", "they", "each"):
        return None
    if first == "there":
        rest = rest.removeprefix("there").strip()
        if not rest:
            return None
        return ("", f"there are {rest}", f"would there be {rest}") if aux in ("is", "are") else None
    if first in _OPEN or first.endswith("ed"):
        return ("", f"are {rest}", f"would be {rest}") if aux in ("is", "are") else None
    if first in ("the", "his", "her", "their") and aux in ("is", "are") and _PLAIN.fullmatch(rest):
        return "", f"is {rest}", f"would {rest} be"
    return None


def _other(text: str) -> Asked | None:
    text = _IN_UNIT.sub("", text.removesuffix("?")) + "?"
    if found := _OLD.fullmatch(text):
        owner = found["np"]
        return (
            Asked("years", f"{owner} is", f"the age of {owner}", f"how old would {owner} be")
            if _PLAIN.fullmatch(owner)
            else None
        )
    if found := _DOES.fullmatch(text):
        made = _clause(found["aux"], found["rest"])
        return Asked("", made[1], f"what {made[1]}", f"what {made[2]}", "", made[0]) if made else None
    if (found := _WHAT.fullmatch(text)) and _PLAIN.fullmatch(found["np"]) and len(found["np"].split()) <= MAX_WORDS:
        np = found["np"]
        if re.search(
            r"\b(?:answer|answers|result|sum of|average|percent|percentage|difference|ratio|probability)\b", np
        ):
            return None
        return Asked("", f"is {np}", np, f"what would {np} be")
    return None


def _can_lead(lead: str) -> bool:
    """Whether what stands before a question may as well stand behind its clause."""
    first = lead.split(" ", 1)[0]
    return bool(_LEAD_IN_UNIT.match(lead)) or (
        first in ("At", "After", "With", "If", "Since", "In") and "." not in lead
    )


def _large(text: str) -> str:
    """The text with a capital, which may be that of a marked number."""
    at = next((n for n, letter in enumerate(text) if letter.isalpha()), 0)
    at = text.index("\x02") + 1 if text.startswith("\x01") else at
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _small(lead: str) -> str:
    return lead[0].lower() + lead[1:]
