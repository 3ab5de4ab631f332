"""Words by which a worked solution shows a behaviour, beside those that any text has."""

from __future__ import annotations

from synth.task import Cues

# A name or a question up to the end of its sentence, without a number: what holds an equation is a step.
_NAMED = r"[^.!?=0-9\n]{1,160}\."
_ASKED = r"(?:how|what|which|when|where|whether|on which|by how|in how|at what)\b"

CUES: Cues = (
    ("verify", "^quick ^rough", r" check\b"),
    ("verify", "^roughly", r", [0-9]"),
    ("verify", "^in ^with", r" round numbers, [0-9]"),
    ("verify", "so", r" i expect (?:more|less) than\b"),
    ("verify", "it", r" has to (?:be (?:more|less) than|lie between)\b"),
    ("verify", "a", r" part of [^.!?\n]{1,60} has to be less\b"),
    ("backtrack", "^back", r" to the\b| one step\b"),
    ("backtrack", "let", r" me (?:go back to the\b|do (?:the [^.!?=0-9\n]{1,120}|that step) again\b|redo that\b)"),
    ("backtrack", "i i'll", r" (?:go back to the|redo the)\b"),
    ("backtrack", "^so ^ok", r",? (?:the|that) [^.!?=0-9\n]{1,120} (?:again|once more)\."),
    ("subgoal", "^first ^next", rf",? (?:i (?:want|need) )?(?:to know )?(?:the|{_ASKED}) {_NAMED}"),
    ("subgoal", "^now", rf"(?:, {_ASKED}| for the) {_NAMED}"),
    ("subgoal", "^the", rf" next thing is {_ASKED}"),
    ("subgoal", "let", r" me get the [^.!?=0-9\n]{1,120} first\."),
    ("backward", "^for", rf" (?:that i (?:first )?need|the answer i need|the {_NAMED[:-2]}, i need) "),
    ("backward", "^and", r" for that i need "),
    ("backward", "^to", r" (?:know|say|answer) [^.!?=\n]{1,160}, i need "),
    ("backward", "^that", r" (?:takes the|i'd know if i had the)\b"),
    ("backward", "i", r" can get that from the\b"),
    ("backward", "^the ^not", r" [^.!?=0-9\n]{1,120} for that, i need "),
)  # fmt: skip
