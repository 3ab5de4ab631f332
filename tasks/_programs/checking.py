"""The step checker of problems with programs: reads a worked solution and proves every sentence against the program.

It knows the program and the text, never the teller. A sentence of an unknown shape is no part of a solution.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from synth.errors import Reject
from synth.parse import CLOSE, OPEN, after_think, tagged_answer, think
from synth.task import BEHAVIORS, Steps, Strategy

from .claims import CONTROL, Equation, Sentence, TakenApart, Wrong, labelled, made_by, readable
from .program import ARITHMETIC, told, whole
from .sentences import SHAPES, Claim
from .telling import INVERSE, is_near, rounded
from .view import LABEL, NUMBER, View, view

MAX_CHARS = 100_000


def check(program: Mapping[str, Any], text: str, strategy: Strategy) -> Steps:
    """Reads a finished trace. `behaviors` counts wrong starts that are left, checks, subgoals, backward links."""
    reader = Reader(view(program), program if strategy.is_incorrect else None)
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
    """What is known at a point of the text.

    A `program` is given where one step may be false: it is then the `slip`, and the rest has to follow from it.
    """

    def __init__(self, found: View, program: Mapping[str, Any] | None = None) -> None:
        self.view = found
        self.program = program
        self.slip: dict[str, Any] | None = None
        self.n_equations = 0
        self.made = found.made
        self.names = list(found.labels)
        self.order = {name: place for place, (name, _, _) in enumerate(found.steps)}
        self.done: list[str] = []
        self.plan: list[str] = []
        self.is_planned = self.is_closed = False
        self.wanted: set[str] = set()  # goals that a backward chain has come to
        self.traced: set[str] = set()  # those of them of which it was told what they depend on
        self.attempt: tuple[str, str, bool] | None = None  # step, wrong operation, whether it was refuted
        self.shown: dict[str, int] = dict.fromkeys(BEHAVIORS, 0)
        self.n = 0

    def read(self, text: str) -> None:
        """Proves every sentence. Raises Wrong at the first that is false."""
        inside = think(text)
        if inside is None or len(text) > MAX_CHARS:
            raise Wrong("no reasoning between <think> and </think>")
        taken = TakenApart(self._marked(inside.strip()), self.names, self.view.known)
        for shape in taken.shapes:
            claims = SHAPES.get(shape)
            sentence = taken.sentence(shape)
            if claims is None:
                raise Wrong(f"not a sentence of a solution: {readable(shape)!r}")
            self._take(claims, sentence)
        if not self.is_closed:
            raise Wrong("the reasoning states no answer")
        if missing := [name for name in self.plan if name not in self.done]:
            raise Wrong(f"the subgoal, the {self.view.labels[missing[0]]}, is never reached")
        if self.plan != [name for name in self.done if name in self.plan]:
            raise Wrong("the subgoals are reached in another order than planned")
        said = after_think(text).strip()
        if not (said.startswith(OPEN) and said.endswith(CLOSE)) or said.count(CLOSE) > 1:
            raise Wrong("it says more than the answer after the reasoning")
        if tagged_answer(said) != self.view.answer:
            raise Wrong("the answer is not the one that the reasoning ends in")

    def _marked(self, text: str) -> str:
        """The text with labels replaced by the place of their step, longer ones first."""
        if CONTROL.search(text):
            raise Wrong("a control character")
        for place in self.view.longest_first:
            text = text.replace(f"he {self.view.labels[self.names[place]]}", f"he {labelled(place)}")
        return text

    def _take(self, claims: list[Claim], sentence: Sentence) -> None:
        claim = claims[0]
        for equation in sentence.equations:
            self.n_equations += 1
            if made_by(equation) != equation.c:
                self._slip(equation, claim, sentence)
        if self.is_closed:
            raise Wrong("it goes on after the answer")
        if len(claims) > 1:
            # Wordings that name no operation: the equation tells which is meant.
            claim = next((one for one in claims if one.op == sentence.equations[0].op), claim)
        if self.attempt is not None and claim.role not in ("because", "dropped"):
            raise Wrong("an attempt is neither refuted nor left")
        if sentence.names and sentence.names[0] not in self.made:
            raise Wrong(f"the {self.view.labels[sentence.names[0]]} is given, or not needed")
        self.n += 1
        _HANDLERS[claim.role](self, claim, sentence)

    def _slip(self, equation: Equation, claim: Claim, sentence: Sentence) -> None:
        """Takes a false step for the slip, if there may be one and was none; what is known is what follows from it."""
        made = made_by(equation)
        if self.program is None or self.slip is not None or claim.role != "step" or made is None:
            raise Wrong(f"{equation} is false")
        self.slip = {"step": self.n_equations, "claim": str(equation), "value": told(made)}
        try:
            self.view = View(self.program, (sentence.names[0], equation.c))
        except Reject:
            raise Wrong(f"{equation} is false, and leaves no way on") from None

    # What each role has to prove.

    def _free(self, claim: Claim, sentence: Sentence) -> None:
        pass

    def _planned(self, claim: Claim, sentence: Sentence) -> None:
        name = sentence.names[0]
        is_first, is_last = claim.role == "plan first", claim.role == "plan last"
        if self.is_planned or is_first == bool(self.plan):
            raise Wrong("the plan starts twice, or goes on after its end")
        if name in self.done or name in self.plan:
            raise Wrong(f"the {self.view.labels[name]} is reached already, or named twice")
        if is_last != (name == self.view.output):
            raise Wrong("the plan has to end with what is asked, and only there")
        if self.plan and self.order[self.plan[-1]] > self.order[name]:
            raise Wrong("the subgoals are not in the order in which they are reached")
        self.plan.append(name)
        self.is_planned = is_last
        self.shown["subgoal"] += 1

    def _reached(self, claim: Claim, sentence: Sentence) -> None:
        if not self.done or self.done[-1] not in self.plan:
            raise Wrong("no subgoal is reached here")

    def _asked(self, claim: Claim, sentence: Sentence) -> None:
        if sentence.names[0] != self.view.output or self.wanted:
            raise Wrong(f"the {self.view.labels[sentence.names[0]]} is not what is asked")
        self.wanted.add(sentence.names[0])

    def _needs(self, claim: Claim, sentence: Sentence) -> None:
        goal, *named = sentence.names
        if goal not in self.wanted or goal in self.done:
            raise Wrong(f"nothing has asked for the {self.view.labels[goal]} yet")
        args = self.made[goal][1][:2]
        kinds = [self.view.kind(name) for name in args]
        labelled = [name for name, kind in zip(args, kinds, strict=True) if kind != NUMBER]
        stated = [self.view.values[name] for name, kind in zip(args, kinds, strict=True) if kind != LABEL]
        if [claim.op, claim.other] != kinds or named != labelled or sentence.numbers != stated:
            raise Wrong(f"the {self.view.labels[goal]} depends on other things")
        self.wanted.update(name for name in named if name in self.made)
        self.traced.add(goal)
        self.shown["backward"] += 1

    def _grounded(self, claim: Claim, sentence: Sentence) -> None:
        if self.traced != set(self.made):
            raise Wrong("the way back has not reached what is given")

    def _wrong(self, claim: Claim, sentence: Sentence) -> None:
        name, equation = sentence.names[0], sentence.equations[0]
        op = self._due(name)[0]
        if equation.op != claim.op or op == claim.op or not self._is_of(name, equation):
            raise Wrong(f"{equation} is no attempt at the {self.view.labels[name]}")
        self.attempt = (name, claim.op, False)

    def _because(self, claim: Claim, sentence: Sentence) -> None:
        name = sentence.names[0]
        if self.attempt is None or self.attempt[:2] != (name, claim.other) or self.made[name][0] != claim.op:
            raise Wrong(f"what is said of the {self.view.labels[name]} is not so")
        self.attempt = (name, claim.other, True)

    def _dropped(self, claim: Claim, sentence: Sentence) -> None:
        if self.attempt is None or not self.attempt[2]:
            raise Wrong("there is nothing to go back from")
        self.attempt = None
        self.shown["backtrack"] += 1

    def _step(self, claim: Claim, sentence: Sentence) -> None:
        name, equation = sentence.names[0], sentence.equations[0]
        op = self._due(name)[0]
        if not (op == equation.op == claim.op) or not self._is_of(name, equation):
            raise Wrong(f"{equation} is not the {self.view.labels[name]}")
        self.done.append(name)

    def _compare(self, claim: Claim, sentence: Sentence) -> None:
        name = sentence.names[0]
        op, args = self._due(name)
        a, b = (self.view.values[arg] for arg in args)
        if op != claim.op or sentence.numbers != [a, b, self.view.values[name]]:
            raise Wrong(f"that comparison does not give the {self.view.labels[name]}")
        self.done.append(name)

    def _condition(self, claim: Claim, sentence: Sentence) -> None:
        name = sentence.names[0]
        op, args = self._due(name)
        a, b = self.view.values[args[0]], self.view.values[args[1]]
        is_right = op == "if>" and (a > b) == (claim.op == "holds")
        if not is_right or sentence.numbers != [a, b, self.view.values[name]]:
            raise Wrong(f"that condition does not give the {self.view.labels[name]}")
        self.done.append(name)

    def _choice(self, claim: Claim, sentence: Sentence) -> None:
        name = sentence.names[0]
        op, args = self._due(name)
        a, b = (self.view.values[arg] for arg in args)
        if (op, told(self.view.values[name])) != (claim.op, claim.other) or sentence.numbers != [a, b]:
            raise Wrong(f"that comparison does not give the {self.view.labels[name]}")
        self.done.append(name)

    def _inverse(self, claim: Claim, sentence: Sentence) -> None:
        equation = sentence.equations[0]
        op, args = self._last()
        made = self.view.values[self.done[-1]]
        a, b = (self.view.values[arg] for arg in args[:2])
        if op == "%":
            expected = [("/", made, whole(Fraction(a) / 100), b)]
        elif op in ("+", "*"):
            expected = [(INVERSE[op], made, b, a), (INVERSE[op], made, a, b)]
        else:
            expected = [(INVERSE.get(op, ""), made, b, a)]
        if (equation.op, equation.a, equation.b, equation.c) not in expected:
            raise Wrong(f"{equation} does not check the step before it")
        self.shown["verify"] += 1

    def _estimate(self, claim: Claim, sentence: Sentence) -> None:
        equation = sentence.equations[0]
        op, args = self._last()
        made = self.view.values[self.done[-1]]
        rough = [rounded(int(self.view.values[arg])) for arg in args[:2]]
        is_close = is_near(equation.c, made)
        if equation.op != op or [equation.a, equation.b] != rough or sentence.numbers != [made] or not is_close:
            raise Wrong(f"{equation} is no estimate of the step before it")
        self.shown["verify"] += 1

    def _closing(self, claim: Claim, sentence: Sentence) -> None:
        if self.view.output not in self.done:
            raise Wrong("the answer comes before its last step")
        if (claim.op or told(sentence.numbers[0])) != self.view.answer:
            raise Wrong("the answer stated is not the result")
        self.is_closed = True

    # What is known.

    def _due(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The operation and the arguments of a step that can be made now."""
        if name in self.done:
            raise Wrong(f"the {self.view.labels[name]} is worked out twice")
        op, args = self.made[name]
        missing = [arg for arg in args if arg in self.made and arg not in self.done]
        if missing:
            raise Wrong(f"the {self.view.labels[missing[0]]} is used before it is known")
        return op, args

    def _is_of(self, name: str, equation: Equation) -> bool:
        """Whether the equation is about the step's own quantities."""
        args, values = self.made[name][1], self.view.values
        a, b = values[args[0]], values[args[1]]
        if equation.a == a and equation.b == b:
            return True
        return equation.op in "+*" and equation.a == b and equation.b == a

    def _last(self) -> tuple[str, tuple[str, ...]]:
        if not self.done or self.made[self.done[-1]][0] not in ARITHMETIC:
            raise Wrong("there is no step to check")
        return self.made[self.done[-1]]


_HANDLERS = {
    "opening": Reader._free,
    **dict.fromkeys(("plan first", "plan next", "plan last"), Reader._planned),
    "reached": Reader._reached,
    "asked": Reader._asked,
    "needs": Reader._needs,
    "grounded": Reader._grounded,
    "wrong": Reader._wrong,
    "because": Reader._because,
    "dropped": Reader._dropped,
    "step": Reader._step,
    "compare": Reader._compare,
    "condition": Reader._condition,
    "choice": Reader._choice,
    "inverse": Reader._inverse,
    "estimate": Reader._estimate,
    "closing": Reader._closing,
}
