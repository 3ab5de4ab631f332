"""What ties a second story to the first: the same person, people who know one another, the same day."""

from __future__ import annotations

import re

from synth.errors import Reject
from synth.task import Draw

from .._programs.marked import Changed
from .._programs.persons import GENDER, people
from .joined import TIES, Apart

_IS_OF_A_TIME = re.compile(
    r"\b(?:week|month|year|yesterday|today|tomorrow|ago|morning|evening|spring|summer|autumn|winter|day|season|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|last|then|now)s?\b"
)
# Who has no colleagues yet.
_OF_CHILDREN = re.compile(r"\b(?:allowance|pocket money|years old|brother|sister|mother|birthday|recess)\b")
_SMALL = frozenset("A An At For From In On The There To With During After Before Every Each Of Over".split())


def then(first: Changed, body: str, draw: Draw) -> str:
    """The second story of the same person, told as what comes later."""
    names = people(first.whole)
    if not names or not body.startswith(f"{names[0]} "):
        return body
    alone = len({GENDER[name] for name in names}) == len(names) == 1
    who = GENDER[names[0]] if alone else names[0]
    start = draw.choice(("Later, ", "Then ", "After that, "))
    return f"{start}{who}{body[len(names[0]) :]}"


def tied(pair: Apart, body: str, draw: Draw) -> str:
    """The second story with what ties it to the first: its person is a friend of the other's, or it is the same day."""
    ours, theirs = people(pair.first.whole), people(pair.second.whole)
    at = _place(body, theirs)
    if ours and ours[0] not in theirs and at >= 0:
        ties = TIES[:-1] if _OF_CHILDREN.search(pair.first.text.body + body) else TIES
        return f"{body[:at]}{ours[0]}'s {draw.choice(ties)} {body[at:]}"
    return f"{draw.choice(('On the same day', 'Meanwhile'))}, {_of_a_day(body)}"


def check_ties(first: Changed, second: Changed) -> None:
    """Raises Reject where nothing would tie the second story to the first."""
    if people(first.whole) and _place(second.text.body, people(second.whole)) >= 0:
        return
    _of_a_day(second.text.body)


def _place(body: str, names: list[str]) -> int:
    """Where "Ann's friend" can stand before the first name of a story, -1 where it cannot."""
    found = re.search(rf"\b{names[0]}\b", body) if names else None
    if found is None or body[found.end() :].startswith(("'", "’")) or not _can_tie(body[: found.start()]):
        return -1
    return found.start()


def _of_a_day(body: str) -> str:
    """The story to stand behind "on the same day"; one of a week or a year cannot. Raises Reject."""
    if _IS_OF_A_TIME.search(body.split(". ", 1)[0]):
        raise Reject("nothing ties the two stories together")
    return beginning(body)


def _can_tie(before: str) -> bool:
    """Whether "Ann's friend Bob" can stand behind these words."""
    return not before.endswith(("and ", "friend ", "brother ", "sister ", "'s "))


def beginning(body: str) -> str:
    """The text to stand behind a comma. Raises Reject where it is not known whether its first word is a name."""
    first = re.split(r"[ ']", body, maxsplit=1)[0]
    if first in GENDER or body[0] in "\x01$" or body[0].isdigit():
        return body
    if first in _SMALL:
        return body[0].lower() + body[1:]
    raise Reject("nothing ties the two stories together")
