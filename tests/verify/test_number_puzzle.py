import time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.errors import UsageError
from synth.verify import arithmetic
from synth.verify.expression import Unreadable
from synth.verify.number_puzzle import derivation

GOOD = "<answer>1*2*3*4</answer>"
BAD = "<answer>1+2+3+4</answer>"


def judge(response, **how):
    return arithmetic(response, [1, 2, 3, 4], 24, **how)


def tagged(answer):
    return f"<answer>{answer}</answer>"


# Convention 1: the reasoning


@pytest.mark.parametrize(
    "response",
    [
        GOOD,
        f"<think>hm</think>{GOOD}",
        f"hm</think>{GOOD}",
        f"<think>{BAD}</think>{GOOD}",
        f"<think>a</think><think>b</think>\n\n{GOOD}",
        f"{BAD}</think>{GOOD}",
        f"{GOOD}<think>and on",
        f"<think>a</think>{GOOD}<think>{BAD}",
        f"<think>a<think>b</think>{GOOD}",
    ],
)
def test_an_answer_after_the_reasoning_counts(response):
    assert judge(response).status == "verified"


@pytest.mark.parametrize(
    "response",
    [
        f"<think>{GOOD}",
        f"<think>{GOOD}</think>",
        f"{GOOD}</think>",
        f"<think>a</think>{GOOD}</think>",
        f"<think>a</think>{GOOD}<think>b</think>",
        f"<think>a</think><think>{GOOD}",
        "<answer>1*2*3*4<think></answer>",
        "<answer>1*2*3*4</think></answer>",
    ],
)
def test_an_answer_within_the_reasoning_does_not_count(response):
    verdict = judge(response)
    assert (verdict.status, verdict.method) == ("rejected", "format")
    assert "no complete <answer>" in verdict.reason


# Convention 2: which answer


def test_a_second_answer_overrides_the_first():
    assert judge(BAD + GOOD).status == "verified"
    assert judge(GOOD + BAD).status == "rejected"


@pytest.mark.parametrize(
    "response",
    [
        f"So: {GOOD} which is 24.",
        "<answer>\n1*2*3*4\n</answer>",
        "<answer>1*2\n*3*4</answer>",
        f"{GOOD}<answer>1+2",
        "<answer>1+2<answer>1*2*3*4</answer>",
        "<answer>1+2<answer>1*2*3*4</answer>+3</answer>",
        f"{GOOD}</answer>",
        f"{GOOD}\\boxed{{7}}",
        BAD * 500 + GOOD,
        f"{BAD}\n\nAssistant: {GOOD}",
        f"```\n{GOOD}\n```",
        f"**{GOOD}**",
    ],
)
def test_the_last_complete_innermost_answer_is_judged(response):
    verdict = judge(response)
    assert verdict.status == "verified"
    assert "".join(verdict.answer.split()) == "1*2*3*4"


@pytest.mark.parametrize(
    "response",
    [
        "",
        "1*2*3*4",
        "1*2*3*4 = 24",
        "<answer>1*2*3*4",
        "1*2*3*4</answer>",
        "</answer>1*2*3*4<answer>",
        "<Answer>1*2*3*4</Answer>",
        "<ANSWER>1*2*3*4</ANSWER>",
        "<answer>1*2*3*4</Answer>",
        '<answer type="final">1*2*3*4</answer>',
        "<answer >1*2*3*4</answer >",
        "<answers>1*2*3*4</answers>",
        "＜answer＞1*2*3*4＜/answer＞",
        r"\boxed{1*2*3*4}",
        "Answer: 1*2*3*4",
    ],
)
def test_without_the_exact_tags_there_is_no_answer(response):
    verdict = judge(response)
    assert (verdict.status, verdict.method, verdict.answer) == ("rejected", "format", None)


@pytest.mark.parametrize("response", [f"{GOOD}<answer></answer>", "<answer>1*2*3*4<answer></answer></answer>"])
def test_an_empty_last_answer_is_judged_too(response):
    assert judge(response).status == "rejected"


# Conventions 3 to 7: what is read


