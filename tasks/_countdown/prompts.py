"""How a Countdown problem is asked: several wordings of one task, of which each problem has its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

from .search import Rules

VERBS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
NOUNS = {"+": "addition", "-": "subtraction", "*": "multiplication", "/": "division"}
# {T} is the target, {S} the numbers in a sentence, {C} with commas only, {L} one a line; {MAY} says which operations
# there are, {SIGNS} names them by their signs, {NOUNS} in nouns; {MUST} says how often each number is used.
WORDINGS = (
    "Make {T} out of the numbers {S}. You may {MAY}. {MUST}",
    "Using the numbers {S}, write an expression that equals {T}. {MUST} Allowed operations: {SIGNS}.",
    "Numbers: {C}\nTarget: {T}\n\nReach the target with {NOUNS}. {MUST}",
    "The target is {T}. The numbers are:\n{L}\n{MUST} You may {MAY}.",
    "How can you get {T} from {S}? {MUST} Only {NOUNS} may be used, with brackets where they help.",
    "In a round of a numbers game the tiles show {C}, and the number to reach is {T}. {MUST} You can {MAY}.",
    "Combine {S} with the operations {SIGNS} so that the result is exactly {T}. {MUST}",
    "Here is a puzzle: with {S}, reach {T}. You may {MAY}, in any order and with brackets. {MUST}",
    "Target {T}, numbers [{C}], operations {SIGNS}. {MUST} Find an expression that reaches the target.",
)


def question_of(numbers: Sequence[int], target: int, rules: Rules) -> str:
    """The question of a problem, in the wording that falls to it."""
    stated = f"{sorted(numbers)}={target}".encode()
    wording = WORDINGS[blake2b(stated, digest_size=2).digest()[0] % len(WORDINGS)]
    ops = [op for op in "+-*/" if op in rules.ops]
    return wording.format(
        T=target,
        S=listed(list(map(str, numbers))),
        C=", ".join(map(str, numbers)),
        L="\n".join(f"- {number}" for number in numbers),
        MAY=listed([VERBS[op] for op in ops]),
        SIGNS=listed(ops),
        NOUNS=listed([NOUNS[op] for op in ops]),
        MUST="Use no number more than once." if rules.subset else "Use every number exactly once.",
    )


def read_question(text: str) -> tuple[tuple[int, ...], int, Rules] | None:
    """The numbers, target and rules of a text that asks a problem in one of the wordings; None for any other."""
    for pattern in _patterns():
        found = pattern.search(text)
        if found is not None:
            numbers = tuple(map(int, re.findall(r"[0-9]+", found["numbers"])))
            said = found["ops"] or ""
            ops = "".join(op for op in "+-*/" if {op, VERBS[op], NOUNS[op]} & set(re.findall(r"[a-z]+|[-+*/]", said)))
            return numbers, int(found["target"]), Rules(ops, found["must"].startswith("Use no"))
    return None


@cache
def _patterns() -> list[re.Pattern[str]]:
    slots = {"T": "(?P<target>[0-9]{1,15})", "MUST": "(?P<must>Use (?:every|no) number[a-z ]*\\.)"}
    slots |= dict.fromkeys("SCL", "(?P<numbers>[-0-9, \\nand]{1,200}?)")
    slots |= dict.fromkeys(("MAY", "SIGNS", "NOUNS"), "(?P<ops>[-+*/a-z, ]{1,80}?)")
    return [re.compile(re.sub(r"\\\{([A-Z]+)\\\}", lambda slot: slots[slot[1]], re.escape(text))) for text in WORDINGS]


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
