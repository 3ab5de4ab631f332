"""The words for returns, subgoals and backward steps; `phrases.py` says what the slots and claims are."""

from __future__ import annotations

_GO = (
    "[@I [|now |then ][go|step|head|move|come|get] back to|@I [|now |then ]return to|@I rewind to|let @me [|now |then ][go|step|head|move] back to|let @me return to"
    "|go back to|return to|step back to|turn back to|@I turn back to|it is back to]"
)
_DROP = (
    "[|@I |let @me ][undo [that|this]|drop [that|this]|leave [that|this line|that line]|set [that|this|this line] aside"
    "|put [that|this] aside|discard [that|this]|abandon [that|this line|this path]|give that up|stop there|leave it at that"
    "|cross that out|scrap that|strike that|break off here|let that go|turn around]"
    "[ and|, then] [go back|return|step back] to"
)
_AGAIN = "[@I|let @me] [start over|start again|begin again|start afresh|try again|set out again]"
# A return is `LEAVE PLACE`, or one of the whole sentences.
LEAVE = [_GO, _DROP]
PLACE_START = [
    " [the start|the beginning|the original numbers|the full list|the numbers given][, |: |, with |; @I have ]{A}",
    " {B}",
]
PLACE_MID = [
    " [{B}|{B} again|the point where @I had {B}|where @I had {B}|when @I had {B}|the stage with {B}|the position with {B}]"
]
RESTART = [
    f"{_AGAIN} [with|from] {{A}}",
    "[@I|let @me] [start over|start again|try again|set out again|go again] from [scratch|the top|the original numbers]"
    "[, with |: |; @I have ]{A}",
]
UNDO = [
    "@I [undo|take back|cancel|reverse] [the last step{undo1}|the last two steps{undo2}|one step{undo1}|two steps{undo2}]"
    "[ and have|, so @I have|, which restores|, which gives back|, leaving| and return to] {B}",
    "[undoing|taking back|cancelling|reversing] [the last step{undo1}|the last two steps{undo2}|one step{undo1}|two steps{undo2}]"
    "[ gives back {B}| restores {B}| brings back {B}|, @I have {B} again|, @I hold {B} again|, @I have {B}]",
]
# What follows a return when the number to make is another one than before it.
BACK_GOAL_TARGET = [
    "; the target is [{T}|again {T}|still {T}|once more {T}|{T} again]",
    "; [again |now |once more ]the number to [make|reach] is {T}",
]
BACK_GOAL_NEED = ["; {Q} is [needed|still needed|what @I need|to be made|the number to make]"]

AIM = [
    "@I [|now |first |next |will ][aim for|aim at|look for|hope for|try to get|try to reach|set out for|go after|try for|try to make] {G}",
    "@I [|now |first ][would like|want|want to see|need to see|would like to have|want to have] {G}",
    "let @me [aim for|aim at|look for|try to get|try to reach|try to make|set out for|go after] {G}",
    "[a good|a useful|a possible|one|a promising|a sensible] "
    "[subgoal|stepping stone|intermediate goal|halfway point|intermediate target|partial goal] is {G}",
    "[it|this time it|here it] would [help|be useful|be handy|be good|be nice|pay] to [have|get|reach|make|find] {G}",
    "{G} [would|could|might] be [useful|a good subgoal|good to have|a useful subgoal|a good stepping stone|handy]",
    "@my [first|next|nearest] [subgoal|stepping stone|intermediate goal|partial goal] is {G}",
    "{G} is worth [aiming for|aiming at|reaching first|having first]",
]
AIM_TARGET = {
    "factor": [
        "{factor}, [a factor of|a divisor of|which divides|since it divides|because it divides"
        "|as it divides|which goes into|for it divides|one of the factors of|one of the divisors of] [{T}|the target|the target {T}]",
    ],
    "multiple": [
        "{multiple}, [a multiple of|since it is a multiple of|because it is a multiple of"
        "|as it is a multiple of|for it is a multiple of|one of the multiples of] [{T}|the target|the target {T}]",
    ],
    "near": [
        "{near}, [which is near|near|which lies near|since it is near"
        "|because it lies near|as it is near] [{T}|the target|the target {T}]",
        "{near}, [at a distance of {L} from|which is only {L} away from|which lies {L} away from] [{T}"
        "|the target|the target {T}]",
    ],
    "partner": [
        ", [since with {N} it makes|because {N} turns it into|which {N} can turn into"
        "|from which {N} makes|as {N} would make it|since {N} would take it to|because with {N} it gives|from which {N} leads to] [{T}|the target|the target {T}]",
    ],
}
AIM_NEED = {
    "factor": [
        "{factor}, [a factor of|a divisor of|which divides|since it divides|because it divides"
        "|as it divides] the {Q} [needed|@I need|required]",
    ],
    "multiple": [
        "{multiple}, [a multiple of|since it is a multiple of"
        "|because it is a multiple of] the {Q} [needed|@I need|required]",
    ],
    "near": [
        "{near}, [which is near|near|since it is near] the {Q} [needed|@I need|required]",
    ],
    "partner": [
        ", [since with {N} it makes|because {N} turns it into|which {N} can turn into"
        "|as {N} would make it|because with {N} it gives] the {Q} [needed|@I need|required]",
    ],
}

