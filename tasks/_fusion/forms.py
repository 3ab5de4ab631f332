"""The three fusions as forms of one story out of two problems (MathFusion, arXiv:2503.16212)."""

from __future__ import annotations

from collections.abc import Callable

from synth.task import Draw

from .._programs.marked import Changed
from .._programs.seed import Seed
from .sequence import sequential
from .side_by_side import conditional, parallel

Form = Callable[[Seed, Seed, Draw], Changed]
FORMS: dict[str, Form] = {"sequential": sequential, "parallel": parallel, "conditional": conditional}
