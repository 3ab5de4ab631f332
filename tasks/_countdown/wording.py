"""Puts a story into words: one voice, notation and layout a trace, each sentence composed anew."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from synth.task import Draw
from synth.verify.expression import Tree

from . import phrases
from .expressions import leaves, steps_of, text_of
from .grammar import Filler, pool
from .route import Backward
from .search import Step
from .story import Aim, Back, Do, Event, Story, Sweep

NOTATIONS = ("+-*/", "+-*/", "+-×÷", "+−×÷", "+-×/", "+-·/")
# For a list: what opens it, joins it, joins its last, and closes it.
LISTS = (("", ", ", ", ", ""), ("", ", ", " and ", ""), ("", ", ", ", and ", ""), ("[", ", ", ", ", "]"), ("{", ", ", ", ", "}"))
SWEEPS = ((", ", ", "), (", ", " and "), (", ", ", and "), ("; ", "; "))
RECAPS = (", ", "; ", " and ", ", and ")
CLAIM_OF_OP = {"+": "add", "-": "sub", "*": "mul", "/": "div"}


@lru_cache(maxsize=1024)
def select(kind: str, voice: int, claims: tuple[str, ...] = (), key: str = "") -> tuple[Filler, ...]:
    """The phrases of a kind that claim nothing but `claims`."""
    lines = getattr(phrases, kind)
    found = pool(lines[key] if key else lines, voice)
    return tuple(p.fill for p in found if all(name.isupper() or name in claims for name in p.meaning))


class Style:
    """How one trace is written: drawn once, kept to the end."""

    def __init__(self, draw: Draw) -> None:
        self.voice = 0 if draw.chance(65) else 1
        self.ops = dict(zip("+-*/", draw.choice(NOTATIONS), strict=True))
        self.tight = draw.chance(25)
        self.brackets = draw.choice(LISTS)
        self.paragraph, self.space, self.bullet = draw.choice(
            ((" ", " ", ""), ("\n", " ", ""), ("\n\n", " ", ""), ("\n\n", "\n", ""), ("\n", "\n", ""), ("\n", "\n", "- "))
        )
        self.openers = draw.between(25, 65)

    def equation(self, step: Step) -> str:
        a, op, b, result = step
        return f"{a}{self.ops[op]}{b}={result}" if self.tight else f"{a} {self.ops[op]} {b} = {result}"

    def numbers(self, numbers: Sequence[int]) -> str:
        left, comma, last, right = self.brackets
        if len(numbers) == 1:
            return str(numbers[0])
        if len(numbers) == 2 and not left:
            last = " and "
        return f"{left}{comma.join(map(str, numbers[:-1]))}{last}{numbers[-1]}{right}"


class Wording:
    """Writes the story of one trace."""

    def __init__(self, story: Story, solution: Tree, draw: Draw) -> None:
        self.story = story
        self.solution = solution
        self.draw = draw
        self.style = Style(draw)
        self.checks = "verify" in story.shows
        self.target = story.start.goal
        self.paragraphs: list[list[str]] = [[]]
        self.slots: dict[str, Any] = {"T": str(self.target)}
        self.position = "first"

    def text(self) -> str:
        """The trace, without tags."""
        if self.draw.chance(60):
            self.say("", self.phrase("OPEN", S=self.style.numbers(self.story.start.state)))
        events = self.story.events
        at = 0
        while at < len(events):
            at += self.tell(events, at)
        self.close()
        style = self.style
        glue = style.space + style.bullet
        return style.paragraph.join(style.bullet + glue.join(said) for said in self.paragraphs if said)

    # Sentences.

    def phrase(self, kind: str, claims: tuple[str, ...] = (), key: str = "", **slots: str) -> str:
        if slots:
            self.slots.update(slots)
        found = select(kind, self.style.voice, claims, key)
        return found[self.draw.below(len(found))](self.slots)

    def say(self, opener: str, body: str) -> None:
        if opener and self.draw.chance(self.style.openers):
            body = self.phrase("OPENERS", key=opener) + body
        sentence = body[0].upper() + body[1:]
        self.paragraphs[-1].append(sentence if sentence.endswith("?") else sentence + ".")

    def tell(self, events: list[Event], at: int) -> int:
        """Tells the event at a place, and those after it that fit into its sentence; returns how many it told."""
        event = events[at]
        if isinstance(event, Do):
            run = 1
            while self._joins(events, at + run) and self.draw.chance(50):
                run += 1
            self.steps([e for e in events[at : at + run] if isinstance(e, Do)])
            return run
        if isinstance(event, Sweep):
            self.sweep(event)
        elif isinstance(event, Backward):
            self.backward(event)
        elif isinstance(event, Aim):
            self.aim(event)
        else:
            self.back(event)
        return 1

    @staticmethod
    def _joins(events: list[Event], at: int) -> bool:
        before = events[at - 1]
        return at < len(events) and isinstance(events[at], Do) and isinstance(before, Do) and not before.end

    def steps(self, run: list[Do]) -> None:
        body = self.head(run[0].step)
        for event in run[1:]:
            body += self.phrase("CONNECT", E=self.style.equation(event.step))
        last = run[-1]
        tail, after = self.ending(last)
        self.say(self.position, body + tail)
        if after:
            self.say(*after)
        self.position = "next"

    def head(self, step: Step) -> str:
        a, op, b, _ = step
        slots = {"E": self.style.equation(step), "P": f"{a} and {b}", "Z": str(a), "Y": str(b)}
        if self.draw.chance(30):
            return self.phrase("HEAD_OP", (CLAIM_OF_OP[op],), op, **slots)
        return self.phrase("HEAD", **slots)

    def ending(self, event: Do) -> tuple[str, tuple[str, str] | None]:
        """What follows a step in its sentence, and a sentence of its own after that if there is one."""
        result, frame = event.step[3], event.frame
        needs = "NEED" if frame.goal != self.target else "TARGET"
        if event.end == "subgoal":
            return self.phrase("GOT", ("got",), K=str(result)), None
        if event.end == "meet":
            return self.phrase("MEET", ("met",), Q=str(frame.goal)), None
        self.slots.update(R=str(result), Q=str(frame.goal), D=str(abs(result - frame.goal)))
        if event.end == "hit":
            return self._hit() if self.checks else ("", None)
        claims = ("miss", "over" if result > frame.goal else "under")
        if event.end == "miss":
            if not self.checks:
                return "", None
            if self.draw.chance(70):
                return self.phrase(f"MISS_{needs}", claims), None
            return "", ("check", self.phrase(f"CHECK_{needs}", claims))
        if self.checks and needs == "TARGET" and result != frame.goal and self.draw.chance(self._early_checks()):
            return self.phrase("NOT_YET", claims, S=self.style.numbers(frame.state)), None
        if self.draw.chance(40):
            return self.phrase("REST", S=self.style.numbers(frame.state)), None
        return "", None

    def _hit(self) -> tuple[str, tuple[str, str] | None]:
        if self.draw.chance(60):
            return self.phrase("HIT", ("hit",)), None
        return "", ("done", self.phrase("DONE", ("hit",)))

    def _early_checks(self) -> int:
        return 15 if "backtrack" in self.story.shows else 50

    def sweep(self, event: Sweep) -> None:
        state, goal = event.frame
        equations = [self.style.equation(step) for step in event.steps]
        comma, last = self.draw.choice(SWEEPS)
        joined = comma.join(equations[:-1]) + last + equations[-1]
        body = self.phrase("SWEEP", S=self.style.numbers(state), F=joined, Q=str(goal))
        if self.checks:
            body += self.phrase("SWEEP_MISS_TARGET" if goal == self.target else "SWEEP_MISS_NEED", ("miss",))
        self.say(self.position, body)

    def backward(self, event: Backward) -> None:
        before = event.forward[3]
        op = event.forward[1]
        need_first = event.forward[0] == event.frame.goal and event.forward[2] == event.number
        claim = {"-": "lfrom", "/": "linto"}.get(op, "") if not need_first else ""
        slots = {"W": self.style.equation(event.equation), "M": str(event.number), "Q": str(before)}
        if self.draw.chance(40):
            body = self.phrase("BACKWARD_OP", (claim or "l" + CLAIM_OF_OP[op],), **slots)
        else:
            body = self.phrase("BACKWARD_FIRST" if before == self.target else "BACKWARD_NEXT", **slots)
        state, goal = event.frame
        if len(state) == 1:
            tail = self.phrase("BACKWARD_THERE", ("there",), Q=str(goal))
        else:
            tail = self.phrase("BACKWARD_NEED", Q=str(goal), S=self.style.numbers(state))
        self.say("backward", body + tail)
        self.position = "next"

    def aim(self, event: Aim) -> None:
        slots = {"G": str(event.subgoal), "L": str(abs(event.subgoal - event.goal)), "N": str(event.partner)}
        body = self.phrase("AIM", Q=str(event.goal), **slots)
        why = "AIM_TARGET" if event.goal == self.target else "AIM_NEED"
        body += self.phrase(why, (event.why,), event.why)
        self.say("retry" if self.position == "retry" else "aim", body)
        self.position = "next"

    def back(self, event: Back) -> None:
        self.paragraphs.append([])
        state, goal = event.frame
        self.slots.update(A=self.style.numbers(state), B=self.style.numbers(state), Q=str(goal))
        kind = self.draw.below(4)
        if event.to_start:
            body = self.phrase("RESTART") if kind == 0 else self.phrase("LEAVE") + self.phrase("PLACE_START")
        elif kind == 0 and event.undone in (1, 2):
            body = self.phrase("UNDO", (f"undo{event.undone}",))
        else:
            body = self.phrase("LEAVE") + self.phrase("PLACE_MID")
        if goal != event.was.goal:
            body += self.phrase("BACK_GOAL_TARGET" if goal == self.target else "BACK_GOAL_NEED")
        self.say("fail" if self.checks and self.draw.chance(50) else "back", body)
        self.position = "retry"

    def close(self) -> None:
        last = self.story.events[-1]
        unchecked = not isinstance(last, Do) or last.end != "hit"
        if self.checks and (unchecked or self.draw.chance(40)) and len(steps_of(self.solution)) > 1:
            self.recap()
        if self.draw.chance(50):
            self.say("close", self.phrase("CLOSE", X=text_of(self.solution)))

    def recap(self) -> None:
        joined = self.draw.choice(RECAPS).join(map(self.style.equation, steps_of(self.solution)))
        used = leaves(self.solution)
        in_order = []
        for number in self.story.start.state:
            if number in used:
                used.remove(number)
                in_order.append(number)
        body = self.phrase("RECAP", C=joined, I=self.style.numbers(in_order))
        self.say("", body + self.phrase("RECAP_END", ("hit",)))


def direct(solution: Tree, draw: Draw) -> str:
    """The bare solution: one numbered step a line, and nothing else."""
    style = Style(draw)
    lines = []
    for number, step in enumerate(steps_of(solution), 1):
        line = select("DIRECT", 0)[0]({"J": str(number), "E": style.equation(step)})
        lines.append(line[0].upper() + line[1:])
    return "\n".join(lines)
