"""The procedural teacher of problems with programs: a worked solution that shows the behaviours asked for."""

from __future__ import annotations

from typing import NamedTuple

from synth.task import Draw, Refuse, Strategy

from ..program import ARITHMETIC, told
from ..view import View
from . import table
from .aims import Aims
from .checks import Check, checks
from .plan import Detour, detours
from .returns import laid_out, way_back
from .steps import Clause, compared, fits, lines, plain, worded
from .table import CHECKS, VERIFYING
from .thought import Thought
from .words import Words

TRIES, READINGS = 3, tuple(role for role in CHECKS if role not in VERIFYING)
# Percent of right steps that are checked: where there are wrong starts, a check has to hold as often as not.
CHECKED, VERIFIED = 65, 35
WHOLE = ("inverse", "inverse", "inverse", "rough", "grow", "shrink")
# Words that speak of what was said before.
BEHIND = ("so", "that", "this", "which", "now")


def teach(words: Words, strategy: Strategy, draw: Draw, dead_ends: int, slip: str = "") -> Told:
    """A trace that shows the behaviours asked for; a few are tried. Raises Refuse where the program has no room."""
    for left in range(TRIES, 0, -1):
        try:
            return Teller(words, strategy, draw, dead_ends, slip).tell()
        except Refuse:
            if left == 1:
                raise
    raise AssertionError


class Told(NamedTuple):
    """A trace and what its teller knows of it: the kinds of its wrong starts."""

    text: str
    kinds: tuple[str, ...]

    @property
    def dead_ends(self) -> int:
        return len(self.kinds)


