"""The three fusions as templated forms: text and program of one problem out of two (MathFusion, arXiv:2503.16212)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from synth.errors import Reject
from synth.task import Draw

from .._programs.changed import ENDS, clause, fresh, letter_of, unused, varied
from .._programs.marked import Changed, Marked, mark, replaced
from .._programs.program import CHOICES, Leaf, Program, Step, Value, apply
from .._programs.seed import Seed
from .._programs.units import kind, money_or_not
from .._programs.values import Story
from .joined import apart, together
from .labels import OPENINGS, is_labelled, letters

FACTOR = 10
Form = Callable[[Seed, Seed, Draw], Changed]


def sequential(first: Seed, second: Seed, draw: Draw, alike: Callable[[str], str] = kind) -> Changed:
    """P_B(P_A): the answer of the first replaces an input of the second. Raises Reject with why it cannot.

    The units of both have to be `alike`, as far as they are known.
    """
    a, given = first.begun, second.begun
    value, unit = first.result, a.program.unit
    # What has to fit are numbers: texts are put together only for those that do.
    fitting = [leaf for leaf in second.inputs if _fits(second, leaf, value, unit, alike)]
    if not fitting:
        raise Reject("no input of the second problem can take the answer of the first")
    a, b, names = apart(a, given)
    name = names[draw.choice([leaf for leaf in fitting if leaf.unit == unit] or fitting).name]
    letter = letter_of(Changed(Marked(a.whole, b.whole), a.program), "NKMRW", draw)
    opening = draw.choice(
        [
            f"Let {letter} be the answer to this question: {clause(a.text.ask)}.",
            f"Call the answer to the following {letter}: {clause(a.text.ask)}.",
            f"Work out first, and call it {letter}: {clause(a.text.ask)}.",
        ]
    )
    body, ask = (replaced(part, name, letter) for part in b.text)
    steps = [
        step._replace(args=tuple([a.program.output if arg == name else arg for arg in step.args]))
        if name in step.args
        else step
        for step in b.program.steps
    ]
    rest = tuple([leaf for leaf in b.program.leaves if leaf.name != name])
    program = together(a.program, Program(rest, tuple(steps), b.program.output))
    return Changed(Marked(f"{a.text.body} {opening} {body}", ask), program)


def parallel(first: Seed, second: Seed, draw: Draw) -> Changed:
    """Phi(A', B'): both with other inputs, and one question that needs the solutions of both. Raises Reject."""
    _same_kind(first.begun.program, second.begun.program)
    # Who has many candidates may have no other values at all.
    given = varied(second, second.begun, draw)
    a = varied(first, first.begun, draw)
    x, y = a.program.result(), given.program.result()
    a, b, _ = apart(a, given)
    program = together(a.program, b.program)
    made = fresh(program, "j")
    forms = ["+"] + (["-"] if x != y else [])
    forms += ["/"] if min(x, y) > 1 and type(apply("/", (max(x, y), min(x, y)))) is int and x != y else []
    op = draw.choice(forms)
    names = (a.program.output, b.program.output) if x >= y or op == "+" else (b.program.output, a.program.output)
    pair = _pair(a, b)
    which = f"questions {' and '.join(pair)}" if pair else "both questions"
    asked = {
        "+": ("sum of both answers", f"What is the sum of the answers to {which}?"),
        "-": ("difference of both answers", f"What is the difference between the answers to {which}?"),
        "/": (
            "ratio of both answers",
            f"How many times as large as the smaller of the answers to {which} is the larger?",
        ),
    }
    about, ask = asked[op]
    program = program._replace(steps=(*program.steps, Step(made, op, names, "", about)), output=made)
    return Changed(Marked(_both(a, b, draw, pair), ask), program)


def conditional(first: Seed, second: Seed, draw: Draw) -> Changed:
    """Gamma(A, B): both are solved by themselves, and the answer is a comparison or a choice. Raises Reject."""
    a, given = first.begun, second.begun
    x, y = first.result, second.result
    _same_kind(a.program, given.program)
    if x == y:
        raise Reject("both problems have the same answer: there is nothing to choose")
    a, b, _ = apart(a, given)
    program = together(a.program, b.program)
    names = (a.program.output, b.program.output)
    made = fresh(program, "c")
    pair = _pair(a, b)
    # The answer of a choice is A or B: the texts may not have a B of their own.
    is_choice = "B" in letters(f"{a.whole} {b.whole}", "B")
    op = draw.choice(("max", "min", "argmax", "argmin", "if>") if is_choice else ("max", "min", "if>"))
    if op.startswith("arg"):
        pair = CHOICES
    elif op == "if>":
        pair = pair or (CHOICES if is_choice else _letters(a, b))
    body = _both(a, b, draw, pair)
    if op == "if>":
        return _threshold(program, names, made, Marked(body, ""), pair, x, draw)
    size = "larger" if op.endswith("max") else "smaller"
    if op in ("max", "min"):
        which = f"questions {' and '.join(pair)}" if pair else "both questions"
        ask, about = f"What is the {size} of the answers to {which}?", f"{size} answer"
    else:
        ask, about = f"Which of A and B has the {size} answer?", f"problem with the {size} answer"
    program = program._replace(steps=(*program.steps, Step(made, op, names, "", about)), output=made)
    return Changed(Marked(body, ask), program)


# Where the first form works out with none of the candidates, the next one is tried.
FORMS: dict[str, tuple[Form, ...]] = {
    "sequential": (sequential, partial(sequential, alike=money_or_not)),
    "parallel": (parallel,),
    "conditional": (conditional,),
}


def _threshold(
    program: Program, names: tuple[str, str], made: str, text: Marked, pair: tuple[str, ...], x: Value, draw: Draw
) -> Changed:
    """The second answer where the first is above a bound, else the first."""
    size = max(2, int(x) // 4)
    bound = max(1, int(x) + draw.choice([n for n in range(-size, size + 1) if n]))
    name = fresh(program, "k")
    noun = unused(text.body, [f"{which} answer" for which in ENDS])
    step = Step(made, "if>", (names[0], name, names[1], names[0]), "", noun)
    program = program._replace(leaves=(*program.leaves, Leaf(name, bound)), steps=(*program.steps, step), output=made)
    said, (one, two) = mark(name, str(bound)), pair
    rule = f"If the answer to {one} is greater than {said}, the {noun} is that to {two}; otherwise it is that to {one}."
    return Changed(Marked(f"{text.body} {rule}", f"What is the {noun}?"), program)


def _pair(a: Changed, b: Changed) -> tuple[str, ...]:
    """Letters for both questions where the texts hold other questions already, which "both" could mean as well."""
    return _letters(a, b) if is_labelled(a.whole) or is_labelled(b.whole) else ()


def _letters(a: Changed, b: Changed) -> tuple[str, ...]:
    free = letters(f"{a.whole} {b.whole}")
    if len(free) < 2:
        raise Reject("every letter is in use already")
    return free[0], free[1]


def _both(a: Changed, b: Changed, draw: Draw, pair: tuple[str, ...]) -> str:
    """Both stories, each with its question behind it: "how many are left" has to be of the story it was asked of."""
    first, second = [f"Question {letter}:" for letter in pair] if pair else draw.choice(OPENINGS)
    return f"{a.text.body} {first} {clause(a.text.ask)}. {b.text.body} {second} {clause(b.text.ask)}."


def _fits(second: Seed, leaf: Leaf, value: Value, unit: str, alike: Callable[[str], str]) -> bool:
    """Whether a leaf can take a value: near enough in size, of a like unit, and with sensible results."""
    if value <= 0 or value == leaf.value or not leaf.value <= FACTOR * value <= FACTOR * FACTOR * leaf.value:
        return False
    if leaf.unit and unit and alike(leaf.unit) != alike(unit):
        return False
    if type(leaf.value) is int and type(value) is not int:
        return False
    return Story(second.begun.program, second.values).holds({**second.values, leaf.name: value})


def _same_kind(a: Program, b: Program) -> None:
    if a.unit and b.unit and kind(a.unit) != kind(b.unit):
        raise Reject(f"{a.unit} cannot be compared with {b.unit}")
