"""Compares two answers, shape by shape: exact where it can be told exactly, in high precision where it cannot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from synth.verify.mathematics.canonical import Form, Undefined, canonical, equal, is_opaque, rational
from synth.verify.mathematics.poly import TooBig
from synth.verify.mathematics.shape import Shape, exact, has, is_angle, symbols
from synth.verify.mathematics.tree import Node

MAX_ITEMS = 100
# Compares expressions that no exact form decides: (left, right, up to a constant) -> equal, or None.
Numeric = Callable[[Node, Node, bool], "bool | None"]


class TooLong(Exception):
    """The comparison takes more time than it has."""


class Matcher:
    """Compares until `is_late` says so.

    `used_numeric` says whether the last comparison rests on high precision rather than on exact forms.
    """

    def __init__(self, numeric: Numeric, is_late: Callable[[], bool] = lambda: False) -> None:
        self.numeric = numeric
        self.is_late = is_late
        self.used_numeric = False

    def match(self, answer: Shape, reference: Shape) -> bool | None:
        """Whether the answer is the reference; None where it cannot be told."""
        if answer.name and reference.name and answer.name != reference.name:
            return False
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
            "items": lambda: self._sets(answer.items, reference.items),
            "tuple": lambda: self._in_order(answer.items, reference.items),
            "region": lambda: self._regions(answer.items, reference.items),
            "matrix": lambda: self._matrices(answer.items, reference.items),
            "ratio": lambda: self._ratios(answer.items, reference.items),
            "based": lambda: answer.items == reference.items,
            "words": lambda: _plain(answer.items[0]) == _plain(reference.items[0]),
        }
        return compare[answer.kind]()

    def _across(self, answer: Shape, reference: Shape) -> bool | None:
        """Shapes of two kinds match only as a set of one."""
        for one, other in ((answer, reference), (reference, answer)):
            if one.kind == "items" and other.kind != "words" and len(one.items) == 1:
                return self.match(one.items[0], other)
            if one.kind == "region" and other.kind == "items" and all(a == b for a, b, _ in one.items):
                points = [Shape("expr", a) for a, _, _ in one.items]
                return self._sets(points, other.items)
        return False

    # Structures.

    def _sets(self, some: Sequence[Shape], others: Sequence[Shape]) -> bool | None:
        """Equal as sets: each of the one is in the other, and the other way round."""
        if max(len(some), len(others)) > MAX_ITEMS:
            return None
        results = [self._within(item, others) for item in some] + [self._within(item, some) for item in others]
        return _all(results)

    def _within(self, item: Shape, others: Sequence[Shape]) -> bool | None:
        unsure = False
        for other in others:
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
        if exact(some[0]) == 0 or exact(others[0]) == 0:
            return _all([self.expressions(a, b) for a, b in zip(some, others, strict=True)])
        return _all([self.expressions(a, b) for a, b in crossed])

    def _regions(self, some: list[tuple[Node, Node, str]], others: list[tuple[Node, Node, str]]) -> bool | None:
        left, right = _merged(some), _merged(others)
        if len(left) != len(right):
            return False
        found = []
        for (lo, hi, ends), (lo2, hi2, ends2) in zip(left, right, strict=True):
            if _ends(lo, hi, ends) != _ends(lo2, hi2, ends2):
                return False
            found += [self.expressions(lo, lo2), self.expressions(hi, hi2)]
        return _all(found)

    def _equations(self, answer: Shape, reference: Shape) -> bool | None:
        """Equations are equal where their differences are proportional."""
        if answer.kind != "equation" and not answer.name:
            return False
        if reference.kind != "equation" and not reference.name:
            return False
        if "expr" not in (answer.kind, "expr") or {answer.kind, reference.kind} - {"equation", "expr"}:
            return False
        left, right = _difference(answer), _difference(reference)
        try:
            (above, below), (above2, below2) = canonical(left), canonical(right)
        except (TooBig, Undefined, ValueError):
            return None
        if not above or not above2 or set(below) != {()} or set(below2) != {()}:
            return None
        monomial = next(iter(above))
        if monomial not in above2:
            return False
        scale = above2[monomial] / above[monomial]
        return {key: value * scale for key, value in above.items()} == above2

    # Expressions.

    def expressions(self, answer: Node, reference: Node) -> bool | None:
        if self.is_late():
            raise TooLong("over its time")
        if _has_inner_infinity(answer) or _has_inner_infinity(reference):
            return False
        if has(answer, "oo") or has(reference, "oo"):
            return _sign_of_infinity(answer) == _sign_of_infinity(reference)
        in_radians = is_angle(answer) or is_angle(reference)
        try:
            left, right = canonical(answer, in_radians), canonical(reference, in_radians)
        except Undefined:
            return False
        except TooBig:
            return True if answer == reference else self._numeric(answer, reference)
        except ValueError:
            return None
        if constant := _constant_name(right, reference):
            return self._antiderivatives(answer, reference, constant)
        found = equal(left, right)
        if found is None:
            # A value without variables is opaque where its functions are: precision decides.
            return self._numeric(answer, reference)
        return found

    def _antiderivatives(self, answer: Node, reference: Node, constant: str) -> bool | None:
        own = symbols(reference) - {constant}
        extra = symbols(answer) - own
        if len(extra) != 1:
            return False
        name = extra.pop()
        try:
            form = canonical(answer)
        except (TooBig, Undefined):
            return None
        if not _is_added(form, name):
            return False
        left, right = _without(answer, name), _without(reference, constant)
        difference = canonical(("-", left, right))
        if not is_opaque(difference):
            return rational(difference) is not None or not symbols_of(difference)
        self.used_numeric = True
        return self.numeric(left, right, True)

    def _numeric(self, answer: Node, reference: Node) -> bool | None:
        self.used_numeric = True
        return self.numeric(answer, reference, False)


def symbols_of(form: Form) -> set[str]:
    return {str(atom[1]) for part in form for monomial in part for atom, _ in monomial if atom[0] == "s"}


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
    return shape.node if shape.kind == "equation" else ("-", _named(shape.name), shape.node)


def _named(name: str) -> Node:
    head, bracket, rest = name.partition("(")
    return ("*", ("sym", head), ("sym", rest[:-1])) if bracket else ("sym", name)


def _has_inner_infinity(node: Node) -> bool:
    """Infinity as part of a sum or product has no value."""
    if node[0] == "neg":
        return _has_inner_infinity(node[1])
    return node[0] not in ("const",) and has(node, "oo")


def _sign_of_infinity(node: Node) -> int:
    if node[0] == "neg":
        return -_sign_of_infinity(node[1])
    return int(node == ("const", "oo"))


def _constant_name(form: Form, reference: Node) -> str:
    """The constant of integration: a C or K that is added to something with variables in small letters."""
    names = symbols(reference)
    for name in ("C", "K"):
        others = names - {name}
        if name in names and others and all(other[0].islower() for other in others) and _is_added(form, name):
            return name
    return ""


def _is_added(form: Form, name: str) -> bool:
    """Whether a variable stands in a sum by itself, with a number before it, and nowhere else."""
    above, below = form
    alone = ((("s", name), Fraction(1)),)
    if set(below) != {()} or alone not in above:
        return False
    others = [monomial for monomial in above if monomial != alone]
    return not any(
        name in repr(atom)
        for monomial in others
        for atom, _ in monomial
        if atom[0] in ("s", "~") and _names(atom, name)
    )


def _names(atom: tuple[str, str], name: str) -> bool:
    return atom[1] == name if atom[0] == "s" else f"('s', '{name}')" in atom[1]


def _without(node: Node, name: str) -> Node:
    if node == ("sym", name):
        return "num", Fraction(0)
    return tuple(_without(part, name) if isinstance(part, tuple) else part for part in node)


def _merged(parts: list[tuple[Node, Node, str]]) -> list[tuple[Node, Node, str]]:
    """Parts in order, those that touch as one, as far as their ends are rational or infinite."""
    keyed = []
    for lo, hi, ends in parts:
        low, high = _end_value(lo), _end_value(hi)
        if low is None or high is None:
            return parts
        keyed.append((low, high, ends, lo, hi))
    keyed.sort(key=lambda part: (part[0], part[1]))
    merged: list[list[object]] = []
    for low, high, ends, lo, hi in keyed:
        if merged:
            last = merged[-1]
            touches = low < last[1] or (low == last[1] and ("]" in str(last[2])[1] or "[" in ends[0]))  # type: ignore[operator]
            if touches:
                if high > last[1] or (high == last[1] and ends[1] == "]"):  # type: ignore[operator]
                    last[1], last[4], last[2] = high, hi, str(last[2])[0] + ends[1]
                continue
        merged.append([low, high, ends, lo, hi])
    return [(part[3], part[4], str(part[2])) for part in merged]  # type: ignore[misc]


def _end_value(node: Node) -> Fraction | float | None:
    if has(node, "oo"):
        sign = _sign_of_infinity(node)
        return sign * float("inf") if sign else None
    return exact(node)


def _ends(lo: Node, hi: Node, ends: str) -> str:
    """The brackets; at infinity an end is open however it is written."""
    return ("(" if has(lo, "oo") else ends[0]) + (")" if has(hi, "oo") else ends[1])
