"""The procedural teacher of problems with programs: a worked solution that shows the behaviours asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from synth.task import Draw, Refuse, Reject, Strategy

from .program import ARITHMETIC, Value, apply, told
from .sentences import PHRASES
from .view import LABEL, NUMBER, View

SIGNS = [{"*": "*", "/": "/"}, {"*": "*", "/": "/"}, {"*": "×", "/": "÷"}]
# Which operation may be mistaken for which.
MISTAKEN = {"+": "*-", "-": "+", "*": "+", "/": "*-", "%": "-+"}
INVERSE = {"+": "-", "-": "+", "*": "/", "/": "*"}
# An estimate may lie from the value by a share of it with this denominator.
NEAR = 4
MAX_BACKWARD = 6


class Told(NamedTuple):
    """A trace and what its teller knows of it."""

    text: str
    dead_ends: int
    slip_at: int = 0  # the place of the slip among the equations, from 1


class Teller:
    """Writes one trace. `dead_ends` is how many wrong starts it tells where it backtracks.

    `slip` names the step whose result is false in the view; it is told like any other.
    """

    def __init__(self, found: View, strategy: Strategy, draw: Draw, dead_ends: int, slip: str = "") -> None:
        self.view = found
        self.slip = slip
        self.slip_at = 0
        self.equations: list[str] = []  # kept where there is a slip to be found among them
        self.shows = strategy.shows
        self.draw = draw
        self.signs = draw.choice(SIGNS)
        self.sentences: list[str] = []
        self.wrong = self._wrong_starts(dead_ends) if "backtrack" in self.shows else {}
        self.checked = self._checked() if "verify" in self.shows else frozenset()
        self.goals = self._goals() if "subgoal" in self.shows else []

    def tell(self) -> Told:
        """Raises Refuse where the program has no room for a behaviour."""
        if not self.shows and self.draw.chance(50):
            self._say("opening")
        if "backward" in self.shows:
            self._backward()
        if self.goals:
            self._plan()
        for place, (name, op, args) in enumerate(self.view.steps):
            if place in self.wrong:
                self._detour(name, op, args, self.wrong[place])
            self._step(name, op, args)
            if place in self.checked:
                self._check(name, op, args)
            if name in self.goals and name != self.view.output and self.draw.chance(50):
                self._say("reached")
        if self.slip and self._hidden() in self.equations:
            raise Refuse("what the slip hides is told elsewhere")
        answer = self.view.answer
        if answer.isalpha():
            self._say("closing", answer)
        else:
            self._say("closing", given=(answer,))
        return Told(_laid_out(self.sentences, self.draw), len(self.wrong), self.slip_at)

    # Which steps show what.

    def _wrong_starts(self, n: int) -> dict[int, str]:
        """Places of steps with the operation that is mistaken there."""
        found: dict[int, str] = {}
        for place in self.draw.shuffled(range(len(self.view.steps))):
            _, op, args = self.view.steps[place]
            fitting = [wrong for wrong in MISTAKEN.get(op, "") if self._is_sensible(wrong, args)]
            if fitting:
                found[place] = self.draw.choice(fitting)
                if len(found) == n:
                    break
        if not found:
            raise Refuse("no step can be mistaken for another operation")
        return found

    def _is_sensible(self, op: str, args: tuple[str, ...]) -> bool:
        a, b = (self.view.values[name] for name in args)
        try:
            made = apply(op, (a, b))
        except Reject:
            return False
        return made > 0 and (type(made) is int or made.denominator in (2, 4, 5, 10, 20, 25, 50, 100))

    def _checked(self) -> frozenset[int]:
        # A check would bring the slip to light.
        steps = enumerate(self.view.steps)
        places = [place for place, (name, op, args) in steps if self._has_inverse(op, args) and name != self.slip]
        if not places:
            raise Refuse("no step has an inverse to check it by")
        n = 1 + self.draw.below(2) if len(places) > 1 else 1
        # The last step is the one that matters most.
        return frozenset([places[-1], *self.draw.shuffled(places[:-1])[: n - 1]])

    def _has_inverse(self, op: str, args: tuple[str, ...]) -> bool:
        """Whether the step can be turned round: nothing is divided by 0."""
        return op in ARITHMETIC and (op not in "*%" or all(self.view.values[name] for name in args))

    def _goals(self) -> list[str]:
        steps = self.view.steps
        if len(steps) < 2:
            raise Refuse("a single step has no subgoals")
        middle = sorted(self.draw.shuffled(range(len(steps) - 1))[: self.draw.between(1, min(3, len(steps) - 1))])
        return [steps[place][0] for place in middle] + [self.view.output]

    # Sentences.

    def _say(self, role: str, op: str = "", other: str = "", given: tuple[str, ...] = ()) -> None:
        """A sentence of a claim. `given` are its labels, then its numbers, then its equation."""
        self.sentences.append(self.draw.choice(PHRASES[role, op, other]).format(*given))
        if self.slip and given and " = " in given[-1]:
            self.equations.append(given[-1])

    def _equation(self, op: str, a: str, b: str, made: str) -> str:
        return f"{a}% of {b} = {made}" if op == "%" else f"{a} {self.signs.get(op, op)} {b} = {made}"

    def _worked_out(self, op: str, a: Value, b: Value) -> str:
        return self._equation(op, told(a), told(b), told(apply(op, (a, b))))

    def _hidden(self) -> str:
        """What the slip should have said."""
        op, args = self.view.made[self.slip]
        return self._worked_out(op, *(self.view.values[arg] for arg in args[:2]))

    def _plan(self) -> None:
        for place, name in enumerate(self.goals):
            kind = "first" if not place else "last" if name == self.view.output else "next"
            self._say(f"plan {kind}", given=(self.view.labels[name],))

    def _backward(self) -> None:
        """From the output to what is given, goal after goal."""
        view = self.view
        self._say("asked", given=(view.labels[view.output],))
        made = view.made
        open_goals, seen = [view.output], {view.output}
        n = 0
        while open_goals and n < MAX_BACKWARD:
            goal = open_goals.pop(0)
            args = made[goal][1][:2]
            kinds = [view.kind(name) for name in args]
            labels, numbers = [view.labels[goal]], []
            for name, kind in zip(args, kinds, strict=True):
                if kind != NUMBER:
                    labels.append(view.labels[name])
                if kind != LABEL:
                    numbers.append(view.texts[name])
            self._say("needs", kinds[0], kinds[1], (*labels, *numbers))
            open_goals += [name for name in args if name in made and name not in seen]
            seen.update(args)
            n += 1
        if not open_goals and seen.issuperset(made) and self.draw.chance(70):
            self._say("grounded")

    def _detour(self, name: str, op: str, args: tuple[str, ...], wrong: str) -> None:
        a, b = (self.view.values[arg] for arg in args)
        label = self.view.labels[name]
        self._say("wrong", wrong, given=(label, self._worked_out(wrong, a, b)))
        self._say("because", op, wrong, given=(label,))
        self._say("dropped")

    def _step(self, name: str, op: str, args: tuple[str, ...]) -> None:
        texts, label = self.view.texts, self.view.labels[name]
        a, b, made = texts[args[0]], texts[args[1]], texts[name]
        if op in ARITHMETIC:
            self._say("step", op, given=(label, self._equation(op, a, b, made)))
            if name == self.slip:
                self.slip_at = len(self.equations)
        elif op in ("max", "min"):
            self._say("compare", op, given=(label, a, b, made))
        elif op == "if>":
            holds = self.view.values[args[0]] > self.view.values[args[1]]
            self._say("condition", "holds" if holds else "fails", given=(label, a, b, made))
        else:
            self._say("choice", op, made, given=(label, a, b))

    def _check(self, name: str, op: str, args: tuple[str, ...]) -> None:
        values, texts = self.view.values, self.view.texts
        a, b = args
        rough = estimate(op, values[a], values[b])
        if rough is not None and self.draw.chance(35):
            self._say("estimate", given=(texts[name], self._worked_out(op, *rough)))
        elif op == "%":
            share = told(Fraction(values[a]) / 100)
            self._say("inverse", given=(self._equation("/", texts[name], share, texts[b]),))
        elif op in "+*":
            # The one that is taken away leaves the other.
            taken, left = (a, b) if self.draw.choice((True, False)) else (b, a)
            self._say("inverse", given=(self._equation(INVERSE[op], texts[name], texts[taken], texts[left]),))
        else:
            self._say("inverse", given=(self._equation(INVERSE[op], texts[name], texts[b], texts[a]),))


def estimate(op: str, a: Value, b: Value) -> tuple[Value, Value] | None:
    """The operands rounded to one digit, where that changes one of them and stays near the result."""
    if op not in "+-*" or type(a) is not int or type(b) is not int:
        return None
    rough = rounded(a), rounded(b)
    if rough == (a, b) or max(a, b) < 11:
        return None
    made, about = apply(op, (a, b)), apply(op, rough)
    return rough if is_near(about, made) and about > 0 else None


def is_near(about: Value, value: Value) -> bool:
    """Whether an estimate lies within a quarter of the value."""
    return -value <= NEAR * (about - value) <= value


def rounded(n: int) -> int:
    """A whole number to its first digit, halves upwards: 47 is 50, 8 stays."""
    unit: int = 10 ** (len(str(n)) - 1)
    return (2 * n + unit) // (2 * unit) * unit


def _laid_out(sentences: list[str], draw: Draw) -> str:
    """One paragraph, a line a sentence, or paragraphs of a few."""
    layout = draw.below(3)
    if layout == 0:
        return " ".join(sentences)
    if layout == 1:
        return "\n".join(sentences)
    return "".join(
        text + ("" if place == len(sentences) - 1 else "\n" if draw.chance(30) else " ")
        for place, text in enumerate(sentences)
    )
