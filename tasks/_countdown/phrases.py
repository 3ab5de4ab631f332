"""The words of a Countdown trace. All of a trace's text comes from here, and its reader knows nothing else.

A sentence about steps is `[opener] HEAD (CONNECT)* [tail]`; every other sentence is `[opener]` and one or two
parts. Slots hold text: E one step, F all the steps of a last pair, C the whole derivation, W a step backwards,
X the expression; S the numbers at hand, A the numbers given, B those returned to, P the two operands of the
step to come (Z the first, Y the second), I the numbers used; T the target, Q the number needed instead of it,
R the last result, D its distance from what is needed, G a subgoal, L its distance, K the subgoal reached, N a
number that turns it into what is needed, M the number that a backward step takes, J a count of steps. Claims in
lower case stand without text of their own: the reader proves them like everything else.
"""

from __future__ import annotations

OPENERS = {
    "first": ["[right away|straight away|as a beginning|for the first step|as the first move|opening the search|first|first of all|to begin|to begin with|to start|to start with|for a start|as a first step], "],
    "next": [
        "[with that|then again|in turn|at once|soon after|from here|further|on that basis|building on this], ",
        "[then|next|now|after that|going on|continuing|as a next step|moving on|following that|to continue|to go on"
        "|carrying on|at this stage|next up|in the next step|after this], ",
    ],
    "retry": [
        "[once more|again|on a new line|starting afresh|for a second try|one more time|differently|in another order|with fresh eyes], ",
        "[this time|now|instead|next|alternatively|as another try|in another attempt|from here|by another route"
        "|in a different way|on another tack|along another line|as a fresh try|trying something else|trying another way], ",
    ],
    "back": ["[from there|after this|here|all that aside|so much for that|next|to go on|moving on|so|now|then|well|all right|very well|OK|right|hm|at this point], "],
    "fail": [
        "[no luck; |that fails; |that did not work; |no good; |that is no use; |not this way; |that leads nowhere; "
        "|it does not work out; |that is no solution; |so that is out; ]",
    ],
    "aim": ["[now|here|next|at this point|looking ahead|planning ahead|thinking ahead|before going on|for the next stretch], "],
    "check": ["[well|now|hm|so|unfortunately|sadly|alas|OK|no|but no], "],
    "done": ["[so|now|good|nice|great|here|yes|and indeed|fine], "],
    "close": ["[with all this|in total|after all|as a result|and so|so finally|in conclusion|so|therefore|thus|hence|in the end|finally|all in all|altogether|to sum up|in short], "],
    "backward": ["[now|next|here|at this point|well|let @me see|looking at it the other way round], "],
}

_HAVE = (
    "[@I [have|hold|start with|begin with|start from|can use|may use|work with]"
    "|[the|@my|all the] [numbers|given numbers|starting numbers|numbers at hand|available numbers] are[|:]"
    "|[given|at hand|available|on the table|to work with] are|there are|for numbers there are|to be used are] {S}"
)
_MAKE = "[make|reach|build|get|form|produce|find]"
_WANTED = "[the [target|number] to [make|reach|hit]|the target|@my target|what @I [want|need|look for]|what is [wanted|asked for|needed]]"
OPEN = [
    f"{_HAVE}[; |, and ]{_WANTED} is {{T}}",
    f"{_HAVE}; [@I [want|need|have] to {_MAKE} {{T}}|{{T}} is [wanted|needed|asked for|the target|to be made]|now to {_MAKE} {{T}}]",
    f"{_WANTED} is {{T}}[; |, and |: ]{_HAVE}",
    f"{{T}} is [wanted|needed|asked for|the target|to be made][; |, and ]{_HAVE}",
    f"[@I want|@I need|the task is|@my task is|@I have|the job is|the idea is|what is asked is] to {_MAKE} {{T}} [from|out of|with|using] {{S}}",
    f"how [can|could|might|do|should] [@I|one] {_MAKE} {{T}} [from|out of|with|using] {{S}}?",
]

