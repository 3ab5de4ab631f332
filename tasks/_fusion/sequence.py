"""Sequential fusions: the result of one story is what the next one begins with, or as many as it has of something."""

from __future__ import annotations

import re

from synth.errors import Reject
from synth.task import Draw

from .._programs.dimension import dimension
from .._programs.entering import entered
from .._programs.facts import Facts, at_hand, begun, compared_by, facts, facts_of, inputs, takes
from .._programs.marked import Changed, Marked, literal
from .._programs.program import Leaf, Program
from .._programs.seed import Seed
from .._programs.units import COUNT, kind
from .._programs.verbs import PAST_OF
from .joined import Apart, NoPartner, apart, together, with_one_person
from .ties import then, tied

# Forms of verbs, behind which a number of things may stand: "buys 12 eggs".
_VERBS = frozenset(PAST_OF) | frozenset(PAST_OF.values())
_MONEY_VERBS = frozenset(
    "cost costs pays paid pay has have had spends spent earns earned saves saved gets got gives gave owes makes made "
    "wants receives received".split()
)
MAX_TAIL = 6
_NO_TAIL = frozenset("and or that which who than a an per each".split())


def sequential(first: Seed, second: Seed, draw: Draw) -> Changed:
    """P_B(P_A): the answer of the first takes the place of an input of the second. Raises Reject with why it cannot."""
    if not any(any(how_taken(second, leaf)) for leaf in second.inputs):
        raise NoPartner("no form of a fusion fits: nothing of the second story can be supplied by another one")
    given, known, value = begun(first), facts_of(first), first.result
    if known.of is None:
        raise Reject("it is not known what the answer of the first problem is of")
    fitting = [leaf for leaf, of, _ in inputs(second) if of.fits(known.of) and takes(second, leaf, value)]
    if not fitting:
        raise Reject("no input of the second problem can take the answer of the first")
    why = ""
    # The same story twice would be one too many.
    forms = (_as_many,) if first.family and first.family == second.family else (_enters, _as_many)
    for leaf in draw.shuffled(fitting):
        for form in forms:
            try:
                return form(given, second, leaf, known, draw)
            except Reject as reason:
                why = why or str(reason)
    raise Reject(why)


def how_taken(second: Seed, leaf: Leaf) -> tuple[bool, bool]:
    """Whether a story says how another one's result enters in the place of a number, and whether a clause can stand."""
    given = second.begun
    enters = any(entry.leaf == leaf.name for entry in given.program.entries)
    is_apart = literal(given.text.ask, leaf.name) is None
    return enters, is_apart and _compared(given.text.body, leaf.name, "", leaf) is not None


def _enters(given: Changed, second: Seed, leaf: Leaf, known: Facts, draw: Draw) -> Changed:
    """The second story goes on with what the first has come to, told of the same person."""
    if not any(entry.leaf == leaf.name for entry in second.begun.program.entries):
        raise Reject("no form of a fusion fits: nothing of the second story can be supplied by another one")
    if not at_hand(known.ref):
        raise Reject("no form of a fusion fits: what the first story comes to is not at hand, or has no name")
    pair = with_one_person(given, second.begun)
    ref = facts(pair.first).ref
    entry = next(one for one in pair.second.program.entries if one.leaf == pair.names[leaf.name])
    made = entered(pair.second, entry, ref)
    if made is None:
        raise Reject("no form of a fusion fits: the second story states that number elsewhere, too")
    return _joined(pair, leaf, made.program, Marked(then(pair.first, made.text.body, draw), made.text.ask))


def _as_many(given: Changed, second: Seed, leaf: Leaf, known: Facts, draw: Draw) -> Changed:
    """The second story has as many of something as the first comes to: "Tim buys as many eggs as Janet sells"."""
    if not how_taken(second, leaf)[1]:
        raise Reject("no form of a fusion fits: nothing of the second story can be supplied by another one")
    clause = compared_by(known.asked, given.whole)
    pair = apart(given, second.begun)
    name = pair.names[leaf.name]
    body = _compared(pair.second.text.body, name, clause, leaf)
    if body is None or literal(pair.second.text.ask, name) is not None:
        raise Reject("no form of a fusion fits: the second story states that number where no clause can stand")
    body = tied(pair, body, draw)
    return _joined(pair, leaf, pair.second.program, Marked(body, pair.second.text.ask))


def _joined(pair: Apart, leaf: Leaf, program: Program, text: Marked) -> Changed:
    """Both in one, with the answer of the first for the leaf of the second."""
    name, output = pair.names[leaf.name], pair.first.program.output
    program = together(pair.first.program, supplied(program, name, output))
    return Changed(Marked(f"{pair.first.text.body} {text.body}", text.ask), program)


def supplied(program: Program, leaf: str, by: str) -> Program:
    """The program with another quantity for a leaf, in its lines, too."""

    def put(text: str) -> str:
        return text.replace(f"{{{leaf}}}", f"{{{by}}}")

    steps = [
        step._replace(
            args=tuple([by if arg == leaf else arg for arg in step.args]),
            told=tuple(map(put, step.told)),
            relation=re.sub(rf"\b{leaf}\b", by, step.relation),
        )
        for step in program.steps
    ]
    leaves = tuple([one for one in program.leaves if one.name != leaf])
    entries = tuple([entry for entry in program.entries if entry.leaf != leaf])
    return program._replace(leaves=leaves, steps=tuple(steps), entries=entries)


def _compared(body: str, name: str, clause: str, leaf: Leaf) -> str | None:
    """The text with a comparison for the one mention of a leaf; None where that would not read well."""
    found = re.findall(rf"(?s)\A(.*?)(\b[A-Za-z]+) (\$?)\x01{name}\x02[^\x03]*\x03((?: [a-z-]+)*)([.,;])(.*)\Z", body)
    if len(found) != 1 or body.count(f"\x01{name}\x02") != 1:
        return None
    before, verb, money, words, end, behind = found[0]
    if money:
        return f"{before}{verb} as much as {clause}{end}{behind}" if verb in _MONEY_VERBS and not words else None
    if verb not in _VERBS or end != ".":
        return None
    noun, tail = _noun(words.split(), leaf)
    if not noun or len(tail) > (0 if kind(leaf.unit) != COUNT else MAX_TAIL):
        return None
    if not tail:
        return f"{before}{verb} as many {noun} as {clause}{end}{behind}"
    if any(word in _VERBS or word in _NO_TAIL for word in tail):
        return None
    return f"{before}{verb} {noun} {' '.join(tail)}, as many as {clause}{end}{behind}"


def _noun(words: list[str], leaf: Leaf) -> tuple[str, list[str]]:
    """The noun that a number counts, and the words behind it."""
    unit = leaf.unit.split()
    if unit and words[: len(unit)] == unit:
        return leaf.unit, words[len(unit) :]
    for n in range(1, min(3, len(words)) + 1):
        if words[n - 1].endswith("s") and dimension(" ".join(words[:n])) is not None:
            return " ".join(words[:n]), words[n:]
    return "", []
