"""Compares two answers, shape by shape: exact where it can be told exactly, in high precision where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from synth.verify.mathematics.canonical import canonical
from synth.verify.mathematics.clock import as_ratio, same_time
from synth.verify.mathematics.expressions import Expressions
from synth.verify.mathematics.forms import Form, is_opaque
from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.nodes import exact, is_angle, symbols
from synth.verify.mathematics.poly import Poly, TooBig
from synth.verify.mathematics.regions import Part, ends_of, merged
from synth.verify.mathematics.shape import Shape
from synth.verify.mathematics.tree import Node

MAX_ITEMS = 100


class Matcher(Expressions):
    """Compares shapes; `Expressions` compares what they hold."""

    def match(self, answer: Shape, reference: Shape) -> bool | None:
        """Whether the answer is the reference; None where it cannot be told."""
        if answer.is_near and not (reference.is_near or _is_decimal(reference)):
            return False
        if answer.name and reference.name and answer.name != reference.name:
            return self._either_way(answer, reference)
        if "time" in (answer.kind, reference.kind):
            found = same_time(answer, reference)
            if found is not None or not {answer.kind, reference.kind} <= {"time", "ratio", "items"}:
                return bool(found)
            answer, reference = as_ratio(answer), as_ratio(reference)
        if answer.unit and reference.unit and answer.unit != reference.unit:
            return False
        if "equation" in (answer.kind, reference.kind):
            return self._equations(answer, reference)
        if {answer.kind, reference.kind} == {"region", "tuple"}:
            answer, reference = _as_region(answer), _as_region(reference)
        if answer.kind != reference.kind:
            return self._across(answer, reference)
        compare: dict[str, Callable[[], bool | None]] = {
            "expr": lambda: self.expressions(answer.node, reference.node),
            "items": lambda: self._lists(answer, reference),
            "tuple": lambda: self._in_order(answer.items, reference.items),
            "region": lambda: self._regions(answer.items, reference.items),
            "matrix": lambda: self._matrices(answer.items, reference.items),
            "ratio": lambda: self._ratios(answer.items, reference.items),
            "based": lambda: answer.items == reference.items,
            "conditions": lambda: self._conditions(answer.items, reference.items),
            "words": lambda: _plain(answer.items[0]) == _plain(reference.items[0]),
        }
        return compare[answer.kind]()

    def _across(self, answer: Shape, reference: Shape) -> bool | None:
        """Shapes of two kinds match only as a set of one."""
        for one, other in ((answer, reference), (reference, answer)):
            if one.kind == "items" and other.kind in ("expr", "tuple", "region") and one.items:
                if other.kind == "tuple" and all(item.name for item in one.items):
                    return self._named_places(one, other)
                if one is reference and not one.is_set and len(one.items) > 1:
                    return False  # two values that are equal are two all the same
                return _all([self.match(item, other) for item in _named_items(one)])
            if one.kind == "ratio" and other.kind == "expr" and len(one.items) == 2:
                return self.expressions(("/", one.items[0], one.items[1]), other.node)
            if one.kind == "region" and other.kind == "items" and all(a == b for a, b, _ in one.items):
                points = [Shape("expr", a) for a, _, _ in one.items]
                return self._sets(points, other.items)
        return False

    def _named_places(self, named: Shape, tuple_: Shape) -> bool | None:
        """`x = 1, y = 2` is `(x, y) = (1, 2)`; where the tuple has no names, those are in their order."""
        names = sorted(item.name for item in named.items)
        wanted = tuple_.name[1:-1].split(",") if tuple_.name else names
        if sorted(wanted) != names or len(set(names)) < len(names):
            return False
        values = {item.name: replace(item, name="") for item in named.items}
        return self._in_order([values[name] for name in wanted], tuple_.items)

    def _either_way(self, answer: Shape, reference: Shape) -> bool | None:
        """`y = 2x` is `x = y/2`; but what is solved for two names are two answers."""
        if answer.kind != "expr" or reference.kind != "expr":
            return False
        names, names2 = (symbols(_difference(shape)) for shape in (answer, reference))
        return self._equations(answer, reference) if names == names2 and len(names) > 1 else False

    # Structures.

    def _lists(self, answer: Shape, reference: Shape) -> bool | None:
        """Lists and sets. What has names of its own on one side stands in their order on the other; a value counts as
        often as the reference repeats it, but in braces."""
        some, others = _named_items(answer), _named_items(reference)
        if max(len(some), len(others)) > MAX_ITEMS:
            return None
        for one, two in ((some, others), (others, some)):
            if len({item.name for item in one}) > 1 and all(item.name for item in one) and not any(i.name for i in two):
                return self._in_order(some, others)
        found = self._sets(some, others)
        if not found or reference.is_set or len(others) < 2:
            return found
        return self._as_often(some, others)

    def _as_often(self, some: Sequence[Shape], others: Sequence[Shape]) -> bool | None:
        """For lists that are equal as sets: whether what the second repeats stands as often in the first."""
        counts = [[self.match(item, other) for other in others] for item in others]
        if any(None in row for row in counts):
            return None
        if all(sum(map(bool, row)) == 1 for row in counts):
            return True
        if len(some) != len(others):
            return False
        there = [sum(map(bool, (self.match(other, item) for other in some))) for item in others]
        return all(sum(map(bool, row)) == n for row, n in zip(counts, there, strict=True))

    def _sets(self, some: Sequence[Shape], others: Sequence[Shape]) -> bool | None:
        """Equal as sets: each of the one is in the other, and the other way round."""
        if max(len(some), len(others)) > MAX_ITEMS:
            return None
        results = [self._within(item, others) for item in some] + [self._within(item, some) for item in others]
        return _all(results)

    def _within(self, item: Shape, others: Sequence[Shape]) -> bool | None:
        unsure = False
        for other in others:
            if (item.kind == "items") != (other.kind == "items"):
                continue  # {1} is not 1 where both are members
            found = self.match(item, other)
            if found:
                return True
            unsure = unsure or found is None
        return None if unsure else False

    def _in_order(self, some: Sequence[Shape], others: Sequence[Shape]) -> bool | None:
        if len(some) != len(others) or len(some) > MAX_ITEMS:
            return False
        return _all([self.match(a, b) for a, b in zip(some, others, strict=True)])

    def _matrices(self, some: list[list[Node]], others: list[list[Node]]) -> bool | None:
        if [len(row) for row in some] != [len(row) for row in others]:
            return False
        pairs = [(a, b) for left, right in zip(some, others, strict=True) for a, b in zip(left, right, strict=True)]
        return _all([self.expressions(a, b) for a, b in pairs[: MAX_ITEMS + 1]]) if len(pairs) <= MAX_ITEMS else None

    def _ratios(self, some: list[Node], others: list[Node]) -> bool | None:
        if len(some) != len(others):
            return False
        crossed = [(("*", a, others[0]), ("*", b, some[0])) for a, b in zip(some[1:], others[1:], strict=True)]
        if any(exact(part) == 0 for part in (*some, *others)):  # 0:3 is nothing but 0:3
            return _all([self.expressions(a, b) for a, b in zip(some, others, strict=True)])
        return _all([self.expressions(a, b) for a, b in crossed])

    def _regions(self, some: list[Part], others: list[Part]) -> bool | None:
        left, right = merged(some), merged(others)
        if len(left) != len(right):
            return False
        found: list[bool | None] = []
        for (lo, hi, ends), (lo2, hi2, ends2) in zip(left, right, strict=True):
            if ends_of(lo, hi, ends) != ends_of(lo2, hi2, ends2):
                found.append(False)
            found += [self.expressions(lo, lo2), self.expressions(hi, hi2)]
        if _all(found) or self.met_undefined:
            return _all(found)
        # Parts whose ends nobody can put in order are the same in any order.
        return True if set(map(repr, left)) == set(map(repr, right)) else _all(found)

    def _equations(self, answer: Shape, reference: Shape) -> bool | None:
        """Equations are equal where their differences are proportional."""
        if any(shape.kind != "equation" and not (shape.kind == "expr" and shape.name) for shape in (answer, reference)):
            return False
        left, right = _difference(answer), _difference(reference)
        try:
            angle = is_angle(left) or is_angle(right)
            form, form2 = canonical(left, angle), canonical(right, angle)
        except (TooBig, Undefined, ValueError):
            return None
        if not form[0] or not form2[0]:
            return None
        if _ratio(form[0], form2[0]) is not None:
            # What is divided by must not take solutions away.
            return True if form[1] == form2[1] or all(map(_keeps_its_zeros, (form, form2))) else None
        return None if is_opaque(form) or is_opaque(form2) else False

    def _conditions(self, some: list[tuple[Node, str]], others: list[tuple[Node, str]]) -> bool | None:
        """Differences that are positive multiples of each other, with the same signs, in any order."""
        try:
            left, right = ([(canonical(node), sign) for node, sign in side] for side in (some, others))
        except TooBig:
            return None
        return len(left) == len(right) and all(
            any(_same_condition(a, b) for b in there) for here, there in ((left, right), (right, left)) for a in here
        )


def _ratio(some: Poly, others: Poly) -> Fraction | None:
    """What one polynomial has to be multiplied with to become the other."""
    monomial = next(iter(some), None)
    if monomial not in others or monomial is None:
        return None
    scale = others[monomial] / some[monomial]
    return scale if {key: value * scale for key, value in some.items()} == others else None


def _keeps_its_zeros(form: Form) -> bool:
    """Whether what a quotient is divided by takes none of its zeros away, as far as that is plain: it is a number, a
    product of variables, or linear in one."""
    above, below = form
    if set(below) == {()}:
        return True
    names = {atom for monomial in below for atom, _ in monomial}
    if len(below) == 1:
        return all(any(atom not in dict(monomial) for monomial in above) for atom in names)
    if len(names) != 1 or set(below) != {(), ((atom := names.pop(), Fraction(1)),)}:
        return False
    place = -below[()] / below[((atom, Fraction(1)),)]
    left: Poly = {}
    for monomial, value in above.items():
        exponents = dict(monomial)
        power = exponents.pop(atom, Fraction(0))
        if power.denominator != 1 or power < 0:
            return False
        rest = tuple(sorted(exponents.items()))
        left[rest] = left.get(rest, Fraction(0)) + value * place ** int(power)
    return any(left.values())


def _same_condition(one: tuple[Form, str], other: tuple[Form, str]) -> bool:
    (left, sign), (right, sign2) = one, other
    if any(set(below) != {()} for _, below in (left, right)) and left[1] != right[1]:
        return False
    scale = _ratio(left[0], right[0])
    if scale is None or sign != sign2:
        return False
    if left[1] != right[1]:
        scale *= left[1][()] / right[1][()]
    return scale > 0 or sign == "!="


def _all(results: Sequence[bool | None]) -> bool | None:
    if False in results:
        return False
    return None if None in results else True


def _plain(words: str) -> str:
    kept = "".join(c if c.isalnum() else " " for c in words.casefold())
    return " ".join(kept.split())


def _as_region(shape: Shape) -> Shape:
    if shape.kind == "region" or len(shape.items) != 2 or any(item.kind != "expr" for item in shape.items):
        return shape
    return Shape("region", items=[(shape.items[0].node, shape.items[1].node, "()")], name=shape.name)


def _difference(shape: Shape) -> Node:
    return shape.node if shape.kind == "equation" else ("-", shape.left or ("sym", shape.name), shape.node)


def _is_decimal(shape: Shape) -> bool:
    """Whether a reference is a number with decimals, which may be all that is near the true one."""
    value = exact(shape.node) if shape.kind == "expr" else None
    return value is not None and value.denominator > 1


def _named_items(shape: Shape) -> list[Shape]:
    """The members, each with the name that all of them have."""
    return [replace(item, name=item.name or shape.name) for item in shape.items] if shape.name else shape.items
