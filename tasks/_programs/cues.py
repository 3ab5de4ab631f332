"""Words by which a worked solution shows a behaviour, beside those that any text has."""

from __future__ import annotations

from synth.task import Cues

CUES: Cues = (
    ("verify", "turned backing", r" (?:round it has to hold|that up)\b"),
    ("verify", "to with as estimating", r" (?:verify\b|rounded numbers i expect|the size: )"),
    ("verify", "a", r" (?:quick|rough) check\b"),
    ("verify", "i", r" verify this\b"),
    ("backtrack", "i", r" take that back\b"),
    ("backtrack", "so", r" i drop that and go back\b"),
    ("backtrack", "that", r" attempt is off the table\b"),
    ("backtrack", "let", r" me undo this\b"),
    ("subgoal", "my the a", r" (?:first|next|last|useful) (?:subgoal|milestone) is the\b"),
    ("subgoal", "the", r" (?:plan (?:starts|ends) with|first thing to aim for)\b"),
    ("subgoal", "next as", r" (?:on the plan is|a first subgoal)\b"),
    ("subgoal", "finally that", r" i aim for the\b"),
    ("subgoal", "then", r" comes the [^.!?\n]{1,80} as a subgoal\b"),
    ("subgoal", "from with", r" (?:there i go on to the|that done i can reach)\b"),
    ("backward", "the", r" question asks for\b(?=[^.!?\n]{0,120} work back)"),
    ("backward", "to", r" know the [^.!?,\n]{1,80}, i need the\b"),
    ("backward", "for", r" the [^.!?,\n]{1,80}(?:, i first have to have| it takes) the\b"),
    ("backward", "the", r" [^.!?,\n]{1,80} (?:depends on|follows from) the\b"),
    ("backward", "working seen let", r" (?:backwards: what is asked|from the end, i want|me start at the end)\b"),
)  # fmt: skip
