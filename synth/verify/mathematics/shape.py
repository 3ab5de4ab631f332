"""What kind of answer a tree is: its value, the name it is given, its unit, or the set of numbers it describes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from synth.verify.expression import Unreadable
from synth.verify.mathematics.canonical import canonical
from synth.verify.mathematics.matrices import computed, holds_matrix
from synth.verify.mathematics.nodes import approximate, has, label_of, name_of, symbols
from synth.verify.mathematics.poly import TooBig
from synth.verify.mathematics.regions import EVERYTHING, FLIPPED, common, described, parts_of
from synth.verify.mathematics.tree import Node
from synth.verify.mathematics.units import normal_unit

_ZERO: Node = ("num", Fraction(0))
_MAX_VALUES = 64
_DEGREES = ("degree", "degrees", "deg", "°")
_PERCENT = ("percent", "percents", "per cent", "pct", "pct.")
_STRUCTURES = ("quantity", "rel", "list", "set", "tuple")
_REALS = frozenset(["all real numbers", "all reals", "real numbers", "all real values"])


@dataclass
class Shape:
    """`kind` is expr, items (a list or set), tuple, region, matrix, ratio, time, based, words, equation, or conditions
    (on several variables: differences and signs).

    `node` is the expression of an expr, or left minus right of an equation; `items` what the others hold. `name` is
    the left-hand side that the value was given ("x" of `x = 5`), `unit` a normalized unit. `is_set`: in braces,
    where no member counts twice. `is_near`: a value that the answer itself calls an approximation.
    """

    kind: str
    node: Node = _ZERO
    items: list[Any] = field(default_factory=list)
    name: str = ""
    unit: str = ""
    left: Node | None = None  # what is named, as a tree
    is_set: bool = False
    is_near: bool = False


def shape_of(tree: Node) -> Shape:
    """The shape of an answer's tree."""
    if holds_matrix(tree) and tree[0] not in _STRUCTURES:
        tree = computed(tree)
    kind = tree[0]
    if kind == "quantity":
        return _quantity(tree)
    if kind == "rel":
        return _relation(tree)
    if kind in ("list", "set"):
        return _items(tree)
    if kind == "tuple" and any(has(item, "pm", "mp") for item in tree[1]):
        both = [("tuple", [_signed(item, plus) for item in tree[1]]) for plus in (True, False)]
        return Shape("items", items=[shape_of(one) for one in both], is_set=True)
    if kind == "tuple":
        return Shape("tuple", items=[shape_of(item) for item in tree[1]])
    if kind == "interval" and _is_empty(tree):  # [4, 0.5] is a list that is no interval
        return Shape("tuple", items=[shape_of(item) for item in tree[1:3]], name="" if tree[3] == "[]" else tree[3])
    if kind in ("interval", "union", "without"):
        return Shape("region", items=parts_of(tree))
    if kind == "matrix":
        return Shape("matrix", items=tree[1])
    if kind in ("ratio", "time"):
        return Shape(kind, items=tree[1])
    if kind == "based":
        return Shape("based", items=[tree[1], tree[2]])
    if kind == "words":
        if " ".join(tree[1].casefold().split()) in _REALS:
            return Shape("region", items=[EVERYTHING])
        return Shape("words", items=[tree[1]])
    values = both_signs(tree)
    if len(values) > 1:
        return Shape("items", items=[Shape("expr", value) for value in values], is_set=True)
    return Shape("expr", values[0])


def _is_empty(tree: Node) -> bool:
    low, high = approximate(tree[1]), approximate(tree[2])
    return low is not None and high is not None and low > high


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
    if normal_unit(tree[2]) == "rad":
        return shape_of(("fn", "rad", tree[1]))
    found = shape_of(tree[1])
    found.unit = normal_unit(tree[2])
    return found


def _items(tree: Node) -> Shape:
    found: list[Shape] = []
    for item in tree[1]:
        shape = shape_of(item)
        if shape.kind == "items" and item[0] != "set":  # both signs, or a list: a set is one member
            found += [replace(member, name=member.name or shape.name) for member in shape.items]
        else:
            found.append(shape)
    names = {shape.name for shape in found}
    regions = [shape for shape in found if shape.kind == "region"]
    if regions and len(regions) == len(found) and len(names) == 1:
        # "x < 1 or x > 3" is one set of numbers.
        return _joined(regions, tree[2] if len(tree) > 2 else "", names.pop())
    name = names.pop() if len(names) == 1 else ""
    if name:
        for shape in found:
            shape.name = ""
    return Shape("items", items=found, name=name, is_set=tree[0] == "set")


