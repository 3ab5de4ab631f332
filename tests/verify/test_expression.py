import sys
from fractions import Fraction

import pytest

from synth.verify.expression import MAX_DEPTH, MAX_DIGITS, Unreadable, apply, tokens, tree, value


def worth(text):
    return value(tree(tokens(text)))


def refusal(text):
    with pytest.raises(Unreadable) as caught:
        worth(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12+3", ["12", "+", "3"]),
        (" 1\t-\n2 ", ["1", "-", "2"]),
        ("1 2", ["1", "2"]),
        ("1×2·3⋅4∗5", ["1", "*", "2", "*", "3", "*", "4", "*", "5"]),
        ("1÷2∕3", ["1", "/", "2", "/", "3"]),
        ("1−2–3", ["1", "-", "2", "-", "3"]),
        ("（１２＋３）＝４", ["(", "12", "+", "3", ")", "=", "4"]),
        ("1\u00a0+\u00a02", ["1", "+", "2"]),
        (r"1\times2\cdot 3\div4", ["1", "*", "2", "*", "3", "/", "4"]),
        (r"\left(1\right)", ["(", "1", ")"]),
        (r"\frac{1}{2}", ["frac", "{", "1", "}", "{", "2", "}"]),
        ("0", ["0"]),
        ("10-100", ["10", "-", "100"]),
        ("", []),
    ],
)
def test_every_notation_has_its_tokens(text, found):
    assert tokens(text) == found


@pytest.mark.parametrize("text", ["01", "00", "1+007", "1×02", "0０", "３０+０３"])
def test_a_leading_zero_is_refused(text):
    assert "leading zero" in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        r"\sqrt{4}",
        r"\dfrac{1}{2}",
        r"\timesx 2",
        r"1\cdots2",
        r"\left[1\right]",
        r"\left 1",
        r"\left",
        r"\Times",
    ],
)
def test_an_unknown_command_is_refused(text):
    assert "unknown command" in refusal(text)


def test_no_other_ascii_character_is_arithmetic():
    plain = set("0123456789+-*/()={} \t\n\r\f\v")
    read = {char for char in map(chr, range(128)) if not _refused(f"1+{char}2")}
    assert read == plain - set("0")
    assert not _refused("1+0")


def test_no_other_unicode_character_is_arithmetic():
    allowed = set("×·⋅∗÷∕−–\u00a0") | {chr(ord(char) + 0xFEE0) for char in "0123456789+-*/()={}"}
    # A full-width backslash is one, so it is no character of its own.
    read = {char for char in map(chr, range(128, 0x20000)) if not _refused(f"1{char}2")}
    assert read == allowed


def _refused(text):
    try:
        tokens(text)
    except Unreadable:
        return True
    return False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("10-4-3", 3),
        ("24/4/2", 3),
        ("8/4*2", 4),
        ("2-3", -1),
        ("-3+5", 2),
        ("-(3+5)", -8),
        ("1--2", 3),
        ("1+-+-2", 3),
        ("-2*-3", 6),
        ("6/-3", -2),
        ("+5", 5),
        ("1/3", Fraction(1, 3)),
        ("1/3*3", 1),
        ("1/2+1/2", 1),
        ("5/2-1/2", 2),
        ("8/(3-8/3)", 24),
        ("0/5", 0),
        ("(((4)))", 4),
        (r"\frac{1+2}{3}", 1),
        (r"\frac{6}{2}/3", 1),
        (r"6/\frac{1}{2}", 12),
        (r"-\frac{\frac{8}{2}}{2}", -2),
        ("99999999999999999999*99999999999999999999", 99999999999999999999**2),
    ],
)
def test_the_value_is_exact(text, expected):
    assert worth(text) == expected


@pytest.mark.parametrize("text", ["1/2+1/2", "5/2-1/2", "1/2*4", "1/3/(1/3)", "4/2", "-(1/2+1/2)"])
def test_a_whole_value_is_an_int(text):
    assert type(worth(text)) is int


def test_a_value_that_is_not_whole_stays_a_fraction():
    assert type(apply("/", 1, 2)) is Fraction
    assert type(apply("+", Fraction(1, 2), 1)) is Fraction


@pytest.mark.parametrize("text", ["1/0", "0/0", "1/(2-2)", "0*(1/0)", r"\frac{1}{3-3}", "1/(1/2-1/2)"])
def test_division_by_zero_has_no_value(text):
    with pytest.raises(ZeroDivisionError):
        worth(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "-",
        "1+",
        "*1",
        "1 2",
        "1 2+3",
        "2(3)",
        "(2)(3)",
        "(2)3",
        "2**3",
        "8//3",
        "1*/2",
        "()",
        "(1",
        "1)",
        ")1(",
        "{1}",
        "{1+2}*3",
        "1=1",
        r"\frac12",
        r"\frac{1}",
        r"\frac{1}2",
        r"\frac{1}{2",
        r"\frac(1)(2)",
        r"\frac{}{2}",
        r"3\frac{1}{2}",
        r"\frac{1}{2}3",
        r"\left(1",
        r"1\right)",
    ],
)
def test_what_is_not_well_formed_is_refused(text):
    assert refusal(text)


@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("-", ""), ("+", ""), (r"\frac{", "}{1}"), (r"\left(", r"\right)")]
)
def test_nesting_is_bounded(opening, closing):
    assert worth(opening * MAX_DEPTH + "1" + closing * MAX_DEPTH) == 1
    deeper = MAX_DEPTH + 1
    assert "nested" in refusal(opening * deeper + "1" + closing * deeper)
    assert "nested" in refusal(opening * 10_000 + "1" + closing * 10_000)


def test_brackets_and_signs_share_one_bound():
    assert worth("-(" * (MAX_DEPTH // 2) + "1" + ")" * (MAX_DEPTH // 2)) == 1
    assert "nested" in refusal("-(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+".join(["1"] * 5_000), 5_000),
        ("-".join(["1"] * 5_000), -4_998),
        ("*".join(["1"] * 5_000), 1),
        ("/".join(["1"] * 5_000), 1),
        ("1-(" + "+".join(["1"] * 5_000) + ")", -4_999),
    ],
    ids=["sum", "difference", "product", "quotient", "bracket"],
)
def test_a_long_chain_is_no_nesting(text, expected):
    assert len(tokens(text)) > 3 * sys.getrecursionlimit()
    assert worth(text) == expected


def test_a_number_too_long_to_convert_is_refused():
    assert worth("9" * MAX_DIGITS) == 10**MAX_DIGITS - 1
    assert "digits" in refusal("9" * (MAX_DIGITS + 1))


@pytest.mark.parametrize("text", ["x" * 5_000, "\\" + "x" * 5_000, "0" * 5_000, "9" * 5_000, "1 " + "2" * 4_000])
def test_a_refusal_stays_short(text):
    assert len(refusal(text)) < 100
