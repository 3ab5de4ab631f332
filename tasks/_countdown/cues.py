"""The words by which a text shows a behaviour: a cue a line, what it means and what has to follow it."""

from __future__ import annotations

# In a marked text T is the target, N7 a given number and M12 any other: a cue asks for the kind that it needs.
NUM = r"(?:T|[NM][0-9_]+)"
_GOAL = r"(?:T|(?:the|our|my) (?:desired |required |final )?(?:target|goal))\b"
_MADE = r"(M[0-9]+)\b(?! ?[-+*/])"
_GET = r"(?:get(?: to)?|make|find|form|create|reach|obtain|produce|build|have|see|achieve)"
_SOME = (
    r"(?:(?:an?|the|another|numbers?|value|exactly|like|first|factor|such|as|sum|product|difference|result|of|closer?"
    r"|near|to|something|around|about|either|intermediate|extra) ){0,5}"
)
_A_GOAL = rf"{_SOME}{_MADE}"
# "24 apples" are no number to aim for: behind it a clause goes on, or ends.
_BARE = (
    r"(?! (?!(?:a|an|the|and|or|as|at|because|before|but|by|could|each|first|for|from|here|i|if|in|instead|is|it|left|like"
    r"|more|must|next|now|of|on|only|out|over|since|so|somehow|still|such|that|then|there|this|though|times|to|too|using"
    r"|was|we|where|which|will|with|would|you)\b)[a-z]{2})"
)
_ANY_GOAL = rf"{_SOME}([NM][0-9]+)\b(?!,? ?[-+*/NM]| and [NM])"
_ABSENT = r",? (?:and )?(?:not [NM]|is not (?:among|there)|is missing|does not app)"
_MET = r" (?:(?:is|was|has been) (?:reached|met|hit|achieved|made|there)\b|itself)"
_TRIES = "try trying tried maybe perhaps consider considering about if using test testing"
# Each cue: what it shows, the words that it may begin with what has to follow. After T*, N* and M* (a number of that
# kind) the pattern begins with the number itself.
CUES = (
    ("try", _TRIES, r""),
    ("act", "add adding subtract subtracting multiply multiplying divide dividing", rf" [a-z ]{{0,12}}{NUM}"),
    ("leave", "go going step get come move head turn circle", r" (?:all the way )?back\b(?![a-z ]{0,20} from)"),
    ("leave", "back return returning", r" to (?!T)"),
    ("leave", "backtrack backtracking rewind discard abandon swap swapping alternatively reconsider rethink", r""),
    (
        "leave",
        "undo undoing cancel cancelling scrap scratch drop",
        r" (?:that|this|it|the|one|two)\b(?! [a-z ]{0,25}from)",
    ),
    ("leave", "start starting begin set", r" (?:out )?(?:over|again|afresh|anew|fresh|from scratch)\b"),
    ("leave", "from try trying", r" (?:scratch|again|once more|something else)\b"),
    ("leave", "try trying consider explore use", r" (?:\w+ )?(?:an?other|a? ?different|a new|the other)\b"),
    (
        "leave",
        "another different new other",
        r" (?:\w+ )?(?:way(?! a?round)|approach|combin|option|possib|attempt|idea|try|path|route|order|strateg|angle|pair)",
    ),
    ("leave", "give giving", r" (?:that |this |it )?up\b"),
    ("fail", "not", r" (?:\w+ ){0,2}?(?:work|help|lead|fit|useful|helpful|this way)"),
    ("fail", "no dead leads", r"(?: luck| good| use|[ -]end|(?: to)? nowhere)\b"),
    ("fail", "that this path", r" fails"),
    ("check", "too", r" (?:high|low|big|small|large|much|little|far|short)\b"),
    ("check", "off short over under", r" (?:by|of) (?:[NM]|a |one\b|T|the target)"),
    ("compare", "M* N*", r"[NM][0-9]+ (?:too (?:many|much)|short|away(?! from)|off)\b"),
    ("check", "one just", r"(?: one)? (?:away|off|short|over)\b"),
    ("check", "wrong", r"(?=[.,!\n])"),
    ("check", "checks", r" out\b"),
    ("check", "it step this everything", r" holds\b"),
    ("check", "all", r" (?:true|in order)\b"),
    ("check", "once", r" more in order\b"),
    ("check", "step", r" by step,? (?=[NMT])"),
    ("check", "forwards", r"\b"),
    ("check", "from in", r" the (?:beginning|right order),? (?=this|there|we|i\b|[NMT])"),
    ("check", "let", r" (?:us|me) (?:\w+ )?go through (?:it|this|that)\b"),
    ("check", "so very", r" close\b(?! to)"),
    ("check", "both", r" work\b"),
    ("check", "got", r" it\b(?=[.,!\n])"),
    ("check", "there", r" it is\b(?=[.,!\n])"),
    ("check", "yes", r"(?=[.,!\n])"),
    ("check", "that", r" does it\b"),
    ("check", "a", r" match\b"),
    ("check", "just", r" what (?:i|we) need\b"),
    ("check", "rather instead", rf" (?:than|of) {_GOAL}"),
    ("check", "overshoot overshoots overshooting bingo nope yep ✓ ✔ ✅ ❌ ✗ ≠", r""),
    ("check", "verify verifying verification checking recheck", r""),
    ("check", "double check re", r"(?:[- ]?check|:)"),
    ("check", "let", r" (?:me|us) (?:\w+ )?(?:check|confirm|make sure)\b(?! (?:it )?out\b)"),
    ("check", "to i we should a final last quick", r" (?:\w+ )?(?:check\b(?! (?:it )?(?:out|in)\b)|confirm|be sure)"),
    ("check", "this that it which expression solution equation", r" (?:\w+ )?works\b(?! out)"),
    ("check", "is are looks seems", r" (?:in|not )?correct\b"),
    ("check", "is", r" (?:that|this|it) right\b"),
    ("check", "not", r" (?:enough|there yet|there\b(?=[.,!]))"),
    ("check", "that this which it", r" is (?:it|right|what (?:we|i))\b"),
    ("check", "as", r" (?:required|wanted|needed|desired)\b"),
    ("check", "none one", r" of (?:these|them|those|which)\b"),
    ("check", "not", rf" (?:(?:yet|quite|exactly|equal|to|match|yield|give|reach|hit|get|make|us) ){{0,3}}{_GOAL}"),
    ("check", "T*", rf"T{_ABSENT}"),
    ("check", "target", rf"(?: T)?{_ABSENT}"),
    (
        "compare",
        "more less greater larger bigger higher lower smaller away far close closer near different equal equals",
        rf"(?: (?:than|from|to|exactly)){{1,2}} {_GOAL}",
    ),
    (
        "compare",
        "over under above below past beyond exceed exceeds exceeding misses missing matches match matching hits"
        " hitting reaches reached achieved meets equals near exactly just got",
        rf" (?:exactly )?{_GOAL}",
    ),
    ("compare", "gives giving makes", r" (?:us )?(?:exactly )?(?:the|our|my) target\b"),
    ("compare", "is", r" (?:\w+ )?the target"),
    ("compare", "perfect success successful", r""),
    ("compare", "T*", r"T exactly\b"),
    ("compare", "< >", r" ?[TNM]"),
    ("compare", "than", r" (?:what )?(?:we|i) (?:want|need)"),
    ("compare", "than number", r" (?:what )?(?:we|i)(?:'re|'m) (?:after|looking for)\b"),
    ("compare", "hits reaches", r" it\b"),
    (
        "compare",
        "not above over more greater larger below under less smaller misses beyond",
        r" (?:(?:than|equal|match|to) )?(?:the|that) [NM][0-9]+ (?:that )?(?:is |i |we )?(?:need|requir)",
    ),
    ("compare", "T*", rf"T{_MET}"),
    ("compare", "target goal", rf"(?: T)?{_MET}"),
    ("seek", "so and", rf" (?:i|we|let (?:us|me)) (?:(?:try|aim|look|hope) for|want|would like) {_ANY_GOAL}(?=[.,:])"),
    ("seek", "so", rf" (?:the aim is|can (?:i|we) make) {_ANY_GOAL}"),
    ("leave", "instead", r"\b(?! of)"),
    ("leave", "otherwise", r"\b"),
    ("leave", "or", r" (?:else|instead)\b"),
    ("leave", "if", r" not that\b"),
    ("leave", "not", r" that way\b"),
    ("aim", "need want like wish", rf"(?: to(?: \w+)? {_GET})?(?: first| now)? {_A_GOAL}{_BARE}"),
    ("aim", "first", rf",? {_GET} {_A_GOAL}"),
    ("aim", "could", rf" use {_A_GOAL}"),
    ("aim", "if once", rf" (?:i|we|there) (?:\w+ )?(?:{_GET}|had|made|got|was) {_A_GOAL}"),
    ("aim", "aim aiming look looking hope hoping go going try trying set", rf" (?:out )?(?:for|at|after) {_ANY_GOAL}"),
    ("aim", "aim aiming hope hoping try trying attempt", rf" to (?:first )?{_GET} {_ANY_GOAL}"),
    ("aim", "is", rf" to (?:first )?{_GET} {_A_GOAL}"),
    ("aim", "idea plan goal", rf": {_GET} {_A_GOAL}"),
    ("aim", "can", rf" (?:i|we|{NUM}(?:,? (?:and )?{NUM}){{0,3}}) (?:give|{_GET}) {_A_GOAL}"),
    ("aim", "will", rf" (?:first )?{_GET} {_A_GOAL},? (?:first|because|since|as|so that)\b"),
    ("aim", "how where", rf" (?:can|could|would|might) (?:an? )?{_MADE} (?:come|be)\b"),
    ("aim", "how", rf" (?:can|could|do|might|to|about)(?: i| we)? {_GET} {_ANY_GOAL}"),
    ("aim", "useful nice good great helpful handy ideal help pay", rf" to {_GET} {_ANY_GOAL}"),
    ("aim", "let", rf" (?:us|me) (?:\w+ )?{_GET} {_A_GOAL}"),
    ("aim", "to", rf" {_GET} {_A_GOAL}, (?:i|we)\b"),
    (
        "aim",
        "subgoal sub intermediate partial stepping halfway",
        rf"(?:[- ](?:goal|target|stone|point))?s?(?: is| of|:)?(?: to)?(?: {_GET})? {_A_GOAL}(?! is)",
    ),
    (
        "aim",
        "M*",
        rf"{_MADE} (?:is worth (?:aim|reach|hav)ing|(?:would|could|might) be (?:an? )?(?:useful|nice|good|great|help|handy|ideal|perfect))",
    ),
    ("aim", "factor factors divisor divisors multiple multiples", rf" of {_GOAL}"),
    (
        "aim",
        "get make reach find form something number product sum value",
        rf" (?:\w+ )?(?:close|closer|near|nearer)(?: to)? {_GOAL}",
    ),
    ("back", "work working worked reason reasoning think thinking", r" (?:\w+ ){0,2}back(?:wards?)?\b"),
    ("back", "backward backwards", r""),
    ("back", "in", r" reverse\b"),
    ("back", "need takes take", r" (?:M[0-9]+|N[0-9]+) ?[-/] ?T ?="),
    ("back", "back", rf"(?: \w+){{0,2}} from (?:the )?(?:target|{NUM})"),
    ("back", "start starting begin beginning", rf" (?:back |backwards )?(?:from|with|at) {_GOAL}"),
    ("back", "step right just shortly", r" before (?:the )?(?:target|T|M)"),
    ("back", "undo undoing reverse reversing take taking", rf" [a-z ]{{1,25}}from (?:the )?(?:target|{NUM})"),
    ("back", "if say suppose assume", r" [a-z ]{1,25}(?:last|final) (?:\w+ )?(?:step|operation|move|one)\b"),
    ("back", "with", rf" [a-z ]{{1,25}}{NUM} as the (?:last|final)"),
    ("back", "last final", r" (?:step|operation|move) (?:must|could|should|would|might|has to)\b"),
    ("back", "finish end ending finishing", r" by (?:add|sub|mul|div)"),
    (
        "back",
        "to",
        rf" (?:get|reach|make|obtain|have|hit) (?:to )?{_GOAL}(?: \w+)?(?: {NUM})?,? [a-z ]{{0,15}}"
        rf"\b(?:need|must|have to|require)[a-z ]{{0,24}} {_MADE}",
    ),
    ("back", "need", rf" {_MADE} (?:more )?to (?:get|reach|make|hit) (?:to )?{_GOAL}"),
    ("back", "T* N* M*", rf"{NUM} ?[-+*/] ?(?:\?|what\b|something\b|x\b|_)"),
    ("back", "T*", r"T (?:is divisible|can be (?:written|factored|expressed|obtained|formed))"),
    ("back", "M*", r"M[0-9]+ (?:\w+ )?(?:must|has to|needs to|should) (?:\w+ )?(?:come|be (?:made|built))"),
    ("back", "what something x", rf" ?(?:[-+*/]|times|plus|minus|divided by) ?{NUM}"),
)
