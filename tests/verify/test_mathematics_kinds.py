"""What graders of mathematics get wrong, a kind at a time: responses as models give them, right ones and wrong ones."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from synth.verify import math
from synth.verify.mathematics import compare
from tasks._math.traps import traps

FILE = Path(__file__).parents[1] / "data" / "mathematics.jsonl"
# Right, and not yet seen to be: formulas by cases are compared as texts alone.
UNREAD = {r"\begin{cases} x & x\ge 0\\ -x & x<0\end{cases}"}


def kinds():
    found = defaultdict(list)
    for line in FILE.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found[case["kind"]].append(case)
    return found


KINDS = kinds()


def having(right):
    """The kinds with cases that are right, or wrong: attacks were found in one direction."""
    return [kind for kind, cases in KINDS.items() if any(case["expect"] is right for case in cases)]


@pytest.mark.parametrize("kind", having(False))
def test_what_is_wrong_is_never_accepted(kind):
    wrong = [case for case in KINDS[kind] if not case["expect"]]
    accepted = [case for case in wrong if math(case["response"], case["reference"]).status == "verified"]
    assert accepted == []


@pytest.mark.parametrize("kind", having(True))
def test_what_is_right_is_accepted(kind):
    right = [case for case in KINDS[kind] if case["expect"] and case["reference"] not in UNREAD]
    verdicts = [(case, math(case["response"], case["reference"])) for case in right]
    assert [(case, verdict) for case, verdict in verdicts if verdict.status != "verified"] == []


@pytest.mark.parametrize(("answer", "reference", "right"), traps())
def test_the_traps_of_the_audit_catch_nothing(answer, reference, right):
    verdict = compare(answer, reference)
    assert (verdict.status == "verified") is right, verdict


@pytest.mark.parametrize(
    "text",
    ["P(X=25)=0.45", "The set is not convex.", r"a \odot b", r"\oint_C F\cdot dr", r"\sqrt[n]{x}", r"\mathbb{Z}[i]"],
)
def test_a_text_is_equal_to_itself_whether_it_is_understood_or_not(text):
    assert compare(text, text).status == "verified"
    assert compare(f"  {text}\n", text).status == "verified"


@pytest.mark.parametrize(
    "text", ["1/0", r"\infty - \infty", r"\log 0", r"\frac{1}{e^{i\pi}+1}", "0^0", r"\tan\frac{\pi}{2}"]
)
def test_what_is_undefined_is_not_even_equal_to_itself(text):
    assert compare(text, text).status != "verified"


def test_no_reason_shows_what_broke_inside():
    for text in ("1001!!", r"\gcd(x, y)", r"\operatorname{lcm}(n, 2)", "9!!!", r"\zeta(1)"):
        assert "mpmath" not in compare(text, "945").reason
        assert "attribute" not in compare(text, "945").reason
