"""The set that tells which problems came before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from synth.exports import seen
from synth.exports.seen import Seen


@given(st.lists(st.lists(st.integers(0, 60), max_size=40), max_size=12))
def test_it_answers_as_a_set_does(batches):
    small, seen.SMALL = seen.SMALL, 8  # so that it is merged often
    try:
        found, expected = Seen(), set()
        for batch in batches:
            new = []
            for number in batch:
                new.append(number not in expected)
                expected.add(number)
            assert found.add(np.array(batch, np.int64)).tolist() == new
    finally:
        seen.SMALL = small
