"""Forms of the verbs that everyday problems are asked and told with: base, third person, past, and back."""

from __future__ import annotations

_IRREGULAR = dict(
    pair.split("/")
    for pair in (
        "be/was have/had do/did make/made sell/sold buy/bought get/got give/gave take/took eat/ate drink/drank "
        "spend/spent pay/paid bring/brought keep/kept leave/left lose/lost win/won find/found hold/held lay/laid "
        "run/ran ride/rode drive/drove fly/flew swim/swam go/went come/came grow/grew know/knew see/saw read/read "
        "write/wrote catch/caught cut/cut put/put set/set send/sent lend/lent build/built sleep/slept throw/threw "
        "teach/taught think/thought begin/began stand/stood sit/sat wear/wore feed/fed draw/drew choose/chose "
        "break/broke tell/told cost/cost let/let spread/spread pick/picked show/showed meet/met mean/meant "
        "lie/lay sew/sewed weigh/weighed"
    ).split()
)
_REGULAR = (
    "fetch need want use bake pack fill earn save receive collect play score work walk travel cycle cover "
    "plant harvest add finish complete order owe own share carry move deliver produce knit paint clean wash "
    "cook serve store hand charge practice practise train lift jump skip push count consume contain burn "
    "remove download watch visit learn attend return remain last require bike hike climb type mow plan "
    "purchase obtain donate deposit withdraw invest raise call cross reach pass miss help hatch turn load "
    "unload open close start stop end answer solve print sail row pour mix water pull bottle wrap iron stitch "
    "gather record land park borrow shovel trim decorate assemble crochet juggle gain stay live look try "
    "study use manage yield bear seat lead bill"
).split()
PAST = _IRREGULAR | dict.fromkeys(_REGULAR, "")


def past(base: str) -> str:
    """`packed` of `pack`."""
    known = PAST.get(base, "")
    if known:
        return known
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ied"
    if base in ("plan", "stop", "skip", "trim", "wrap"):
        return f"{base}{base[-1]}ed"
    return f"{base}ed"


def third(base: str) -> str:
    """`packs` of `pack`."""
    if base in ("be", "have", "do", "go"):
        return {"be": "is", "have": "has", "do": "does", "go": "goes"}[base]
    if base.endswith(("s", "x", "ch", "sh", "o")):
        return f"{base}es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ies"
    return f"{base}s"


BASES = frozenset(PAST)
# What a sentence in the present says, to what it says of another world: `packs` and `pack` to `packed`.
PAST_OF = {form: past(base) for base in PAST for form in (base, third(base))} | {"is": "were", "are": "were"}

# Verbs of solutions that are mostly nouns, or rare: to know a verb by, not to ask with.
_RARE = dict(
    pair.split("/")
    for pair in (
        "avoid/avoided babysit/babysat become/became blink/blinked bounce/bounced chew/chewed "
        "contribute/contributed crawl/crawled dance/danced dig/dug drop/dropped edit/edited "
        "exercise/exercised extract/extracted fall/fell fight/fought fish/fished fit/fit fold/folded "
        "generate/generated graduate/graduated groom/groomed guess/guessed hide/hid hit/hit hop/hopped "
        "howl/howled increase/increased invite/invited jog/jogged knock/knocked mail/mailed "
        "meditate/meditated offer/offered peel/peeled perform/performed place/placed prepare/prepared "
        "process/processed publish/published rain/rained recycle/recycled rent/rented repair/repaired "
        "rescue/rescued rest/rested ring/rang rise/rose say/said sing/sang speak/spoke spray/sprayed "
        "sprint/sprinted stack/stacked stamp/stamped swap/swapped talk/talked tutor/tutored vacuum/vacuumed "
        "wait/waited"
    ).split()
)
_PARTICIPLES = dict(
    pair.split("/")
    for pair in (
        "be/been become/become come/come do/done draw/drawn drink/drunk drive/driven eat/eaten fall/fallen "
        "fly/flown give/given go/gone grow/grown hide/hidden know/known ride/ridden ring/rung rise/risen "
        "run/run see/seen sew/sewn sing/sung speak/spoken swim/swum take/taken throw/thrown wear/worn "
        "withdraw/withdrawn write/written"
    ).split()
)
KNOWN = BASES | frozenset(_RARE)
_PASTS = {base: _RARE.get(base) or past(base) for base in KNOWN}
PARTICIPLES = frozenset(_PARTICIPLES.get(base) or _PASTS[base] for base in KNOWN)
# A form to its base: `packs` and `packed` to `pack`. Bases that are pasts as well ("cut") stand in both.
BASE_OF_THIRD = {third(base): base for base in KNOWN}
BASE_OF_PAST = {form: base for base, form in _PASTS.items()}
FINITE = KNOWN | frozenset(BASE_OF_THIRD) | frozenset(BASE_OF_PAST)