@pytest.mark.parametrize(
    "answer",
    [
        "`1*2*3*4`",
        "``1*2*3*4``",
        "$1*2*3*4$",
        "$$1*2*3*4$$",
        "```\n1*2*3*4\n```",
        "```1*2*3*4```",
        "```python\n1*2*3*4\n```",
        "```math\r\n1*2*3*4\r\n```",
        "\n ` 1*2*3*4 ` \n",
        "`1*2*3*4 = 24`",
        "1*2*3*4",
        " 1 * 2 * 3 * 4 ",
        "1\n*\t2\r\n*\f3\v*4",
        "(1+2+3)*4",
        "((1)*((2)))*(3*4)",
        "4*3*2/1",
        "(4*(3)*2)/1",
        "+1*2*3*4",
        "-1*2*3*-4",
        "-(1*2*3)*-4",
        "1*2*3*(+4)",
        "2*3*4/--1",
        "1×2·3⋅4",
        "1∗2∗3∗4",
        "2×3×4÷1",
        "2×3×4∕1",
        "−1×2×3×–4",
        "１＊２＊３＊４",
        "（１＋２＋３）＊４",
        "1*2*3*4＝２４",
        "1\u00a0*\u00a02*3*4",
        "\u00a01*2*3*4\u00a0",
        r"1\times2\times 3 \times 4",
        r"$1\cdot2\cdot3\cdot4$",
        r"2\cdot3\times4\div1",
        r"\frac{2*3*4}{1}",
        r"\frac {2*3} {1} * 4",
        r"\frac{2}{\frac{1}{3*4}}",
        r"\left(1+2+3\right)\cdot4",
        r"\left ( 1+2+3 \right ) * 4",
        r"-\left(-1\right)*2*3*4",
        "1*2*3*4=24",
        "1*2*3*4 = 24",
        "1*2*3*4 =\n24",
        "`(1+2+3)*4=24`",
    ],
)
def test_this_notation_is_read(answer):
    verdict = judge(tagged(answer))
    assert (verdict.status, verdict.method, verdict.score) == ("verified", "exact", 1.0), verdict.reason


