"""Where a text shows behaviours: the detectors read a marked text, this finds the same places in the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from synth.task import Span

from .detect import GAPS, NUMBERS, PLAIN, marks_of, other_mark, reasoning, shown, without_quotations


def spans(text: str, numbers: Sequence[int], target: int) -> list[Span]:
    """The spans of `text` that show a behaviour, in the order in which they were found: one for every count."""
    start, end = reasoning(text)
    copy = Aligned(without_quotations(text[start:end]))
    copy.mark(numbers, target)
    given = [marks_of(numbers, target)[str(number)] for number in numbers]
    return [
        Span(behavior, *_trimmed(text, *copy.origin(lo, hi, start))) for behavior, lo, hi in shown(copy.text, given)
    ]


class Aligned:
    """A copy of a text that is changed piece by piece, and for each of its characters where it came from."""

    def __init__(self, original: str) -> None:
        self.text = original.lower()
        lengths = [1] * len(original) if len(self.text) == len(original) else [len(c.lower()) for c in original]
        if sum(lengths) != len(self.text):  # a letter whose small form depends on its neighbours
            self.text = "".join(c.lower() for c in original)
        self.starts = [place for place, length in enumerate(lengths) for _ in range(length)]
        self.ends = [place + 1 for place in self.starts]

    def mark(self, numbers: Sequence[int], target: int) -> None:
        """Makes of it what `detect.marked` makes of a text."""
        for old, new in PLAIN:
            if old in self.text:
                self.replace((found.start(), found.end(), new) for found in re.finditer(re.escape(old), self.text))
        marks, changes, place = marks_of(numbers, target), [], -1
        for found in NUMBERS.finditer(self.text):
            gap = self.text[place : found.start()].strip() if place >= 0 else ""
            if gap in GAPS:
                changes.append((place, found.start(), GAPS[gap]))
            changes.append((found.start(), found.end(), marks.get(found[0]) or other_mark(found[0])))
            place = found.end()
        self.replace(changes)

    def replace(self, changes: Iterable[tuple[int, int, str]]) -> None:
        """Puts other text in the place of pieces, which are given in their order; all of it comes from all of one."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        place = 0
        for start, end, new in changes:
            pieces += [self.text[place:start], new]
            starts += [*self.starts[place:start], *[self.starts[start]] * len(new)]
            ends += [*self.ends[place:start], *[self.ends[end - 1]] * len(new)]
            place = end
        self.text = "".join([*pieces, self.text[place:]])
        self.starts = [*starts, *self.starts[place:]]
        self.ends = [*ends, *self.ends[place:]]

    def origin(self, start: int, end: int, offset: int) -> tuple[int, int]:
        """Where a piece of the copy came from, in a text in which the original begins at `offset`."""
        return offset + self.starts[start], offset + self.ends[max(start, end - 1)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The piece without the space and marks around it, and with all of its first and last word."""
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip(" \t\n,;:(")))
    while start and text[start].isalpha() and (text[start - 1].isalpha() or text[start - 1] in "'’"):
        start -= 1
    while end < len(text) and text[end - 1].isalpha() and text[end].isalpha():
        end += 1
    return start, end
