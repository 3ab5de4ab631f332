"""Sets of real numbers: intervals, their unions, and the inequalities in one variable that describe them.

A region is a list of parts (lo, hi, brackets); the ends are expressions.
"""

from __future__ import annotations

from fractions import Fraction

from synth.verify.expression import Unreadable
from synth.verify.mathematics.canonical import canonical
from synth.verify.mathematics.grammar import REALS, Node
from synth.verify.mathematics.nodes import approximate, exact, has, sign_of_infinity, symbols
from synth.verify.mathematics.poly import TooBig, TooLong, mentions

Part = tuple[Node, Node, str]
Place = Fraction | float
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
EVERYTHING: Part = (REALS[1], REALS[2], "()")
MAX_PARTS = 100
_ENDLESS = (float("inf"), -float("inf"))
_CLOSE = 1e-9  # ends that are not rational and nearer than this are not put in order


def parts_of(tree: Node) -> list[Part]:
    """The intervals of a tree that is a region, a pair, a set of points or a point."""
    kind = tree[0]
    if kind == "union":
        return [part for inner in tree[1] for part in parts_of(inner)]
    if kind == "without":
        found = parts_of(tree[1])
        for lo, hi, ends in parts_of(tree[2]):
            outside = [(EVERYTHING[0], lo, "(" + ("]" if ends[0] == "(" else ")"))]
            outside.append((hi, EVERYTHING[1], ("[" if ends[1] == ")" else "(") + ")"))
            left = common(found, outside)
            if left is None:
                raise Unreadable("what is left out lies where nobody can tell")
            found = left
        return found
    if kind == "interval":
        return [(tree[1], tree[2], tree[3])]
    if kind == "tuple" and len(tree[1]) == 2:
        return [(tree[1][0], tree[1][1], "()")]
    if kind == "set":
        return [(item, item, "[]") for item in tree[1]]
    return [(tree, tree, "[]")]


def merged(parts: list[Part]) -> list[Part]:
    """Parts in order, those that touch as one, as far as the order of their ends is certain."""
    keyed = _in_order(parts)
    if keyed is None:
        return parts
    found: list[tuple[Place, Place, Part]] = []
    for low, high, (lo, hi, ends) in keyed:
        if low > high or (low == high and ends != "[]"):
            continue  # nothing lies in it
        if found:
            _, end, (start, stop, before) = found[-1]
            if low < end or (low == end and (before[1] == "]" or ends[0] == "[")):
                if high > end or (high == end and ends[1] == "]"):
                    stop, end, before = hi, high, before[0] + ends[1]
                if low == found[-1][0] and ends[0] == "[":
                    before = "[" + before[1]
                found[-1] = (found[-1][0], end, (start, stop, before))
                continue
        found.append((low, high, (lo, hi, ends)))
    return [part for _, _, part in found]


def common(some: list[Part], others: list[Part]) -> list[Part] | None:
    """What lies in both; None where the order of the ends is not certain."""
    if _in_order([*some, *others]) is None:
        return None
    found = []
    for lo, hi, ends in some:
        for lo2, hi2, ends2 in others:
            (low, low2), (high, high2) = (_place(lo), _place(lo2)), (_place(hi), _place(hi2))
            if low is None or low2 is None or high is None or high2 is None:
                return None
            left = (lo2, ends2[0]) if low2 > low or (low2 == low and ends2[0] == "(") else (lo, ends[0])
            right = (hi2, ends2[1]) if high2 < high or (high2 == high and ends2[1] == ")") else (hi, ends[1])
            found.append((left[0], right[0], left[1] + right[1]))
    return merged(found)


def described(members: list[Node], signs: list[str]) -> tuple[str, list[Part]] | None:
    """The variable and the region of linear inequalities in it; None for any others. Raises Undefined."""
    names = set().union(*map(symbols, members))
    if len(names) != 1:
        return None
    name = names.pop()
    found = [EVERYTHING]
    for left, sign, right in zip(members[:-1], signs, members[1:], strict=True):
        one = _absolute(left, sign, right, name) or _half(("-", left, right), sign, name)
        both = common(found, one) if one and found else one
        if both is None:
            return None
        found = both
    return name, found