HEAD = [
    "{E}",
    "@I [|now |just |simply |then ][try|take|compute|use|work out|write|look at|go with|consider|pick|choose|go for|note|form] {E}",
    "@I [can|could|might|will] [|now |also |just ][try|take|compute|use|work out|write|look at|go with|consider|pick] {E}",
    "let @me [|now |just |next ][try|take|compute|use|work out|look at|go with|consider|pick|write|go for] {E}",
    "let @me see: {E}",
    "[one|an easy|a simple|a possible|a natural|an obvious|a tempting|a quick|a fair] [option|idea|step|move|choice|try] [here |now |]is {E}",
    "[here is|there is|@I have|@I see|@I get|@I find|what comes to mind is|worth a try is|@my pick is|@my choice is] {E}",
    "[the next thing|the thing] to [try|look at] is {E}",
    "it is possible to [take|use|write] {E}",
    "@I [|now |just |then ][take|use|pair|pick|choose|pick out|work with] {P}[:|, and|, so|, which gives|, giving|, to get|, and get| and have|; that is] {E}",
    "@I [turn to|start from|go to] {P}[:|, and get|, and have| and find| and get] {E}",
    "[using|pairing|taking|picking|choosing] {P}[ gives| yields| leads to|, @I get|, @I have|, @I find] {E}",
    "[take|use|pair|pick|choose|start from|work with] {P}[:|, so|, and get|, to get] {E}",
    "[with|from|out of|using|given] {P}[, @I get|, @I can make|, @I make|, there is|, @I have| @I get| @I make| comes|, one has] {E}",
    "[|the numbers |both ]{P} [give|make|yield|lead to|allow|suggest] {E}",
    "{P} [are a natural pair|can be used|look useful|go together|are next]: {E}",
    "what {P} [give|make|lead to|allow] is {E}",
]
_TOGETHER = [
    "@I [combine|put together|join] {P}[:|, and|, so|, which gives|, to get|, and get] {E}",
    "[combining|joining|putting together] {P}[ gives| yields| leads to|, @I get|, @I have|, @I find] {E}",
    "[combine|put together|join] {P}[:|, so|, and get|, to get] {E}",
    "{P} [combine to|come together in|together make] {E}",
]
HEAD_OP = {
    "+": [
        "[add|add up|add together] {P}{add}[:|, so|, to get|, and get] {E}",
        "@I [add|add up|may add|can add|will add] {P}{add}[:|, so|, giving|, and get|, which is] {E}",
        "[adding|adding up|adding together] {P}{add} [gives|yields|makes|comes to] {E}",
        "the sum of {P}{add} [gives|is|makes|comes to] {E}",
        "adding {Y} to {Z}{add}[ gives| makes|, @I get] {E}",
        *_TOGETHER,
    ],
    "-": [
        "[subtract|take|deduct] {Y} from {Z}{sub}[:|, so|, to get|, and get] {E}",
        "@I [subtract|take|deduct|can subtract|will subtract] {Y} from {Z}{sub}[:|, so|, giving|, and get|, which is] {E}",
        "[subtracting|taking|deducting] {Y} from {Z}{sub} [gives|leaves] {E}",
        "take {Y} away from {Z}{sub}[:|, and get|, to get] {E}",
        "the difference between {P}{sub} [gives|is|leads to|comes to] {E}",
    ],
    "*": [
        "[multiply|take the product of|form the product of] {P}{mul}[:|, so|, to get|, and get] {E}",
        "@I [multiply|can multiply|will multiply|may multiply] {P}{mul}[:|, so|, giving|, and get|, which is] {E}",
        "multiplying {P}{mul} [gives|yields|makes|leads to] {E}",
        "the product of {P}{mul} [gives|is|leads to|comes to] {E}",
        "multiplying {Z} by {Y}{mul}[ gives| makes|, @I get] {E}",
        *_TOGETHER,
    ],
    "/": [
        "divide {Z} by {Y}{div}[:|, so|, to get|, and get] {E}",
        "@I [divide|can divide|will divide|may divide] {Z} by {Y}{div}[:|, so|, giving|, and get|, which is] {E}",
        "dividing {Z} by {Y}{div} [gives|yields|leaves|leads to] {E}",
        "the quotient of {P}{div} [gives|is|leads to|comes to] {E}",
    ],
}
CONNECT = [
    "[, then|, and then|, and next|, after which|; then|; next|; after that|; now|, and after that|, which is followed by"
    "|; the next step is|, and the next step is|; on to|, then on to|; also|, and also|; besides|; further] {E}",
]
REST = [
    "[, which [|now |then ]leaves|, leaving|, so [|now |then ]@I have|, and @I have|; @I now have|, and that leaves|, so what is left is"
    "|; that leaves|, and now @I hold|, with the numbers now|; the numbers are now|, which leaves @me with"
    "|, so what remains is|; what is left is|, and what @I have now is|, and the numbers left are] {S}",
    "; [|now |so now |so |then ]{S} [are left|remain|are still to be used|are still there|are to be used|are at hand]",
]
MISS_TARGET = [
    "{miss}[, [which|and that|but that|and this|but this] [is not|is still not|does not equal|does not match|misses|is no match for|cannot be]|, not] "
    "[{T}|the target|the target {T}|the target of {T}]",
    "{over}, [which|and that|but that|and this|but this] is [above|over|beyond|past|more than|greater than|larger than] "
    "[{T}|the target|the target {T}]",
    "{over}, [which|and that|but that|and this|but this] is too [big|large|high|much]",
    "{over}, [which overshoots|overshooting|which exceeds|exceeding] [{T}|the target][| by {D}]",
    "{over}, {D} [too much|too high|above {T}|over {T}|more than {T}|above the target|over the target]",
    "{under}, [which|and that|but that|and this|but this] is [below|under|less than|smaller than|lower than] "
    "[{T}|the target|the target {T}]",
    "{under}, [which|and that|but that|and this|but this] is too [small|low|little]",
    "{under}, [which falls short of|falling short of|which is short of] [{T}|the target][| by {D}]",
    "{under}, {D} [too little|too low|below {T}|short of {T}|less than {T}|below the target|short of the target]",
]
MISS_NEED = [
    "{miss}[, [which|and that|but that|and this|but this] [is not|does not equal|does not match|misses]|, not] "
    "the {Q} [needed|@I need|required|that is needed|asked for]",
    "{over}, [which|and that|but that|and this|but this] is [above|over|beyond|past|more than|greater than] "
    "the {Q} [needed|@I need|required|that is needed]",
    "{under}, [which|and that|but that|and this|but this] is [below|under|less than|smaller than|short of] "
    "the {Q} [needed|@I need|required|that is needed]",
    "{over}, {D} [too much|too high|above the {Q} needed|more than the {Q} required]",
    "{under}, {D} [too little|too low|below the {Q} needed|less than the {Q} required]",
]
CHECK_TARGET = [
    "{miss}[that|this|it|{R}|the result|the result {R}] [is not|does not equal|does not match|misses|fails to match] "
    "[{T}|the target|the target {T}|the target of {T}]",
    "{over}[that|this|it|{R}|the result|the result {R}] is [above|over|beyond|past|more than|greater than|larger than] "
    "[{T}|the target|the target {T}]",
    "{over}[that|this|it|{R}|the result] is too [big|large|high|much]",
    "{over}[that|this|it|{R}|the result] [overshoots|exceeds] [{T}|the target] by {D}",
    "{over}[that|this|it|{R}|the result] is {D} [too much|too high|above {T}|over {T}|more than {T}]",
    "{under}[that|this|it|{R}|the result|the result {R}] is [below|under|less than|smaller than|lower than] "
    "[{T}|the target|the target {T}]",
    "{under}[that|this|it|{R}|the result] is too [small|low|little]",
    "{under}[that|this|it|{R}|the result] [falls short of|is short of|misses] [{T}|the target] by {D}",
    "{under}[that|this|it|{R}|the result] is {D} [too little|too low|below {T}|short of {T}|less than {T}]",
    "{miss}[the target is {T}|@I need {T}|@I wanted {T}|the target was {T}], not {R}",
    "{miss}[checking|a check|a comparison|a quick look]: {R} is not {T}",
]
CHECK_NEED = [
    "{miss}[that|this|it|{R}|the result] [is not|does not equal|does not match|misses] "
    "the {Q} [needed|@I need|required|that is needed]",
    "{over}[that|this|it|{R}|the result] is [above|over|more than|greater than] "
    "the {Q} [needed|@I need|required|that is needed]",
    "{under}[that|this|it|{R}|the result] is [below|under|less than|smaller than] "
    "the {Q} [needed|@I need|required|that is needed]",
    "{miss}[@I needed {Q}|{Q} was needed|@I wanted {Q}], not {R}",
]
NOT_YET = [
    "{miss}, [which is|and that is|but that is] not [{T}|the target] yet",
    "{miss}, not [{T}|the target] yet[|, but {S} [are left|remain]|, with {S} [left|still to use|at hand|still there]]",
    "{miss}, [and @I check: |and ]that is not {T}[, but|; still,|, though] {S} [are left|remain]",
    "{over}, which is above [{T}|the target] [for now|so far|at this stage][|, with {S} [left|still to use|at hand|still there]]",
    "{under}, which is below [{T}|the target] [for now|so far|at this stage][|, with {S} [left|still to use|at hand|still there]]",
]
SWEEP = [
    "{F}",
    "{S} [give|allow|offer|lead to|can make|make|leave @me] {F}",
    "[from|with|out of] {S} @I [get|can get|can make|can form|have] {F}",
    "[the options|the possibilities|the whole-number steps|the steps that stay whole] [with|for|from] {S} are {F}",
    "[trying|working through|going through] [the options|each option|the whole-number steps] [with|for] {S} gives {F}",
    "[with {S} left|with {S} at hand|for {S}][, there are| @I have| @I find| the options are|:] {F}",
    "[try|go through|work through|look at|list] [the options|each option|the whole-number steps] [with|for] {S}: {F}",
]
SWEEP_MISS_TARGET = [
    "{miss}[, and none of [them|these|those] is|, none of which is|, and none of [them|these] makes|; none of [them|these] is"
    "|, but none of [these|them] equals|, and not one of [them|these] is|, but none of [them|these] gives] "
    "[{T}|the target|the target {T}]",
    "{miss}[, but|, and|; however,|, yet] {T} [is not among them|is missing|does not appear|is not there]",
]
SWEEP_MISS_NEED = [
    "{miss}[, and none of [them|these|those] is|, none of which is|, and none of [them|these] makes|; none of [them|these] is"
    "|, but none of [these|them] equals|, and not one of [them|these] is] "
    "the {Q} [needed|@I need|required]",
    "{miss}[, but|, and|; however,|, yet] {Q} [is not among them|is missing|does not appear|is not there]",
]
_GO = (
    "[@I [|now |then |so ][go|step|head|move|come|get] back to|@I [|now |then ]return to|@I rewind to|let @me [|now |so ][go|step|head|move] back to|let @me return to"
    "|go back to|return to|step back to|turn back to|@I turn back to|it is back to]"
)
_DROP = (
    "[|@I |let @me ][undo [that|this]|drop [that|this]|leave [that|this line|that line]|set [that|this|this line] aside"
    "|put [that|this] aside|discard [that|this]|abandon [that|this line|this path]|give that up|stop there|leave it at that"
    "|cross that out|scrap that|strike that|break off here|let that go|turn around]"
    " [and|, then] [go back|return|step back] to"
)
_AGAIN = "[@I|let @me] [start over|start again|begin again|start afresh|try again|set out again]"
# A return is `LEAVE PLACE`, or one of the whole sentences.
LEAVE = [_GO, _DROP]
PLACE_START = [" [the start|the beginning|the original numbers|the full list|the numbers given][, |: |, with |; @I have ]{A}", " {B}"]
PLACE_MID = [" [{B}|{B} again|the point where @I had {B}|where @I had {B}|when @I had {B}|the stage with {B}|the position with {B}]"]
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
    "it would [help|be useful|be handy|be good] to [have|get|reach|make] {G}",
    "{G} would be [useful|a good subgoal|good to have|a useful subgoal|a good stepping stone|handy]",
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
        "{near}, [which is near|near|not far from|which is not far from|since it is near"
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
        "{near}, [which is near|near|not far from|since it is near] the {Q} [needed|@I need|required]",
    ],
    "partner": [
        ", [since with {N} it makes|because {N} turns it into|which {N} can turn into"
        "|as {N} would make it|because with {N} it gives] the {Q} [needed|@I need|required]",
    ],
}

