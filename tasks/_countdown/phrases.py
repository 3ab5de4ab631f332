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

from .phrases_search import (
    AIM,
    AIM_NEED,
    AIM_TARGET,
    BACK_GOAL_NEED,
    BACK_GOAL_TARGET,
    BACKWARD_FIRST,
    BACKWARD_NEED,
    BACKWARD_NEXT,
    BACKWARD_OP,
    BACKWARD_THERE,
    GOT,
    LEAVE,
    MEET,
    PLACE_MID,
    PLACE_START,
    RESTART,
    UNDO,
)

__all__ = [
    "AIM",
    "AIM_NEED",
    "AIM_TARGET",
    "BACKWARD_FIRST",
    "BACKWARD_NEED",
    "BACKWARD_NEXT",
    "BACKWARD_OP",
    "BACKWARD_THERE",
    "BACK_GOAL_NEED",
    "BACK_GOAL_TARGET",
    "CHECK_NEED",
    "CHECK_TARGET",
    "CLOSE",
    "CONNECT",
    "DIRECT",
    "DONE",
    "GOT",
    "HEAD",
    "HEAD_OP",
    "HIT",
    "LEAVE",
    "MEET",
    "MISS_NEED",
    "MISS_TARGET",
    "NOT_YET",
    "OPEN",
    "OPENERS",
    "PLACE_MID",
    "PLACE_START",
    "RECAP",
    "RECAP_END",
    "REST",
    "RESTART",
    "SWEEP",
    "SWEEP_MISS_NEED",
    "SWEEP_MISS_TARGET",
    "UNDO",
]

OPENERS = {
    "first": [
        "[right away|straight away|as a beginning|for the first step|as the first move|first|first of all|to begin|to begin with|to start|to start with|for a start|as a first step], "
    ],
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
    "back": [
        "[from there|after this|here|all that aside|so much for that|next|to go on|moving on|so|now|then|well|all right|very well|OK|right|hm|at this point], "
    ],
    "fail": [
        "[no luck; |that fails; |that did not work; |no good; |that is no use; |not this way; |that leads nowhere; "
        "|it does not work out; |that is no solution; |so that is out; ]",
    ],
    "aim": [
        "[now|here|next|at this point|looking ahead|planning ahead|thinking ahead|before going on|for the next stretch|for now|in between|on the way|first of all|as a halfway mark|before that], "
    ],
    "check": ["[well|now|hm|so|unfortunately|sadly|alas|OK|no|but no], "],
    "done": ["[so|now|good|nice|great|here|yes|and indeed|fine], "],
    "close": [
        "[at last|here then|to end|to finish|with all this|in total|as a result|and so|so finally|in conclusion|so|therefore|thus|hence|in the end|finally|all in all|altogether|to sum up|in short], "
    ],
    "backward": [
        "[now|next|here|at this point|well|let @me see|this time|for once|tracing it back|with the end in view|as for the end|the other way round|looking at it the other way round], "
    ],
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
    f"how [can|could|might|do|should] @I {_MAKE} {{T}} [from|out of|with|using] {{S}}?",
]

HEAD = [
    "{E}",
    "@I [|now |just |simply |then ][try|take|compute|use|work out|write|look at|go with|consider|pick|choose|go for|note|form] {E}",
    "@I [can|could|might|will] [|now |just |perhaps ][try|take|compute|use|work out|write|look at|go with|consider|pick] {E}",
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
    "[with|from|out of|using|given] {P}[, @I get|, @I can make|, @I make|, there is|, @I have| @I get| @I make| comes|:] {E}",
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
    "{S} [give|allow|offer|lead to|can make|make] {F}",
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
    "[[the|one|@my] [|full |possible |complete ][answer|expression|solution|result]|a [full |possible |complete ]answer|a solution|an answer] is {X}",
    "@I [answer|can answer|write|can write|can write it as|write this as|put it together as|can put it together as|get|end with] {X}",
    "[the whole thing|all of it|everything|the full expression] [in one line|put together|written out|in one piece] is {X}",
    "@I can write [it|this|it all] [as one expression|in one line|in a single expression]: {X}",
    "{X} [is the answer|is the expression|is the solution|is what @I answer|is one solution]",
]
DIRECT = ["step {J}: {E}"]