def _absolute(left: Node, sign: str, right: Node, name: str) -> list[Part] | None:
    """`|u| < c` lies between -c and c, `|u| > c` outside."""
    if right[:2] == ("fn", "abs") and sign in FLIPPED:
        left, sign, right = right, FLIPPED[sign], left
    if left[:2] != ("fn", "abs") or sign not in FLIPPED or (exact(right) or 0) <= 0:
        return None
    below = _half(("-", left[2], right), sign, name)
    above = _half(("+", left[2], right), FLIPPED[sign], name)
    if not below or not above:
        return None
    return common(below, above) if sign.startswith("<") else merged([*below, *above])


def _half(difference: Node, sign: str, name: str) -> list[Part] | None:
    """Where `a x + b < 0` holds."""
    solved = _solved(difference, name)
    if solved is None:
        return None
    bound, positive = solved
    if sign == "!=":
        return [(EVERYTHING[0], bound, "()"), (bound, EVERYTHING[1], "()")]
    sign = sign if positive else FLIPPED[sign]
    closed = sign.endswith("=")
    if sign.startswith("<"):
        return [(EVERYTHING[0], bound, "(]" if closed else "()")]
    return [(bound, EVERYTHING[1], "[)" if closed else "()")]


def _solved(difference: Node, name: str) -> tuple[Node, bool] | None:
    """The x where `a x + b` is zero, and whether a is positive."""
    try:
        above, below = canonical(difference)
    except (TooBig, ValueError):
        return None
    variable = ((("s", name), Fraction(1)),)
    factor = above.get(variable)
    rest = {monomial: value for monomial, value in above.items() if monomial != variable}
    if not factor or set(below) != {()} or any(mentions(atom, name) for monomial in rest for atom, _ in monomial):
        return None
    if set(rest) <= {()}:
        return ("num", -rest.get((), Fraction(0)) / factor), (factor > 0) == (below[()] > 0)
    # The bound is what is left of the expression at x = 0, over the factor.
    return ("/", _at_zero(difference, name), ("num", -factor / below[()])), (factor > 0) == (below[()] > 0)


def _at_zero(node: Node, name: str) -> Node:
    if node == ("sym", name):
        return "num", Fraction(0)
    return tuple(_at_zero(part, name) if isinstance(part, tuple) else part for part in node)


def _in_order(parts: list[Part]) -> list[tuple[Place, Place, Part]] | None:
    """The parts by where they begin; None where that is not certain."""
    keyed: list[tuple[Place, Place, Part]] = []
    for part in parts:
        low, high = _place(part[0]), _place(part[1])
        if low is None or high is None:
            return None
        keyed.append((low, high, part))
    if len(keyed) > MAX_PARTS:
        raise TooLong(f"over {MAX_PARTS} parts")
    ends = [(place, node) for low, high, part in keyed for place, node in ((low, part[0]), (high, part[1]))]
    ends.sort(key=lambda end: end[0])
    places, nodes_at = [place for place, _ in ends], [node for _, node in ends]
    for i, after in enumerate(places[1:]):
        place = places[i]
        if isinstance(place, Fraction) and isinstance(after, Fraction):
            continue
        near = place not in _ENDLESS and after not in _ENDLESS and Fraction(after) - Fraction(place) < _CLOSE
        if near and nodes_at[i] != nodes_at[i + 1]:
            return None
    return sorted(keyed, key=lambda part: (part[0], part[1]))


def _place(node: Node) -> Place | None:
    if has(node, "oo"):
        sign = sign_of_infinity(node)
        return sign * float("inf") if sign else None
    value = exact(node)
    return approximate(node) if value is None else value


def ends_of(lo: Node, hi: Node, ends: str) -> str:
    """The brackets; at infinity an end is open however it is written."""
    return ("(" if has(lo, "oo") else ends[0]) + (")" if has(hi, "oo") else ends[1])
