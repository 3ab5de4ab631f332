"""Parallel and conditional fusions: two stories whose people know one another, and one question that needs both."""

from __future__ import annotations

import re

from synth.errors import Reject
from synth.task import Draw

from .._programs.asked import asked
from .._programs.changed import fresh, varied
from .._programs.endings import Ending, drawn
from .._programs.facts import Facts, begun, clear, compared_by, facts, facts_of, is_near, named, pointed_at
from .._programs.marked import Changed, Marked, mark
from .._programs.persons import by_name
from .._programs.program import Leaf, Program, Step, Value
from .._programs.seed import Seed
from .joined import Apart, NoPartner, apart, together, with_one_person
from .ties import beginning, check_ties, tied

_MEAN = re.compile(r"\b(?:average|mean|on average|age|speed|per)\b")
TRIES = 4
MAX_REF = 200
# A story of one day that might as well be another's.
_TIME = re.compile(
    r"\b(?:week|month|year|hour of the|yesterday|today|tomorrow|last|this|ago|old|morning|evening|first|spring|summer|"
    r"autumn|winter|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|daily|a day|days|season|already|still|"
    r"trip|journey|tour|left over from|account|empty)s?\b"
)
# What one has is no sum of what one had on two days.
_STOCK = re.compile(r"\b(?:has|have|had|now|in the end|there are|left)\b")
_HOW_MANY = re.compile(r"How many (.+?)( does| do| did| can| could| will| has| have)( .+)\?")
_HOW_MUCH = re.compile(r"How much( money)?( does| do| did| can| could| will| has| have)( .+)\?")


def parallel(first: Seed, second: Seed, draw: Draw) -> Changed:
    """Phi(A', B'): both with other inputs, and one question that needs the solutions of both. Raises Reject."""
    check_clear(first, second, "parallel")
    a, b = varied_alike(first, second, draw)
    if first.family and first.family == second.family and draw.chance(60):
        try:
            return _two_days(a, b)
        except Reject:
            pass
    pair = apart(a, b)
    one, other = comparable(pair)
    body = f"{pair.first.text.body} {tied(pair, pair.second.text.body, draw)}"
    x, y = pair.first.values[pair.first.program.output], pair.second.values[pair.second.program.output]
    if x != y and (draw.chance(50) or not (clear(first).name and clear(second).name)):
        try:
            return _difference(pair, (one, other), x > y, body)
        except Reject:
            pass
    refs = _both_refs(pair, one, other)
    return _sum(pair, one, body, refs, draw)


def conditional(first: Seed, second: Seed, draw: Draw) -> Changed:
    """Gamma(A, B): both are solved by themselves, and the answer is one of the two, by a condition. Raises Reject."""
    x, y = first.result, second.result
    if x == y:
        raise Reject("both problems have the same answer: there is nothing to choose")
    check_clear(first, second, "conditional")
    pair = apart(begun(first), begun(second))
    one, other = comparable(pair)
    refs = _both_refs(pair, one, other)
    body = f"{pair.first.text.body} {tied(pair, pair.second.text.body, draw)}"
    of = one.scene if one.scene == other.scene else "money" if "paid" in (one.scene, other.scene) else ""
    why = ""
    for kind in draw.shuffled(("max", "min", "limit")):
        try:
            return _ended(pair, kind, drawn(kind, of, body, draw), refs, one.counted, body, draw)
        except Reject as reason:
            why = str(reason)
    raise Reject(f"no form of a fusion fits: {why}")


def _ended(
    pair: Apart, kind: str, ending: Ending, refs: tuple[str, str], counted: str, body: str, draw: Draw
) -> Changed:
    """The two stories with what happens then, which takes one of the two results."""
    program = together(pair.first.program, pair.second.program)
    names = (pair.first.program.output, pair.second.program.output)
    words = {"a": refs[0], "b": refs[1], "unit": counted}
    made, leaves = fresh(program, "c"), program.leaves
    if kind == "limit":
        x, y = (given.values[given.program.output] for given in (pair.first, pair.second))
        bound, name = bound_of(x, y, draw), fresh(program, "k")
        words["k"] = mark(name, f"{bound:,}" if bound >= 10_000 else str(bound))
        leaves = (*leaves, Leaf(name, bound, program.unit))
        step = Step(made, "if>", (names[0], name, names[1], names[0]), program.unit)
    else:
        step = Step(made, kind, names, program.unit)
    asks = ending.asks.format(**words)
    return _asking(program._replace(leaves=leaves), step, Marked(f"{body} {ending.said.format(**words)}", asks))


def _asking(program: Program, step: Step, text: Marked, ref: str = "", about: str = "") -> Changed:
    """The problem whose last step gives what is asked, named by the question turned round."""
    found = asked(text.ask)
    ref = ref or (found.ref if found else "")
    step = step._replace(about=about or named(ref))
    ref = ref if len(ref) <= MAX_REF else ""
    program = program._replace(steps=(*program.steps, step), output=step.name, ref=ref)
    return Changed(text, program)


def comparable(pair: Apart) -> tuple[Facts, Facts]:
    one, other = facts(pair.first), facts(pair.second)
    if one.of is None or other.of is None:
        raise Reject("it is not known what both answers are of")
    if not one.of.fits(other.of):
        raise Reject(f"{one.of.head} cannot be compared with {other.of.head}")
    return one, other


