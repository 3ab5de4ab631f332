"""What holds for every mathematical answer, made or hostile."""

import os
import threading
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synth.types import Verdict
from synth.verify.mathematics import compare, math
from synth.verify.workers import shared

SECONDS = 1.1
ALIKE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
integers = st.integers(-(10**9), 10**9)
rationals = st.builds(Fraction, st.integers(-9999, 9999), st.integers(1, 999))
PIECES = [
    "\\frac", "\\sqrt", "\\text{", "\\boxed{", "\\left(", "\\right)", "\\begin{pmatrix}", "\\end{pmatrix}", "\\pm", "\\sin",
    "\\ln", "\\log_", "\\binom", "\\pi", "\\infty", "\\cup", "\\in", "\\{", "\\}", "{", "}", "(", ")", "[", "]", "|", "^", "_", "!",
    "%", "'", ",", ";", ":", "=", "<", "\\le", "+", "-", "*", "/", "&", "\\\\", "$", "1", "0", "23", "4.5", ".", "x", "y", "e", "i",
    "C", "abc", " and ", " or ", " cm", "\\%", "^\\circ", "²", "½", "√", "π", "∞", "\u200b", "٣", "\x00", " ", "\n",
]  # fmt: skip
jumbles = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.fixture(scope="module", autouse=True)
def warm():
    compare(r"\sin 1 + \ln 2", r"\ln 2 + \sin 1 + \cos 1")


def in_time(response, reference):
    start = perf_counter()
    verdict = math(response, reference)
    assert perf_counter() - start < SECONDS
    assert isinstance(verdict, Verdict)
    assert verdict.method
    assert verdict.reason or verdict.status == "verified"
    return verdict


def verified(answer, reference):
    return compare(answer, reference, seconds=20.0).status == "verified"  # however busy the machine is


def forms_of(value):
    """Notations of a rational number."""
    above, below = value.numerator, value.denominator
    whole, rest = divmod(abs(above), below)
    sign = "-" if above < 0 else ""
    yield f"{above}/{below}"
    yield f"\\frac{{{above}}}{{{below}}}"
    yield f"{sign}\\dfrac{{{3 * abs(above)}}}{{{3 * below}}}"
    yield f"x = {sign}\\frac{{{abs(above)}}}{{{below}}}"
    yield f"$\\left({above} \\div {below}\\right)$"
    yield f"\\frac{{{100 * above}}}{{{below}}}\\%"
    yield f"\\frac{{{above}}}{{{below}}}\\text{{ cm}}"
    if whole and rest:
        yield f"{sign}{whole}\\frac{{{rest}}}{{{below}}}"
        yield f"{sign}{whole} {rest}/{below}"
    if below == 1:
        yield f"{above:,}"
        yield f"{above}.00"
        yield f"{above:,}".replace(",", "{,}")
        yield f"{above:,}".replace(",", "\\,")
        yield f"{above}".replace("-", "−").translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})


def decimal_of(above, places):
    return f"{'-' * (above < 0)}{abs(above) // 10**places}.{abs(above) % 10**places:0{places}d}"


@ALIKE
@given(st.one_of(rationals, integers.map(Fraction)))
def test_every_notation_of_a_number_equals_every_other(value):
    forms = list(forms_of(value))
    for form in forms:
        assert verified(form, forms[0]), (form, forms[0])
        assert verified(forms[0], form), (forms[0], form)


@ALIKE
@given(rationals, rationals)
def test_no_notation_of_a_number_equals_any_of_another(value, other):
    if value != other:
        for form in forms_of(value):
            for wrong in forms_of(other):
                assert not verified(form, wrong), (form, wrong)


@ALIKE
@given(integers, st.integers(1, 12))
def test_a_decimal_equals_its_fraction_and_no_neighbour(above, places):
    assert verified(decimal_of(above, places), f"\\frac{{{above}}}{{{10**places}}}")
    assert not verified(decimal_of(above, places), f"\\frac{{{above + 1}}}{{{10**places}}}")


@ALIKE
@given(st.integers(1, 10**30), st.data())
def test_a_changed_digit_is_noticed(value, data):
    digits = list(str(value))
    place = data.draw(st.integers(0, len(digits) - 1))
    digits[place] = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    assert not verified("".join(digits), str(value))
    assert not verified(f"\\sqrt{{{''.join(digits)}}} + \\pi", f"\\sqrt{{{value}}} + \\pi")


