"""Judges an expression that has to make a target out of given numbers, each once. Exact.

The conventions: the last complete `<answer>` after the reasoning counts; one layer of code fence, backticks
or dollar signs is ignored; `expr = TARGET` is accepted with exactly that target; anything else that is not
plain arithmetic is refused with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from numbers import Integral
from typing import Literal

from synth.errors import UsageError
from synth.parse import CLOSE, MAX_ANSWER, OPEN, after_think, tagged_answer, unwrap
from synth.types import Verdict
from synth.verify.expression import Tree, Unreadable, Value, tokens, tree, value


def arithmetic(
    response: str | None,
    numbers: Sequence[int],
    target: int,
    use: Literal["all", "subset"] = "all",
    strict: bool = False,
) -> Verdict:
    """Verified if the answer in `response` makes `target` out of `numbers`, each once (subset: at most once).

    `strict` also rejects a response that gives several different answers. Never raises on a text; UsageError for
    numbers that are not whole.
    """
    said = after_think(response or "")
    answer = tagged_answer(said)
    if answer is None:
        return Verdict.rejected("format", "no complete <answer>...</answer> after the reasoning")
    if len(answer) > MAX_ANSWER:
        return Verdict.rejected("format", f"the answer has over {MAX_ANSWER} characters", answer[:100])
    if strict and len(_answers(said)) > 1:
        return Verdict.rejected("format", "several different answers", answer)
    try:
        found = _left_side(_tokens(unwrap(answer)), target)
        reason = _misused(found, numbers, use)
        if reason:
            _check_given(numbers, target)
            # Read before it is called wrong: what cannot be parsed is no answer.
            tree(_shortened(found))
            return Verdict.rejected("exact", reason, answer)
        made = value(_parsed(found))
    except Unreadable as problem:
        return Verdict.rejected("format", str(problem), answer)
    except ZeroDivisionError:
        return Verdict.rejected("exact", "division by zero", answer)
    if made != target:
        _check_given(numbers, target)
        reason = f"wrong value: the expression is {_shown(made)}, the target is {target}"
        return Verdict.rejected("exact", reason, answer)
    return Verdict.verified("exact", answer)


def _check_given(numbers: Sequence[int], target: int) -> None:
    """Raises UsageError for a problem in other numbers: 3.0, say, is in no answer."""
    for number in (*numbers, target):
        if not isinstance(number, Integral):
            raise UsageError(f"numbers {list(numbers)!r} and target {target!r}: expected whole numbers")


def derivation(answer: str) -> Tree:
    """The parsed form of an answer. Raises Unreadable."""
    return _parsed(_tokens(answer))


# An answer is read by whoever makes it, whoever judges it and whoever checks its steps.
@lru_cache(maxsize=1024)
def _tokens(answer: str) -> tuple[str, ...]:
    return tuple(tokens(answer))


@lru_cache(maxsize=1024)
def _parsed(found: tuple[str, ...]) -> Tree:
    return tree(found)


def _left_side(found: tuple[str, ...], target: int) -> tuple[str, ...]:
    """The expression, without a closing `= TARGET`. Raises Unreadable for any other equals sign."""
    if "=" not in found:
        return found
    sign = found.index("=")
    if found[sign + 1 :] != (("-", str(-target)) if target < 0 else (str(target),)):
        raise Unreadable(f"an equals sign that is not '= {target}' at the end")
    return found[:sign]


def _misused(found: Sequence[str], numbers: Sequence[int], use: str) -> str:
    """What is wrong with the numbers used; compared as text, before anything is computed."""
    spent = [token for token in found if token.isdigit()]
    if sorted(spent) == sorted(map(str, numbers)):
        return ""
    used, given = Counter(spent), Counter(map(str, numbers))
    if extra := used - given:
        return f"wrong numbers: {_named(extra)} not available, or used too often"
    if use != "subset" and (missing := given - used):
        return f"wrong numbers: {_named(missing)} not used"
    return ""


def _shown(made: Value) -> str:
    """For a reason. A value of thousands of digits helps nobody, and Python refuses to print it."""
    long = made.numerator.bit_length() + made.denominator.bit_length() > 1_000
    return "a very long number" if long else str(made)


def _named(numbers: Counter[str]) -> str:
    return ", ".join(number[:20] for number in list(numbers)[:5])


def _shortened(found: Sequence[str]) -> list[str]:
    """Parseable where `found` is, with no number too long to convert."""
    return [token[:9] if token.isdigit() else token for token in found]


def _answers(said: str) -> set[str]:
    """The different answers given, spacing aside."""
    chunks = [chunk.rpartition(OPEN) for chunk in said.split(CLOSE)[:-1]]
    return {"".join(body.split()) for _, tag, body in chunks if tag}
