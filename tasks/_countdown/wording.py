"""Puts a story into words: one voice, notation and layout a trace, each sentence composed anew."""

from __future__ import annotations

from typing import Any

from synth.task import Draw

from .expressions import Solution, leaves
from .route import Backward
from .search import Step
from .story import Aim, Back, Do, Event, Story, Sweep
from .style import CLAIM_OF_OP, LONG, POOLS, SHORT, Style

RECAPS = (", ", "; ", " and ", ", and ")
SWEEPS = ((", ", ", "), (", ", " and "), (", ", ", and "), ("; ", "; "))


class Wording:
    """Writes the story of one trace.

    `slots` holds what templates are filled with; what nobody overwrites stays, so a sentence is only told what
    is new in it.
    """

    def __init__(self, story: Story, solution: Solution, draw: Draw) -> None:
        self.story = story
        self.solution = solution
        self.draw = draw
        self.habits = LONG if "backtrack" in story.shows else SHORT
        self.style = Style(draw, self.habits)
        self.pools = self.style.pools
        self.checks = "verify" in story.shows
        self.target = story.start.goal
        self.said: list[str] = []  # the sentences of the last paragraph
        self.paragraphs = [self.said]
        self.slots: dict[str, Any] = {"T": self.target}
        self.position = "first"

    def text(self) -> str:
        """The trace, without tags."""
        draw, style = self.draw, self.style
        if draw.chance(self.habits.opening):
            self.slots["S"] = style.numbers(self.story.start.state)
            self.say("", self.phrase("OPEN"))
        events = self.story.events
        at, end = 0, len(events)
        while at < end:
            event = events[at]
            at += 1
            if not isinstance(event, Do):
                self.tell(event)
                continue
            run = [event]
            # Steps that nothing is to be said of in between can share a sentence.
            while not event.end and at < end and isinstance(event := events[at], Do) and draw.chance(60):
                run.append(event)
                at += 1
            self.steps(run)
        self.close()
        glue = style.space + style.bullet
        return style.paragraph.join([style.bullet + glue.join(said) for said in self.paragraphs if said])

    # Sentences.

    def phrase(self, name: str) -> str:
        return self.draw.choice(self.pools[name]) % self.slots

    def say(self, opener: str, body: str) -> None:
        if opener and self.draw.chance(self.style.openers):
            body = self.draw.choice(self.pools["OPENERS " + opener]) + body
        self.said.append(f"{body[0].upper()}{body[1:]}" if body[-1] == "?" else f"{body[0].upper()}{body[1:]}.")

    def tell(self, event: Event) -> None:
        if isinstance(event, Back):
            self.back(event)
        elif isinstance(event, Sweep):
            self.sweep(event)
        elif isinstance(event, Backward):
            self.backward(event)
        elif isinstance(event, Aim):
            self.aim(event)

    def steps(self, run: list[Do]) -> None:
        body = self.head(run[0].step)
        for event in run[1:]:
            self.slots["E"] = self.style.equation(event.step)
            body += self.phrase("CONNECT")
        tail, check = self.ending(run[-1])
        self.say(self.position, body + tail)
        if check:
            self.say(*check)
        self.position = "next"

    def head(self, step: Step) -> str:
        slots = self.slots
        slots["Z"], op, slots["Y"], _ = step
        slots["E"] = self.style.equation(step)
        return self.phrase("HEAD_OP " + op if self.draw.chance(30) else "HEAD")

    def ending(self, event: Do) -> tuple[str, tuple[str, str] | None]:
        """What follows a step in its sentence, and a sentence of its own after that if there is one."""
        step, (state, goal), end = event
        result, slots = step[3], self.slots
        if end == "subgoal":
            slots["K"] = result
            return self.phrase("GOT got"), None
        slots["Q"] = goal
        if end == "meet":
            return self.phrase("MEET met"), None
        slots["R"], slots["D"] = result, abs(result - goal)
        if end == "hit":
            return self._hit() if self.checks else ("", None)
        if end == "miss":
            return self._miss(result, goal) if self.checks else ("", None)
        if self.checks and result != goal == self.target and self.draw.chance(self.habits.early_checks):
            slots["S"] = self.style.numbers(state)
            return self.phrase("NOT_YET over" if result > goal else "NOT_YET under"), None
        if self.draw.chance(self.habits.rest):
            slots["S"] = self.style.numbers(state)
            return self.phrase("REST"), None
        return "", None

    def _hit(self) -> tuple[str, tuple[str, str] | None]:
        if self.draw.chance(75):
            return self.phrase("HIT hit"), None
        return "", ("done", self.phrase("DONE hit"))

    def _miss(self, result: int, goal: int) -> tuple[str, tuple[str, str] | None]:
        what = ("TARGET" if goal == self.target else "NEED") + (" over" if result > goal else " under")
        if self.draw.chance(80):
            return self.phrase("MISS_" + what), None
        return "", ("check", self.phrase("CHECK_" + what))

    def sweep(self, event: Sweep) -> None:
        (state, goal), slots = event.frame, self.slots
        equations = list(map(self.style.equation, event.steps))
        comma, last = self.draw.choice(SWEEPS)
        slots["F"] = comma.join(equations[:-1]) + last + equations[-1]
        slots["S"], slots["Q"] = self.style.numbers(state), goal
        body = self.phrase("SWEEP")
        if self.checks:
            body += self.phrase("SWEEP_MISS_TARGET miss" if goal == self.target else "SWEEP_MISS_NEED miss")
        self.say(self.position, body)

    def backward(self, event: Backward) -> None:
        equation, number, (first, op, second, before), (state, goal) = event
        slots = self.slots
        slots["W"], slots["M"], slots["Q"] = self.style.equation(equation), number, before
        if self.draw.chance(40):
            claim = {"-": "lfrom", "/": "linto"}.get(op, "") if first != goal or second != number else ""
            body = self.phrase("BACKWARD_OP " + (claim or "l" + CLAIM_OF_OP[op]))
        else:
            body = self.phrase("BACKWARD_FIRST" if before == self.target else "BACKWARD_NEXT")
        slots["Q"] = goal
        if len(state) == 1:
            tail = self.phrase("BACKWARD_THERE there")
        else:
            slots["S"] = self.style.numbers(state)
            tail = self.phrase("BACKWARD_NEED")
        self.say("backward", body + tail)
        self.position = "next"

    def aim(self, event: Aim) -> None:
        subgoal, why, partner, goal = event
        slots = self.slots
        slots["Q"], slots["G"], slots["L"], slots["N"] = goal, subgoal, abs(subgoal - goal), partner
        body = self.phrase("AIM") + self.phrase(("AIM_TARGET " if goal == self.target else "AIM_NEED ") + why)
        self.say("retry" if self.position == "retry" else "aim", body)
        self.position = "next"

    def back(self, event: Back) -> None:
        (state, goal), was, undone, to_start = event
        self.said = []
        self.paragraphs.append(self.said)
        slots = self.slots
        slots["A"] = slots["B"] = self.style.numbers(state)
        slots["Q"] = goal
        kind = self.draw.below(4)
        if to_start:
            body = self.phrase("RESTART") if kind == 0 else self.phrase("LEAVE") + self.phrase("PLACE_START")
        elif kind == 0 and undone in (1, 2):
            body = self.phrase(f"UNDO undo{undone}")
        else:
            body = self.phrase("LEAVE") + self.phrase("PLACE_MID")
        if goal != was.goal:
            body += self.phrase("BACK_GOAL_TARGET" if goal == self.target else "BACK_GOAL_NEED")
        self.say("fail" if self.checks and self.draw.chance(50) else "back", body)
        self.position = "retry"

    def close(self) -> None:
        last = self.story.events[-1]
        unchecked = not isinstance(last, Do) or last.end != "hit"
        if self.checks and (unchecked or self.draw.chance(self.habits.recap)) and len(self.solution.steps) > 1:
            self.recap()
        if self.draw.chance(self.habits.closing):
            self.slots["X"] = self.solution.text
            self.say("close", self.phrase("CLOSE"))

    def recap(self) -> None:
        self.slots["C"] = self.draw.choice(RECAPS).join(map(self.style.equation, self.solution.steps))
        used = leaves(self.solution.tree)
        in_order = []
        for number in self.story.start.state:
            if number in used:
                used.remove(number)
                in_order.append(number)
        self.slots["I"] = self.style.numbers(tuple(in_order))
        self.say("", self.phrase("RECAP") + self.phrase("RECAP_END hit"))


def direct(solution: Solution, draw: Draw) -> str:
    """The bare solution: one numbered step a line, and nothing else."""
    style = Style(draw)
    (template,) = POOLS[0]["DIRECT"]
    lines = [template % {"J": place, "E": style.equation(step)} for place, step in enumerate(solution.steps, 1)]
    return "\n".join([line[0].upper() + line[1:] for line in lines])
