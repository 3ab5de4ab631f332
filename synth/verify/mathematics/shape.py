"""What kind of answer a tree is: its value, the name it is given, its unit, or the set of numbers it describes."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from synth.verify.mathematics.canonical import Undefined, canonical, rational
from synth.verify.mathematics.poly import TooBig
from synth.verify.mathematics.tree import TRIG, Node

_ZERO: Node = ("num", Fraction(0))
_MAX_VALUES = 64
_DEGREES = ("degree", "degrees", "deg", "°")
_PERCENT = ("percent", "percents", "per cent")
_UNITS = {
    "centimeter": "cm", "centimetre": "cm", "millimeter": "mm", "millimetre": "mm", "meter": "m", "metre": "m",
    "kilometer": "km", "kilometre": "km", "kilogram": "kg", "gram": "g", "milligram": "mg", "second": "s", "sec": "s",
    "minute": "min", "hour": "h", "hr": "h", "inche": "in", "inch": "in", "feet": "ft", "foot": "ft", "yard": "yd",
    "pound": "lb", "ounce": "oz", "liter": "L", "litre": "L", "milliliter": "mL", "millilitre": "mL", "ml": "mL",
    "mile": "mi", "cent": "cent", "usd": "dollar", "radian": "rad", "unit": "", "sq": "square",
}  # fmt: skip
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass
class Shape:
    """`kind` is expr, items (a list or set), tuple, region, matrix, ratio, based, words or equation.

    `node` is the expression of an expr, or left minus right of an equation; `items` what the others hold. `name` is
    the left-hand side that the value was given ("x" of `x = 5`), `unit` a normalized unit.
    """

    kind: str
    node: Node = _ZERO
    items: list[Any] = field(default_factory=list)
    name: str = ""
    unit: str = ""


def shape_of(tree: Node) -> Shape:
    """The shape of an answer's tree."""
    kind = tree[0]
    if kind == "quantity":
        return _quantity(tree)
    if kind == "rel":
        return _relation(tree)
    if kind in ("list", "set"):
        return _items(tree)
    if kind == "tuple":
        return Shape("tuple", items=[shape_of(item) for item in tree[1]])
    if kind in ("interval", "union"):
        return Shape("region", items=_parts(tree))
    if kind == "matrix":
        return Shape("matrix", items=tree[1])
    if kind == "ratio":
        return Shape("ratio", items=tree[1])
    if kind == "based":
        return Shape("based", items=[tree[1], tree[2]])
    if kind == "words":
        return Shape("words", items=[tree[1]])
    values = both_signs(tree)
    if len(values) > 1:
        return Shape("items", items=[Shape("expr", value) for value in values])
    return Shape("expr", values[0])


def has(node: Node, *kinds: Any) -> bool:
    """Whether a constant, a function or a kind of node stands anywhere in an expression."""
    if node[0] in kinds or (len(node) > 1 and node[0] in ("const", "fn") and node[1] in kinds):
        return True
    return any(isinstance(part, tuple) and has(part, *kinds) for part in node[1:])


def symbols(node: Node) -> set[str]:
    """The names of the variables of an expression."""
    if node[0] == "sym":
        return {node[1]}
    return set().union(*(symbols(part) for part in node[1:] if isinstance(part, tuple)))


def is_angle(node: Node) -> bool:
    """Whether degrees have to be converted beside this expression."""
    return has(node, "pi", *TRIG)


def both_signs(node: Node) -> list[Node]:
    """The values of an expression with a plus-minus in it: one without, both with; all signs go together."""
    if not has(node, "pm", "mp"):
        return [node]
    return [_signed(node, plus) for plus in (True, False)]


def _signed(node: Node, plus: bool) -> Node:
    if node[0] in ("pm", "mp"):
        op = "+" if (node[0] == "pm") == plus else "-"
        return op, _signed(node[1], plus), _signed(node[2], plus)
    return tuple(_signed(part, plus) if isinstance(part, tuple) else part for part in node)


def _quantity(tree: Node) -> Shape:
    unit = tree[2].lower().strip()
    if unit in _DEGREES:
        return shape_of(("fn", "deg", tree[1]))
    if unit in _PERCENT:
        return shape_of(("*", tree[1], ("num", Fraction(1, 100))))
    found = shape_of(tree[1])
    found.unit = _normal_unit(tree[2])
    return found


def _normal_unit(unit: str) -> str:
    words = []
    for word in unit.replace(" per ", "/").replace("^{", "^").replace("}", "").split():
        pieces = []
        for piece in word.split("/"):
            bare, caret, power = piece.partition("^")
            single = bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare
            pieces.append(_UNITS.get(single.lower(), single if len(single) <= 3 else single.lower()) + caret + power)
        words.append("/".join(pieces))
    if len(words) == 2 and words[0].lower() in ("square", "cubic"):
        return f"{words[1]}^{2 if words[0].lower() == 'square' else 3}"
    return " ".join(words).strip()


