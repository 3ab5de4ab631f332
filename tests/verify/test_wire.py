"""The language between tests and code: what is packed comes back, and a broken message is an error, never a crash."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.verify._wire import Codec, Unsendable, error, raised, written

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.complex_numbers(allow_nan=False)  # fmt: skip
keys = st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.tuples(st.integers(), st.text())
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner)
        | st.sets(keys)
        | st.frozensets(keys)
        | st.builds(bytearray, st.binary())
    ),
)
trees = st.recursive(
    st.none() | st.integers() | st.floats() | st.text() | st.sampled_from("ltdszbaifcrSVnL@yhk"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=2),
)


def no_reference(value: Any) -> Any:
    raise Unsendable(str(type(value)))


def codec() -> Codec:
    return Codec(no_reference, no_reference)


@given(values)
def test_what_is_packed_comes_back_through_json(value: Any) -> None:
    back = codec().unpack(json.loads(written(codec().pack(value))))
    assert repr(back) == repr(value) or (back == value and type(back) is type(value))


@given(values)
def test_both_sides_number_alike_what_can_change(value: Any) -> None:
    ours, theirs = codec(), codec()
    theirs.unpack(ours.pack(value, number=True), number=True)
    assert list(map(type, ours.objects)) == list(map(type, theirs.objects))
    assert [x if isinstance(x, bytearray) else len(x) for x in ours.objects] == [
        x if isinstance(x, bytearray) else len(x) for x in theirs.objects
    ]


@settings(max_examples=500)
@given(trees)
def test_a_tree_that_is_none_is_an_error(tree: Any) -> None:
    with suppress(ArithmeticError, AttributeError, LookupError, TypeError, ValueError, Unsendable):
        codec().unpack(tree)


def test_what_has_no_end_is_refused() -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(Unsendable, match="nested over 300"):
        codec().pack(cycle)
    ours = codec()
    assert ours.pack(cycle, number=True) == ["l", ["@", 0]]
    back = codec().unpack(["l", ["@", 0]], number=True)
    assert back[0] is back


@pytest.mark.parametrize("base", ["print", "int", "nothing", 5, None, "__import__", "object", "ExceptionGroup"])
def test_only_errors_become_errors(base: Any) -> None:
    try:
        found = error(base, "Name", ("said",))
    except AttributeError:
        return
    assert type(found).__mro__[1] is Exception


def test_an_error_keeps_its_base_its_name_and_what_it_says() -> None:
    class Mine(KeyError):
        pass

    base, name, args = raised(Mine("a", 1))
    assert (base, name, args) == ("KeyError", "Mine", ["t", "a", 1])
    again = error(base, name, tuple(args[1:]))
    assert isinstance(again, KeyError)
    assert (type(again).__name__, again.args) == ("Mine", ("a", 1))
    assert len(str(raised(ValueError("x" * 10**6)))) < 3_000
