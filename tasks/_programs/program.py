"""A small graph of named quantities: leaves, steps, one output. Its answer is computed, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from synth.errors import Reject

from . import lines
from .exact import Value as Value
from .exact import parsed as parsed
from .exact import ratio
from .exact import read_value as read_value
from .exact import told as told
from .exact import whole as whole

MAX_SIZE = 200
# What a result may not exceed: no problem about everyday things needs more.
MAX_VALUE = 10**12
ARITHMETIC = ("+", "-", "*", "/", "%")
# What a program may hold of each kind of words, and of characters in one of them.
MAX_TOLD, MAX_LINE, MAX_SENTENCE = 12, 600, 2000
# The number of arguments of each operation.
ARITY = {**dict.fromkeys(ARITHMETIC, 2), "max": 2, "min": 2, "argmax": 2, "argmin": 2, "if>": 4}
CHOICES = ("A", "B")


class Leaf(NamedTuple):
    """A given quantity. `at` says which numbers of the question state it, from 0; a constant has none (60 minutes).

    `per` is what one of it is of ("roll" for the price of one roll), `short` what may stand behind its value ("liters
    of juice").
    """

    name: str
    value: Value
    unit: str = ""
    at: tuple[int, ...] = ()
    about: str = ""
    per: str = ""
    short: str = ""


class Step(NamedTuple):
    """`name = args[0] op args[1]`. `p % x` is p percent of x; `argmax` is 1 or 2; `if>` is c if a > b, else d.

    `about` is a noun phrase without an article: "number of muffins baked". The rest is words for those who tell it:
    `told` are wordings with `{=s2}` for the equation of a step and `{n3}` for the value of a quantity, `short` names it
    within a sentence ("crates left"), `ask` is an indirect question ("how many crates are left"), `relation` how it
    lies to other quantities: `falls: he sells some; part of s1; base s2: of the pages still left; between n1 n2`.
    """

    name: str
    op: str
    args: tuple[str, ...]
    unit: str = ""
    about: str = ""
    told: tuple[str, ...] = ()
    short: str = ""
    ask: str = ""
    relation: str = ""


class Entry(NamedTuple):
    """Where another story may enter: a given quantity, the sentence of the question that states it, and the same
    sentence with `{ref}` in its place; other numbers stand in both in the same order."""

    leaf: str
    stated: str
    entry: str


class Program(NamedTuple):
    """Steps use leaves and earlier steps; `output` is the name of the answer.

    `ref` is how a following story points at the output ("the crates that are left").
    """

    leaves: tuple[Leaf, ...]
    steps: tuple[Step, ...]
    output: str
    ref: str = ""
    entries: tuple[Entry, ...] = ()

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
        """As rows hold it; `read` takes it back. Words that a program need not have stand there only where it has."""
        stated = {
            "leaves": [
                {
                    "name": leaf.name,
                    "value": told(leaf.value),
                    "unit": leaf.unit,
                    "at": list(leaf.at),
                    "about": leaf.about,
                    **{name: said for name, said in (("per", leaf.per), ("short", leaf.short)) if said},
                }
                for leaf in self.leaves
            ],
            "steps": [_stated(step) for step in self.steps],
            "output": self.output,
        }
        if self.ref:
            stated["ref"] = self.ref
        if self.entries:
            stated["entries"] = [entry._asdict() for entry in self.entries]
        return stated


def _stated(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": step.name, "op": step.op, "args": list(step.args), "unit": step.unit, "about": step.about,
    }  # fmt: skip
    if step.told:
        found["told"] = list(step.told)
    if step.short:
        found["short"] = step.short
    if step.ask:
        found["ask"] = step.ask
    if step.relation:
        found["relation"] = step.relation
    return found


def renamed(program: Program, names: Mapping[str, str], worded: Callable[[str], str]) -> Program:
    """The program with other names for its quantities, wherever it names them; its words go through `worded`."""

    def said(text: str) -> str:
        return lines.renamed(worded(text), names) if text else ""

    leaves = [
        leaf._replace(name=names[leaf.name], about=said(leaf.about), per=said(leaf.per), short=said(leaf.short))
        for leaf in program.leaves
    ]
    steps = [
        step._replace(
            name=names[step.name],
            args=tuple([names[arg] for arg in step.args]),
            about=said(step.about),
            told=tuple([said(line) for line in step.told]),
            short=said(step.short),
            ask=said(step.ask),
            relation=lines.related(worded(step.relation), names) if step.relation else "",
        )
        for step in program.steps
    ]
    entries = [Entry(names[leaf], said(stated), said(entry)) for leaf, stated, entry in program.entries]
    return Program(tuple(leaves), tuple(steps), names[program.output], said(program.ref), tuple(entries))


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


def read(stated: object) -> Program:
    """The program that JSON states, whoever wrote it. Raises Reject for anything that is not one."""
    try:
        if not isinstance(stated, Mapping):
            raise TypeError
        leaves = tuple(map(_leaf, stated["leaves"][:MAX_SIZE]))
        steps = tuple(map(_step, stated["steps"][:MAX_SIZE]))
        output = _text(stated["output"])
        ref = _text(stated.get("ref", ""))
        entries = tuple(map(_entry, stated.get("entries", [])[:MAX_SIZE]))
    except (KeyError, TypeError, AttributeError):
        raise Reject("program: expected an object with leaves, steps and output") from None
    seen = {leaf.name for leaf in leaves}
    given = frozenset(seen)
    for step in steps:
        if len(step.args) != ARITY.get(step.op, 0):
            raise Reject(f"program: {step.name} has the operation {step.op!r} on {len(step.args)} arguments")
        if not seen.issuperset(step.args):
            raise Reject(f"program: {step.name} uses {min(set(step.args) - seen)!r} before it is there")
        seen.add(step.name)
        for said in step.told:
            lines.check(said, step.name, seen)
    if output not in seen or len(seen) != len(leaves) + len(steps):
        raise Reject("program: the output is not one of the quantities, or a name is given twice")
    if not given.issuperset(entry.leaf for entry in entries):
        raise Reject("program: a sentence enters in the place of no given quantity")
    return Program(leaves, steps, output, ref, entries)


def _leaf(stated: Mapping[str, Any]) -> Leaf:
    at = tuple(stated["at"])
    for place in at:
        if type(place) is not int or place < 0:
            raise TypeError
    per, short = _text(stated.get("per", "")), _text(stated.get("short", ""))
    value = read_value(stated["value"])
    return Leaf(_text(stated["name"]), value, _text(stated["unit"]), at, _text(stated["about"]), per, short)


def _step(stated: Mapping[str, Any]) -> Step:
    args, said = tuple(map(_text, stated["args"])), stated.get("told", [])
    if not isinstance(said, list) or len(said) > MAX_TOLD:
        raise TypeError
    return Step(
        _text(stated["name"]),
        _text(stated["op"]),
        args,
        _text(stated["unit"]),
        _text(stated["about"]),
        tuple([_text(line, MAX_LINE) for line in said]),
        _text(stated.get("short", "")),
        _text(stated.get("ask", "")),
        _text(stated.get("relation", ""), MAX_LINE),
    )


def _entry(stated: Mapping[str, Any]) -> Entry:
    return Entry(_text(stated["leaf"]), _text(stated["stated"], MAX_SENTENCE), _text(stated["entry"], MAX_SENTENCE))


def _text(found: object, longest: int = 200) -> str:
    if not isinstance(found, str) or len(found) > longest:
        raise TypeError
    return found
