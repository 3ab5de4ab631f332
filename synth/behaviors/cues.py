"""The words by which a text on any subject shows a behaviour: what it shows, the word it begins with, what follows.

A cue needs the voice of somebody who reasons ("let me", "we", or a clause that begins with the verb) or an object that
only reasoning has: "check out the menu" and "the army had to backtrack" show nothing. A space stands for one to four.
"^" before a word: only where a clause begins.
"""

from __future__ import annotations

from synth.types import Cues

_DO = r"(?: (?:me|us))?(?: (?:need to|needs to|have to|want to|must|should|would|could|can|will|'ll|just|also|now|then|first|next|quickly|again|go|try to|better|am going to|are going to)){0,3}"
_THIS = r"(?:this|that|it|these|those|my|our|the|each|every|all|both)"
_WORK = r"(?:work|working|answers?|results?|solutions?|calculations?|computations?|arithmetic|math|maths|steps?|sums?|totals?|products?|units?|conditions?|constraints?|equations?|cases?|numbers?|values?|claims?|proof|logic|reasoning|assumptions?|guess|factors?|roots?|formula|expression|divisibility)\b"
_REASON = rf"(?=[^.!?\n]{{0,90}}(?:[0-9=]|\b{_WORK}|\b(?:correct|right|true|holds?|works|satisf\w+|match(?:es)?|consistent|makes? sense|adds? up)\b))"
_QUANTITY = r"(?:number|value|total|sum|cost|price|amount|rate|length|width|height|area|volume|distance|speed|average|mean|ratio|fraction|product|difference|quotient|remainder|roots?|derivative|integral|limit|probability|percentage|percent|slope|equation|expression|unknown|terms?|coefficients?|formula|solutions?|answer|denominator|numerator|perimeter|radius|diameter|angle|weight|mass|age|profit|revenue|income|salary|factors?|multiples?|divisors?|bounds?|cases?|lemma|claim|how many|how much|how long|how far|how old|what|when|where|whether|[a-z]\b(?! [a-z]))"
_OBJECT = rf"(?: (?:out|for|that))? (?:(?!is\b|was\b)[a-z'-]+ ){{0,4}}?{_QUANTITY}"
_WORK_OUT = rf"(?:(?:find|get|identify|count|need to know|express|establish|figure|list)(?! that\b){_OBJECT}|(?:compute|calculate|determine|solve for|evaluate|simplify|derive|isolate|factor|work out|figure out)\b(?= [a-z0-9\\$(])(?! (?:who|your|it|this|that)\b)|prove (?:that|the)\b)"
_I = "i we let let's i'll we'll i'd we'd so now"
_GOING = r"[ ,]{1,3}(?:so|but|and|let|try|i|we|instead|maybe|perhaps|back|another|then)\b"
_WAY = r"(?:approach|approaches|way|method|strategy|route|path|tack|angle|combination|order|substitution|idea|option|technique|line of|decomposition|grouping)\b"

