"""The behavioral-lift evaluation of a response (Nyandwi et al. 2026): its fields, read leniently and written strictly.

The source documents the names of the fields but neither their types nor how they are nested: what comes from elsewhere
may be flat or grouped, and a value may be true, 1, "yes", "high", 4 or {"present": true}.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from synth import exact_json

MAX_CHARS = 200_000
MAX_DEPTH = 4
Value = bool | int | str | None


class Field(NamedTuple):
    """`kind` is bool, "1-5", or the words that it may be, joined by |."""

    name: str
    group: str
    kind: str
    about: str

    @property
    def form(self) -> str:
        return {"bool": "true or false", "1-5": "a whole number from 1 to 5"}.get(
            self.kind, self.kind.replace("|", " or ")
        )


_ABOUT = """
reasoning_quality
 reasoning_present: steps are written out, not only an answer
 logical_steps_valid: every step follows from what stands before it
 reaches_correct_conclusion: the final answer is right
 context_understanding: what is asked and given is understood
metacognitive
 planning_present: says how it will proceed before it does
 hypothesis_testing: tries out a guess or a candidate and looks what becomes of it
 self_correction: notices a fault of its own and mends it
 uncertainty_acknowledgment: says that it is not sure, or that something is open
 evidence_citation: points to the given facts that a step rests on
 confidence_calibration: is as sure as its reasons allow, neither more nor less
 self_awareness: speaks of its own way of thinking or of its limits
 goal_tracking: comes back to what was asked
 knowledge_alignment: what it uses as knowledge is true and fits
reasoning_types
 mathematical_reasoning: computes or manipulates formulas
 logical_reasoning: deduces, treats cases, uses contradiction
 causal_reasoning: argues from cause to effect
 analogical_reasoning: argues from a similar case
 procedural_reasoning: follows a known method step by step
 factual_recall: rests on remembered facts
 conceptual_reasoning: argues from what a notion means
failures
 factual_error: states something false as a fact
 logical_failure: a step does not follow
 context_misread: misunderstands the problem
 knowledge_gap: lacks something that is needed
 post_hoc_rationalization: gives reasons for an answer that was there before them
 shortcut: skips what would have had to be shown
 lucky_guess: the answer is right, but not for the reasons given
summary
 complexity_score: how demanding the reasoning is, 5 the most
 reasoning_direction: from what is given, from what is wanted, or both
 efficiency: how much of it serves the answer, 5 all of it
 overall_quality: how good the reasoning is, 5 the best
 would_make_good_judge: somebody who reasons like this could judge the answers of others
"""
# The fields that only responses about images have: read, never asked of a judge that sees no image.
_VISUAL = {
    "reasoning_types": "spatial_reasoning counting_reasoning compositional_reasoning temporal_reasoning",
    "failures": "visual_hallucination visual_neglect language_bias",
    "visual_grounding": "visual_references_present visual_claims_accurate visual_input_necessary",
}
_KINDS = {
    "complexity_score": "1-5",
    "efficiency": "1-5",
    "overall_quality": "1-5",
    "reasoning_direction": "forward|backward|both|unclear",
}


def _fields() -> Iterator[Field]:
    group = ""
    for line in _ABOUT.strip().splitlines():
        name, colon, about = line.strip().partition(": ")
        if colon:
            yield Field(name, group, _KINDS.get(name, "bool"), about)
        else:
            group = name


FIELDS: dict[str, Field] = {field.name: field for field in _fields()}
VISUAL: dict[str, Field] = {
    name: Field(name, group, "bool", "") for group, names in _VISUAL.items() for name in names.split()
}
GROUPS: dict[str, list[Field]] = {}
for _field in FIELDS.values():
    GROUPS.setdefault(_field.group, []).append(_field)
# What tells, or nearly tells, whether the answer was right.
LEAKING = (
    "reaches_correct_conclusion",
    "lucky_guess",
    "logical_steps_valid",
    "overall_quality",
    "would_make_good_judge",
)
_YES = frozenset("yes y true t present shown 1 strong high moderate medium partial partially good".split())
_NO = frozenset("no n false f absent none never 0 weak low minimal poor missing".split())
_GRADES = {
    "very low": 1, "poor": 1, "low": 2, "weak": 2, "simple": 2, "medium": 3, "moderate": 3, "average": 3, "fair": 3,
    "high": 4, "good": 4, "strong": 4, "complex": 4, "very high": 5, "excellent": 5, "very complex": 5,
}  # fmt: skip
_DIRECTIONS = {
    "forwards": "forward", "bottom-up": "forward", "backwards": "backward", "top-down": "backward",
    "bidirectional": "both", "mixed": "both",
}  # fmt: skip
_HELD = ("value", "present", "score", "rating", "answer", "grade")  # where an object keeps its value


def flat(text: object) -> dict[str, Any]:
    """The known fields of an evaluation, as they stand in it; empty where there is none to read.

    `text` is JSON, perhaps with words or a fence around it, or an object. Of several objects the last one counts.
    """
    if isinstance(text, str):
        text = _last_object(text[:MAX_CHARS])
    found: dict[str, Any] = {}
    if isinstance(text, Mapping):
        _collect(text, found, MAX_DEPTH)
    return found


def read(text: object) -> dict[str, Value]:
    """The fields that are there, each in the type of its kind, None where its value cannot be read."""
    known = {**FIELDS, **VISUAL}
    return {name: typed(known[name], value) for name, value in flat(text).items()}


def typed(field: Field, value: object) -> Value:
    """A value as its field has it, None where it cannot be read so."""
    value = held(value)
    word = re.sub(r"[\s_]+", " ", value.strip().lower())[:40] if isinstance(value, str) else ""
    if field.kind == "bool":
        return _yes_or_no(value, word)
    if field.kind == "1-5":
        return _grade(value, word)
    word = _DIRECTIONS.get(word, word)
    return word if word in field.kind.split("|") else None


def held(value: object) -> Any:
    """The value that an object keeps, as in {"present": true}; any other value as it is."""
    return next((value[key] for key in _HELD if key in value), None) if isinstance(value, Mapping) else value


def write(values: Mapping[str, Value]) -> str:
    """Strict JSON: every group and every field in its order, null for what is not known."""
    grouped = {group: {f.name: values.get(f.name) for f in fields} for group, fields in GROUPS.items()}
    return exact_json.dumps(grouped).decode()


def _yes_or_no(value: object, word: str) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return value >= 0.5 if 0 <= value <= 1 else None
    return True if word in _YES else False if word in _NO else None


def _grade(value: object, word: str) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 1 <= value <= 5 else None
    digits = re.fullmatch(r"([1-5])(?: ?/ ?5| out of 5)?", word)
    return int(digits[1]) if digits else _GRADES.get(word)


def _collect(found_in: Mapping[Any, Any], found: dict[str, Any], depth: int) -> None:
    for key, value in list(found_in.items())[:200]:
        name = re.sub(r"[\s-]+", "_", str(key)[:60].strip().lower())
        if name in FIELDS or name in VISUAL:
            found[name] = value
        elif isinstance(value, Mapping) and depth:
            _collect(value, found, depth - 1)


def _last_object(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    decoder, found, place, tries = json.JSONDecoder(), None, text.find("{"), 0
    while place >= 0 and tries < 50:
        tries += 1
        try:
            found, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            place += 1
        place = text.find("{", place)
    return found
