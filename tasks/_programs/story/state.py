"""What a reader knows at a point of a text."""

from __future__ import annotations

from synth.task import BEHAVIORS

from ..view import View
from .checks import Check
from .thought import Thought
from .words import Words


class State:
    """`thoughts` are the lines of thought that the text may be in: the right one, or wrong starts that fit it."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.thoughts = [Thought(words.view, words.view.values)]
        self.failed: Check | None = None  # a check that does not hold asks for a way back
        self.redone: frozenset[str] = frozenset()  # what has to be told next, after a way back
        self.candidate = False  # whether something was taken for the answer, and not gone back from
        self.goal = ""  # a subgoal that is open
        self.need = ""  # where a chain backwards has come to
        self.is_closed = False
        self.shown: dict[str, int] = dict.fromkeys(BEHAVIORS, 0)
        self.n = 0  # sentences

    @property
    def view(self) -> View:
        return self.words.view
