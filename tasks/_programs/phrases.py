"""The sentences of a worked solution: one table, from which the teacher writes and by which the checker reads.

`@` stands for a quantity's label, `#` for a number, `E` for an equation such as `6 * 12 = 72`. The checker knows a
sentence by its shape and proves what it claims; a sentence of another shape is no part of a solution.
"""

from __future__ import annotations

VERBS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "take the percentage"}
NOUNS = {"+": "sum", "-": "difference", "*": "product", "/": "quotient", "%": "percentage"}
GERUNDS = {"+": "adding", "-": "subtracting", "*": "multiplying", "/": "dividing", "%": "taking the percentage"}

# What says nothing that could be false.
OPENING = [
    "Let me go through this one piece at a time.",
    "I will work with the numbers as they are given.",
    "Let me put the facts in order.",
    "Step by step, then.",
    "Let me see what happens in order.",
    "I will follow the story from the start.",
    "Here is how the numbers hang together.",
]
# A step: label, equation. VERB is the verb of the operation.
STEP = [
    "The @: E.",
    "The @ is E.",
    "To get the @, I VERB: E.",
    "E gives the @.",
    "Here I VERB, so the @ is E.",
    "For the @ I have E.",
    "Working out the @: E.",
    "The @ comes to E.",
    "Now the @: E.",
    "I get E for the @.",
]
# A plan: the subgoals in the order in which they are reached.
PLAN_FIRST = [
    "My first subgoal is the @.",
    "The plan starts with the @.",
    "As a first subgoal I set the @.",
    "A useful milestone is the @.",
    "The first thing to aim for is the @.",
]
PLAN_NEXT = [
    "The next subgoal is the @.",
    "After that I aim for the @.",
    "Then comes the @ as a subgoal.",
    "From there I go on to the @.",
    "Next on the plan is the @.",
]
PLAN_LAST = [
    "The last subgoal is the @, which is what is asked.",
    "The plan ends with the @, which answers the question.",
    "Finally I aim for the @, which is what is asked.",
    "With that done I can reach the @, and that is what is asked.",
]
REACHED = [
    "That subgoal is reached.",
    "One subgoal done.",
    "This settles that subgoal.",
    "With this subgoal done, I go on.",
]
# Backwards from what is asked. L and R are two quantities: `the @`, a given one `the @ (#)`, or `the number #`.
ASKED = [
    "The question asks for the @, so I start from there and work back.",
    "Working backwards: what is asked is the @.",
    "Let me start at the end: the goal is the @.",
    "Seen from the end, I want the @.",
]
NEEDS = [
    "To know the @, I need L and R.",
    "The @ depends on L and R.",
    "For the @, I first have to have L and R.",
    "The @ follows from L and R.",
    "For the @ it takes L and R.",
]
GROUNDED = [
    "Those numbers are given, so I can go forward from here.",
    "Everything is traced back to what is given; now forward.",
    "That reaches what the problem states, so now I can compute.",
]
# A check of a step by the inverse operation (equation), or by round numbers (equation, the result).
INVERSE = [
    "Check: E, as it should be.",
    "To verify, I turn it around: E, which fits.",
    "Turned round it has to hold as well: E, and it does.",
    "A quick check by the inverse: E.",
    "Backing that up: E, which agrees.",
    "I verify this: E.",
]
ESTIMATE = [
    "A rough check with round numbers: E, which is near #.",
    "As to the size: E in round numbers, and # is close to that.",
    "With rounded numbers I expect about E, so # is plausible.",
    "Estimating to verify: E, close to #.",
]
# A wrong start (label, equation), why it is wrong (label; the words of both operations), and the way back.
WRONG = [
    "My first idea for the @ is to VERB: E.",
    "For the @ I might just VERB: E.",
    "Perhaps GERUND gives the @: E.",
    "At first sight I would VERB to get the @: E.",
    "I try GERUND for the @: E.",
]
BECAUSE = [
    "But the @ is a RIGHT here, not a WRONG.",
    "Wait, that cannot be: the story makes the @ a RIGHT and not a WRONG.",
    "No, reading it again, the @ has to be a RIGHT, and this is a WRONG.",
    "That is a WRONG, though, while the @ is a RIGHT.",
    "Hmm, a WRONG is the wrong thing: the @ is a RIGHT.",
]
DROPPED = [
    "So I drop that and go back.",
    "I take that back and start this step again.",
    "That attempt is off the table, so back to where I was.",
    "Let me undo this and return to the step before.",
    "Scratch that, and back one step.",
]
# Comparisons: label, two numbers, the result.
LARGER = ["The @ is the larger of # and #, which is #.", "Comparing # with #, the larger one, #, is the @."]
SMALLER = ["The @ is the smaller of # and #, which is #.", "Comparing # with #, the smaller one, #, is the @."]
# A choice between two: label, the two numbers.
CHOSEN = {
    ("argmax", 1): ["# is larger than #, so the @ is A."],
    ("argmax", 2): ["# is not larger than #, so the @ is B."],
    ("argmin", 1): ["# is not larger than #, so the @ is A."],
    ("argmin", 2): ["# is larger than #, so the @ is B."],
}
# A condition: the two numbers compared, the label, the value.
HOLDS = ["Since # is greater than #, the condition holds and the @ is #."]
FAILS = ["Since # is not greater than #, the condition fails and the @ is #."]
CLOSING = [
    "So the answer is #.",
    "That makes the answer #.",
    "Therefore the answer is #.",
    "The answer is #.",
    "What was asked comes to #.",
]
CLOSING_LETTER = ["So the answer is LETTER.", "Therefore the answer is LETTER."]
