"""Questions that state their own answer, and those that only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.curate.leaks import leaks

LEAKS = [
    ("said", "What is 6 times 7? (The answer is 42.)", "42"),
    ("said", "Compute the sum. Answer: 1,250", "1250"),
    ("said", "Compute the sum. The final answer is $1,250.", "1250"),
    ("said", "Find x. Hint: 17", "17"),
    ("said", "Find the limit, which should be \\boxed{\\frac{1}{2}}.", "\\frac{1}{2}"),
    ("said", "Find the limit. The answer is \\(\\dfrac{1}{2}\\).", "$\\frac{1}{2}$"),
    ("said", "How many eggs? #### 18", "18"),
    ("said", "How many? <answer>18</answer>", "18"),
    ("said", "Solve for x. The correct solution is x = 5.", "5"),
    ("said", "Solve for x. The answer to this question is 5.", "x = 5"),
    ("said", "Who wrote it? The answer is Ada Lovelace, of course.", "Ada Lovelace"),
    ("said", "The answer equals -3. What is it?", "-3"),
    ("shown", "Show that the area of the square is equal to 16.", "16"),
    ("shown", "Prove that $\\sum 1/n^2 = \\frac{\\pi^2}{6}$", "\\frac{\\pi^2}{6}"),
    ("shown", "Verify that the number of eggs is 12. How many are there?", "12"),
    ("computed", "Since 6 * 7 = 42, what does 6 times 7 make?", "42"),
    ("computed", "Work out 2 + 3 + 5 = 10.", "10"),
    ("verbatim", "Use 26 + ((98 - 24) - 62) to make 38.", "26 + ((98-24)-62)"),
    ("verbatim", "Find a polynomial p with roots 1 and 2; consider $3x^2 - 9x + 6$.", "3x^2-9x+6"),
]
INNOCENT = [
    ("Tom has 5 apples and buys 3, then eats 3. How many apples has he?", "5"),
    ("A book costs $42. How much is the book if nothing changes?", "42"),
    ("If x = 5 and y = 3, what is x + y - 3?", "5"),
    ("Given x + y = 10 and x - y = 10, find x.", "10"),
    ("The answer is 42.5 rounded down. What is it?", "42"),
    ("The answer is 420 divided by 10.", "42"),
    ("The answer is 42 + k for some k. Find it for k = 0.", "42"),
    ("The answer is 1 if n is prime and 0 otherwise. What is it for 7?", "1"),
    ("Is the answer yes or no?", "yes"),
    ("The answer is yes or no: is 7 prime?", "yes"),
    ("Give the answer to 5 decimal places.", "5"),
    ("A number is squared and the result is 1. Which positive number is it?", "1"),
    ("Make 38 out of the numbers 26, 98, 62 and 24. Use every number exactly once.", "26 + ((98 - 24) - 62)"),
    ("Who is older, Anna Maria Smith or Benjamin Jones?", "Anna Maria Smith"),
    ("Find the range of f on the interval $[0, 2\\pi]$.", "[0, 2\\pi]"),
    ("Which point is nearer to (3, 4): (0, 0) or (3, 5)?", "(3, 5)"),
    ("Let $\\phi = \\frac{1 + \\sqrt{5}}{2}$. Compute $\\phi^2 - 1$.", "\\frac{1+\\sqrt{5}}{2}"),
    ("Evaluate $\\int_0^{\\frac{\\pi}{2}} 1 dx$.", "\\frac{\\pi}{2}"),
    ("Which is larger on (0, 1): $3x^2 - 9x + 6$ or $x^3 + x - 5$?", "3x^2-9x+6"),
    ("Factor $2(3x^2 - 9x + 6) + x$.", "3x^2-9x+6"),
    ("In base 12 + 30 = 42 is true. What is 6 * 8?", "48"),
    ("Show that n > 3. Find n.", "3"),
    ("What is 2 + 2?", ""),
    ("", "42"),
    ("Write an essay.", "word " * 200),
]


@pytest.mark.parametrize(("how", "question", "answer"), LEAKS)
def test_a_leak_is_found_and_named(how, question, answer):
    assert leaks(question, answer) == how


@pytest.mark.parametrize(("question", "answer"), INNOCENT)
def test_what_only_looks_like_a_leak_stays(question, answer):
    assert leaks(question, answer) == ""


@given(st.integers(-999, 9999), st.integers(0, 9999))
def test_a_number_among_the_inputs_never_leaks_and_the_same_number_said_does(answer, other):
    inputs = f"Ann has {answer} marbles, Bob has {other}. Bob gives his to Carl. How many has Ann now?"
    assert leaks(inputs, str(answer)) == ""
    assert leaks(f"{inputs} The answer is {answer}.", str(answer)) == "said"


@given(st.text(max_size=300), st.text(max_size=50))
def test_any_text_is_taken(question, answer):
    assert leaks(question, answer) in ("", "said", "shown", "computed", "verbatim")


@pytest.mark.parametrize(
    "question",
    [
        "1+" * 50_000,
        "show that " * 10_000,
        "the answer is (" * 10_000,
        "\\boxed{" * 20_000,
        "((((" * 30_000,
        "1 " * 50_000,
    ],
)
def test_hostile_text_is_read_in_bounded_time(question):
    for text, answer in ((question + "42", "42"), (question, "1+" * 150), ("1", question)):
        assert leaks(text, answer) in ("", "said", "computed", "verbatim")
