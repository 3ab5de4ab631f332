"""Letters and labels of two texts told apart, so that fusions of fusions stay clear.

A first fusion says "A first question:" and "both questions", or "Question A:"; a mutation "Let T be the answer". In a
text that is fused once more, each of these has to mean one thing.
"""

from __future__ import annotations

import re

from synth.errors import Reject

from .._programs.marked import Changed, Marked

# What stands before the question of each story, where there are only two.
OPENINGS = [
    ("A first question:", "A second question:"),
    ("Find this out:", "Find this out as well:"),
    ("This is to be worked out:", "This is to be worked out, too:"),
    ("One answer is needed to this:", "Another answer is needed to this:"),
]
_LABEL = re.compile(r"\bQuestion ([A-Z]):")
_DEFINED = re.compile(
    r"\b(?:Let ([A-Z]) (?:be|stand for) the answer|Call the answer to (?:this question|the following) ([A-Z]):"
    r"|call it ([A-Z]):|Here ([A-Z]) is )"
)
_CAPITAL = re.compile(r"\b[A-Z]\b")
# Not A and I, which are words, nor B, which stands beside A; O looks like 0.
_LETTERS = "CDEFGHJLPQSNKMRWTUVXYZ"


def letters(text: str, wanted: str = "") -> list[str]:
    """The capitals that a text does not hold by themselves, those wanted first."""
    held = set(_CAPITAL.findall(text))
    return [one for one in dict.fromkeys(wanted + _LETTERS) if one not in held]


def is_labelled(text: str) -> bool:
    """Whether a text asks more than one question already."""
    return _LABEL.search(text) is not None or any(first in text for first, _ in OPENINGS)


def told_apart(first: Changed, second: Changed) -> tuple[Changed, Changed]:
    """Both with letters and labels of their own. Raises Reject where the alphabet has no more."""
    a = _lettered(first, second.whole)
    b = _lettered(second, a.whole)
    shared = [one for one in _defined(b.whole) if re.search(rf"\b{one}\b", a.whole)]
    if not shared:
        return a, b
    free = letters(f"{a.whole} {b.whole}")
    if len(free) < len(shared):
        raise Reject("every letter is in use already")
    return a, _with(b, dict(zip(shared, free, strict=False)))


def _defined(text: str) -> list[str]:
    """The letters that a text lets stand for something, labels of questions among them."""
    found = [next(filter(None, match)) for match in _DEFINED.findall(text)]
    return list(dict.fromkeys([*found, *_LABEL.findall(text)]))


def _lettered(given: Changed, other: str) -> Changed:
    """The problem with letters for its questions; A and B, which are the reader's choice at the end, become others."""
    text = given.whole
    opening = next(((one, two) for one, two in OPENINGS if one in text and two in text), None)
    if opening is None and "Question A:" not in text:
        return given
    free = letters(f"{text} {other}")
    if len(free) < 2:
        raise Reject("every letter is in use already")
    x, y = free[:2]
    changes = {"both questions": f"questions {x} and {y}"}
    for old, new, said in (("A", x, opening and opening[0]), ("B", y, opening and opening[1])):
        changes[said or f"Question {old}:"] = f"Question {new}:"
        changes |= {f"the answer to {old} is": f"the answer to {new} is", f"is that to {old}": f"is that to {new}"}
    return _with(given, changes)


def _with(given: Changed, changes: dict[str, str]) -> Changed:
    """The problem with words replaced, all at once: a letter that another one became is not changed again."""
    words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(changes, key=len, reverse=True)))})(?!\w)")

    def put(text: str) -> str:
        return words.sub(lambda found: changes[found[0]], text)

    program = given.program._replace(
        leaves=tuple([leaf._replace(about=put(leaf.about)) for leaf in given.program.leaves]),
        steps=tuple([step._replace(about=put(step.about)) for step in given.program.steps]),
    )
    return Changed(Marked(put(given.text.body), put(given.text.ask)), program)