@pytest.mark.parametrize(
    "answer",
    [
        # One layer, and a complete one
        "`$1*2*3*4$`",
        "$`1*2*3*4`$",
        "```\n`1*2*3*4`\n```",
        "$$$1*2*3*4$$$",
        "$$1*2*3*4$",
        "`1*2*3*4",
        "1*2*3*4`",
        "`1*2`*`3*4`",
        "$1*2$*$3*4$",
        "**1*2*3*4**",
        "~~~\n1*2*3*4\n~~~",
        "'1*2*3*4'",
        "```python 1*2*3*4```",
        "```é\n1*2*3*4\n```",
        r"\(1*2*3*4\)",
        r"\[1*2*3*4\]",
        # Nothing but whole numbers, four signs and round brackets
        "01*2*3*4",
        "1*2*3*04",
        "1*2*3*4.0",
        "1.0*2*3*4",
        "1*2*3*.4",
        "1e0*2*3*4",
        "0x1*2*3*4",
        "1_*2*3*4",
        "1,*2*3*4",
        "2(3)*4*1",
        "(1*2)(3*4)",
        "(1)2*3*4",
        "1 2 3 4",
        "1 2*3*4",
        "1*2*3 4",
        "2**3*4*1",
        "2**3+4*4",
        "4//1*2*3",
        "4%3*2*1",
        "4!*(3-2)*1",
        "2^3*(4-1)",
        "[1+2+3]*4",
        "{1+2+3}*4",
        "1x2x3x4",
        "1*2*3*4;",
        "1*2*3*4.",
        "1*2*3*4 # fine",
        "x",
        "The answer is 1*2*3*4",
        "1*2*3*4 or 4*3*2*1",
        "(1*2*3*4",
        "1*2*3*4)",
        "1*2**3*4",
        "1*2*3*4+",
        "*1*2*3*4",
        "()1*2*3*4",
        "",
        " ",
        "~1*2*3*4",
        "1*2*3*4 if 1 else 0",
        "__import__('os').getpid()",
        "\\",
        "1*2*3*4\0",
        "\x1c1*2*3*4",
        # Beyond ASCII only what is listed
        "1*2*3*4²",
        "1*2²*3*4",
        "¹*2*3*4",
        "1*2*3*₄",
        "١*٢*٣*٤",
        "१*2*3*4",
        "𝟏*2*3*4",
        "①*2*3*4",
        "1*2*3*Ⅳ",
        "½*2*3*4",
        "1*2*3⁄1*4",
        "1•2•3•4",
        "1*2*3*4\u200b",
        "\u200b1*2*3*4",
        "1\u200d*2*3*4",
        "\ufeff1*2*3*4",
        "1\u0301*2*3*4",
        "1\u20e3*2*3*4",
        "\u202e1*2*3*4",
        "\ud8001*2*3*4",
        "1*2*3*4\udfff",
        "\u20031*2*3*4",
        "1*2*3*4\u3000",
        "`\u20281*2*3*4`",
        "1*2*3*4\x85",
        "1*\u20092*3*4",
        "1*\u202f2*3*4",
        "1‐2*3*4",
        "1*2*3＊＊4",
        "1*2*3*4．",
        # Six commands
        r"1\ast2\ast3\ast4",
        r"1\bullet2*3*4",
        r"\dfrac{2*3*4}{1}",
        r"\tfrac{2*3*4}{1}",
        r"\sqrt{1}*2*3*4",
        r"\text{1*2*3*4}",
        r"\boxed{1*2*3*4}",
        r"1\Times2*3*4",
        r"1\timesx2*3*4",
        r"1 \times\, 2*3*4",
        r"\frac{4}1*2*3",
        r"\frac41*2*3",
        r"\frac{4}*{1}*2*3",
        r"\frac{2*3*4}{1",
        r"2\frac{3*4}{1}",
        r"\left[1+2+3\right]*4",
        r"\left\{1+2+3\right\}*4",
        r"\left(1+2+3*4",
        r"\right(1+2+3\left)*4",
        "frac{2*3*4}{1}",
        # One equals sign, with the target and nothing else
        "1*2*3*4 = 25",
        "1*2*3*4 = 024",
        "1*2*3*4 = 24.0",
        "1*2*3*4 = +24",
        "1*2*3*4 = (24)",
        "1*2*3*4 = 2 4",
        "1*2*3*4 = -24",
        "1*2*3*4 = 6*4",
        "1*2*3*4 = 24 = 24",
        "1*2*3*4 == 24",
        "1*2*3*4 = 24\u2007",
        "24 = 1*2*3*4",
        "= 24",
        "=",
        "1*2*3*4 =",
        "x = 1*2*3*4",
        "1*2 = 2, 2*3*4 = 24",
        "(1*2*3*4 = 24)",
        "1*2*3*4 ≈ 24",
        "1*2*3*4 ≠ 25",
        "1*2*3*4 -> 24",
    ],
)
def test_this_notation_is_refused(answer):
    verdict = judge(tagged(answer))
    assert (verdict.status, verdict.method, verdict.score) == ("rejected", "format", 0.0)
    assert verdict.reason


def test_a_negative_target_may_be_restated():
    assert arithmetic(tagged("1-2-3-4 = -8"), [1, 2, 3, 4], -8).status == "verified"
    assert arithmetic(tagged("1-2-3-4 = −8"), [1, 2, 3, 4], -8).status == "verified"
    assert arithmetic(tagged("1-2-3-4 = 8"), [1, 2, 3, 4], -8).method == "format"
    assert arithmetic(tagged("1-2-3-4 = --8"), [1, 2, 3, 4], -8).method == "format"


# Exact values


@pytest.mark.parametrize(
    ("answer", "numbers", "target"),
    [
        ("8/(3-8/3)", [3, 3, 8, 8], 24),
        ("(5-1/5)*5", [1, 5, 5, 5], 24),
        ("1--2+3*4", [1, 2, 3, 4], 15),
        ("3-5", [3, 5], -2),
        ("2-2", [2, 2], 0),
        ("0*7", [0, 7], 0),
        ("7", [7], 7),
        ("25*4", [4, 25], 100),
        ("12+3", [3, 12], 15),
        ("1/3+1/3+1/3", [1, 1, 1, 3, 3, 3], 1),
        ("9007199254740993-1", [1, 9007199254740993], 9007199254740992),
        ("99999999999*99999999999", [99999999999] * 2, 99999999999**2),
    ],
)
def test_an_expression_that_makes_the_target_is_verified(answer, numbers, target):
    assert arithmetic(tagged(answer), numbers, target).status == "verified"


