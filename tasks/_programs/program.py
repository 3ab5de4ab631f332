"""A small graph of named quantities: leaves, steps, one output. Its answer is computed, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from synth.errors import Reject

Value = int | Fraction
MAX_SIZE = 200
MAX_DIGITS = 30
# What a result may not exceed: no problem about everyday things needs more.
MAX_VALUE = 10**12
ARITHMETIC = ("+", "-", "*", "/", "%")
# The number of arguments of each operation.
ARITY = {**dict.fromkeys(ARITHMETIC, 2), "max": 2, "min": 2, "argmax": 2, "argmin": 2, "if>": 4}
CHOICES = ("A", "B")


class Leaf(NamedTuple):
    """A given quantity. `at` says which numbers of the question state it, from 0; a constant has none (60 minutes)."""

    name: str
    value: Value
    unit: str = ""
    at: tuple[int, ...] = ()
    about: str = ""


class Step(NamedTuple):
    """`name = args[0] op args[1]`. `p % x` is p percent of x; `argmax` is 1 or 2; `if>` is c if a > b, else d.

    `about` is a noun phrase without an article: "number of muffins baked".
    """

    name: str
    op: str
    args: tuple[str, ...]
    unit: str = ""
    about: str = ""


class Program(NamedTuple):
    """Steps use leaves and earlier steps; `output` is the name of the answer."""

    leaves: tuple[Leaf, ...]
    steps: tuple[Step, ...]
    output: str

    def values(self) -> dict[str, Value]:
        """Every quantity by its name. Raises Reject for a program that cannot be computed."""
        return computed({leaf.name: leaf.value for leaf in self.leaves}, self.steps)

    def answer(self, values: Mapping[str, Value] | None = None) -> str:
        """The answer as a text; the letter of what was chosen where the last step chooses.

        `values` are those of its quantities, where they are known.
        """
        value = (values or self.values())[self.output]
        last = self.step(self.output)
        return CHOICES[int(value) - 1] if last is not None and last.op in ("argmax", "argmin") else told(value)

    def result(self, values: Mapping[str, Value] | None = None) -> Value:
        """The value of the answer, to go on with. Raises Reject where it is a letter, or no decimal."""
        value = (values or self.values())[self.output]
        last = self.step(self.output)
        if (last is not None and last.op in ("argmax", "argmin")) or "/" in told(value):
            raise Reject("the answer is no number to go on with")
        return value

    def step(self, name: str) -> Step | None:
        if self.steps and self.steps[-1].name == name:  # the output, mostly
            return self.steps[-1]
        return next((step for step in reversed(self.steps) if step.name == name), None)

    def leaf(self, name: str) -> Leaf | None:
        return next((leaf for leaf in self.leaves if leaf.name == name), None)

    @property
    def unit(self) -> str:
        """The unit of the answer."""
        last = self.step(self.output) or self.leaf(self.output)
        return last.unit if last else ""

    def used(self) -> frozenset[str]:
        """The names that the output depends on, itself included."""
        wanted = {self.output}
        for step in reversed(self.steps):
            if step.name in wanted:
                wanted.update(step.args)
        return frozenset(wanted)

    def json(self) -> dict[str, Any]:
        """As rows hold it; `read` takes it back."""
        return {
            "leaves": [
                {
                    "name": leaf.name,
                    "value": told(leaf.value),
                    "unit": leaf.unit,
                    "at": list(leaf.at),
                    "about": leaf.about,
                }
                for leaf in self.leaves
            ],
            "steps": [
                {"name": step.name, "op": step.op, "args": list(step.args), "unit": step.unit, "about": step.about}
                for step in self.steps
            ],
            "output": self.output,
        }


def computed(given: dict[str, Value], steps: Iterable[Step]) -> dict[str, Value]:
    """The given quantities with the results of the steps added. Raises Reject."""
    for step in steps:
        try:
            given[step.name] = apply(step.op, [given[name] for name in step.args])
        except KeyError as name:
            raise Reject(f"program: {step.name} uses {name}, which is not there yet") from None
    return given


def apply(op: str, args: Sequence[Value]) -> Value:
    """One operation, exactly. Raises Reject for a division by 0, an unknown operation and a result out of bounds."""
    a, b = args[0], args[1]
    if op == "+":
        made = a + b
    elif op == "-":
        made = a - b
    elif op == "*":
        made = a * b
    elif op == "/":
        made = ratio(a, b)
    elif op == "%":
        made = ratio(a * b, 100)
    elif op in ("max", "min"):
        made = max(a, b) if op == "max" else min(a, b)
    elif op in ("argmax", "argmin"):
        made = 1 if (a > b) == (op == "argmax") else 2
    elif op == "if>":
        made = args[2] if a > b else args[3]
    else:
        raise Reject(f"program: unknown operation {op!r}")
    if type(made) is not int:
        made = whole(made)
    if not -MAX_VALUE <= made.numerator <= MAX_VALUE and not -MAX_VALUE <= made <= MAX_VALUE:
        raise Reject("program: a result is out of bounds")
    return made


def ratio(a: Value, b: Value) -> Value:
    if not b:
        raise Reject("program: division by 0")
    if type(a) is int and type(b) is int:
        return Fraction(a, b) if a % b else a // b
    return whole(Fraction(a) / b)


def whole(value: Value) -> Value:
    """An int where it is one: quicker, and equal."""
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value


def told(value: Value) -> str:
    """`12`, `2.5`, or `2/3` where no decimal is exact."""
    if type(value) is int:
        return str(value)
    if not 100 % value.denominator:
        # Most parts are cents.
        cents = value.numerator * (100 // value.denominator)
        text = f"{abs(cents) // 100}.{abs(cents) % 100:02d}"
        return f"{'-' if cents < 0 else ''}{text.removesuffix('0')}"
    below = value.denominator
    for factor in (2, 5):
        while below % factor == 0:
            below //= factor
    if below != 1 or value.denominator > 10**6:
        return f"{value.numerator}/{value.denominator}"
    digits = max(1, len(str(value.denominator)) - 1)
    while (scaled := value * 10**digits).denominator != 1:
        digits += 1
    text = f"{abs(scaled.numerator):0{digits + 1}d}"
    return f"{'-' if value < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def read_value(text: object) -> Value:
    """The value of a text that `told` wrote. Raises Reject."""
    if not isinstance(text, str) or len(text) > MAX_DIGITS or not text.isascii():
        raise Reject(f"program: {str(text)[:40]!r} is not a number in a text")
    try:
        return parsed(text)
    except (ValueError, ZeroDivisionError):
        raise Reject(f"program: {text!r} is not a number such as 12, 2.5 or 2/3") from None


def parsed(text: str) -> Value:
    """The value of `12`, `2.5` or `2/3`. Raises ValueError or ZeroDivisionError for what is no number."""
    if text.isdigit():
        return int(text)
    above, point, decimals = text.partition(".")
    # Fraction reads texts, too, in several times the time.
    if point and above.isdigit() and decimals.isdigit():
        return whole(Fraction(int(above + decimals), 10 ** len(decimals)))
    return whole(Fraction(text))


def read(stated: object) -> Program:
    """The program that JSON states, whoever wrote it. Raises Reject for anything that is not one."""
    try:
        if not isinstance(stated, Mapping):
            raise TypeError
        leaves = tuple(map(_leaf, stated["leaves"][:MAX_SIZE]))
        steps = tuple(map(_step, stated["steps"][:MAX_SIZE]))
        output = _text(stated["output"])
    except (KeyError, TypeError, AttributeError):
        raise Reject("program: expected an object with leaves, steps and output") from None
    seen = {leaf.name for leaf in leaves}
    for step in steps:
        if len(step.args) != ARITY.get(step.op, 0):
            raise Reject(f"program: {step.name} has the operation {step.op!r} on {len(step.args)} arguments")
        if not seen.issuperset(step.args):
            raise Reject(f"program: {step.name} uses {min(set(step.args) - seen)!r} before it is there")
        seen.add(step.name)
    if output not in seen or len(seen) != len(leaves) + len(steps):
        raise Reject("program: the output is not one of the quantities, or a name is given twice")
    return Program(leaves, steps, output)


def _leaf(stated: Mapping[str, Any]) -> Leaf:
    at = tuple(stated["at"])
    for place in at:
        if type(place) is not int or place < 0:
            raise TypeError
    return Leaf(_text(stated["name"]), read_value(stated["value"]), _text(stated["unit"]), at, _text(stated["about"]))


def _step(stated: Mapping[str, Any]) -> Step:
    args = tuple(map(_text, stated["args"]))
    return Step(_text(stated["name"]), _text(stated["op"]), args, _text(stated["unit"]), _text(stated["about"]))


def _text(found: object) -> str:
    if not isinstance(found, str) or len(found) > 200:
        raise TypeError
    return found
