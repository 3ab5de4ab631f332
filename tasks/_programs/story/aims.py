"""Subgoals, and plans backwards: what is asked, what would give it, which of these is known."""

from __future__ import annotations

from collections.abc import Callable

from synth.task import Draw, Refuse

from . import table
from .words import Words, listed

MAX_LINKS = 3


class Aims:
    """`pick` draws a phrase that has not been said."""

    def __init__(self, words: Words, draw: Draw, pick: Callable[[list[str]], str]) -> None:
        self.words, self.draw, self.pick = words, draw, pick

    def goals(self) -> dict[str, str]:
        """One or two steps that have a name, each by the step before which it is named. Raises Refuse."""
        words, draw = self.words, self.draw
        order = [name for name, _, _ in words.view.steps]
        named = [name for name in order if name in words.names or words.ask(name)]
        if len(order) < 2 or not [name for name in named if name != words.view.output]:
            raise Refuse("no step on the way has a name to make a subgoal of")
        inner = draw.shuffled([name for name in named if name != words.view.output])[: 1 + draw.below(2)]
        if len(inner) == 1 and words.view.output in named and draw.chance(30):
            inner.append(words.view.output)
        found: dict[str, str] = {}
        for goal in sorted(inner, key=order.index):
            place = order.index(goal)
            # Named before the first of the steps that lead to it alone.
            while place and order[place - 1] in words.view.made[order[place]][1] and order[place - 1] not in inner:
                if place - 1 < len(order) and self.draw.chance(50):
                    place -= 1
                else:
                    break
            found.setdefault(order[place], goal)
        return found

    def aim(self, goal: str, is_first: bool) -> str:
        words = self.words
        ask = words.ask(goal)
        has_name = goal in words.names
        phrases = table.AIM_ASK if ask and (not has_name or self.draw.chance(75)) else table.AIM_NAME
        fitting = [one for one in phrases if one.startswith(("Next", "Now", "The next")) != is_first]
        return self.pick(fitting or phrases).format(A=ask, L=words.names.get(goal, ""))

    def backward(self) -> list[str]:
        """From what is asked to what is given, one to three links. Raises Refuse where nothing has a name."""
        words, draw = self.words, self.draw
        goal = words.view.output
        chain = self.chain(goal)
        sentences: list[str] = []
        ask, name = words.ask(goal), words.names.get(goal, "")
        if not chain:
            if len(words.view.steps) > 1:
                raise Refuse("no step has a name to reason back to")
            given = [arg for arg in words.view.made[goal][1] if words.leaves[arg]["at"]]
            if not given:
                raise Refuse("nothing given has a name to reason back to")
            thing = listed([f"the {words.quantity(arg, words.view.values[arg])}" for arg in given])
            return [self._plan(ask, name, thing), self.pick(table.GROUNDED)]
        links = chain[: draw.between(1, min(MAX_LINKS, len(chain)))]
        is_apart = (ask or name) and draw.chance(50)
        if is_apart:
            sentences.append(
                self.pick(table.WANTED_ASK).format(A=ask) if ask else self.pick(table.WANTED_NAME).format(L=name)
            )
        for place, link in enumerate(links):
            thing = self.thing(goal, link)
            others = [one for one in words.names if self._is_wrong_need(one, goal, link)]
            if not place and not is_apart:
                sentences.append(self._plan(ask, name, thing))
            elif others and draw.chance(20):
                sentences.append(self.pick(table.WRONG_NEED).format(L=words.names[draw.choice(others)], X=thing))
            else:
                phrases = table.NEED if thing == words.ask(link) else [*table.NEED, *table.NEED_NAME]
                sentences.append(self.pick(phrases).format(X=thing))
            goal = link
        if is_given(words, goal) and draw.chance(60):
            sentences.append(self.pick(table.GROUNDED))
        return sentences

    def _plan(self, ask: str, name: str, thing: str) -> str:
        if ask:
            return self.pick(table.PLAN_ASK).format(A=ask, X=thing)
        return self.pick(table.PLAN_NAME if name else table.PLAN_ANSWER).format(L=name, X=thing)

    def _is_wrong_need(self, one: str, goal: str, link: str) -> bool:
        return one not in (goal, link) and one in before(self.words, link)

    def chain(self, goal: str) -> list[str]:
        """Named steps on the longest chain back from a goal, the nearest first."""
        found: list[str] = []
        view = self.words.view
        depth: dict[str, int] = {}
        for name, _, args in view.steps:
            depth[name] = 1 + max(depth.get(arg, 0) for arg in args)
        while True:
            steps = [arg for arg in view.made[goal][1] if arg in view.made]
            if not steps:
                return found
            goal = max(steps, key=lambda one: depth[one])
            if goal in self.words.names or self.words.ask(goal):
                found.append(goal)

    def thing(self, goal: str, link: str) -> str:
        """What is needed, sometimes with the given quantity that goes with it."""
        return self.draw.choice(list(things(self.words, goal, link)))


def things(words: Words, goal: str, link: str) -> list[str]:
    """How a need can be put: by its name or its question, with what is given beside it or without."""
    found = []
    name, ask = words.names.get(link, ""), words.ask(link)
    if name:
        found.append(f"the {name}")
    if ask:
        found.append(ask)
    args = words.view.made[goal][1]
    if link in args and name:
        for arg in args:
            leaf = words.leaves.get(arg)
            if leaf and leaf["at"]:
                found.append(f"the {name} and the {words.quantity(arg, words.view.values[arg])}")
    return found


def before(words: Words, name: str) -> set[str]:
    """The steps that a step depends on."""
    found: set[str] = set()
    for step, _, args in reversed(words.view.steps):
        if step == name or step in found:
            found.update(arg for arg in args if arg in words.view.made)
    return found


def is_given(words: Words, name: str) -> bool:
    """Whether a step needs nothing but what is given."""
    return all(arg not in words.view.made for arg in words.view.made[name][1])
