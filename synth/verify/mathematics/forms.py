"""Forms: quotients of polynomials in atoms, and what can be done with them whatever expression they came from."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from synth.verify.mathematics.functions import Undefined
from synth.verify.mathematics.grammar import written
from synth.verify.mathematics.poly import ONE, Poly, bounded, minus, plus, reduced, scaled, times

Form = tuple[Poly, Poly]  # above and below the line


def equal(left: Form, right: Form) -> bool | None:
    """Whether two forms are equal; None where opaque atoms leave it open."""
    difference = minus(times(left[0], right[1]), times(right[0], left[1]))
    if not difference:
        return True
    return None if is_opaque(left) or is_opaque(right) else False


def is_opaque(form: Form) -> bool:
    return any(atom[0] == "~" for part in form for monomial in part for atom, _ in monomial)


def rational(form: Form) -> Fraction | None:
    """The value of a form that is a rational number."""
    above, below = form
    if set(above) <= {()} and set(below) == {()}:
        return above.get((), Fraction(0)) / below[()]
    return None


def frozen(form: Form) -> Any:
    """A form as a key: scaled so that equal quotients of one shape meet."""
    above, below = form
    scale = below[min(below)]
    return tuple(tuple(sorted((k, v / scale) for k, v in part.items())) for part in (above, below))


def constant(value: Fraction) -> Form:
    bounded(value)
    return ({(): value} if value else {}), dict(ONE)


def atom_form(atom: tuple[str, str]) -> Form:
    return {((atom, Fraction(1)),): Fraction(1)}, dict(ONE)


def absolute(form: Form) -> Form | None:
    """|-2ab| as 2|a||b|, and |a - b| as |b - a|; None for what is neither."""
    above, below = form
    if any(atom == ("c", "i") for part in form for monomial in part for atom, _ in monomial) or not above:
        return None
    if len(above) > 1 or len(below) > 1:
        scale = above[min(above)] / below[min(below)]
        if scale == 1:
            return None
        inner = opaque("abs", [(scaled(above, 1 / scale), below)])
        return scaled(inner[0], abs(scale)), inner[1]
    found = dict(ONE), dict(ONE)
    for place, part in enumerate(form):
        ((monomial, value),) = part.items()
        one: Poly = {(): abs(value)}
        for atom, exponent in monomial:
            if atom[0] == "p" or (atom[0] == "c" and atom[1] in ("pi", "e")) or exponent % 2 == 0:
                one = times(one, {((atom, exponent),): Fraction(1)})
            elif exponent.denominator != 1:
                return None
            else:
                alone = opaque("abs", [({((atom, Fraction(1)),): Fraction(1)}, dict(ONE))])[0]
                one = times(one, raised(alone, int(exponent)))
        found = (found[0], one) if place else (one, found[1])
    return found


def stepped(name: str, form: Form) -> Form:
    """A floor without the whole number that is added within; a ceiling is a floor from below."""
    if name == "ceil":
        inner = stepped("floor", (scaled(form[0], Fraction(-1)), form[1]))
        return scaled(inner[0], Fraction(-1)), inner[1]
    above, below = form
    whole = Fraction(0)
    if set(below) == {()}:
        above, below = scaled(above, 1 / below[()]), dict(ONE)
        whole = Fraction(above.get((), Fraction(0)).__floor__())
    rest = plus(above, {(): -whole} if whole else {})
    floor = opaque("floor", [(rest, below)])
    return plus(floor[0], {(): whole} if whole else {}), floor[1]


def opaque(name: str, parts: list[Form], other: Any = ()) -> Form:
    """An atom that is known by its canonical parts, or else by a tree; its text ends in the variables within it."""
    key = repr((name, [frozen(part) for part in parts], () if parts else written(other)))
    inside = sorted({names for part in parts for names in _variables(part)})
    text = blake2b(key.encode(), digest_size=16).hexdigest() + "".join(f" {variable}" for variable in inside)
    return {((("~", text), Fraction(1)),): Fraction(1)}, dict(ONE)


def _variables(form: Form) -> Iterator[str]:
    """The variables of a form, those within opaque atoms too."""
    for atom in {atom for part in form for monomial in part for atom, _ in monomial}:
        if atom[0] == "s":
            yield atom[1]
        elif atom[0] == "~":
            yield from atom[1].split(" ")[1:]


def divided(left: Form, right: Form) -> Form:
    if not right[0]:
        raise Undefined("division by zero")
    return times(left[0], right[1]), times(left[1], right[0])


def raised(poly: Poly, n: int) -> Poly:
    if len(poly) == 1:
        ((monomial, value),) = poly.items()
        return reduced({tuple((atom, exponent * n) for atom, exponent in monomial): value**n})
    found = dict(ONE)
    while n:
        if n & 1:
            found = times(found, poly)
        n >>= 1
        if n:
            poly = times(poly, poly)
    return found
