"""Whoever answers a problem under a strategy: a task's own solver, in a model's words or not, a model, a recording."""

from synth.teacher.base import Teacher
from synth.teacher.model import Model
from synth.teacher.procedural import Procedural
from synth.teacher.retelling import Retelling
from synth.teacher.written import Written

__all__ = ["Model", "Procedural", "Retelling", "Teacher", "Written"]