@pytest.mark.parametrize(
    ("answer", "numbers", "target"),
    [
        ("1+2+3+4", [1, 2, 3, 4], 24),
        ("1-2*3*4", [1, 2, 3, 4], 24),
        ("-1*2*3*4", [1, 2, 3, 4], 24),
        ("24+1/100001", [1, 24, 100001], 24),
        ("24-1/99999999999999999999", [1, 24, 99999999999999999999], 24),
        ("9007199254740993-1", [1, 9007199254740993], 9007199254740993),
        ("8/3", [3, 8], 2),
        ("2/3*36", [2, 3, 36], 23),
        ("7/2", [2, 7], 4),
        ("1/0", [0, 1], 0),
        ("0/0", [0, 0], 0),
        ("0*(5/(3-3))", [0, 3, 3, 5], 0),
        (r"\frac{4}{2-2}", [2, 2, 4], 4),
    ],
)
def test_any_other_value_is_wrong(answer, numbers, target):
    verdict = arithmetic(tagged(answer), numbers, target)
    assert (verdict.status, verdict.method) == ("rejected", "exact")
    assert "wrong value" in verdict.reason or verdict.reason == "division by zero"


def test_a_wrong_value_is_named():
    assert "is 10, the target is 24" in judge(BAD).reason
    assert "is 1/24," in judge(tagged("1/2/3/4")).reason


# The numbers


@pytest.mark.parametrize(
    ("answer", "numbers", "target"),
    [
        ("6*4", [1, 2, 3, 4], 24),
        ("2*3*4", [1, 2, 3, 4], 24),
        ("1*1*2*3*4", [1, 2, 3, 4], 24),
        ("24", [2, 4], 24),
        ("24 = 24", [1, 2, 3, 4], 24),
        ("12*2", [1, 2, 2], 24),
        ("1*2*3*4+0", [1, 2, 3, 4], 24),
        ("1*2*3*4+5-5", [1, 2, 3, 4], 24),
        ("5*5-5/5", [5, 5, 5], 24),
        ("8*3", [3, 3, 8], 24),
        ("1*2*3*4", [1, 2, 3, 4, 4], 24),
        ("5", [], 5),
    ],
)
def test_every_number_is_used_once_and_no_other(answer, numbers, target):
    verdict = arithmetic(tagged(answer), numbers, target)
    assert (verdict.status, verdict.method) == ("rejected", "exact")
    assert verdict.reason.startswith("wrong numbers")


def test_a_number_given_twice_is_used_twice():
    assert arithmetic(tagged("3*3+3"), [3, 3, 3], 12).status == "verified"
    assert arithmetic(tagged("3*3+3"), [3, 3], 12).status == "rejected"


def test_the_order_of_the_numbers_is_free():
    assert arithmetic(tagged("100-75+3"), [3, 100, 75], 28).status == "verified"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("2*3*4", "verified"),
        ("4*3*2*1", "verified"),
        ("6*4", "rejected"),
        ("2*2*2*3", "rejected"),
        ("3*4", "rejected"),
        ("12*2", "rejected"),
        ("", "rejected"),
    ],
)
def test_a_subset_may_leave_numbers_out(answer, status):
    assert judge(tagged(answer), use="subset").status == status


def test_an_unknown_use_is_as_narrow_as_all():
    assert judge(tagged("2*3*4"), use="All").status == "rejected"


def test_an_answer_that_cannot_be_parsed_is_not_called_wrong():
    assert judge(tagged("7**8")).method == "format"
    assert judge(tagged("7*8")).method == "exact"
    assert judge(tagged("9" * 5_000)).method == "exact"


def test_the_worked_example_of_a_prompt_does_not_pass_for_another_problem():
    assert arithmetic(tagged("(1 + 2) / 3"), [5, 6, 7], 1).status == "rejected"


# Convention 8: limits


