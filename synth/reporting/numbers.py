"""How a report writes numbers."""

from __future__ import annotations

NOT_KNOWN = "–"


def n(value: float) -> str:
    return f"{value:,.0f}"


def share(value: float | None) -> str:
    """Never 100% of what is not all, nor 0% of what is not nothing."""
    if value is None:
        return NOT_KNOWN
    if value in (0, 1):
        return f"{value:.0%}"
    return f"{min(99.9, max(0.1, 100 * value)):.1f}%"


def two(value: float | None) -> str:
    return NOT_KNOWN if value is None else f"{value:.2f}"


def usd(value: float | None) -> str:
    if value is None:
        return "not known"
    return f"{value:,.4f}" if value < 1 else f"{value:,.2f}"
