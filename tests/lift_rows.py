"""Rows in the behavioral-lift format with effects that are known. For tests."""

from __future__ import annotations

from typing import Any

import numpy as np

MODELS = (("m1", "A", "thinking"), ("m2", "A", "instruct"), ("m3", "B", "thinking"), ("m4", "B", "instruct"))
BENCHMARKS = {"logiqa": 0.55, "math": 0.3, "mmlu": 0.65}


def planted(
    rng: np.random.Generator, n_docs: int = 60, effect: float = 0.2, spread: float = 0.1
) -> list[dict[str, Any]]:
    """`confidence_calibration` makes answers right more often by `effect`, alike in every stratum; `shortcut` does nothing.

    Documents differ in difficulty by `spread`, for all models alike.
    """
    rows = []
    for benchmark, base in BENCHMARKS.items():
        for doc in range(n_docs):
            harder = rng.uniform(-spread, spread)
            for model, family, training in MODELS:
                shown = bool(rng.random() < 0.5)
                p = base + harder + (effect / 2 if shown else -effect / 2)
                rows.append({
                    "doc_id": doc, "model": model, "model_family": family, "training_type": training,
                    "benchmark": benchmark, "correct": bool(rng.random() < p),
                    "evaluation": {
                        "confidence_calibration": shown, "shortcut": bool(rng.random() < 0.4),
                        "self_correction": bool(rng.random() < (0.7 if training == "thinking" else 0.3)),
                    },
                })  # fmt: skip
    return rows


def reversed_rows() -> list[dict[str, Any]]:
    """Simpson's: in each of two benchmarks the behaviour goes with right answers, over both with wrong ones.

    Counts of the kidney stones of Charig et al. 1986, twice: 81/87 and 192/263 with, 234/270 and 55/80 without.
    """
    rows: list[dict[str, Any]] = []
    for benchmark, shown, right, n in (("small", True, 81, 87), ("large", True, 192, 263), ("small", False, 234, 270), ("large", False, 55, 80)):  # fmt: skip
        for place in range(8 * n):
            rows.append({"doc_id": len(rows), "model": "m", "benchmark": benchmark, "correct": place < 8 * right,
                         "evaluation": {"goal_tracking": shown}})  # fmt: skip
    return rows
