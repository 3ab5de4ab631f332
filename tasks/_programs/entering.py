"""Sentences where another story may enter: found in the marked text, and told with its result in their place."""

from __future__ import annotations

import re

from .dimension import is_plural
from .marked import MARK, Changed, like, literal, mark, restated
from .numerals import mentions
from .persons import GENDER, people
from .program import Entry, Value

_PLACE = re.compile(r" (?:in|on|at) (?:the|a|his|her) [a-z]+$")
_PLACE_BEHIND = re.compile(r"\{ref\} (?:in|on|at|into|onto)\b")
# What of a marked text is no mark.
_PLAIN = re.compile("(?:\x01[^\x02]*\x02)?([^\x01-\x03]+)")
_ARE = re.compile(r"\{ref\} (?:are|were|have|fill|last|go|weigh|stand|lie)\b")
_IS = re.compile(r"\{ref\} (?:is|was|has|fills|lasts|goes|weighs)\b")


def located(text: str, stated: str) -> tuple[int, int] | None:
    """Where a marked text states a plain sentence; None where it does not, or twice."""
    spans = [found.span(1) for found in _PLAIN.finditer(text)]
    plain = "".join([text[start:end] for start, end in spans])
    at = plain.find(stated)
    if at < 0 or plain.find(stated, at + 1) >= 0:
        return None
    places = [place for start, end in spans for place in range(start, end)]
    start, end = places[at], places[at + len(stated) - 1] + 1
    # A mark that begins or ends there belongs to the sentence.
    if text[start - 1 : start] == "\x02":
        start = text.rindex("\x01", 0, start)
    return start, end + (text[end : end + 1] == "\x03")


def entered(given: Changed, entry: Entry, ref: str) -> Changed | None:
    """The problem with the reference in the place of the leaf that an entry states; None where the text has it not."""
    place = located(given.text.body, entry.stated)
    if place is None or literal(given.text.ask, entry.leaf) is not None:
        return None
    body = given.text.body
    inside = body[place[0] : place[1]]
    if literal(body[: place[0]] + body[place[1] :], entry.leaf) is not None:
        return None
    if not _agrees(entry.entry, ref):
        return None
    kept = [(name, said) for name, said in MARK.findall(inside) if name != entry.leaf]
    stated = mentions(entry.entry)
    if len(stated) != len(kept):
        return None
    text, behind = [], 0
    for mention, (name, said) in zip(stated, kept, strict=True):
        text += [entry.entry[behind : mention.start], mark(name, said)]
        behind = mention.end
    sentence = "".join([*text, entry.entry[behind:]])
    begins = sentence.startswith("{ref}")
    sentence = _named_once(sentence.replace("{ref}", ref, 1))
    if begins:
        sentence = sentence[0].upper() + sentence[1:]
    return Changed(given.text._replace(body=body[: place[0]] + sentence + body[place[1] :]), given.program)


def _named_once(sentence: str) -> str:
    """The sentence with a pronoun for a name that it says a second time."""
    names = people(sentence)
    if len(names) != 1:
        return sentence
    first, found, rest = sentence.partition(names[0])
    return first + found + re.sub(rf"(?<!for )(?<!of )(?<!to )\b{names[0]}\b(?!['’])", GENDER[names[0]], rest)


def _agrees(entry: str, ref: str) -> bool:
    """Whether the verb of a sentence fits what enters: the bags are, the money is."""
    words = ref.split()
    is_many = len(words) > 1 and words[0] != "what" and any(map(is_plural, words[1:3]))
    if (_IS.search(entry) and is_many) or (_ARE.search(entry) and not is_many):
        return False
    return not (_PLACE.search(ref) and _PLACE_BEHIND.search(entry))  # no money in the till in the till


def with_entries(before: Changed, values: dict[str, Value]) -> tuple[Entry, ...]:
    """The entries of a problem whose numbers have other values now."""
    found = []
    for entry in before.program.entries:
        place = located(before.text.body, entry.stated)
        if place is None:
            continue
        inside = before.text.body[place[0] : place[1]]
        kept = [(name, said) for name, said in MARK.findall(inside) if name != entry.leaf]
        stated = mentions(entry.entry)
        if len(stated) != len(kept):
            continue
        text, behind = [], 0
        for mention, (name, said) in zip(stated, kept, strict=True):
            text += [entry.entry[behind : mention.start], like(said, values[name]) if name in values else said]
            behind = mention.end
        plain = MARK.sub(lambda one: one[2], restated(inside, values))
        found.append(Entry(entry.leaf, plain, "".join([*text, entry.entry[behind:]])))
    return tuple(found)
