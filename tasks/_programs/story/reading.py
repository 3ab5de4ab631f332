"""The step checker of problems with programs: reads a worked solution and proves every sentence against the program.

It knows the program and the text, never the teller. At every point it makes the sentences that the state allows, and a
sentence that is none of them is no part of a solution. What is told wrongly has to be what the program comes to with
one step mistaken (a wrong start of `wrong.py`), has to be found by a check that does not hold, and has to be left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from synth.errors import Reject
from synth.parse import CLOSE, OPEN, after_think, tagged_answer, think
from synth.task import BEHAVIORS, Steps, Strategy

from ..claims import CONTROL, Equation, Wrong, equations
from ..exact import Value, told
from ..program import ARITHMETIC, apply
from ..view import View
from . import table
from .aims import before, is_given, things
from .checks import Check, checks
from .frames import Frame, frames
from .steps import Clause, clauses, compared, equation
from .thought import Thought
from .words import Words, listed
from .wrong import variants

MAX_CHARS = 100_000
_END = re.compile(r"\n|(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bSt\.)(?<=[.?!]) ")


def check(program: Mapping[str, Any], text: str, strategy: Strategy) -> Steps:
    """Reads a finished trace. `behaviors` counts wrong starts that are left, checks, subgoals, backward links."""
    from ..view import view

    reader = Reader(Words(view(program), program), strategy.is_incorrect)
    try:
        reader.read(text)
        shown = {behavior for behavior in BEHAVIORS if reader.shown[behavior]}
        if shown != set(strategy.shows):
            raise Wrong(f"it shows {', '.join(sorted(shown)) or 'no behaviour'}, but was asked for {strategy.name}")
        if strategy.is_incorrect and reader.slip is None:
            raise Wrong("it holds no slip, but was asked for one")
    except Wrong as why:
        return Steps(reader.n + 1, 1, str(why), reader.shown)
    if reader.slip is None:
        return Steps(reader.n, 0, None, reader.shown)
    slip = reader.slip
    return Steps(reader.n, 1, f"{slip['claim']} is false, it is {slip['value']}", reader.shown, slip)


class Reader:
    """What is known at a point of the text: the lines of thought that it may be in.

    Where `may_slip`, one step may be false: it is then the `slip`, and the rest has to follow from it.
    """

    def __init__(self, words: Words, may_slip: bool = False) -> None:
        self.words = words
        self.may_slip = may_slip
        self.slip: dict[str, Any] | None = None
        self.n_equations = 0
        self.thoughts = [Thought(words.view, words.view.values)]
        self.failed: Check | None = None  # a check that does not hold asks for a way back
        self.redone: frozenset[str] = frozenset()  # what has to be told next, after a way back
        self.candidate = False  # whether something was taken for the answer, and not gone back from
        self.goal = ""  # a subgoal that is open
        self.need = ""  # where a chain backwards has come to
        self.n_links = 0
        self.is_closed = False
        self.shown: dict[str, int] = dict.fromkeys(BEHAVIORS, 0)
        self.n = 0

    @property
    def view(self) -> View:
        return self.words.view

    def read(self, text: str) -> None:
        """Proves every sentence. Raises Wrong at the first that is false."""
        inside = think(text)
        if inside is None or len(text) > MAX_CHARS:
            raise Wrong("no reasoning between <think> and </think>")
        if CONTROL.search(text):
            raise Wrong("a control character")
        if "×" in inside or "÷" in inside:
            if " * " in inside:
                raise Wrong("two signs for one operation")
            inside = inside.replace(" × ", " * ").replace(" ÷ ", " / ")
        for sentence in _END.split(inside.strip()):
            self._take(sentence)
        if not self.is_closed:
            raise Wrong("the reasoning states no answer")
        said = after_think(text).strip()
        if not (said.startswith(OPEN) and said.endswith(CLOSE)) or said.count(CLOSE) > 1:
            raise Wrong("it says more than the answer after the reasoning")
        if tagged_answer(said) != self.view.answer:
            raise Wrong("the answer is not the one that the reasoning ends in")

    def _take(self, sentence: str) -> None:
        found = equations(sentence)
        for one in found:
            self.n_equations += 1
            if one.is_false():
                self._slip(one, sentence)
        if self.is_closed:
            raise Wrong("it goes on after the answer")
        self.n += 1
        for frame in frames(sentence):
            if _HANDLERS[frame.role](self, frame, sentence):
                return
        if self._told(sentence):
            return
        raise Wrong(f"not a sentence that holds here: {sentence[:80]!r}")

    def _slip(self, one: Equation, sentence: str) -> None:
        """Takes a false step for the slip, if there may be one and was none; what is known is what follows from it."""
        now = self.thoughts[0]
        made = apply(one.op, (one.a, one.b))
        if not self.may_slip or self.slip is not None or now.variant is not None:
            raise Wrong(f"{one} is false")
        for name, op, args in self.view.steps:
            if name in now.done or op != one.op or [self.view.values[arg] for arg in args[:2]] != [one.a, one.b]:
                continue
            try:
                slipped = View(self.words.program, (name, one.c))
            except Reject:
                continue
            self.slip = {"step": self.n_equations, "claim": str(one), "value": told(made)}
            self.words = Words(slipped, self.words.program)
            self.thoughts = [Thought(slipped, slipped.values, now.done)]
            return
        raise Wrong(f"{one} is false")

    # Steps.

    def _told(self, sentence: str) -> bool:
        """Whether a sentence tells the next steps, rightly or as a wrong start; the lines of thought go on with it."""
        if self.failed is not None:
            raise Wrong("a check that does not hold is not followed by a way back")
        if self.candidate and not all(self.view.output in now.done for now in self.thoughts):
            raise Wrong("what may be the answer is not looked at")
        found = [after for now in self.thoughts for after in self._after(now, sentence)]
        if not found:
            for now in self.thoughts:
                if now.variant is None:
                    found += self._mistaken(now, sentence)
        if not found:
            return False
        if self.redone and not any(self.redone.intersection(after.done) for after in found):
            raise Wrong("what was gone back to is not made again")
        self.redone = frozenset()
        self.thoughts = found
        self._pursue()
        return True

    def _after(self, now: Thought, sentence: str) -> Iterator[Thought]:
        for name in now.due():
            if now.view.made[name][0] not in ARITHMETIC and sentence in compared(self.words, now, name):
                after = now.copy()
                after.tell([name])
                yield after
                return
        if not sentence.endswith("."):
            return
        body = sentence[:-1]
        opener = next((one for one in table.OPENERS if body.startswith(one)), "")
        for text in (body, body[len(opener) :]) if opener else (body,):
            names = self._names(now, text, True)
            if names is not None:
                after = now.copy()
                after.tell(names)
                yield after
                return

    def _names(self, now: Thought, text: str, begins: bool) -> tuple[str, ...] | None:
        """The steps that a clause tells, or several; None where it tells none."""
        for name in now.due():
            if now.view.made[name][0] not in ARITHMETIC or equation(self.words, now, name) not in text:
                continue
            for clause in clauses(self.words, now, name):
                rest = _rest(clause, text)
                if rest == "":
                    return clause.names
                if rest is not None and begins and (joint := next((j for j in table.JOINTS if rest.startswith(j)), "")):
                    after = now.copy()
                    after.tell(clause.names)
                    more = self._names(after, rest[len(joint) :], False)
                    if more is not None:
                        return (*clause.names, *more)
        return None

    def _mistaken(self, now: Thought, sentence: str) -> Iterator[Thought]:
        """Wrong starts that a sentence may be the first of."""
        for name in now.due():
            if now.view.made[name][0] in ARITHMETIC:
                for variant in variants(self.words, now, name):
                    found = now.wrong(variant)
                    if found is not None:
                        told_now = {step for step, _, _ in now.view.steps} - set(now.done)
                        if variant.op and equation(self.words, found, variant.step) not in sentence:
                            continue
                        yield from (
                            after
                            for after in self._after(found, sentence)
                            if told_now and set(after.since) > set(variant.skipped)
                        )

    def _pursue(self) -> None:
        """A subgoal is pursued at once: what is told before it is reached leads to it."""
        if not self.goal:
            return
        if all(self.goal in now.done for now in self.thoughts):
            self.goal = ""
        elif not any(now.done[-1] in before(self.words, self.goal) for now in self.thoughts):
            raise Wrong("a subgoal is named, and something else is done")

    # Sentences that are the same for every program. Each handler says whether the sentence is one of its frame here.

    def _opening(self, frame: Frame, sentence: str) -> bool:
        return sentence == frame.text and self.n == 1

    def _aim(self, frame: Frame, sentence: str) -> bool:
        for now in self.thoughts:
            for name in self.words.steps:
                is_said = sentence == frame.text.format(A=self.words.ask(name), L=self.words.names.get(name, "\0"))
                if is_said and ("{L}" in frame.text or self.words.ask(name)):
                    if name in now.done or self.goal or now.variant is not None or self.failed is not None:
                        raise Wrong("a subgoal is reached already, or another one is still open")
                    self.goal = name
                    self.shown["subgoal"] += 1
                    return True
        return False

    def _wanted(self, frame: Frame, sentence: str) -> bool:
        output = self.view.output
        said = frame.text.format(A=self.words.ask(output), L=self.words.names.get(output, "\0"))
        if sentence != said or self.need or self.thoughts[0].done:
            return False
        self.need = output
        return True

    def _linked(self, frame: Frame, sentence: str) -> bool:
        """A link backwards: a goal, and what it needs."""
        words, output = self.words, self.view.output
        is_plan = frame.role == "plan"
        goal = output if is_plan else self.need
        if not goal or (is_plan and self.need) or self.thoughts[0].done:
            return False
        for link in sorted(before(words, goal)):
            wrong = [one for one in words.names if one not in (goal, link) and one in before(words, link)]
            for thing in things(words, goal, link):
                slots = {"A": words.ask(output) or "\0", "X": thing, "L": words.names.get(output, "\0")}
                names = [words.names[one] for one in wrong] if frame.role == "wrong need" else [slots["L"]]
                if any(sentence == frame.text.format(**{**slots, "L": name}) for name in names):
                    self.need = link
                    self.shown["backward"] += 1
                    return True
        if is_plan and len(self.view.steps) == 1:
            given = [arg for arg in self.view.made[output][1] if words.leaves[arg]["at"]]
            thing = listed([f"the {words.quantity(arg, self.view.values[arg])}" for arg in given]) if given else "\0"
            slots = {"A": words.ask(output) or "\0", "X": thing, "L": words.names.get(output, "\0")}
            if sentence == frame.text.format(**slots):
                self.need = output
                self.shown["backward"] += 1
                return True
        return False

    def _grounded(self, frame: Frame, sentence: str) -> bool:
        if sentence != frame.text or not self.shown["backward"] or self.thoughts[0].done:
            return False
        if not is_given(self.words, self.need):
            raise Wrong("the way back has not reached what is given")
        return True

    def _candidate(self, frame: Frame, sentence: str) -> bool:
        kept = []
        for now in self.thoughts:
            name = now.done[-1] if now.done else ""
            value: Value | None = now.values.get(name)
            if name and value is not None and sentence == frame.text.format(v=self.words.amount(name, value)):
                if name not in (now.variant.skipped if now.variant else ()) or name == self.view.output:
                    kept.append(now)
        output = self.view.output
        skips = [after for now in self.thoughts if now.variant is None for after in self._passed_over(now)]
        kept += [
            now for now in skips if sentence == frame.text.format(v=self.words.amount(output, now.values[output]))
        ]
        if not kept:
            return False
        if self.candidate or self.failed is not None:
            raise Wrong("two answers in a row")
        self.thoughts, self.candidate = kept, True
        return True

    def _passed_over(self, now: Thought) -> Iterator[Thought]:
        """Lines of thought that take what is there for the answer, since the last step was forgotten."""
        output = self.view.output
        if output in now.due():
            for variant in variants(self.words, now, output):
                if variant.skipped and variant.step == output and (found := now.wrong(variant)) is not None:
                    yield found

    def _checked(self, frame: Frame, sentence: str) -> bool:
        """A check or a reading; where it does not hold, the lines of thought are those in which it does not."""
        if self.failed is not None:
            return False
        kept: list[Thought] = []
        found: Check | None = None
        for now in self.thoughts:
            for one in checks(self.words, now, frame.role):
                text = frame.text if one.passes == frame.passes else ""
                if text and sentence == _capital(text.format(**one.slots)):
                    kept.append(now)
                    found = one
                    break
        if found is None:
            return False
        is_early = found.role == "asked" and not found.passes
        if not found.passes and not is_early and any(now.variant is None for now in kept):
            raise Wrong("a check does not hold, and nothing was wrong")
        if is_early and not self.candidate:
            raise Wrong("nothing was taken for the answer")
        self.thoughts = kept
        self.failed = None if found.passes else found
        if frame.role in table.VERIFYING:
            self.shown["verify"] += 1
        return True

    def _returned(self, frame: Frame, sentence: str) -> bool:
        """The way back from a check that did not hold, to a quantity by its value or its name."""
        if self.failed is None:
            return False
        kept: list[Thought] = []
        redone: set[str] = set()
        for now in self.thoughts:
            if sentence not in self._ways_back(frame, now):
                continue
            if now.variant is None:
                kept.append(now)
            else:
                kept.append(now.back())
                redone |= {now.variant.step, *now.variant.skipped}
        if not kept:
            return False
        self.thoughts = [now for place, now in enumerate(kept) if now.done not in [one.done for one in kept[:place]]]
        self.redone = frozenset(redone - set(self.thoughts[0].done))
        self.failed, self.candidate = None, False
        self.shown["backtrack"] += 1
        return True

    def _ways_back(self, frame: Frame, now: Thought) -> set[str]:
        words, view = self.words, self.view
        if now.variant is None:
            known = [now.done[-1]] if frame.role == "back to" else []
            step = ""
        else:
            step = now.variant.step
            known = [arg for arg in view.made[step][1] if arg in view.made]
        if frame.role == "back to":
            return {frame.text.format(v=f"the {words.amount(one, view.values[one])}") for one in known}
        if frame.role == "redo":
            return {frame.text.format(L=words.names[step])} if step in words.names else set()
        return {frame.text} if step else set()

    def _closing(self, frame: Frame, sentence: str) -> bool:
        answer = self.view.answer
        value = answer if answer.isalpha() else told(self.view.values[self.view.output])
        if sentence != frame.text.format(v=value):
            return False
        now = next((now for now in self.thoughts if now.variant is None), None)
        if self.failed is not None or now is None or self.view.output not in now.done:
            raise Wrong("the answer comes before its last step, or behind a wrong start that is not left")
        if len(now.done) < len(self.view.steps) or self.goal:
            raise Wrong("a step or a subgoal is missing")
        self.is_closed = True
        return True


def _rest(clause: Clause, text: str) -> str | None:
    """What a text says behind a clause, None where it does not begin with it; a first letter may be small."""
    n = len(clause.text)
    if text[1:n] != clause.text[1:] or text[:1].lower() != clause.text[:1].lower():
        return None
    return text[n:]


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


_HANDLERS = {
    "opening": Reader._opening,
    "aim": Reader._aim,
    "wanted": Reader._wanted,
    **dict.fromkeys(("plan", "need", "wrong need"), Reader._linked),
    "grounded": Reader._grounded,
    "candidate": Reader._candidate,
    **dict.fromkeys(table.CHECKS, Reader._checked),
    **dict.fromkeys(("back to", "redo", "redo plain"), Reader._returned),
    "closing": Reader._closing,
}