@ALIKE
@given(st.lists(st.integers(-99, 99), min_size=2, max_size=5, unique=True), st.randoms())
def test_sets_have_no_order_and_tuples_have_one(numbers, random):
    shuffled = random.sample(numbers, len(numbers))
    plain, mixed = (", ".join(map(str, some)) for some in (numbers, shuffled))
    assert verified(f"\\{{{plain}\\}}", f"\\{{{mixed}\\}}")
    assert verified(plain, mixed)
    assert verified(f"({plain})", f"({mixed})") == (numbers == shuffled)
    assert not verified(plain, ", ".join(map(str, numbers[1:])))


@ALIKE
@given(st.integers(-99, 99), st.integers(1, 99), st.booleans(), st.booleans())
def test_an_interval_is_its_inequality_with_the_same_ends(lo, width, opens, closes):
    hi = lo + width
    interval = f"{'(' if opens else '['}{lo}, {hi}{')' if closes else ']'}"
    signs = ["<" if end else "\\le" for end in (opens, closes)]
    chain = f"{lo} {signs[0]} x {signs[1]} {hi}"
    assert verified(interval, chain)
    assert verified(chain, interval)
    other = f"{'[' if opens else '('}{lo}, {hi}{')' if closes else ']'}"
    assert not verified(other, chain)


@ALIKE
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=4), st.integers(-9, 9))
def test_a_product_of_factors_is_its_polynomial(roots, scale):
    coefficients = [1]
    for root in roots:
        coefficients = [a - root * b for a, b in zip([*coefficients, 0], [0, *coefficients], strict=True)]
    power = len(roots)
    written = " + ".join(f"({c})x^{{{power - i}}}" for i, c in enumerate(coefficients))
    factors = "".join(f"(x - ({root}))" for root in roots)
    assert verified(factors, written)
    assert verified(f"y = {factors}", written)
    assert not verified(f"{factors} + 1", written)
    assert verified(f"\\frac{{{factors}}}{{x + 100}}", f"\\frac{{{written}}}{{x + 100}}")


@ALIKE
@given(st.integers(2, 999), st.integers(1, 30))
def test_a_root_equals_its_simplest_form_and_no_approximation(value, factor):
    assert verified(f"\\sqrt{{{value * factor**2}}}", f"{factor}\\sqrt{{{value}}}")
    rounded = f"{(value * factor**2) ** 0.5:.12f}"
    assert verified(rounded, f"{factor}\\sqrt{{{value}}}") == (round(value**0.5) ** 2 == value)


@ALIKE
@given(jumbles)
def test_what_is_read_and_has_a_value_equals_itself_or_stays_open(text):
    verdict = compare(text, text)
    if verdict.status == "rejected":
        assert verdict.method in ("format", "exact", "choice", "numeric")


@ALIKE
@given(jumbles, jumbles)
def test_whether_two_answers_are_equal_does_not_depend_on_their_order(one, other):
    letters = {"A", "B", "C", "D", "E"}
    if not letters & {one.strip(" ()$"), other.strip(" ()$")} and "C" not in one + other:
        assert verified(one, other) == verified(other, one)


@ALIKE
@given(st.one_of(jumbles, st.text(max_size=200), st.binary(max_size=200).map(lambda b: b.decode("latin-1"))), jumbles)
def test_any_text_gets_a_verdict_in_time(text, reference):
    in_time(f"\\boxed{{{text}}}", "5")
    in_time(text, reference)
    in_time(f"<answer>{text}</answer>", reference)


TRUNCATED = (
    r"\left( \frac{\sqrt[3]{x^{2}+1}}{\ln |x|} \right) \cup \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \text{ cm}^2"
)


def test_latex_that_breaks_off_anywhere_gets_a_verdict():
    for end in range(len(TRUNCATED)):
        in_time(f"<answer>{TRUNCATED[:end]}</answer>", "5")
        in_time(f"<answer>{TRUNCATED[end:]}</answer>", TRUNCATED[:end])


NESTED = [
    "(", "[", "{", "|", "-", "\\{", "\\frac{1}{", "\\sqrt{", "\\sin(", "\\sin ", "e^{", "2^{", "2^", "x_{", "\\text{", "\\left|", "\\ln(1+",
    "\\begin{pmatrix}", "\\boxed{", "\\lfloor ", "\\log_{2}(", "1/(1+", "f(", "\\overline{", "{1\\over ", "\\binom{9}{",
]  # fmt: skip
CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|"}


@pytest.mark.parametrize("opening", NESTED)
@pytest.mark.parametrize("depth", [30, 99, 2_000])
def test_anything_may_be_nested_to_any_depth(opening, depth):
    closing = {"\\{": "\\}", "\\left|": "\\right|", "\\lfloor ": "\\rfloor", "\\begin{pmatrix}": "\\end{pmatrix}"}.get(
        opening, CLOSING.get(opening[-1], "")
    )
    for text in (opening * depth + "x" + closing * depth, opening * depth):
        in_time(f"<answer>{text}</answer>", "5")