GOT = [
    ", [which is|and that is|and this is|exactly|just] [the|that] {K} @I [|had |just ][wanted|hoped for|aimed for|set out for]",
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
    "[undoing|reversing|taking back] [a|one|the last] [step|move|operation] from [{T}|the target][: | gives | leads to |, @I get ]{W}",
    _SEEN + "{W}",
    "[@I|let @me] [|now |next |also ][work|reason|go|think] [back|backwards] from [{T}|the target|the target {T}][:|; that gives| and get|, which gives] {W}",
    "[from|starting from|beginning at|going back from|working back from] [{T}|the target|the target {T}][, | @I get ]{W}",
]
BACKWARD_NEXT = [
    "[one step|a step|right|just|shortly] before [{Q}|the {Q}][: |, @I have |, there is |, there must be ]{W}",
    "[undoing|reversing|taking back] [a|one|the last] [step|move|operation] from [{Q}|the {Q}][: | gives | leads to |, @I get ]{W}",
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
    "[, so|; so|, which means that|; then|, and then|; that means that|; now|, hence] {Q} [must|has to|should|needs to|will have to] [|now |then |somehow ]"
    "[come from|be made from|be made out of|be built from] {S}",
    "[, so|; so|, which means that|; then|, and now|, hence] @I [need|want|must make|have to make|should make|must get|have to get] [|the number |exactly ]{Q} [from|out of|with|using] {S}",
    "[, leaving|, which leaves] {Q} to be made [from|out of|with] {S}",
    "[, so|; so|; then|; hence|, thus] {S} [must|have to|should|need to|will have to] [|now |then |somehow ]"
    "[give|make|yield|come to|produce] [{Q}|the number {Q}|exactly {Q}]",
    "[; what is missing is {Q}|, so the task is now {Q}|; the new task is {Q}|, so it comes down to making {Q}|; it remains to make {Q}"
    "|, so it is enough to make {Q}|; {Q} is then to be built] [from|out of] {S}",
    "[; {S} must give {Q}|, so {S} have to make {Q}|; the rest, {S}, must make {Q}]",
]
BACKWARD_THERE = ["{there}[, and|; and|, so|; now] {Q} is [there|at hand|already there|one of the numbers|the other number]"]
MEET = [
    "{met}[, the missing number|, just what was missing|, which closes the gap|, which joins the two ends|, and the gap is closed|; the ends meet]",
    "{met}; [that|this] is [the|that] {Q} [needed|required|@I need|@I needed|asked for|looked for|that was missing]",
    "{met}, [which is|and that is|and this is|exactly|just|which makes|and so] [the|that] {Q} [needed|@I need|@I needed|required|that is needed|asked for|looked for|that was missing]",
    "{met}[, so|, and|; now] [the {Q} needed is there|@I have the {Q} needed|there is the {Q} needed|the {Q} needed is made|both ends meet at {Q}|the chain is complete at {Q}"
    "|the two ends meet at {Q}|this joins up with {Q}]",
]

