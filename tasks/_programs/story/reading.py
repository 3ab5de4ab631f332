"""The step checker of problems with programs: reads a worked solution and proves every sentence against the program.

It knows the program and the text, never the teller. At every point it makes the sentences that the state allows, and a
sentence that is none of them is no part of a solution. What is told wrongly has to be what the program comes to with
one step mistaken (a wrong start of `wrong.py`), has to be found by a check that does not hold, and has to be left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from synth.errors import Reject
from synth.parse import CLOSE, OPEN, after_think, tagged_answer, think
from synth.task import BEHAVIORS, Steps, Strategy

from ..claims import CONTROL, Equation, Wrong, equations
from ..exact import told
from ..program import apply
from ..view import View, view
from .aims import before
from .following import following, mistaken
from .frames import frames
from .proofs import PROOFS
from .state import State
from .thought import Thought
from .words import Words

MAX_CHARS = 100_000
_END = re.compile(r"\n|(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<=[.?!]) ")


def check(program: Mapping[str, Any], text: str, strategy: Strategy) -> Steps:
    """Reads a finished trace. `behaviors` counts wrong starts that are left, checks, subgoals, backward links."""
    reader = Reader(program, strategy.is_incorrect)
    try:
        reader.read(text)
        shown = {behavior for behavior in BEHAVIORS if reader.state.shown[behavior]}
        if shown != set(strategy.shows):
            raise Wrong(f"it shows {', '.join(sorted(shown)) or 'no behaviour'}, but was asked for {strategy.name}")
        if strategy.is_incorrect and reader.slip is None:
            raise Wrong("it holds no slip, but was asked for one")
    except Wrong as why:
        return Steps(reader.state.n + 1, 1, str(why), reader.state.shown)
    slip = reader.slip
    if slip is None:
        return Steps(reader.state.n, 0, None, reader.state.shown)
    return Steps(reader.state.n, 1, f"{slip['claim']} is false, it is {slip['value']}", reader.state.shown, slip)


class Reader:
    """Takes a text sentence by sentence.

    Where `may_slip`, one step may be false: it is then the `slip`, and the rest has to follow from it.
    """

    def __init__(self, program: Mapping[str, Any], may_slip: bool = False) -> None:
        self.program = program
        self.state = State(Words(view(program), program))
        self.may_slip = may_slip
        self.slip: dict[str, Any] | None = None
        self.n_equations = 0

    def read(self, text: str) -> None:
        """Proves every sentence. Raises Wrong at the first that is false."""
        inside = think(text)
        if inside is None or len(text) > MAX_CHARS:
            raise Wrong("no reasoning between <think> and </think>")
        if CONTROL.search(text):
            raise Wrong("a control character")
        for sentence in _END.split(_plain_signs(inside).strip()):
            self._take(sentence)
        if not self.state.is_closed:
            raise Wrong("the reasoning states no answer")
        said = after_think(text).strip()
        if not (said.startswith(OPEN) and said.endswith(CLOSE)) or said.count(CLOSE) > 1:
            raise Wrong("it says more than the answer after the reasoning")
        if tagged_answer(said) != self.state.view.answer:
            raise Wrong("the answer is not the one that the reasoning ends in")

    def _take(self, sentence: str) -> None:
        for one in equations(sentence):
            self.n_equations += 1
            if one.is_false():
                self._slip(one)
        if self.state.is_closed:
            raise Wrong("it goes on after the answer")
        self.state.n += 1
        for frame in frames(sentence):
            if PROOFS[frame.role](self.state, frame, sentence):
                return
        if not self._told(sentence):
            raise Wrong(f"not a sentence that holds here: {sentence[:80]!r}")

    def _told(self, sentence: str) -> bool:
        """Whether a sentence tells the next steps, rightly or as a wrong start; the lines of thought go on with it."""
        state = self.state
        if state.failed is not None:
            raise Wrong("a check that does not hold is not followed by a way back")
        if state.candidate and not all(state.view.output in now.done for now in state.thoughts):
            raise Wrong("what may be the answer is not looked at")
        found = [after for now in state.thoughts if (after := following(state.words, now, sentence)) is not None]
        if not found:
            right = [now for now in state.thoughts if now.variant is None]
            found = [after for now in right for after in mistaken(state.words, now, sentence)]
        if not found:
            return False
        if state.redone and not any(state.redone.intersection(after.done) for after in found):
            raise Wrong("what was gone back to is not made again")
        n = min(len(now.done) for now in state.thoughts)
        state.redone, state.thoughts = frozenset(), found
        if state.goal:
            self._pursue(n)
        return True

    def _pursue(self, n: int) -> None:
        """A subgoal is pursued at once: what is told behind the first `n` steps leads to it until it is reached."""
        state, leading = self.state, before(self.state.words, self.state.goal) | {self.state.goal}
        if not any(now.done[n] in leading for now in state.thoughts):
            raise Wrong("a subgoal is named, and something else is done")
        if all(state.goal in now.done for now in state.thoughts):
            state.goal = ""

    def _slip(self, one: Equation) -> None:
        """Takes a false step for the slip, if there may be one and was none; what is known is what follows from it."""
        state, now = self.state, self.state.thoughts[0]
        if not self.may_slip or self.slip is not None or now.variant is not None:
            raise Wrong(f"{one} is false")
        for name, op, args in state.view.steps:
            if name in now.done or op != one.op or [state.view.values[arg] for arg in args[:2]] != [one.a, one.b]:
                continue
            try:
                slipped = View(self.program, (name, one.c))
                value = told(apply(one.op, (one.a, one.b)))
            except Reject:
                continue
            self.slip = {"step": self.n_equations, "claim": str(one), "value": value}
            state.words = Words(slipped, self.program)
            state.thoughts = [Thought(slipped, slipped.values, now.done)]
            return
        raise Wrong(f"{one} is false")


def _plain_signs(text: str) -> str:
    """The text with one sign for each operation. Raises Wrong where it has two."""
    if "×" not in text and "÷" not in text:
        return text
    if " * " in text or " / " in text:
        raise Wrong("two signs for one operation")
    return text.replace(" × ", " * ").replace(" ÷ ", " / ")