def _joined(regions: list[Shape], how: str, name: str) -> Shape:
    """Several regions as one: conditions on a variable with "and" or a comma hold together."""
    together: list[Any] = [part for shape in regions for part in shape.items]
    if name and how != "or":
        both = regions[0].items
        for shape in regions[1:]:
            left = common(both, shape.items)
            if left is None:
                raise Unreadable("ranges whose ends nobody can put in order")
            both = left
        # "x < 1, x > 3" can only mean either.
        together = both if both or how == "and" else together
    return Shape("region", items=together, name=name)


def _relation(tree: Node) -> Shape:
    members, signs = _without_approximations(tree[1], tree[2])
    if not signs:
        return replace(shape_of(members[-1]), is_near=members[0] == ("none",))
    if "~" in tree[2] and len(members) > len([sign for sign in tree[2] if sign != "~"]) + 1:
        return replace(_relation(("rel", members, signs)), is_near=True)
    if all(sign == "=" for sign in signs):
        return _equation(members)
    if signs == ["in"]:
        found = shape_of(members[1])
        if found.kind == "tuple" and len(found.items) == 2:
            found = Shape("region", items=parts_of(members[1]))
        found.name = name_of(members[0])
        return found
    if any(sign in ("=", "in") for sign in signs):
        return Shape("words", items=[repr(tree)])
    region = described(members, signs)
    if region is not None:
        return Shape("region", items=region[1], name=region[0])
    differences = []
    for left, sign, right in zip(members[:-1], signs, members[1:], strict=True):
        if sign in (">", ">="):
            left, sign, right = right, FLIPPED[sign], left
        differences.append((("-", left, right), sign))
    return Shape("conditions", items=differences)


def _without_approximations(members: list[Node], signs: list[str]) -> tuple[list[Node], list[str]]:
    """`x \\approx 4.18` states 4.18; of `\\sqrt 2 \\approx 1.41` the exact value counts, if the other is near it.

    Raises Unreadable where it is not.
    """
    kept, kept_signs = [members[0]], []
    for sign, member in zip(signs, members[1:], strict=True):
        if kept == [("none",)]:
            kept.append(member)
        elif sign != "~":
            kept.append(member)
            kept_signs.append(sign)
        elif name_of(kept[-1]) or label_of(kept[-1]):
            kept.append(member)
            kept_signs.append("=")
        else:
            exact, near = (approximate(_bare(node)) for node in (kept[-1], member))
            if exact is None or near is None or abs(exact - near) > 0.06 * max(abs(exact), abs(near)):
                raise Unreadable("a value and what it is said to be near are not near, or cannot be compared")
    return kept, kept_signs


def _bare(node: Node) -> Node:
    return node[1] if node[0] == "quantity" else node


def _equation(members: list[Node]) -> Shape:
    left, last = members[0], members[-1]
    name, named = name_of(left), left
    if not name and len(members) == 2 and last[0] not in _STRUCTURES and not symbols(last):
        name = label_of(left)
    if not name and len(members) == 2 and name_of(last) and not symbols(left):
        name, last, named = name_of(last), left, last
    if name.startswith("(") and last[0] != "tuple":
        raise Unreadable("a tuple that is no tuple")
    if name or not any(
        map(symbols, (m for m in members if m[0] not in ("set", "list", "tuple", "quantity", "matrix")))
    ):
        found = shape_of(last)
        if name and not found.name:
            found.name, found.left = name, named
        return found
    if len(members) == 2 and not _is_identity(left, last):
        return Shape("equation", ("-", left, last))
    return shape_of(last)


def _is_identity(left: Node, right: Node) -> bool:
    """Whether an equation says nothing but that its sides are one expression in two forms."""
    try:
        return not canonical(("-", left, right))[0]
    except (TooBig, ValueError):
        return False