GOT = [
    ", [which is|and that is|and this is|exactly|just] [the|that] {K} @I [|had ][wanted|hoped for|aimed for|set out for]",
    "[, so|, and|; now] [the {K} @I wanted is there|@I have the {K} @I wanted|{K} is in hand|{K} is made|{K} is in place]",
    "[, so|, and|; now] the subgoal [|of ]{K} is [reached|met|made|done|in hand]",
    "{got}, [the|@my] [subgoal|stepping stone|intermediate goal]",
    "{got}[, as planned|, just as planned|; that is the subgoal|; the first part is done|, which completes the subgoal]",
    "[, the {K} of the plan|; {K} is ready|, which gives @me the {K} @I wanted]",
]

_SEEN = (
    "[|working back, |working backwards, |going backwards, |thinking backwards, |in reverse, |from the other end, "
    "|seen from the end, |starting from the end, ]"
)
BACKWARD_FIRST = [
    "[one step|a step|right|just|shortly] before [{T}|the target|the target {T}][: |, @I have |, there is |, there must be ]{W}",
    "[undoing|reversing|taking back] [[a|one|the last] [step|move]|[an|one|the last] operation] from [{T}|the target][: | gives | leads to |, @I get ]{W}",
    _SEEN + "{W}",
    "[@I|let @me] [|now |next |also ][work|reason|go|think] [back|backwards] from [{T}|the target|the target {T}][:|; that gives| and get|, which gives] {W}",
    "[from|starting from|beginning at|going back from|working back from] [{T}|the target|the target {T}][, | @I get ]{W}",
]
BACKWARD_NEXT = [
    "[one step|a step|right|just|shortly] before [{Q}|the {Q}][: |, @I have |, there is |, there must be ]{W}",
    "[undoing|reversing|taking back] [[a|one|the last] [step|move]|[an|one|the last] operation] from [{Q}|the {Q}][: | gives | leads to |, @I get ]{W}",
    _SEEN + "{W}",
    "[@I|let @me] [|now |next |also ][work|reason|go|think] [back|backwards] [|further |once more |again ]from [{Q}|the {Q} needed]"
    "[:|; that gives| and get|, which gives] {W}",
    "[from|starting from|going back from|working back from] {Q}[, | @I get ]{W}",
    "[one step further back|further back|another step back|once more from the end][, |, @I get ]{W}",
]
_LAST = "[adds {M}{ladd}|subtracts {M}{lsub}|multiplies by {M}{lmul}|divides by {M}{ldiv}|subtracts something from {M}{lfrom}|divides {M} by something{linto}]"
BACKWARD_OP = [
    f"if [the|@my|that] [last|final|very last] [step|operation|move|one] {_LAST}, [|then |@I need |this means ]{{W}}",
    f"[suppose|say|assume|let @me say|let @me suppose] [the|@my] [last|final|very last] [step|operation|move] {_LAST}[: |; then |; that means |; so ]{{W}}",
    "with [the addition of {M}{ladd}|the subtraction of {M}{lsub}|a multiplication by {M}{lmul}|a division by {M}{ldiv}] "
    "as the last [step|operation|move], [|@I need |@I get ]{W}",
    "[to finish|to end|ending] by [adding {M}{ladd}|subtracting {M}{lsub}|multiplying by {M}{lmul}|dividing by {M}{ldiv}"
    "|subtracting something from {M}{lfrom}|dividing {M} by something{linto}], @I need {W}",
]
BACKWARD_NEED = [
    "[[, so|; so|, which means that|; that means that|, hence] {Q} [|now |then ]|[; then|, and then|; now] {Q} ][must|has to|should|needs to|will have to] "
    "[come from|be made from|be made out of|be built from] {S}",
    "[, so|; so|, which means that|; then|, and now|, hence] @I [need|want|must make|have to make|should make|must get|have to get] [|the number |exactly ]{Q} [from|out of|with|using] {S}",
    "[, leaving|, which leaves] {Q} to be made [from|out of|with] {S}",
    "[[, so|; so|; hence|, thus] {S} [|now |then ]|; then {S} ][must|have to|should|need to|will have to] "
    "[give|make|yield|come to|produce] [{Q}|the number {Q}|exactly {Q}]",
    "[; what is missing is {Q}|, so the task is now {Q}|; the new task is {Q}|, so it comes down to making {Q}|; it remains to make {Q}"
    "|, so it is enough to make {Q}|; {Q} is then to be built] [from|out of] {S}",
    "[; {S} must give {Q}|, so {S} have to make {Q}|; the rest, {S}, must make {Q}]",
]
BACKWARD_THERE = [
    "{there}[, and|; and|, so|; now] {Q} is [there|at hand|already there|one of the numbers|the other number]"
]
MEET = [
    "{met}[, the missing number|, just what was missing|, which fills the gap|, which joins the two ends|, and the gap is filled|; the ends meet]",
    "{met}; [that|this] is [the|that] {Q} [needed|required|@I need|@I needed|asked for|looked for|that was missing]",
    "{met}, [which is|and that is|and this is|exactly|just|which makes|and so] [the|that] {Q} [needed|@I need|@I needed|required|that is needed|asked for|looked for|that was missing]",
    "{met}[, so|, and|; now] [the {Q} needed is there|@I have the {Q} needed|there is the {Q} needed|the {Q} needed is made|both ends meet at {Q}|the chain is complete at {Q}"
    "|the two ends meet at {Q}|this joins up with {Q}]",
]