class Teller:
    """Writes one trace. `dead_ends` is how many wrong starts it tells where it backtracks, if there is room."""

    def __init__(self, words: Words, strategy: Strategy, draw: Draw, dead_ends: int, slip: str = "") -> None:
        self.words = words
        self.view: View = words.view
        self.slip = slip
        self.shows = strategy.shows
        self.draw = draw
        self.signs = {"*": "×", "/": "÷"} if draw.chance(15) else {}
        self.now = Thought(self.view, self.view.values)
        self.sentences: list[str] = []
        self.said: set[str] = set()
        self.n_verified = 0
        self.kinds: list[str] = []
        self.roles = [*(VERIFYING if "verify" in self.shows else ()), *(READINGS if "backtrack" in self.shows else ())]
        self.detours: dict[str, Detour] = {}
        self.goal = ""  # the subgoal that was named last
        self.goals: dict[str, str] = {}  # subgoals by the step before which they are named
        if "backtrack" in self.shows:
            self.detours = detours(words, self.roles, "verify" in self.shows, draw, dead_ends, slip)
        self.aims = Aims(words, draw, self.pick)

    def tell(self) -> Told:
        """Raises Refuse where the program has no room for a behaviour."""
        draw = self.draw
        if draw.chance(12):
            self._say(self.pick(table.OPENING))
        if "backward" in self.shows:
            self.sentences += self.aims.backward()
        self.goals = self.aims.goals() if "subgoal" in self.shows else {}
        n_goals = len(self.goals)
        order = [name for name, _, _ in self.view.steps]
        while len(self.now.done) < len(order):
            name = next(one for one in order if one not in self.now.done)
            detour = self.detours.get(name)
            if not (detour and detour.variant and detour.variant.skipped):  # what is aimed at is not passed over
                self._aim(name)
            if detour:
                del self.detours[name]
                self._detour(detour)
                continue
            self._tell_step(name)
            self._maybe_check(CHECKED if "backtrack" in self.shows else VERIFIED)
        if ("backtrack" in self.shows and not self.kinds) or (n_goals and n_goals == len(self.goals)):
            raise Refuse("the step that would be mistaken, or aimed at, is told already")
        self._end()
        text = " ".join(self.sentences)
        if self.slip and self._hidden() in text:
            raise Refuse("what the slip hides is told elsewhere")
        return Told(laid_out(self.sentences, self.draw), tuple(self.kinds))

    def pick(self, phrases: list[str]) -> str:
        """A phrase that has not been said yet, where one is left."""
        fresh = [phrase for phrase in phrases if phrase not in self.said] or phrases
        found = self.draw.choice(fresh)
        self.said.add(found)
        return found

    # Steps.

    def _aim(self, name: str) -> None:
        """Names the subgoal that begins with a step."""
        if name in self.goals:
            self.goal = self.goals.pop(name)
            self._say(self.aims.aim(self.goal, is_first=not self.now.done))

    def _is_aside(self, names: tuple[str, ...]) -> bool:
        """Whether a subgoal is open that steps do not lead to."""
        return bool(self.goal) and self.goal not in self.now.done and self.goal not in names[:1]

    def _tell_step(self, name: str) -> None:
        """One step, or two in a sentence."""
        op, _ = self.view.made[name]
        if op not in ARITHMETIC:
            self._say(self.draw.choice(list(compared(self.words, self.now, name))))
            self.now.tell([name])
            return
        clause = self._clause(name)
        text, joint = worded(self.words, self.now, clause), ""
        self.now.tell(clause.names)
        following = self._next()
        if clause.line and len(clause.names) == 1 and following and self.draw.chance(25):
            other = self._clause(following, is_single=True)
            small = self.words.small(worded(self.words, self.now, other))
            if other.line and small is not None:
                follows = clause.names[0] in self.view.made[following][1]
                is_own = other.line.texts[-1].endswith(".")  # its writer says by himself what it follows from
                joint = ", so " if follows and not is_own and self.draw.chance(40) else ", and "
                text = f"{text}{joint}{small}"
                self.now.tell(other.names)
        self._say_step(text, len(self.sentences) > 0 and not joint)

    def _say_step(self, text: str, may_open: bool) -> None:
        if may_open and self.draw.chance(15):
            small = self.words.small(text)
            if small is not None and not small.startswith(BEHIND) and " now" not in small:
                text = self.draw.choice(table.OPENERS) + small
        self._say(text + ".")

    def _next(self) -> str:
        """The step that may stand in the same sentence as the one before, "" where something comes between."""
        name = next((name for name, _, _ in self.view.steps if name not in self.now.done), "")
        is_kept = (
            not name
            or self._is_aside((name,))
            or name in self.goals
            or name in self.detours
            or self.view.made[name][0] not in ARITHMETIC
        )
        return "" if is_kept or name not in self.now.due() else name

    def _clause(self, name: str, is_single: bool = False) -> Clause:
        """A wording for a step: a line of the story where there is one, else a phrase that has not been said."""
        now, draw = self.now, self.draw
        found = lines(self.words, now, name)
        if is_single:
            found = [one for one in found if len(one.names) == 1]
        elif found:
            found = [one for one in found if len(one.names) == 1 or not self._comes_between(one.names[1:])]
            joined = [one for one in found if len(one.names) > 1]
            if joined and draw.chance(45):
                found = joined
        if now.variant is not None and now.variant.step == name:
            found = [one for one in found if fits(now, one)] if draw.chance(60) else []
        found = [one for one in found if one.phrase not in self.said] or found
        if not found:
            phrases = plain(self.words, name)
            if not now.done:  # there is nothing yet that "that" could mean
                phrases = [one for one in phrases if not one.phrase.startswith(BEHIND)]
            found = [one for one in phrases if one.phrase not in self.said] or phrases
            with_unit = draw.chance(60)
            found = [one for one in found if one.has_unit == with_unit] or found
        chosen = draw.choice(found)
        self.said.add(chosen.phrase)
        return chosen

    def _single(self, name: str) -> str:
        if self.view.made[name][0] not in ARITHMETIC:
            return self.draw.choice(list(compared(self.words, self.now, name))).removesuffix(".")
        return worded(self.words, self.now, self._clause(name, is_single=True))

    def _comes_between(self, names: tuple[str, ...]) -> bool:
        return self._is_aside(names) or any(name in self.goals or name in self.detours for name in names)

    # Wrong starts, checks.

    def _detour(self, detour: Detour) -> None:
        """A wrong start that is gone on with, until a check does not hold; then the way back."""
        right = self.now
        if detour.variant is None:
            self._say_step(self._single(detour.step), bool(self.sentences))
            right.tell([detour.step])
            self._say(self.pick(table.CANDIDATE).format(v=self._value(detour.step)))
        else:
            found = right.wrong(detour.variant)
            if found is None:
                raise Refuse("a wrong start comes to nothing")
            self.now = found
            for name in detour.told:
                if name in self.now.done:
                    continue
                self._say_step(self._single(name), self.view.made[name][0] in ARITHMETIC)
                self.now.tell([name])
                if name != detour.told[-1]:
                    self._maybe_check(CHECKED // 2)
            if not detour.told or (detour.told[-1] == self.view.output and self.draw.chance(60)):
                shown = detour.told[-1] if detour.told else detour.variant.step
                self._say(self.pick(table.CANDIDATE).format(v=self._value(shown)))
        failing = [one for role in detour.roles for one in checks(self.words, self.now, role) if not one.passes]
        if not failing:
            raise Refuse("no check finds what is wrong")
        self._say_check(self.draw.choice(failing))
        self._say(way_back(self.words, detour, self.draw, self.pick))
        self.now = self.now.back() if detour.variant is not None else right
        self.kinds.append(detour.variant.kind if detour.variant else "question")
        if detour.variant is not None:
            self._redo(detour)

    def _redo(self, detour: Detour) -> None:
        """The step that was wrong, and what it needs."""
        assert detour.variant is not None
        for name in detour.variant.skipped or (detour.variant.step,):
            if name not in self.now.done:
                self._aim(name)
                self._tell_step(name)
                self._maybe_check(CHECKED)

    def _value(self, name: str) -> str:
        return self.words.amount(name, self.now.values[name])

    def _maybe_check(self, chance: int) -> None:
        """A check or a reading that holds, after a right step."""
        if self.roles and self.draw.chance(chance):
            for role in self.draw.shuffled(self.roles)[:6]:
                if role in ("asked", "used") and self.now.done[-1] != self.view.output:
                    continue
                found = [one for one in self._passing(role) if one.of not in self.said]
                if found:
                    chosen = self.draw.choice(found)
                    self.said.add(chosen.of)
                    self._say_check(chosen)
                    return

    def _passing(self, role: str) -> list[Check]:
        found = [one for one in checks(self.words, self.now, role) if one.passes]
        return [one for one in found if not self.slip or one.of != self.slip]

    def _say_check(self, check: Check) -> None:
        stems, holds, fails = CHECKS[check.role]
        text = (self.pick(stems) + self.pick(holds if check.passes else fails)).format(**check.slots)
        self.n_verified += check.role in VERIFYING
        self._say(text)

    def _end(self) -> None:
        """A check of the whole where one is due; the answer."""
        if "verify" in self.shows and not self.n_verified:
            self._verify()
        answer = self.view.answer
        if answer.isalpha():
            self._say(self.pick(table.CLOSING).format(v=answer))
        else:
            self._say(self.pick(table.CLOSING).format(v=told(self.view.values[self.view.output])))

    def _verify(self) -> None:
        role = self.draw.choice(WHOLE)
        for one in (role, "inverse", *VERIFYING):
            if found := self._passing(one):
                longest = [check for check in found if check.n > 1]
                self._say_check(self.draw.choice(longest if longest and self.draw.chance(60) else found))
                return
        raise Refuse("no step has an inverse to check it by")

    # Text.

    def _say(self, text: str) -> None:
        for sign, other in self.signs.items():
            text = text.replace(f" {sign} ", f" {other} ")
        self.sentences.append(text[0].upper() + text[1:])

    def _hidden(self) -> str:
        """What the slip should have said."""
        from ..program import apply

        op, args = self.view.made[self.slip]
        a, b = (self.view.values[arg] for arg in args[:2])
        text = self.words.equation(op, a, b, apply(op, (a, b)))
        for sign, other in self.signs.items():
            text = text.replace(f" {sign} ", f" {other} ")
        return text