def _both_refs(pair: Apart, one: Facts, other: Facts) -> tuple[str, str]:
    refs = tuple([pointed_at(found.ref, given) for found, given in ((one, pair.first), (other, pair.second))])
    if refs[0] == refs[1]:
        raise Reject("both answers have the same name")
    return refs[0], refs[1]


def check_clear(first: Seed, second: Seed, mode: str) -> None:
    """Raises Reject where no form can speak of both answers, before anything is drawn."""
    one, other = facts_of(first), facts_of(second)
    if one.of is None or other.of is None or not one.of.fits(other.of):
        raise Reject(f"{one.of and one.of.head} cannot be compared with {other.of and other.of.head}")
    ours, theirs = clear(first), clear(second)
    if not (theirs.name or (mode == "parallel" and theirs.clause)):
        raise NoPartner("its answer has no name that would be clear in another story")
    by_clause = mode == "parallel" and ours.clause and theirs.clause and one.counted == other.counted
    if not (ours.name and theirs.name) and not by_clause:
        raise Reject("its answer has no name that would be clear in another story")
    check_ties(begun(first), begun(second))


def varied_alike(first: Seed, second: Seed, draw: Draw) -> tuple[Changed, Changed]:
    """Both with other values and results of like size."""
    # Who has many candidates may have no other values at all.
    try:
        b = varied(second, begun(second), draw)
    except Reject as why:
        raise NoPartner(str(why)) from None
    result = b.program.result()
    for _ in range(TRIES):
        a = varied(first, begun(first), draw)
        if is_near(a.program.result(), result):
            return a, b
    raise Reject("no other values were found that leave the results of like size")


def _two_days(a: Changed, b: Changed) -> Changed:
    """The same person does the same on two days."""
    asks = _HOW_MANY.fullmatch(a.text.ask) or _HOW_MUCH.fullmatch(a.text.ask)
    if asks is None or _TIME.search(a.whole) or _TIME.search(b.whole):
        raise Reject("what is told need not be of one day")
    pair = with_one_person(a, b)
    ours = facts(pair.first)
    ask = pair.first.text.ask
    if ask != pair.second.text.ask or ours.asked is None or _STOCK.search(ours.asked.said):
        raise Reject("the two days do not ask for the same")
    starts = beginning(pair.first.text.body), beginning(pair.second.text.body)
    program = together(pair.first.program, pair.second.program)
    text = Marked(f"On Saturday, {starts[0]} On Sunday, {starts[1]}", f"Counting both days, {ask[0].lower()}{ask[1:]}")
    return _asking(program, _joint(program, "+", pair), text, f"{ours.ref} on both days", "sum of both days")


def _difference(pair: Apart, both: tuple[Facts, Facts], first_is_more: bool, body: str) -> Changed:
    """By how much more the one comes to than the other: "How many more eggs does Ann sell than Bob collects?"."""
    more, less = (pair.first, pair.second) if first_is_more else (pair.second, pair.first)
    of_more, of_less = both if first_is_more else both[::-1]
    clause = compared_by(of_less.asked, less.whole)
    compared_by(of_more.asked, more.whole)
    ask = by_name(more.text.ask, more.whole)
    found = _HOW_MANY.fullmatch(ask or "") or _HOW_MUCH.fullmatch(ask or "")
    if found is None or "," in found[3] or of_more.counted != of_less.counted:
        raise Reject("the two questions cannot be made one")
    program = together(pair.first.program, pair.second.program)
    head = f"How many more {found[1]}" if found.re is _HOW_MANY else f"How much more{found[1] or ''}"
    asks = f"{head}{found[2]}{found[3]} than {clause}?"
    step = _joint(program, "-", pair)._replace(args=(more.program.output, less.program.output))
    return _asking(program, step, Marked(body, asks), about="difference of the two")


def _sum(pair: Apart, one: Facts, body: str, refs: tuple[str, str], draw: Draw) -> Changed:
    """What both come to together."""
    if one.is_age or (one.of and (" per " in one.of.head or " on " in one.of.head)) or _MEAN.search(" ".join(refs)):
        raise Reject("no form of a fusion fits: ages, speeds and averages are not added up")
    program = together(pair.first.program, pair.second.program)
    both = f"{refs[0]}, and {refs[1]}" if " and " in "".join(refs) else f"{refs[0]} and {refs[1]}"
    asks = [
        f"How many {one.counted} is that in all: {both}?",
        f"Taken together, how many {one.counted} are {both}?",
        f"How many {one.counted} do {both} come to together?",
    ]
    # "How many points do the points of ..." would say it twice.
    ask = asks[0] if f" {one.counted}" in both else draw.choice(asks)
    return _asking(program, _joint(program, "+", pair), Marked(body, ask), both, "sum of both")


def _joint(program: Program, op: str, pair: Apart) -> Step:
    """The step that joins the two results."""
    return Step(fresh(program, "j"), op, (pair.first.program.output, pair.second.program.output), program.unit)


def bound_of(x: Value, y: Value, draw: Draw) -> int:
    """A bound for the first result, such that what is taken does not exceed it."""
    lo, hi = int(y) + 1, int(x)
    if x > y and hi - 1 >= lo and draw.chance(60):
        return draw.between(lo, hi - 1)
    return int(x) + draw.between(1, max(2, int(x) // 4))