def test_an_answer_has_at_most_ten_thousand_characters():
    spaces = " " * (10_000 - len("1*2*3*4"))
    assert judge(tagged(f"1*2{spaces}*3*4")).status == "verified"
    verdict = judge(tagged(f"1*2{spaces} *3*4"))
    assert (verdict.status, verdict.method) == ("rejected", "format")
    assert "10000 characters" in verdict.reason


def test_the_response_around_an_answer_may_be_long():
    assert judge(f"<think>{'a' * 1_000_000}</think>{'b' * 1_000_000}{GOOD}{'c' * 1_000_000}").status == "verified"


@pytest.mark.parametrize("sign", ["(", "-", "+", r"\frac{"])
@pytest.mark.parametrize(("depth", "status"), [(50, "verified"), (100, "verified"), (101, "rejected")])
def test_nesting_is_read_to_a_hundred_deep(sign, depth, status):
    closing = {"(": ")", r"\frac{": "}{1}"}.get(sign, "")
    ones = [1] * depth if sign == r"\frac{" else []
    target = -7 if sign == "-" and depth % 2 else 7
    verdict = arithmetic(tagged(sign * depth + "7" + closing * depth), [7, *ones], target)
    assert verdict.status == status
    assert ("nested" in verdict.reason) == (status == "rejected")


# Strict


@pytest.mark.parametrize(
    ("response", "status"),
    [
        (GOOD, "verified"),
        (GOOD * 3, "verified"),
        (f"{GOOD}<answer> 1 * 2\n* 3 * 4 </answer>", "verified"),
        (f"<think>{BAD}</think>{GOOD}", "verified"),
        (f"{BAD} so {GOOD}", "rejected"),
        (f"{GOOD} no, {BAD}", "rejected"),
        (f"{tagged('4*3*2*1')}{GOOD}", "rejected"),
        (f"<answer></answer>{GOOD}", "rejected"),
    ],
)
def test_strict_takes_one_answer_only(response, status):
    assert judge(response, strict=True).status == status


def test_different_answers_are_named_as_the_reason():
    verdict = judge(BAD + GOOD, strict=True)
    assert (verdict.method, verdict.reason) == ("format", "several different answers")


# Hostile text

