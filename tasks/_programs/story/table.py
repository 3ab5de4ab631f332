"""The sentences of a worked solution that are the same for every program: one table, for the teller and the reader.

`{E}` stands for an equation, `{L}` for a quantity's short name, `{A}` for the indirect question that asks for it, `{v}`
and `{w}` for values with their units. The reader makes every sentence that the state allows, and holds the text against
those: a sentence of another shape is no part of a solution.
"""

from __future__ import annotations

OPENING = [
    "Let me go through it in order.", "Let me see.", "OK.", "One thing after the other.", "Let me work it out.",
    "I'll take it one thing at a time.", "Let's see.", "Let's go through the story.",
]  # fmt: skip
# What may stand before a step; the first letter of what follows is then small.
OPENERS = ["Then ", "Now ", "And "]
JOINTS = [", and ", ", so "]
# A step that its story has no words for: its equation with or without its unit, or its name.
PLAIN = [
    "that makes {U}", "that gives {U}", "that's {U}", "so {U}", "{U}", "so that's {U}", "this gives {U}", "I get {U}",
    "so I have {U}", "that comes to {U}",
]  # fmt: skip
NAMED = [
    "for the {L} that's {U}", "the {L}: {U}", "for the {L} I get {U}", "{U} for the {L}", "{U}, the {L}",
    "now the {L}: {U}", "that gives the {L}: {U}",
]  # fmt: skip
# Comparisons: two values and the one taken.
LARGER = ["The larger of {a} and {b} is {v}.", "Of {a} and {b}, {v} is larger."]
SMALLER = [
    "The smaller of {a} and {b} is {v}.",
    "Of {a} and {b}, {v} is smaller.",
    "{a} against {b}: the smaller is {v}.",
]
CHOSEN = ["{a} is {not}larger than {b}, so it's {c}.", "{a} is {not}more than {b}, so {c}."]
CONDITION = ["{a} is {not}more than {b}, so I take {v}.", "Since {a} is {not}above {b}, it's {v}."]
# Subgoals: a question of the story, followed at once; with a question, or with a name.
AIM_ASK = [
    "First, {A}.", "First I want to know {A}.", "First I need to know {A}.", "Next, {A}.", "Now, {A}.",
    "The next thing is {A}.", "Next I want to know {A}.",
]  # fmt: skip
AIM_NAME = [
    "First, the {L}.", "First I want the {L}.", "Let me get the {L} first.", "Next, the {L}.", "Now for the {L}.",
    "Next I need the {L}.",
]  # fmt: skip
# Backwards: what is asked, what would give it, which of these is known.
WANTED_ASK = ["I want to know {A}.", "What I'm after is {A}.", "What I want in the end is {A}."]
WANTED_NAME = ["In the end I want the {L}.", "What I'm after is the {L}."]
# What is needed, by its name or as something to know.
NEED = ["For that I need {X}.", "To know that, I need {X}.", "For that I first need {X}.", "And for that I need {X}."]
NEED_NAME = ["That takes {X}.", "That I'd know if I had {X}.", "I can get that from {X}."]
# As a single sentence, where the question itself is named.
PLAN_ASK = ["To know {A}, I need {X}.", "To say {A}, I need {X}."]
PLAN_NAME = ["For the {L}, I need {X}.", "To know the {L}, I need {X}."]
PLAN_ANSWER = ["For the answer I need {X}.", "To answer that, I need {X}."]
WRONG_NEED = ["The {L} alone isn't enough for that, I need {X}.", "Not just the {L} for that, I need {X}."]
GROUNDED = [
    "That I can work out.", "That follows from what is given.", "That's in the text.",
    "And that I can get from the text.",
]  # fmt: skip
# Something that may be the answer, before it is looked at.
CANDIDATE = ["So {v}?", "Is it {v}?", "So is the answer {v}?", "So that's {v}?"]
CLOSING = [
    "The answer is {v}.", "So the answer is {v}.", "That makes the answer {v}.", "So it's {v}.", "Answer: {v}.",
    "So I answer {v}.", "The answer: {v}.",
]  # fmt: skip
# The way back: the quantity gone back to, or the one to be worked out anew.
BACK_TO = ["Back to {v}.", "Let me go back to {v}.", "OK, back to {v}.", "So back to {v}.", "I go back to {v}."]
REDO = [
    "Let me do the {L} again.", "So the {L} again.", "Back to the {L}.", "Let me go back to the {L}.",
    "OK, the {L} once more.", "I'll redo the {L}.",
]  # fmt: skip
REDO_PLAIN = ["Let me do that step again.", "Let me redo that.", "OK, that step again.", "Back one step."]
# Checks and readings: a beginning that says what is looked at, a verdict that holds, one that does not.
CHECKS: dict[str, tuple[list[str], list[str], list[str]]] = {
    # One step, or several, turned round from a result to something that is known.
    "inverse": (
        ["Check: {E}", "To check: {E}", "Let me check: {E}", "As a check, {E}", "Quick check: {E}"],
        [", and that's {w}.", ", which is {w}.", ", {w}, as it should be.", ", and it should be {w}, so it fits."],
        [", and it should be {w}.", ", but it should be {w}.", ", not {w}.", ", and that isn't {w}."],
    ),
    # The same with operands of one digit.
    "rough": (
        ["Roughly, {E}", "In round numbers, {E}", "Check: about {E}", "With round numbers, {E}"],
        [", so {v} is plausible.", ", so {v} looks right.", ", and {v} is close to that."],
        [", so {v} is far off.", ", so {v} can't be right.", ", and {v} is nowhere near that."],
    ),
    "grow": (
        [
            "Check: {R}, so it should be more than {a}",
            "{R}, so I expect more than {a}",
            "It has to be more than {a}, since {R}",
        ],
        [", and {b} is.", ": {b} is more.", ", and it's {b}, so that fits."],
        [", but {b} isn't.", ": {b} is not.", ", and it's {b}, so that's wrong."],
    ),
    "shrink": (
        [
            "Check: {R}, so it should be less than {a}",
            "{R}, so I expect less than {a}",
            "It has to be less than {a}, since {R}",
        ],
        [", and {b} is.", ": {b} is less.", ", and it's {b}, so that fits."],
        [", but {b} isn't.", ": {b} is not.", ", and it's {b}, so that's wrong."],
    ),
    "part": (
        ["Check: it's a part of {a}, so less than that", "A part of {a} has to be less than {a}"],
        [", and {b} is.", ": {b} is less."],
        [", but {b} isn't.", ": {b} is not."],
    ),
    "between": (
        ["Check: a mean lies between the least and the greatest, {a} and {c}", "It has to lie between {a} and {c}"],
        [", and {b} does.", ": {b} does."],
        [", but {b} doesn't.", ": {b} does not."],
    ),
    # Readings of the text.
    "units": (
        ["The units are {U} and {W}", "Those are {U} and {W}", "{U} and {W}"],
        [", and those can be {D}.", ", so they can be {D}.", ", fine."],
        [", and those can't be {D}.", ", so they can't be {D}.", ", which don't go together like that."],
    ),
    "asked": (
        ["The question is {A}", "The question asks {A}", "What is asked is {A}"],
        [", and that's what I have.", ", so that's it.", ": that's the {v}."],
        [", and I only have the {L}.", ", but what I have is the {L}.", ", and so far I have the {L}."],
    ),
    "used": (
        ["Numbers used: {N}", "So far I've used {N}", "From the text I've used {N}", "The numbers I've used are {N}"],
        [", which is all of them.", ", so all of them.", ", and there are no others."],
        [", but not {w}.", ", so I'm missing {w}.", ", and I've left out {w}."],
    ),
    "share": (
        ["It's {p} {R}, so of {a}", "The text says {p} {R}, that is of {a}"],
        [", as I have it.", ", and that's what I took."],
        [", not of {b}.", ", and I took {b}."],
    ),
    "each": (
        ["{w} is for one {P}, and there are {a}", "There are {a}, and {w} is for one {P}"],
        [", which I've counted.", ", and that's in there."],
        [", but I've counted one.", ", and I only have one of them."],
    ),
    "left": (
        ["What I need is the {L}", "I need the {L} here"],
        [", and that's {v}.", ", which is {v}."],
        [", but what I have is the {M}.", ", and I've taken the {M}."],
    ),
    "ends": (
        ["{R}", "In the text, {R}"],
        [", and I've counted that.", ", which is in there."],
        [", and I haven't counted that.", ", which I've forgotten."],
    ),
}  # fmt: skip
# Those that hold a result against something: verification. The others read the text again.
VERIFYING = ("inverse", "rough", "grow", "shrink", "part", "between")
