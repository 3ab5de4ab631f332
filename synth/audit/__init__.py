"""Audits a task's verifier: right answers in other forms, wrong answers close to them, and a second opinion on each."""

from synth.audit.audit import Audit, audit

__all__ = ["Audit", "audit"]