CUES: Cues = (
    # Verification: a result held against what was asked for.
    ("verify", _I + " to i'm let,", rf"{_DO} (?:double|re|sanity|cross)[- ]?check(?:ing)?\b"),
    ("verify", _I + " to", rf"{_DO} (?:verify|verifying|validate)\b(?! (?:your|his|her|their|the identity|identity|eligibility|email|emails|age|ownership|accounts?|passwords?|signatures?|with (?:your|the)))"),
    ("verify", _I + " to", rf"{_DO} (?:check|test|confirm|see(?= (?:if|whether)))(?! (?:{_THIS} )?(?:out|in|up)\b)(?: (?:that|whether|if)\b{_REASON}| {_THIS}(?: [a-z]+)? {_WORK})"),
    ("verify", _I + " to", rf"{_DO} check(?:ing)?(?! (?:{_THIS} )?(?:out|in|up)\b)(?: (?:this|that|it|again|both|back)\b)?(?= ?[:.!;]| ?, (?:[0-9]|we|i|the|if)| by (?:add|sub|mult|div|plug|comput|count|try)| [a-z] ?=|: )"),
    ("verify", _I + " to", rf"{_DO} (?:make|be) sure\b(?! (?:you|your|to)\b){_REASON}"),
    ("verify", "^check ^checking ^verify ^verifying ^verification ^confirming ^sanity", r"(?: check)?(?: (?:this|that|it|answer|the (?:answer|result|solution)))? ?[:!]"),
    ("verify", "^checking ^verifying ^double-checking ^rechecking", rf" (?:{_THIS}|back|for|x|n|y|with|both)\b{_REASON}"),
    ("verify", "as for by a quick", r"(?: an?| one)?(?: (?:quick|final|last|simple|sanity))? (?:sanity[- ]?)?check\b(?=[,:.]| (?:shows|confirms|gives|that))"),
    ("verify", "plug plugging substitute substituting put putting insert", r" [^.!?\n]{0,40}\bback (?:in|into)\b(?! (?:the (?:box|fridge|oven|drawer|car|bag|wall|socket)|place)\b)"),
    ("verify", "this that it everything all answer result solution math total which", r"(?: (?:also|indeed|all|now))? checks out\b(?! (?:at|of|from|books|the|on))"),
    ("verify", "this that it which", rf"(?: (?:does|do|indeed|also|exactly|not|doesn't|does not))* (?:match|matches|agree|agrees|is consistent|are consistent|satisf(?:y|ies)|contradicts?|equals?|disagrees?)(?: (?:with|to))?(?: (?:the|our|what|all|both|every))?(?: [a-z]+)? (?:given|expected|original|required|needed|target|earlier|previous|stated|desired|known|problem|we|i|{_WORK})"),
    ("verify", "that this it", r"(?: (?:is|can|does|do|did|could|would))?(?: ?n't| ?not| cannot|'s not| never) (?:be|seem|look|sound|make|add)? ?(?:right|correct|possible|sense|up)\b(?= ?[.,!;:?-]|$| because| since| as )"),
    ("verify", "that can't doesn't can", r"(?: (?:can't|cannot|can not|doesn't|does not|isn't|is not|can))? (?:be|seem|look|sound)? ?(?:right|correct|possible)\b(?= ?[.!;?]|, (?:because|since|as|so|let|but)| because| since)"),
    ("verify", "answer result solution calculation total value sum product guess", r" (?:is|was|looks|seems|must be)(?: (?:indeed|therefore|also|not|still))* (?:correct|right|wrong|incorrect|reasonable|consistent|plausible|too (?:high|low|large|small|big))\b"),
    ("verify", "^this ^that ^it ^which ^yes", r"(?:,? (?:this|that|it))?(?:'s| is)? (?:works|holds|is (?:indeed )?correct|indeed correct|correct)(?= ?[.!,;:]|$)(?! to\b)"),
    ("verify", "^too ^that's ^still", r"(?: (?:is|still))?(?: (?:way|far|much|a bit|a little|slightly))?(?: too)? (?:high|low|big|small|large|much|many)(?= ?[.!;,)]|$)"),
    # Backtracking: a path is given up for an earlier point or for another one.
    ("backtrack", "wait hmm actually no oops hold", r"(?: on| up)?[ ,.!?—–-]{1,4}(?:no|actually|hmm|but)?[ ,.!—–-]{0,3}(?:i (?:made|misread|forgot|mis\w+|was wrong|messed|missed|overlooked|need to re\w+|should (?:re\w+|go back|start))|let(?:'s| me| us) (?:re(?!ad (?:it|the story|a|your|to)\b)\w+|start|try|go back|redo|think again|back up|step back)|scratch that)"),
    ("backtrack", _I, rf"{_DO} (?:backtrack|backtracking|rethink|reconsider|redo|re-do|start over|start again|start afresh|begin again|begin anew|restart|try again)\b(?! (?:in|with) (?:a new|another) (?:city|town|country|life|job|school)| (?:my|our) life| (?:tomorrow|next)| the (?:computer|server|machine|game|car|phone))"),
    ("backtrack", _I, rf"{_DO} (?:(?:go|going|step|come|turn|get|head|circle)(?: (?:all the way|right))? back|return) (?:a step|one step|to (?:(?:the|my|our|an?) )?(?:[a-z]+ )?(?:start|beginning|first|previous|earlier|last|original|initial|drawing board|equations?|expression|steps?|problem|question|idea|point where|state|beginning|definition|assumption)\b|to (?:square one|where (?:i|we)|when (?:i|we)|step)|and (?:try|redo|re\w+|fix|correct|start))"),
    ("backtrack", _I + " maybe perhaps ^try ^trying instead", rf"{_DO},?(?: (?:i|we|let me|let us|let's))?(?: (?:should|could|can|will|might|need to|must))?(?: (?:try|use|take|consider|attempt|look for|look at|think of|find|need|switch to))?(?<!\bi)(?<!\bwe) (?:another|a different|a new|some other|a better|a cleverer|an alternative) {_WAY}"),
    ("backtrack", "let let's i'll we'll i we", r"(?: (?:me|us|will|should|can|could))? (?:(?:try|use|consider|do|start|work|think|look)(?=[^.!?\n]{0,60}(?:[0-9=]|induction|contradiction|cases?\b|method|formula|approach|substitution|coordinates|number|factor|equation|sum|product|series|other|from|by\b))|compute|factor|write|solve|count|substitute|expand|apply|set|add|multiply|subtract|divide) [^.!?\n]{0,70}\binstead\b(?! of the)"),
    ("backtrack", "this that it", rf"(?: {_WAY})?(?: (?:is|was|does|did|will|wo|are|do|would|is going|isn't|doesn't|didn't|won't|wouldn't|can't|cannot))?(?: ?n't| not)?(?<=not|n't) (?:going to |gonna )?(?:work|working|help|helping|lead|leading|get us|getting us)\b[^.!?\n]{{0,25}}(?:[.!;,—–-]{_GOING}|[ ,]{{1,3}}so (?:i|we|let)\b)"),
    ("backtrack", "this that", r"(?: (?:approach|path|route|way|line|idea|attempt|branch|direction|method|track|case))? (?:is|was|leads?|led|hits?|fails?|goes|seems|looks)(?: (?:to|like|us|me))?(?: an?)? ?(?:nowhere|dead[- ]end|contradiction,? so (?:i|we|let))\b"),
    ("backtrack", "i", r"(?:'ve| have| think i|'m)? ?(?:made|make|mad)(?: (?:a|an|another|some))?(?: [a-z]+)? (?:mistakes?|errors?|slip)(?= ?[.,:;!—–-]|$| (?:in (?:the|my|step|comput|calc)|(?:when|while|in) (?:i|calc|comput|add|sub|mult|div|simpl|expand|copy)|earlier|above|there|here|somewhere|with the))"),
    ("backtrack", "i", r"(?:'ve| have)? (?:misread|miscounted|miscalculated|misinterpreted|misunderstood)\b(?! (?:him|her|them|you|the (?:room|situation|map)))"),
    ("backtrack", "scratch scrap forget drop discard abandon abandoning", r" (?:that|this)(?: (?:idea|approach|path|line|attempt|case|one|branch))?(?= ?[.,;!:—–-]| and (?:try|go|start|re))"),
    ("backtrack", "on", r" second thought\b"),
    ("backtrack", "^backtracking ^backtrack ^starting ^undoing", r"(?: (?:over|again|from scratch|that|to))?(?<!starting)(?<!undoing) ?[,:.]| to (?:the|where|step|my|our)\b(?! [a-z]+ (?:street|road|trail|camp))"),
    # Subgoals: an intermediate result is named before it is pursued.
    ("subgoal", _I, rf"{_DO} (?:first|next|now|then|start by|begin by)?,? ?(?<=[ ,]){_WORK_OUT}"),
    ("subgoal", "^first ^second ^third ^next ^then ^now ^finally ^lastly ^to", rf"(?: (?:start|begin|do this|solve this|get there|answer this))?,?(?: (?:i|we|let me|let us|let's|you|i'll|we'll|one))?(?:{_DO}) {_WORK_OUT}(?![^.!?\n]{{0,120}}, (?:(?:i|we|you|just|simply) )?(?:add|subtract|multiply|divide|take)\b)"),
    ("subgoal", "my our the a one", r"(?: (?:first|next|second|immediate|intermediate|main|overall|current|key))? (?:sub-?goal|sub-?problem|goal|aim|plan|strategy|objective|first step|next step|milestone)(?: (?:here|now|then))? (?:is|will be|would be) (?:to )?(?:first )?(?:find|compute|calculate|determine|show|prove|solve|isolate|derive|get (?:the|x|a number)|reach [0-9]|express|eliminate|simplify|reduce|factor|count)"),
    ("subgoal", "subgoal sub-goal subgoals sub-goals subproblem sub-problem milestone", r"(?: (?:[0-9]+|one|two|a|b))? ?(?:[:.]|is\b|of [0-9])"),
    ("subgoal", _I, rf"{_DO} (?:break|split|divide|decompose|separate)(?: up)? (?:it|that|(?:the|this)(?: (?:problem|task|question|work|proof|computation|calculation|integral|sum))?)(?: (?:down|up))? (?:into|in)\b(?! (?:half|pieces of|the)\b)"),
    ("subgoal", "step part", rf" (?:[0-9]{{1,2}}|one|two|three|four)\b ?[:.)—–-] ?(?:(?:i|we|let us|let me|let's) )?(?:first )?(?:need to )?{_WORK_OUT}"),
    ("subgoal", "if once", rf" (?:i|we)(?: (?:can|could|had|knew|know|have))?(?: (?:first|just))? ?(?<=[ ]){_WORK_OUT}"),
    ("subgoal", "it", r" (?:remains|is left) to (?:show|prove|find|compute|check|determine|verify)\b"),
    # Backward chaining: from what is wanted to what is given.
    ("backward", _I + " ^by ^by", rf"{_DO} ?(?:work|working|reason|reasoning|think|thinking|go|going|count|chain) (?:in reverse|backwards?\b|back from (?:(?:the|our|my) (?:target|goal|end|answer|desired|result|conclusion|final|last)|[0-9]))(?! (?:with|for|at|to) )"),
    ("backward", "^working ^reasoning ^thinking ^going ^work ^reason", r" (?:in reverse|backwards?\b|back from)"),
    ("backward", "by using with through via", r" backwards? (?:induction|reasoning|chaining|analysis|substitution)\b"),
    ("backward", _I + " ^starting ^beginning", rf"{_DO}(?: (?:start|begin|work|reason))? (?:from|with|at) (?:the )?(?:end(?! of)|(?:final|desired|target|required|wanted|end)(?: [a-z]+)? (?:result|answer|value|number|state|total|amount|expression|equation|step)|target|goal|conclusion|desired \w+|answer and|what (?:we|i) (?:want|need)|last (?:step|operation|equation|line))\b"),
    ("backward", "it", r" (?:suffices|is enough|is sufficient|would suffice|would be enough) to (?:show|prove|find|check|verify|have|establish)\b"),
    ("backward", "for", r" [^.!?,\n]{1,60} to (?:be|equal|hold|work)\b(?=[^.!?\n]{0,60}[0-9=])[^.!?\n]{0,40},? (?:[a-z]+ ){1,3}(?:need|needs|must|has to|have to)\b"),
    ("backward", "what which", r" (?:number|value|two numbers|must|would|could|times|plus|minus|divided by|do i|do we)\b[^.!?\n]{0,40}(?:give|gives|make|makes|equal|equals|get|reach|to have|yield|yields|add|multiply|multiplies)s?\b[^.!?\n]{0,12}[0-9]"),
    ("backward", "to", r" (?:get|reach|obtain|make|arrive at|end up with|have|end with|be left with) \$?[0-9][0-9.,]{0,12}(?:,| at the end,?| as the (?:answer|result|total),?| in the end,?) ?(?:i|we|you|he|she|they|there|it|one)(?:'d| would| will)? (?:need|must|have to|needs|has to)"),
    ("backward", "the", r" (?:last|final) (?:step|operation|move)(?: (?:must|would|should|could|might|has to))(?: have been| be)\b"),
    ("backward", "^undoing ^undo ^reversing ^reverse ^inverting", r" (?:the|this|that|each|these|all)(?: (?:last|final|previous|order of the))? (?:operations?|additions?|subtractions?|multiplications?|divisions?|steps?|process|transactions?|sequence of)\b"),
    ("backward", "if since because", r" [^.!?\n]{0,40}\b(?:ends?|ended|finish\w*|is left|was left|were left|are left|left)(?: up)? with [^.!?\n]{0,60}\b(?:must have|had to have|before that|beforehand|started with|originally)"),
    ("backward", "assume suppose say if", r" the (?:last|final) (?:step|operation|move)\b"),
)  # fmt: skip
