"""Whoever answers a problem under a strategy: a task's own solver, a model, or a recording."""

from synth.teacher.base import Teacher
from synth.teacher.model import Model
from synth.teacher.procedural import Procedural
from synth.teacher.written import Written

__all__ = ["Model", "Procedural", "Teacher", "Written"]