HIT = [
    "{hit}, [which is|and that is|and this is|exactly|just|which is exactly|and that is exactly] [the target|the target {T}|the target of {T}]",
    "{hit}, [which|and that|and this] [matches|hits|reaches|equals] [the target|the target {T}|the target of {T}]",
    "{hit}, [as wanted|as required|as needed|and that is right|the target itself|so the target is reached|so {T} is reached]",
]
DONE = [
    "{hit}[that|this|it|the result] [is|equals|matches|is exactly] [the target|{T}|the target {T}]",
    "{hit}{R} [is|is exactly|matches|equals] the target",
    "{hit}[that|this|it] [hits|reaches|meets] [the target|{T}|the target {T}]",
    "{hit}[the target|the target {T}] is [reached|made|met|there]",
]
RECAP = [
    "[to check|as a check|to verify|to be sure|to double-check|for a final check|once more in order|step by step|all in order"
    "|from the beginning|going through it once more|in the right order|forwards], [|@I have |@I get |there is |this is ]{C}",
    "[[|now ]let @me [check|verify|go through it|make sure]|@I [|now ][check|verify|make sure]|@I go through it once more|a last check"
    "|one last look|the check|as a check, in order|the steps in order]: {C}",
]
RECAP_END = [
    "{hit}, [which is|and that is|giving|which makes|just|exactly] [the target|the target {T}|the target of {T}]"
    "[|, with {I} [each used once|all used once|used once each]|; {I} [are|were] [each|all] used once]",
    "[|, so it holds|, so it is right|, so every step holds|; all [true|right|correct|in order]|; every step holds|; no step fails|; it holds]",
    "{hit}; [the target|{T}] is [made|reached|met|there]",
]
CLOSE = [
    "[[the|one|a|@my] [|full |possible |complete ][answer|expression|solution|result]|an answer] is {X}",
    "@I [answer|can answer|write|can write|can write it as|write this as|put it together as|can put it together as|get|end with] {X}",
    "[the whole thing|all of it|everything|the full expression] [in one line|put together|written out|in one piece] is {X}",
    "@I can write [it|this|it all] [as one expression|in one line|in a single expression]: {X}",
    "{X} [is the answer|is the expression|is the solution|is what @I answer|is one solution]",
]
DIRECT = ["step {J}: {E}"]
