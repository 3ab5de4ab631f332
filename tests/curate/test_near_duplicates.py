"""Near-duplicate questions."""

import random
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from synth.curate.near import SHINGLE, Near, sketch
from synth.curate.words import ngrams, words
from synth.errors import UsageError

LONG = " ".join(f"word{i}" for i in range(60))


def similarity(left: str, right: str) -> float:
    """Jaccard of the shingles, exactly."""
    a, b = (set(ngrams(words(text, signs=True), SHINGLE)) for text in (left, right))
    return len(a & b) / len(a | b)


def test_a_text_is_close_to_itself_and_to_itself_in_other_dress():
    near = Near(1.0)
    assert near.keeps("a", sketch("Tom has 1,000 eggs. How many?"))
    assert not near.keeps("b", sketch("tom has 1000 eggs; how MANY"))
    assert near.keeps("c", sketch("Tom has 1001 eggs. How many?"))


def test_signs_count_where_words_are_few():
    near = Near(0.9)
    assert near.keeps("plus", sketch("What is 3 + 5 * 2?"))
    assert near.keeps("minus", sketch("What is 3 - 5 / 2?"))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 12), st.sampled_from([0.5, 0.7, 0.8, 0.9]))
def test_what_is_clearly_above_or_below_the_threshold_is_told_apart(seed, n_changed, threshold):
    chance = random.Random(seed)
    changed = [
        f"x{chance.random()}" if i in chance.sample(range(60), n_changed) else w for i, w in enumerate(LONG.split())
    ]
    text = " ".join(changed)
    exact = similarity(LONG, text)
    assume(abs(exact - threshold) > 0.16)  # four times the spread of the estimate
    near = Near(threshold)
    assert near.keeps("a", sketch(LONG))
    assert near.keeps("b", sketch(text)) == (exact < threshold)


def test_empty_questions_are_alike_and_nothing_breaks():
    near = Near(0.8)
    assert near.keeps("a", sketch(""))
    assert not near.keeps("b", sketch("?.."))


@pytest.mark.parametrize("threshold", [0, -1, 1.1, float("nan")])
def test_a_threshold_is_a_similarity(threshold):
    with pytest.raises(UsageError, match="--near-duplicates"):
        Near(threshold)


def test_without_the_library_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "rensa", None)
    with pytest.raises(UsageError, match=r"pip install '\.\[dedup\]'"):
        Near(0.8)
