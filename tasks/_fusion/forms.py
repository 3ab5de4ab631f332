"""The three fusions as templated forms: text and program of one problem out of two (MathFusion, arXiv:2503.16212)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from synth.errors import Reject
from synth.task import Draw

from .._programs.changed import clause, fresh, letter_of, varied
from .._programs.marked import Changed, Marked, mark, replaced
from .._programs.program import Leaf, Program, Step, Value, apply
from .._programs.seed import Seed
from .._programs.units import kind, money_or_not
from .._programs.values import Story
from .joined import apart, together

FACTOR = 10
# What stands before the question of each story.
_OPENINGS = [
    ("A first question:", "A second question:"),
    ("Find this out:", "Find this out as well:"),
    ("This is to be worked out:", "This is to be worked out, too:"),
    ("One answer is needed to this:", "Another answer is needed to this:"),
]
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
    b = apart(a, given)
    name = "b" + draw.choice([leaf for leaf in fitting if leaf.unit == unit] or fitting).name
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
    b = apart(a, given)
    program = together(a.program, b.program)
    made = fresh(program, "p")
    forms = ["+"] + (["-"] if x != y else [])
    forms += ["/"] if min(x, y) > 1 and type(apply("/", (max(x, y), min(x, y)))) is int and x != y else []
    op = draw.choice(forms)
    names = (a.program.output, b.program.output) if x >= y or op == "+" else (b.program.output, a.program.output)
    asked = {
        "+": ("sum of both answers", "What is the sum of the answers to both questions?"),
        "-": ("difference of both answers", "What is the difference between the answers to both questions?"),
        "/": ("ratio of both answers", "How many times as large as the smaller answer is the larger?"),
    }
    about, ask = asked[op]
    program = program._replace(steps=(*program.steps, Step(made, op, names, "", about)), output=made)
    return Changed(Marked(_both(a, b, draw), ask), program)


def conditional(first: Seed, second: Seed, draw: Draw) -> Changed:
    """Gamma(A, B): both are solved by themselves, and the answer is a comparison or a choice. Raises Reject."""
    a, given = first.begun, second.begun
    x, y = first.result, second.result
    _same_kind(a.program, given.program)
    if x == y:
        raise Reject("both problems have the same answer: there is nothing to choose")
    b = apart(a, given)
    program = together(a.program, b.program)
    names = (a.program.output, b.program.output)
    made = fresh(program, "c")
    op = draw.choice(("max", "min", "argmax", "argmin", "if>"))
    body = _both(a, b, draw, lettered=op not in ("max", "min"))
    if op == "if>":
        return _threshold(program, names, made, body, x, draw)
    size = "larger" if op.endswith("max") else "smaller"
    if op in ("max", "min"):
        ask, about = f"What is the {size} of the answers to both questions?", f"{size} answer"
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


def _threshold(program: Program, names: tuple[str, str], made: str, body: str, x: Value, draw: Draw) -> Changed:
    """The second answer where the first is above a bound, else the first."""
    size = max(2, int(x) // 4)
    bound = max(1, int(x) + draw.choice([n for n in range(-size, size + 1) if n]))
    name = fresh(program, "k")
    step = Step(made, "if>", (names[0], name, names[1], names[0]), "", "final answer")
    program = program._replace(leaves=(*program.leaves, Leaf(name, bound)), steps=(*program.steps, step), output=made)
    said = mark(name, str(bound))
    rule = f"If the answer to A is greater than {said}, the final answer is that to B; otherwise it is that to A."
    return Changed(Marked(f"{body} {rule}", "What is the final answer?"), program)


def _both(a: Changed, b: Changed, draw: Draw, lettered: bool = False) -> str:
    """Both stories, each with its question behind it: "how many are left" has to be of the story it was asked of."""
    first, second = ("Question A:", "Question B:") if lettered else draw.choice(_OPENINGS)
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
