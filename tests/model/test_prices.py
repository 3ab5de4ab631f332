"""Prices come from a list on the disk; what is not in it is not known."""

import subprocess
import sys

import pytest

from synth.errors import UsageError
from synth.model.prices import Price, parse_price, price_of

ASK = """
import sys
from synth.model.prices import price_of
print(price_of("openai/gpt-4o-mini").prompt * 1e6)
print(*[name for name in ("litellm", "openai", "datasets", "aiohttp") if name in sys.modules])
"""


def test_a_well_known_price_is_read_without_importing_anything_heavy():
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, timeout=60, check=True)
    price, loaded = done.stdout.splitlines()
    assert 0.01 < float(price) < 10
    assert loaded == ""


def test_a_provider_may_be_named_or_not():
    assert price_of("openai/gpt-4o-mini") == price_of("gpt-4o-mini")
    price = price_of("gpt-4o-mini")
    assert 0 < price.cached <= price.prompt < price.completion < 1e-4


@pytest.mark.parametrize("model", ["openai/no-such-model", "no-such-provider/no-such-model", "", "/", "openai/"])
def test_an_unknown_price_is_none(model):
    assert price_of(model) is None


def test_the_price_of_one_provider_is_not_that_of_another():
    assert price_of("hosted_vllm/gpt-4o-mini") is None


def test_tokens_are_priced_by_kind():
    price = Price(1.0, 10.0, 0.1)
    assert price.of(3, 2) == 23.0
    assert price.of(3, 2, cached_tokens=2) == pytest.approx(1 + 0.2 + 20)
    assert price.of(3, 0, cached_tokens=99) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("text", "prompt", "completion"),
    [("0.15/0.6", 0.15, 0.6), (" 1 / 2 ", 1, 2), (".5/10", 0.5, 10), ("0/0", 0, 0)],
)
def test_a_price_is_given_for_a_million_tokens(text, prompt, completion):
    found = parse_price(text)
    assert found == Price(pytest.approx(prompt / 1e6), pytest.approx(completion / 1e6), pytest.approx(prompt / 1e6))


@pytest.mark.parametrize("text", ["", "1", "1/", "/1", "1/2/3", "a/b", "-1/2", "nan/1", "1e3/2", "1,5/2", "inf/inf"])
def test_a_price_that_is_none_is_a_usage_error(text):
    with pytest.raises(UsageError, match=r"0\.15/0\.6"):
        parse_price(text)