def _items(tree: Node) -> Shape:
    found: list[Shape] = []
    for item in tree[1]:
        shape = shape_of(item)
        found += shape.items if shape.kind == "items" else [shape]
    names = {shape.name for shape in found}
    regions = [shape for shape in found if shape.kind == "region"]
    if regions and len(regions) == len(found) and len(names) == 1:
        # "x < 1 or x > 3" is one set of numbers.
        return Shape("region", items=[part for shape in found for part in shape.items], name=names.pop())
    name = names.pop() if len(names) == 1 else ""
    if name:
        for shape in found:
            shape.name = ""
    return Shape("items", items=found, name=name)


def _parts(tree: Node) -> list[Any]:
    """The intervals of a region: (lo, hi, brackets)."""
    if tree[0] == "union":
        return [part for inner in tree[1] for part in _parts(inner)]
    if tree[0] == "interval":
        return [(tree[1], tree[2], tree[3])]
    if tree[0] == "tuple" and len(tree[1]) == 2:
        return [(tree[1][0], tree[1][1], "()")]
    if tree[0] == "set":
        return [(item, item, "[]") for item in tree[1]]
    return [(tree, tree, "[]")]


# Relations.


def name_of(node: Node) -> str:
    """The name that an expression is: `x`, `x_1`, `f(x)`; "" for any other."""
    if node[0] == "sym":
        return str(node[1])
    if node[0] == "fn" and node[1] == "prime":
        return name_of(node[2]) + "'" if name_of(node[2]) else ""
    if node[0] == "*" and node[1][0] in ("sym", "fn") and name_of(node[1]) and node[2][0] == "sym":
        return f"{name_of(node[1])}({node[2][1]})"
    return ""


def _relation(tree: Node) -> Shape:
    members, signs = tree[1], tree[2]
    if all(sign == "=" for sign in signs):
        return _equation(members)
    if signs == ["in"]:
        found = shape_of(members[1])
        if found.kind == "tuple" and len(found.items) == 2:
            found = Shape("region", items=_parts(members[1]))
        found.name = name_of(members[0])
        return found
    if all(sign in _FLIPPED for sign in signs):
        region = _inequality(members, signs)
        if region is not None:
            return region
    return Shape("words", items=[repr(tree)])


def _equation(members: list[Node]) -> Shape:
    left, last = members[0], members[-1]
    name = name_of(left)
    if not name and len(members) == 2 and name_of(last) and not symbols(left):
        name, last = name_of(last), left
    if name or not any(
        map(symbols, (m for m in members if m[0] not in ("set", "list", "tuple", "quantity", "matrix")))
    ):
        found = shape_of(last)
        found.name = found.name or name
        return found
    if len(members) == 2:
        return Shape("equation", ("-", left, last))
    return shape_of(last)


def _inequality(members: list[Node], signs: list[str]) -> Shape | None:
    """The interval that linear inequalities in one variable describe; None for any others."""
    names = set().union(*map(symbols, members))
    if len(names) != 1 or len(members) > 3:
        return None
    name = names.pop()
    lo: tuple[Node, str] = (("neg", ("const", "oo")), "(")
    hi: tuple[Node, str] = (("const", "oo"), ")")
    for left, sign, right in zip(members[:-1], signs, members[1:], strict=True):
        solved = _solved(("-", left, right), sign, name)
        if solved is None:
            return None
        bound, sign = solved
        if sign.startswith("<"):
            hi = (bound, "]" if sign == "<=" else ")")
        else:
            lo = (bound, "[" if sign == ">=" else "(")
    return Shape("region", items=[(lo[0], hi[0], lo[1] + hi[1])], name=name)


def _solved(difference: Node, sign: str, name: str) -> tuple[Node, str] | None:
    """`a x + b < 0` as a bound of x and the sign before it."""
    try:
        above, below = canonical(difference)
    except (TooBig, Undefined, ValueError):
        return None
    variable = ((("s", name), Fraction(1)),)
    factor = above.get(variable)
    rest = {monomial: value for monomial, value in above.items() if monomial != variable}
    if not factor or set(below) != {()} or any(atom == ("s", name) for monomial in rest for atom, _ in monomial):
        return None
    bound: Node = ("num", Fraction(0))
    if set(rest) <= {()}:
        bound = ("num", -rest.get((), Fraction(0)) / factor)
    else:
        # The bound is what is left of the expression at x = 0, over the factor.
        bound = ("/", _at_zero(difference, name), ("num", -factor / below[()]))
    flipped = (factor > 0) != (below[()] > 0)
    return bound, _FLIPPED[sign] if flipped else sign


def _at_zero(node: Node, name: str) -> Node:
    if node == ("sym", name):
        return _ZERO
    return tuple(_at_zero(part, name) if isinstance(part, tuple) else part for part in node)


def exact(node: Node) -> Fraction | None:
    """The value of an expression that is a rational number."""
    try:
        return rational(canonical(node))
    except (TooBig, Undefined, ValueError):
        return None
