"""What a run may spend, what it has spent, and whether the next request still fits."""

from __future__ import annotations

from dataclasses import dataclass

from synth.model.prices import Price

# A completion whose length nobody bounds is taken for this long until real ones are known.
TOKENS_EXPECTED = 1500
CHARS_PER_TOKEN = 4
# So many answers, and their mean is believed.
ENOUGH = 5


@dataclass
class Budget:
    """Limits in USD and tokens, None for no limit; `price` None where it is not known.

    Requests in flight count as what an answer took on average, so that a limit is passed by little.
    """

    max_cost: float | None = None
    max_tokens: int | None = None
    cost: float = 0.0
    tokens: int = 0
    n: int = 0  # answers paid for, by this run and those before it
    in_flight: int = 0

    def full(self, expected_cost: float, expected_tokens: float) -> str:
        """Why no further request may be sent, "" if one may; what is expected of one counts while means are unknown."""
        if self.n >= ENOUGH or (self.n and not self.in_flight):
            expected_cost, expected_tokens = self.cost / self.n, self.tokens / self.n
        ahead = self.in_flight + 1
        if self.max_cost is not None and self.cost + ahead * expected_cost > self.max_cost:
            return f"no room for another request: {self.cost:.4f} of --max-cost {self.max_cost:g} USD are spent"
        if self.max_tokens is not None and self.tokens + ahead * expected_tokens > self.max_tokens:
            return f"no room for another request: {self.tokens:,} of --max-tokens-total {self.max_tokens:,} are used"
        return ""

    def spend(self, cost: float, tokens: int) -> None:
        self.cost += cost
        self.tokens += tokens
        self.n += 1


def expected(prompt_chars: int, max_tokens: int | None, price: Price | None) -> tuple[float, float]:
    """USD and tokens that a request will take, as far as one can tell before any was answered."""
    prompt, completion = prompt_chars // CHARS_PER_TOKEN, max_tokens or TOKENS_EXPECTED
    return (price.of(prompt, completion) if price else 0.0), float(prompt + completion)
