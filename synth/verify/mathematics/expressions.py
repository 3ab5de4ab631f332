"""Compares two expressions: by their exact forms, and by numbers where those leave it open."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from synth.verify.mathematics.canonical import atom_of, canonical
from synth.verify.mathematics.forms import Form, equal, is_opaque, rational
from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.nodes import has, is_angle, sign_of_infinity, symbols
from synth.verify.mathematics.poly import ONE, TooBig, in_time, mentions
from synth.verify.mathematics.tree import Node

# Compares expressions that no exact form decides: (left, right, up to a constant) -> equal, or None; "undefined"
# where one has no value.
Numeric = Callable[[Node, Node, bool], "bool | str | None"]
_WITH_POLES = (
    "ln",
    "log",
    "logb",
    "tan",
    "cot",
    "sec",
    "csc",
    "coth",
    "csch",
    "zeta",
    "gamma",
    "fact",
    "atanh",
    "fact2",
)
# Works out sums, integrals, limits and derivatives: an expression without them, or None.
Closed = Callable[[Node], "Node | None"]


class Expressions:
    """`used_numeric` says whether the last comparison rests on high precision rather than on exact forms,
    `met_undefined` whether an expression had no value."""

    def __init__(self, numeric: Numeric, closed: Closed) -> None:
        self.numeric, self.closed = numeric, closed
        self.used_numeric = self.met_undefined = False

    def expressions(self, answer: Node, reference: Node) -> bool | None:
        in_time()
        if (has(answer, "big") or has(reference, "big")) and (has(answer, "oo") or has(reference, "oo")):
            return self._worked_out(answer, reference)
        if _has_inner_infinity(answer) or _has_inner_infinity(reference):
            self.met_undefined = True
            return False
        if has(answer, "oo") or has(reference, "oo"):
            return sign_of_infinity(answer) == sign_of_infinity(reference)
        in_radians = is_angle(answer) or is_angle(reference)
        try:
            left, right = canonical(answer, in_radians), canonical(reference, in_radians)
        except Undefined:
            self.met_undefined = True
            return False
        except TooBig:
            return True if answer == reference else self._numeric(answer, reference)
        except ValueError:
            return True if answer == reference else None
        if constant := _constant_name(right, reference):
            return self._antiderivatives(answer, reference, constant)
        try:
            found = equal(left, right)
        except TooBig:
            found = None
        if found is None or (found and (is_opaque((left[1], ONE)) or is_opaque((right[1], ONE)))):
            # What is divided by may be zero; what functions give is told by precision.
            return self._numeric(answer, reference)
        if found and not symbols(answer) and not symbols(reference) and (has(answer, "fn") or has(reference, "fn")):
            return self._defined(answer) and self._defined(reference)
        return found

    def _worked_out(self, answer: Node, reference: Node) -> bool | None:
        """Compares what sums, integrals and limits come to."""
        closed = [self.closed(node) if has(node, "big") else node for node in (answer, reference)]
        if closed[0] is None or closed[1] is None:
            return None
        return self.expressions(closed[0], closed[1])

    def _defined(self, node: Node) -> bool:
        """Whether a number has a value: what has none may have been added and taken away."""
        if not any(has(node, name) for name in _WITH_POLES) or has(node, "big"):
            return True
        defined = self.numeric(node, node, False) != "undefined"
        self.met_undefined = self.met_undefined or not defined
        return defined

    def _antiderivatives(self, answer: Node, reference: Node, constant: str) -> bool | None:
        own = symbols(reference) - {constant}
        extra = symbols(answer) - own
        if len(extra) != 1 or extra & {"x", "y", "z", "t"}:
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
        return self._numeric(left, right, up_to_a_constant=True)

    def _numeric(self, answer: Node, reference: Node, up_to_a_constant: bool = False) -> bool | None:
        if has(answer, "big") or has(reference, "big"):
            return self._worked_out(answer, reference)
        self.used_numeric = True
        in_radians = is_angle(answer) or is_angle(reference)
        found = self.numeric(_opened(answer, in_radians), _opened(reference, in_radians), up_to_a_constant)
        self.met_undefined = self.met_undefined or found == "undefined"
        return found if isinstance(found, bool) else False if found == "undefined" else None


def _opened(node: Node, in_radians: bool) -> Node:
    """What a function is applied to has a value that nobody knows: f(2) is a variable of its own."""
    if node[0] == "app":
        return "sym", atom_of(node, in_radians)
    return tuple(_opened(part, in_radians) if isinstance(part, tuple) else part for part in node)


def _has_inner_infinity(node: Node) -> bool:
    """Infinity as part of a sum or product has no value."""
    if node[0] == "neg":
        return _has_inner_infinity(node[1])
    return node[0] not in ("const",) and has(node, "oo")


def _constant_name(form: Form, reference: Node) -> str:
    """The constant of integration: a C, K or D that is added to something with variables in small letters."""
    names = symbols(reference)
    for name in ("C", "K", "D"):
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
    return not any(mentions(atom, name) for monomial in others for atom, _ in monomial)


def _without(node: Node, name: str) -> Node:
    if node == ("sym", name):
        return "num", Fraction(0)
    return tuple(_without(part, name) if isinstance(part, tuple) else part for part in node)


def symbols_of(form: Form) -> set[str]:
    return {str(atom[1]) for part in form for monomial in part for atom, _ in monomial if atom[0] == "s"}
