"""A program as those who tell, check and judge it need it: its values, its labels, what is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .program import CHOICES, Value, apply, read_value, told

# How a text names a quantity: by its label, by its label and its value, by its value alone.
LABEL, GIVEN, NUMBER = "@", "=", "#"
_KEPT = 256
_views: dict[int, tuple[object, View]] = {}
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()


class View:
    """What a program in JSON comes to. It trusts its form: `program.read` judges what others wrote.

    With a `slip`, the name of a step and a false result, all that follows is what it comes to from there. `steps` are
    (name, op, args) of those that the output depends on, in order; `labels` name every quantity in words; `texts` are
    the values as a solution states them, `known` those that have such a text, `longest_first` the places of the labels
    by their length.
    """

    __slots__ = ("known", "labels", "longest_first", "made", "output", "steps", "texts", "values")

    def __init__(self, program: Mapping[str, Any], slip: tuple[str, Value] | None = None) -> None:
        self.output: str = program["output"]
        self.values: dict[str, Value] = {}
        self.labels: dict[str, str] = {}
        values = self.values
        for leaf in program["leaves"]:
            values[leaf["name"]] = read_value(leaf["value"])
        for step in program["steps"]:
            made = apply(step["op"], [values[name] for name in step["args"]])
            values[step["name"]] = slip[1] if slip and slip[0] == step["name"] else made
        self.texts = {name: told(value) for name, value in values.items()}
        wanted = {self.output}
        steps = []
        for step in reversed(program["steps"]):
            if step["name"] in wanted:
                wanted.update(step["args"])
                steps.append((step["name"], step["op"], tuple(step["args"])))
        self.steps: list[tuple[str, str, tuple[str, ...]]] = steps[::-1]
        self.made = {name: (op, args) for name, op, args in self.steps}
        self._label(program)
        self.known = {text: values[name] for name, text in self.texts.items()}
        lengths = list(map(len, self.labels.values()))
        self.longest_first = sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True)

    def kind(self, name: str) -> str:
        """How a text names a quantity."""
        if name in self.made:
            return LABEL
        return GIVEN if name in self.labels else NUMBER

    @property
    def answer(self) -> str:
        value = self.values[self.output]
        is_choice = bool(self.steps) and self.steps[-1][1] in ("argmax", "argmin")
        return CHOICES[int(value) - 1] if is_choice else self.texts[self.output]

    def _label(self, program: Mapping[str, Any]) -> None:
        """Every step gets a label of its own, whatever the program says of it."""
        seen: set[str] = set()
        for place, step in enumerate(program["steps"]):
            label = step["about"] or (f"number of {step['unit']}" if step["unit"] else "")
            if not label or label in seen:
                number = ORDINALS[place] if place < len(ORDINALS) else f"{place + 1}th"
                label = f"{label} in the {number} step" if label else f"{number} value"
            seen.add(label)
            self.labels[step["name"]] = label
        for leaf in program["leaves"]:
            # A given quantity may do without.
            if leaf["about"] and leaf["about"] not in seen:
                seen.add(leaf["about"])
                self.labels[leaf["name"]] = leaf["about"]


def view(program: Mapping[str, Any]) -> View:
    """The view of a program; those of the last few hundred are kept, since a row asks for its own several times."""
    found = _views.get(id(program))
    if found is not None and found[0] is program:
        return found[1]
    made = View(program)
    if len(_views) >= _KEPT:
        _views.clear()
    _views[id(program)] = (program, made)
    return made
