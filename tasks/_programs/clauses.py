"""Clauses of everyday English, as far as GSM8K's solutions need them: who does what with what is counted.

The rules know few forms and refuse the rest.
"""

from __future__ import annotations

import re

from .numerals import mentions
from .verbs import FINITE, KNOWN, PARTICIPLES

WORD = r"[A-Za-z][A-Za-z'-]*"
BE = r"(?:is|are|was|were|will be|would be|must be|should be|has been|have been|had been)"
PRONOUN = r"(?:he|she|they|it|we)"
_DETERMINED = (
    rf"(?:the|his|her|their|its|each|every|all the|all of the|a|an|one|this|these|{WORD}'s) {WORD}(?: {WORD}){{0,4}}?"
)
_NAMED = (
    r"(?!(?:You|We|It|He|She|They|This|That|These|Those|There|Each|Every|All|Both|One|The|An?|His|Her|Their|Its)\b)"
    r"(?:(?:Mr|Mrs|Ms|Dr)\. )?[A-Z][a-z]+"
    r"(?:(?:, [A-Z][a-z]+)*,? and (?:his [a-z]+|her [a-z]+|[A-Z][a-z]+))?"
)
SUBJECT = rf"(?P<subject>(?i:{PRONOUN})|{_NAMED}|(?i:{_DETERMINED}))"
ADVERB = (
    r"(?:now|also|then|therefore|thus|still|only|already|originally|currently|initially|just|actually|each|both|"
    r"together|normally|usually|always)"
)
_PARTICLES = "with for through up away off out on back in".split()
_TO = (
    r"(?:(?:have|has|had|need|needs|needed|want|wants|wanted|plans|planned|able|going|be able|is able|is going|"
    r"are going|was able) to )?"
)
ACT = re.compile(
    rf"{SUBJECT} (?P<adverb>{ADVERB} )?"
    rf"(?P<verb>(?:(?:will|would|can|could|must|should|may|might|did|does|do) )?(?:not )?{_TO}"
    rf"(?:be |have |has |had |been |is |are |was |were )?{WORD}(?: (?:{'|'.join(_PARTICLES)}))?)"
)
# What ties a clause to those before it.
_LEAD = re.compile(
    r"(?:so|thus|therefore|hence|then|now|next|finally|first|firstly|secondly|second|also|and|but|in total|in all|"
    r"overall|altogether|all together|together|as a result|consequently|afterwards?|this means|that means|which means|"
    r"it means|we know|you know|this is because|this leaves|all in all|combined|additionally|in addition|at this rate|"
    r"instead)(?: that)?(?:,|(?= ))\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"(?:,? (?:so that|so|which means|meaning|that means|this means|then|because|since|and then|and therefore|and so|"
    r"thus|therefore|hence)(?: that)?(?:,|(?= ))|[;:]|, and|,)\s+"
)
_PLACE = re.compile(
    r"(?:on|in|after|at|during|for|from|before|with|without|by|to|over|per|each|every|last|this) ", re.IGNORECASE
)
_LISTED = re.compile(r"(?:.* )?(?:[A-Z][a-z]+|(?:his|her|their|the|my) [a-z]+)")
# Where what a number counts, and what is said of it, comes to an end.
_END = re.compile(
    r"[.,;:()!?\"]|\b(?:and|so|because|since|but|which|who|whom|that|while|when|where|if|meaning|leaving|then|plus|minus|"
    r"or|as|thus|therefore|hence|however|whereas|making|giving|using)\b"
)
# A clause of its own behind a comma or "and".
_GOES_ON = re.compile(
    r"\s*(?:$|so|because|since|but|which|who|while|when|if|meaning|leaving|then|as|thus|therefore|hence|whereas|making|"
    r"giving|using|for a total|and (?:he|she|they|it|we|the|so|then|there)\b|he|she|they|it|we|there|in total|"
    r"altogether)\b"
)
_OTHER_CLAUSE = re.compile(
    r"\b(?:he|she|they|it|we|i|is|are|was|were|has|have|had|will|would|can|equals?|means)\b", re.IGNORECASE
)
_NO_NOUN = frozenset(
    "a an the of in on at for to from with by per each every after before than left more fewer less over into out off "
    "up his her their its this these those it them him he she they we you total as until remaining away worth during "
    "about old tall long wide deep high less extra both all there is are was were has have had will times does".split()
)
_OWNERS = frozenset("the his her their".split())
_QUALITIES = frozenset("more fewer additional extra total different whole full remaining".split())
_IRREGULAR = frozenset("people children men women feet teeth mice fish sheep deer geese pence kg cm km lbs mph".split())
# Forms of verbs that are nouns as well.
_NOUNS = frozenset(
    "cost costs work works rest walk walks run runs water store stores play plays order orders score scores drive "
    "drives practice help end start place places plan plans plants plant use uses need rain fish book finish drink "
    "drinks set sets cut cuts load loads share shares return returns pack packs move moves swim show shows ride rides "
    "paint mail type types catch draw stack stacks stamp stamps visit visits fly flies watch watches charge charges "
    "jump jumps answer answers fight ring rings offer offers print prints sail lift last fold folds fill left hold "
    "lead price tip stay fall falls lay increase process used purchase purchases deposit deposits total study bike "
    "exercise row".split()
)


def last_clause(prose: str) -> tuple[str, str]:
    """The clause that a sentence works something out in, and where or when that is: `he serves`, `on Monday`."""
    prose = prose.rstrip(":,")
    pieces = [piece for piece in _SPLIT.split(prose) if piece.strip()]
    if not pieces or re.search(r"[,;] *$", prose):
        return "", ""
    clause, place = _without_lead(pieces[-1]), ""
    if len(pieces) > 1:
        is_list = prose[: prose.rindex(pieces[-1])].rstrip().endswith(", and")
        if is_list and _LISTED.fullmatch(pieces[-2].strip()):
            return "", ""  # the end of a list of those who act
        before = _without_lead(pieces[-2])
        if _PLACE.match(before) and len(before.split()) <= 6 and not mentions(before) and not has_verb(before):
            place = before[0].lower() + before[1:]
    return clause.strip(), place


def _without_lead(clause: str) -> str:
    while lead := _LEAD.match(clause):
        clause = clause[lead.end() :]
    return clause


def has_verb(text: str) -> bool:
    return any(word.lower() in FINITE and word.lower() not in _NOUNS for word in re.findall(WORD, text))


def is_sound_act(subject: str, verb: str) -> bool:
    """Whether a clause has one verb, which is known, and a subject without one."""
    words = [word for word in verb.split() if word not in _PARTICLES] or [""]
    last, before = words[-1], words[:-1]
    if last.endswith("ing"):
        if not before or before[-1] not in ("be", "is", "are", "was", "were", "been"):
            return False
    elif last not in FINITE and last not in PARTICIPLES and last not in ("left", "worth"):
        return False
    if "to" in before and last not in KNOWN:
        return False
    is_clause = re.search(r"\b(?:who|that|which|and|so|if|when|he|she|they)\b", subject.partition(" ")[2])
    return bool(re.fullmatch(_NAMED, subject)) or not (has_verb(subject) or is_clause)


def counted(behind: str) -> tuple[str, str] | None:
    """What a number counts, and what is said of it: `cars`, `a week`."""
    phrase = until_end(behind)
    words = phrase.split() if phrase else []
    for place, word in enumerate(words[:4]):
        low = word.lower()
        if low in _NO_NOUN and not (low in _QUALITIES and place == 0):
            return None
        if is_plural(low):
            end = _noun_end(words, place + 1)
            rest = " ".join(words[end:])
            return None if _OTHER_CLAUSE.search(rest) else (" ".join(words[:end]), rest)
    return None


def _noun_end(words: list[str], end: int) -> int:
    """Where a noun ends that goes up to a place by itself: bars of chocolate, years older than, fish sausages."""
    while end < len(words) and is_plural(words[end].lower()) and words[end].lower() not in _NO_NOUN:
        end += 1
    behind = words[end] if end < len(words) else ""
    if behind == "of":
        inside = _NO_NOUN - _OWNERS
        stop = next((at for at in range(end + 1, len(words)) if words[at].lower() in inside), len(words))
        return min(stop, end + 5) if stop > end + 1 else end
    is_compared = re.fullmatch(r"[a-z]+er", behind) and "than" in words[end:]
    return end + 1 if is_compared or behind in ("more", "less", "fewer") else end


def until_end(behind: str) -> str | None:
    """What stands before a clause ends; None where that ends in the middle of a list: on Saturday and Sunday."""
    cut = _END.search(behind)
    if cut is None:
        return behind.strip()
    if cut[0] in (",", "and", "or") and not _GOES_ON.match(behind, cut.end()) and behind[: cut.start()].strip():
        return None
    return behind[: cut.start()].strip()


def is_plural(word: str) -> bool:
    return word in _IRREGULAR or (word.endswith("s") and not word.endswith(("ss", "us", "'s", "is")) and len(word) > 3)


def amount(behind: str) -> str | None:
    """What is said of an amount of money: `for the rolls`."""
    rest = until_end(behind)
    if rest is None:
        return None
    rest = re.sub(r"^dollars?\b", "", rest).strip()
    if re.match(r"/|(?:of|more|less|worth|cheaper|extra|off|fewer|profit|change|discount)\b", rest):
        return None
    return None if _OTHER_CLAUSE.search(rest) else rest


def is_other_clause(text: str) -> bool:
    return _OTHER_CLAUSE.search(text) is not None


def small(phrase: str) -> str:
    """A subject as it stands within a sentence: names keep their capitals."""
    if re.match(rf"(?:{PRONOUN}|the|his|her|their|its|each|every|all|a|an|one|this|these)\b", phrase, re.IGNORECASE):
        return phrase[0].lower() + phrase[1:]
    return phrase