HOSTILE = {
    "a megabyte of digits": tagged("1" * 1_000_000),
    "ten thousand digits": tagged("9" * 10_000),
    "4,301 digits": tagged("9" * 4_301),
    "4,301 digits as the target": tagged("1*2*3*4=" + "2" * 4_301),
    "4,301 digits after a good answer": tagged("1*2*3*4-" + "9" * 4_301),
    "a tower of powers": tagged("9**9**9**9"),
    "a product of powers": tagged("*".join(["9" * 900] * 10)),
    "unclosed answers": "<answer>" * 200_000,
    "unopened answers": "</answer>" * 200_000,
    "one answer closed often": "<answer>" + "</answer>" * 200_000,
    "opened often, closed once": "<answer>" * 200_000 + "</answer>",
    "many answers": "<answer>1+2</answer>" * 100_000,
    "many different answers": "".join(f"<answer>{i}</answer>" for i in range(100_000)),
    "unclosed thoughts": "<think>" * 200_000 + GOOD,
    "unopened thoughts": GOOD + "</think>" * 200_000,
    "unary minuses": tagged("-" * 9_990 + "1"),
    "spaced unary minuses": tagged("- " * 4_990 + "1"),
    "too many unary minuses": tagged("-" * 20_000 + "1"),
    "brackets": tagged("(" * 4_990 + "1" + ")" * 4_990),
    "open brackets": tagged("(" * 10_000),
    "closing brackets": tagged(")" * 10_000),
    "bracketed sums": tagged("1+(" * 1_000 + "1" + ")" * 1_000),
    "fractions": tagged(r"\frac{" * 1_000 + "1" + "}{1}" * 1_000),
    "left brackets": tagged(r"\left(" * 1_600),
    "backslashes": tagged("\\" * 10_000),
    "a long command": tagged("\\" + "a" * 9_990),
    "equals signs": tagged("=" * 10_000),
    "signs": tagged("+-*/" * 2_500),
    "backticks": tagged("`" * 10_000),
    "dollars": tagged("$" * 9_999),
    "spaces": tagged(" " * 1_000_000),
    "nulls": tagged("\0" * 1_000),
    "lone surrogates": tagged("\ud800\udc00" * 1_000),
    "combining marks": tagged("1" + "\u0301" * 9_000),
    "zero-width characters": tagged("1\u200b" * 4_000),
    "superscripts": tagged("2²" * 4_000),
    "full-width powers": tagged("９＊＊９＊＊９"),
    "every character": tagged("".join(map(chr, range(5_000)))),
    "code": tagged("__import__('time').sleep(9)"),
    "a format string": tagged("{0.__class__}%s%n"),
}


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("response", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_gets_a_verdict(response, strict):
    began = time.perf_counter()
    verdict = judge(response, strict=strict)
    assert (verdict.status, verdict.score) == ("rejected", 0.0)
    assert verdict.method in ("format", "exact")
    assert 0 < len(verdict.reason) < 300
    assert time.perf_counter() - began < 5


LONG_CHAINS = {
    "a sum": ("+".join(["1"] * 4_900), [1] * 4_900, 4_900, "verified"),
    "a quotient": ("/".join(["1"] * 4_900), [1] * 4_900, 1, "verified"),
    "a value that cannot be printed": ("*".join(["9" * 9] * 900), [10**9 - 1] * 900, 1, "rejected"),
    "a fraction that cannot be printed": ("/".join(["9" * 9] * 900), [10**9 - 1] * 900, 1, "rejected"),
    "a harmonic sum": (
        "+".join(f"1/{i}" for i in range(2, 1_200)),
        [1] * 1_198 + list(range(2, 1_200)),
        1,
        "rejected",
    ),
}


@pytest.mark.parametrize(("answer", "numbers", "target", "status"), LONG_CHAINS.values(), ids=LONG_CHAINS.keys())
def test_a_long_expression_of_the_right_numbers_gets_a_verdict(answer, numbers, target, status):
    verdict = arithmetic(tagged(answer), numbers, target)
    assert (verdict.status, verdict.method) == (status, "exact")
    assert len(verdict.reason) < 300


def test_a_derivation_is_the_parsed_answer():
    assert derivation("(1+2)*3") == ("*", ("+", 1, 2), 3)
    assert derivation("-1") == ("~", 1, 0)


@pytest.mark.parametrize("answer", ["", "x", "1+", "9" * 5_000, "-" * 10_000 + "1"], ids=len)
def test_a_derivation_of_no_expression_is_unreadable(answer):
    with pytest.raises(Unreadable):
        derivation(answer)


# Properties

TREES = st.recursive(
    st.integers(0, 99),
    lambda inner: st.one_of(st.tuples(st.sampled_from("+-*/"), inner, inner), st.tuples(st.sampled_from("~p"), inner)),
    max_leaves=9,
)
OPERATORS = {
    "+": ["+", "＋"],
    "-": ["-", "−", "–", "－"],
    "*": ["*", "×", "·", "⋅", "∗", "＊", r"\times", r"\cdot"],
    "/": ["/", "÷", "∕", "／", r"\div"],
}
BRACKETS = [("(", ")"), ("（", "）"), (r"\left(", r"\right)")]
WRAPPERS = ["{}", "`{}`", "${}$", "$${}$$", "```\n{}\n```", "```text\n{}```", "\n{}\u00a0"]
SPACES = ["", "", "", " ", "\n", "\u00a0", "\t "]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def leaves(node):
    return [node] if isinstance(node, int) else [leaf for part in node[1:] for leaf in leaves(part)]


def exact(node):
    """None where a division by zero is in it."""
    if isinstance(node, int):
        return Fraction(node)
    parts = [exact(part) for part in node[1:]]
    if None in parts or (node[0] == "/" and parts[1] == 0):
        return None
    return {
        "~": lambda a: -a,
        "p": lambda a: a,
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
    }[node[0]](*parts)


def printed(node, binding, pick):
    """`node` in a notation that `pick` chooses, bracketed at least where it binds less than `binding`."""
    if isinstance(node, int):
        text, own = str(node), 3
        if pick([False, True]):
            text = text.translate(WIDE)
    elif node[0] in "~p":
        text, own = pick(OPERATORS["-" if node[0] == "~" else "+"]) + printed(node[1], 3, pick), 3
    elif node[0] == "/" and pick([False, True]):
        text, own = rf"\frac{{{printed(node[1], 1, pick)}}}{{{printed(node[2], 1, pick)}}}", 3
    else:
        own = 1 if node[0] in "+-" else 2
        left, right = printed(node[1], own, pick), printed(node[2], own + 1, pick)
        text = left + pick(OPERATORS[node[0]]) + right
    text = pick(SPACES) + text + pick(SPACES)
    if own < binding or pick([False, False, False, True]):
        opening, closing = pick(BRACKETS)
        text = opening + text + closing
    return text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(node=TREES, data=st.data())
def test_an_expression_in_any_notation_is_judged_by_its_exact_value(node, data):
    def pick(choices):
        return data.draw(st.sampled_from(choices))

    text, numbers, worth = printed(node, 1, pick), data.draw(st.permutations(leaves(node))), exact(node)
    response = tagged(pick(WRAPPERS).format(text))
    if worth is None:
        assert arithmetic(response, numbers, 0).reason == "division by zero"
        return
    target = round(worth)
    verdict = arithmetic(response, numbers, target)
    assert (verdict.status, verdict.method) == ("verified" if worth == target else "rejected", "exact")
    assert arithmetic(response, numbers, target + 1).reason.startswith("wrong value")
    assert arithmetic(response, numbers[1:], target, use="subset").reason.startswith("wrong numbers")
    assert arithmetic(response, [*numbers, 1], target).reason.startswith("wrong numbers")
    assert arithmetic(response, [*numbers, 1], target, use="subset").status == verdict.status
    restated = arithmetic(tagged(f"{text} = {target}"), numbers, target)
    assert restated.status == verdict.status
    assert arithmetic(tagged(f"{text} = {target + 1}"), numbers, target).method == "format"


UNKNOWN = (
    st.one_of(st.integers(0x80, 0x2FFF), st.integers(0x80, 0x10FFFF))
    .map(chr)
    .filter(lambda char: char not in "×·⋅∗÷∕−–\u00a0" and not "\uff01" <= char <= "\uff5e")
)
PIECES = st.one_of(
    st.sampled_from(["<answer>", "</answer>", "<think>", "</think>", "1", "2", "3", "4", "1*2*3*4", "=24"]),
    st.sampled_from([*"+-*/()={}`$\\ \n×÷−²①\u200b\u0301\ud800１", r"\frac{", "}{", r"\left(", r"\times", "```"]),
    st.integers(0, 0x10FFFF).map(chr),
    st.text(max_size=5),
)


@settings(max_examples=500, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=30),
    enclosed=st.booleans(),
    use=st.sampled_from(["all", "subset"]),
    strict=st.booleans(),
)
def test_a_random_text_always_gets_a_whole_verdict(pieces, enclosed, use, strict):
    text = "".join(pieces)
    verdict = judge(tagged(text) if enclosed else text, use=use, strict=strict)
    assert verdict.method in ("format", "exact")
    if verdict.status == "verified":
        assert (verdict.reason, verdict.score) == ("", 1.0)
        assert verdict.answer in text
    else:
        assert (verdict.status, verdict.score) == ("rejected", 0.0)
        assert verdict.reason


@settings(max_examples=300, deadline=None)
@given(junk=st.text(UNKNOWN, min_size=1, max_size=3), at=st.integers(0, 7))
def test_unknown_characters_are_never_skipped(junk, at):
    answer = "1*2*3*4"
    verdict = judge(tagged(answer[:at] + junk + answer[at:]))
    assert (verdict.status, verdict.method) == ("rejected", "format")
    assert "not arithmetic" in verdict.reason


@pytest.mark.parametrize(("numbers", "target"), [([3.0, 4.0], 12), ([3, 4], "12"), (["3", "4"], 12)])
def test_numbers_that_are_not_whole_are_a_mistake_of_the_caller_not_of_the_answer(numbers, target):
    with pytest.raises(UsageError, match="expected whole numbers"):
        arithmetic("<answer>3 * 4 + 0</answer>" if target == 12 else "<answer>3 * 4</answer>", numbers, target)


def test_an_answer_that_never_came_is_no_answer():
    assert arithmetic(None, [3, 4], 12).method == "format"