@pytest.mark.parametrize(
    "response",
    [
        "\\boxed{" + "9" * 1_000_000 + "}",
        "<answer>" + "1+" * 500_000 + "1</answer>",
        "Answer: " + "x " * 500_000,
        "<answer>5</answer>" * 10_000,
        "<answer>" * 10_000,
        "</answer>" * 10_000,
        "\\boxed{" * 10_000,
        "\\boxed{5}" * 10_000,
        "\\boxed{" * 10_000 + "5" + "}" * 10_000,
        "answer is " * 100_000,
        "final answer " * 100_000,
        "<think>" * 100_000 + "</think>" * 100_000 + "\\boxed{5}",
        "{" * 1_000_000,
        "\\" * 1_000_001 + "boxed{5}",
        "answer:" + "*" * 1_000_000 + "5",
        "answer is $" + "(" * 1_000_000,
        "\u200b" * 1_000_000 + "\\boxed{5}",
    ],
    ids=range(17),
)
def test_a_megabyte_of_anything_gets_a_verdict(response):
    in_time(response, "5")


BOMBS = ["9**9**9", "9^{9^{9^9}}", "((9!)!)!", "2^{2^{2^{2^{2^2}}}}", "e^{e^{e^{e^e}}}", "\\binom{10^9}{10^8}"]
BOUNDED = [
    "10^{10^{10}}", "1e999999999", "(x+1)^{999999}", "(a+b+c+d+e+f+g+h)^{20}", "(x+1)^{64}" * 9, "300!" * 60, "9" * 9_999, "\\sin " * 900,
    ",".join(f"\\sqrt{{{i}}}+\\pi" for i in range(99)), "+".join(f"\\frac{{1}}{{x+{i}}}" for i in range(99)), "\\pm 1" * 60,
    " and ".join(f"x \\ne {i}" for i in range(400)), "\\sqrt{999999999989}" * 9, "1" + ",000" * 2_400, "2^{\\frac{1}{999999999}}",
    "(1+\\frac{1}{10^{300}})^{10^{300}}", "0.\\overline{" + "1" * 4_000 + "}", "5" + " cm" * 3_000, "x" + "'" * 9_000,
]  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_in_time_and_the_next_item_is_served(bomb):
    in_time(f"\\boxed{{{bomb}}}", r"\pi + e")
    assert in_time(r"\boxed{\sin^2 x}", r"1 - \cos^2 x").status == "verified"


@pytest.mark.parametrize("bomb", BOUNDED, ids=range(len(BOUNDED)))
def test_what_is_too_large_is_bounded_without_a_kill(bomb):
    assert in_time(f"\\boxed{{{bomb}}}", "5").status != "verified" or "cm" in bomb
    in_time("\\boxed{5}", bomb)
    in_time(f"\\boxed{{{bomb}}}", bomb)


CODE = [
    "__import__('os').system('touch {path}')",
    "open('{path}', 'w')",
    "\\immediate\\write18{{touch {path}}}",
    "(lambda: open('{path}', 'w'))()",
    "\\input{{{path}}}",
    "exec(\"open('{path}','w')\")",
    "`touch {path}`",
]


@pytest.mark.parametrize("code", CODE)
def test_nothing_is_executed_or_written(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    attempt = code.format(path=tmp_path / "written")
    for reference in ("5", attempt, r"\sin 1"):
        in_time(f"\\boxed{{{attempt}}}", reference)
        in_time(f"<answer>{attempt}</answer>", reference)
    assert not list(tmp_path.iterdir())


def test_verdicts_are_the_same_from_many_threads():
    found, pairs = (
        [],
        [(r"\sin 2x", r"2\sin x\cos x"), (r"\sin 2x", r"2\sin x"), ("1/2", "0.5"), (r"\ln 6", r"\ln 2+\ln 3")],
    )

    def judge():
        found.append([verified(*pair) for pair in pairs * 5])

    threads = [threading.Thread(target=judge) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [[True, False, True, True] * 5] * 4


def test_no_process_is_left_when_the_pool_is_closed():
    in_time(r"\boxed{((9!)!)!}", r"\pi")
    pool = shared("synth.verify.mathematics.numeric:agree")
    pids = [worker._process.pid for worker in pool._workers]
    assert pids
    pool.close()
    assert not [pid for pid in pids if os.path.exists(f"/proc/{pid}")]
