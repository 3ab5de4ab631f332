"""What each sentence of the table has to prove. A handler says whether a sentence is one of its frame here."""

from __future__ import annotations

from collections.abc import Iterator

from ..claims import Wrong
from ..exact import told
from . import table
from .aims import before, is_given, things
from .checks import Check, checks
from .frames import Frame
from .state import State
from .thought import Thought
from .words import listed
from .wrong import variants

NONE = "\0"  # stands in no text


def opening(state: State, frame: Frame, sentence: str) -> bool:
    return sentence == frame.text and state.n == 1


def aim(state: State, frame: Frame, sentence: str) -> bool:
    """A subgoal is a step that is not made yet, named outside of wrong starts, one at a time."""
    words, now = state.words, state.thoughts[0]
    for name in words.steps:
        if sentence == frame.text.format(A=words.ask(name) or NONE, L=words.names.get(name, NONE)):
            if any(name in one.done or one.variant is not None for one in state.thoughts):
                raise Wrong("a subgoal is reached already")
            if state.goal or state.failed is not None or (state.candidate and state.view.output not in now.done):
                raise Wrong("a subgoal is named where another one is open, or a way back is due")
            state.goal = name
            state.shown["subgoal"] += 1
            return True
    return False


def wanted(state: State, frame: Frame, sentence: str) -> bool:
    output, words = state.view.output, state.words
    said = frame.text.format(A=words.ask(output) or NONE, L=words.names.get(output, NONE))
    if sentence != said or state.need or state.thoughts[0].done:
        return False
    state.need = output
    return True


def linked(state: State, frame: Frame, sentence: str) -> bool:
    """A link backwards: a goal, and something that it depends on."""
    words, output = state.words, state.view.output
    is_plan = frame.role == "plan"
    goal = output if is_plan else state.need
    if not goal or (is_plan and state.need) or state.thoughts[0].done:
        return False
    slots = {"A": words.ask(output) or NONE, "L": words.names.get(output, NONE)}
    for link, thing in _needs(state, goal):
        names = [slots["L"]]
        if frame.role == "wrong need":
            names = [words.names[one] for one in words.names if one not in (goal, link) and one in before(words, link)]
        if any(sentence == frame.text.format(A=slots["A"], X=thing, L=name) for name in names):
            state.need = link
            state.shown["backward"] += 1
            return True
    return False


def _needs(state: State, goal: str) -> Iterator[tuple[str, str]]:
    """What a goal depends on, and how that can be put; of a single step it is what the text states."""
    words, view = state.words, state.view
    for link in sorted(before(words, goal)):
        for thing in things(words, goal, link):
            yield link, thing
    if len(view.steps) == 1:
        given = [arg for arg in view.made[goal][1] if words.leaves[arg]["at"]]
        if given:
            yield goal, listed([f"the {words.quantity(arg, view.values[arg])}" for arg in given])


def grounded(state: State, frame: Frame, sentence: str) -> bool:
    if sentence != frame.text or not state.shown["backward"] or state.thoughts[0].done:
        return False
    if not is_given(state.words, state.need):
        raise Wrong("the way back has not reached what is given")
    return True


def candidate(state: State, frame: Frame, sentence: str) -> bool:
    """Something that is there is taken for the answer: the last step, or what stands for it if that was forgotten."""
    words, output = state.words, state.view.output
    kept = []
    for now in state.thoughts:
        name = now.done[-1] if now.done else ""
        is_there = name == output or name not in (now.variant.skipped if now.variant else ())
        if name and is_there and sentence == frame.text.format(v=words.amount(name, now.values[name])):
            kept.append(now)
        if now.variant is None and output in now.due():
            kept += [
                one
                for one in _forgetting(state, now)
                if sentence == frame.text.format(v=words.amount(output, one.values[output]))
            ]
    if not kept:
        return False
    if state.candidate or state.failed is not None:
        raise Wrong("two answers in a row")
    state.thoughts, state.candidate = kept, True
    return True


def _forgetting(state: State, now: Thought) -> Iterator[Thought]:
    for variant in variants(state.words, now, state.view.output):
        if variant.skipped and variant.step == state.view.output and (found := now.wrong(variant)) is not None:
            yield found


def checked(state: State, frame: Frame, sentence: str) -> bool:
    """A check or a reading; where it does not hold, the lines of thought are those in which it does not."""
    if state.failed is not None:
        return False
    kept: list[Thought] = []
    found: Check | None = None
    for now in state.thoughts:
        for one in checks(state.words, now, frame.role):
            if one.passes == frame.passes and sentence == _capital(frame.text.format(**one.slots)):
                kept.append(now)
                found = one
                break
    if found is None:
        return False
    if not found.passes:
        is_early = found.role in ("asked", "used") and state.candidate
        if not is_early and any(now.variant is None for now in kept):
            raise Wrong("a check does not hold, and nothing was wrong")
        state.failed = found
    state.thoughts = kept
    state.shown["verify"] += frame.role in table.VERIFYING
    return True


def returned(state: State, frame: Frame, sentence: str) -> bool:
    """The way back from a check that did not hold, to a quantity by its value or its name."""
    if state.failed is None:
        return False
    kept: list[Thought] = []
    redone: set[str] = set()
    for now in state.thoughts:
        if sentence in _ways_back(state, frame, now):
            after = now if now.variant is None else now.back()
            if now.variant is not None:
                redone |= {now.variant.step, *now.variant.skipped} - set(after.done)
            if after.done not in [one.done for one in kept]:
                kept.append(after)
    if not kept:
        return False
    state.thoughts, state.redone = kept, frozenset(redone)
    state.failed, state.candidate = None, False
    state.shown["backtrack"] += 1
    return True


def _ways_back(state: State, frame: Frame, now: Thought) -> set[str]:
    words, view = state.words, state.view
    step = "" if now.variant is None else now.variant.step
    if frame.role == "back to":
        known = [arg for arg in view.made[step][1] if arg in view.made] if step else [now.done[-1]]
        return {frame.text.format(v=f"the {words.amount(one, view.values[one])}") for one in known}
    if frame.role == "redo":
        return {frame.text.format(L=words.names[step])} if step in words.names else set()
    return {frame.text} if step else set()


def closing(state: State, frame: Frame, sentence: str) -> bool:
    answer = state.view.answer
    value = answer if answer.isalpha() else told(state.view.values[state.view.output])
    if sentence != frame.text.format(v=value):
        return False
    now = next((now for now in state.thoughts if now.variant is None), None)
    if state.failed is not None or now is None or state.view.output not in now.done:
        raise Wrong("the answer comes before its last step, or behind a wrong start that is not left")
    if len(now.done) < len(state.view.steps) or state.goal:
        raise Wrong("a step or a subgoal is missing")
    state.is_closed = True
    return True


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


PROOFS = {
    "opening": opening,
    "aim": aim,
    "wanted": wanted,
    **dict.fromkeys(("plan", "need", "wrong need"), linked),
    "grounded": grounded,
    "candidate": candidate,
    **dict.fromkeys(table.CHECKS, checked),
    **dict.fromkeys(("back to", "redo", "redo plain"), returned),
    "closing": closing,
}
