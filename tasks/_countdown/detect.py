"""Finds the four reasoning behaviours in a text that anybody may have written about a problem.

Words alone mislead ("back" may be a return or a step backwards), and so do numbers alone. So cues and sums are read
in their order: a cue says what is meant, the numbers at hand say whether a sum goes on, goes back or starts from the
target. These are rules: what a text only implies they miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from synth.task import BEHAVIORS, Behavior

from .cues import CUES, NUM

MAX_CHARS = 100_000
# What it is, the text of a sum's left side or the number that a cue names, a sum's numbers, its result, and where it
# begins and ends in the marked text.
_Event = tuple[str, str, list[str], str, int, int]
_Rule = tuple[str, "re.Pattern[str]"]
_RULES: dict[str, list[_Rule]] = {}
for _kind, _words, _rest in CUES:
    for _word in _words.split():
        _RULES.setdefault(_word, []).append((_kind, re.compile(_rest)))
# Whether any rule of a word fits: for most of the places where it stands, one look tells that none does.
_ANY = {word: re.compile("|".join(rest.pattern for _, rest in rules)).match for word, rules in _RULES.items()}
_TOKEN = re.compile(r"[a-z]+|[(TNM][TNM0-9_()+*/= -]*|[.!?\n✓✔✅❌✗≠<>]")
NUMBERS = re.compile(r"([0-9]+(?:\.[0-9]+)?)")
_OPERAND = re.compile(NUM)
_QUOTED = re.compile(r'(?<![\w"])"[^"\n0-9]{1,200}"(?!\w)|“[^”\n0-9]{1,200}”')
_ENDS = frozenset(".!?\n")
_OPERATOR = re.compile(r"[-+*/]")
_SIMPLE = re.compile(rf"({NUM}) ?([-+*/]) ?({NUM}) ?= ?({NUM}) ?")
_BEFORE = re.compile(r"^.*[0-9_T] +(?=[TNM(])")  # "with 8 67 - 8 = 59": a number that ends what stands before
_MAKES = re.compile(rf"(?:-?{NUM})?")
_RESULT = re.compile(
    r" ?,? ?(?:which |that |this )?(?:is|equals|gives|makes|leaves|yields|would be|results in)(?: us| me)?"
    rf" (?:[a-z]+ )?({NUM})\b(?! ?[-+*/])"
)
_TAKEN_APART = re.compile(rf"(?:is|equals|means) ({NUM} ?[-+*/] ?{NUM})(?! ?[-+*/()])")
GAPS = {"x": "*", "times": "*", "multiplied by": "*", "plus": "+", "minus": "-", "divided by": "/", "over": "/"}
PLAIN = (
    ("×", "*"), ("·", "*"), ("÷", "/"), ("−", "-"), ("–", "-"), ("\\times", "*"), ("\\cdot", "*"), ("\\div", "/"),
    ("≈", "="), ("\\approx", "="), ("!=", "≠"), ("\\neq", "≠"),
    ("\\(", ""), ("\\)", ""), ("$", ""), ("**", ""), ("’", "'"), ("let's", "let us"), ("can't", "cannot"),
    ("n't", " not"), ("'s", " is"), ("'ll", " will"), ("'d", " would"), ("cannot", "can not"),
)  # fmt: skip


def detect(text: str, numbers: Sequence[int], target: int) -> dict[Behavior, int]:
    """How often the reasoning in `text` shows each behaviour. Never raises; the time grows with the text's length."""
    start, end = reasoning(text)
    counts: dict[Behavior, int] = dict.fromkeys(BEHAVIORS, 0)
    for behavior, _, _ in shown(*marked(text[start:end], numbers, target)):
        counts[behavior] += 1
    return counts


def shown(text: str, given: list[str]) -> list[tuple[Behavior, int, int]]:
    """What a marked text shows, and the words or the sum that show it: where they begin and end in the marked text."""
    found: list[tuple[Behavior, int, int]] = []
    path = _Path(given)
    tried = returned = failed = told = False
    aimed, since, checked = "", True, -2
    for place, sentence in enumerate(_sentences(text)):
        kinds = {event[0]: event for event in reversed(sentence)}
        listing, starts = False, None
        for event in sentence:
            kind, named, operands, result, start, end = event
            if kind == "sum":
                how = path.follow(named, operands, result)
                if listing and how == "back":
                    # A list of what the numbers can make is one look round, not a return for each of them.
                    how = "on"
                if how == "backward":
                    starts, tried = starts or event, True
                elif how == "gap":
                    tried = True
                elif how != "again":
                    if not returned and (failed or how == "back"):
                        found.append(("backtrack", start, end))
                    tried, returned, failed, aimed = True, False, False, ""
                listing = since = True
            elif kind == "leave":
                if tried and not returned:
                    found.append(("backtrack", start, end))
                returned, failed = tried, False
            elif kind == "act":
                tried = since = True
            elif kind == "fail":
                failed = tried and not returned
            elif kind == "seek":
                # A goal that is named as one, though a step backwards may have asked for it just before.
                if named != aimed:
                    found.append(("subgoal", start, end))
                aimed = named
            elif kind == "aim" and "back" not in kinds and starts is None:
                # The number that a step backwards asks for is no new goal.
                if named != aimed and named not in path.needed:
                    found.append(("subgoal", start, end))
                aimed = named
            listing = kind == "sum"
        back = kinds.get("back") or (None if told else starts)
        if back:
            found.append(("backward", *back[4:]))
        told = "back" in kinds and starts is None
        check = kinds.get("check") or (kinds.get("compare") if tried and not kinds.keys() & {"aim", "back"} else None)
        if check:
            if since or place - checked > 1:
                found.append(("verify", *check[4:]))
            since, checked = False, place
    return found


class _Path:
    """What is at hand after each step of the path that is being followed, the given numbers first."""

    def __init__(self, given: list[str]) -> None:
        self.states: list[tuple[list[str], str, str]] = [(given, "", "")]
        self.needed = {"T"}
        self.stray = ""

    def follow(self, left: str, operands: list[str], result: str) -> str:
        """How a sum stands to the path: again, on, back, backward (from the target) or gap (to it)."""
        made = {state[2] for state in self.states[1:]}
        if any(left == text for _, text, _ in self.states):
            return "again"
        if left[0] == "=" and "T" not in made and len(operands) < len(self.states[0][0]):
            # "36 = 4 * 9": the target taken apart.
            self.needed.update(operand for operand in operands if operand[0] == "M")
            return "backward"
        done = self.states[-1][0] == ["T"]
        for given_up, (at_hand, _, _) in enumerate(reversed(self.states)):
            # Once the target is made, what follows tells it again; so does a sum without a result.
            if given_up and (done or (result or "T") in made):
                return "again"
            over = _without(at_hand, operands)
            if over is not None:
                del self.states[len(self.states) - given_up :]
                self.states.append(([*over, result] if result else over, left, result))
                strayed, self.stray = self.stray, ""
                return "back" if strayed or given_up else "on"
        if operands[0][0] == "M" and operands[0] not in self.needed and "T" in operands:
            if result[:1] == "M":  # what is missing may be what is looked for from here on
                self.needed.add(result)
            return "gap"
        if result and not self.needed.isdisjoint(operands):
            self.needed.add(result)
            return "backward"
        # A sum with a number that is not there follows a path of its own for as long as its results are used.
        on = not self.stray or self.stray in operands
        if result != "T" and any(operand[0] == "N" for operand in operands):
            self.stray = result
        return "on" if on else "back"


def _without(numbers: list[str], used: list[str]) -> list[str] | None:
    """The numbers less those used; None where one is not there."""
    if len(used) > len(numbers):
        return None
    over = list(numbers)
    for number in used:
        if number not in over:
            return None
        over.remove(number)
    return over


def reasoning(text: str) -> tuple[int, int]:
    """Where the think part begins and ends, or all the text where there is none; without the answer either way."""
    start = text.find("<think>", 0, MAX_CHARS)
    start = start + len("<think>") if 0 <= start < min(len(text), MAX_CHARS) - len("<think>") else 0
    end = text.find("</think>", start, MAX_CHARS)
    end = end if end >= 0 else min(len(text), MAX_CHARS)
    answer = text.rfind("<answer>", start, end)
    return start, answer if answer > start else end


def without_quotations(text: str) -> str:
    """The text with blanks for words in quotation marks; what quotes a number is the author's own sum."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), text) if '"' in text or "“" in text else text


def marked(text: str, numbers: Sequence[int], target: int) -> tuple[str, list[str]]:
    """The text in lower case with every number marked by its kind, and the given numbers in the same marks."""
    marks = marks_of(numbers, target)
    plain = without_quotations(text).lower()
    for old, new in PLAIN:
        plain = plain.replace(old, new)
    parts = NUMBERS.split(plain)
    parts[1::2] = [marks.get(part) or other_mark(part) for part in parts[1::2]]
    parts[2:-1:2] = [GAPS.get(part.strip(), part) for part in parts[2:-1:2]]
    return "".join(parts), [marks[str(number)] for number in numbers]


def marks_of(numbers: Sequence[int], target: int) -> dict[str, str]:
    return {str(number): f"N{number}" for number in numbers} | {str(target): "T"}


def other_mark(number: str) -> str:
    return "M" + number.replace(".", "_")


def _sentences(text: str) -> Iterator[list[_Event]]:
    """The cues and sums of each sentence, in their order."""
    sentence: list[_Event] = []
    trial = False
    rules_of, fits = _RULES.get, _ANY
    for token in _TOKEN.finditer(text):
        word, place = token[0], token.end()
        rules = rules_of(word)
        if rules is None:
            first = word[0]
            if first in _ENDS:
                if sentence:
                    yield sentence
                sentence, trial = [], False
            if first not in "(TNM":
                continue
            if _OPERATOR.search(word):
                told = None if "=" in word else _RESULT.match(text, place)
                total = _sum(f"{word}={told[1]}" if told else word)
                if total:
                    # Without a result it is a new path where it is tried, else only written out.
                    ended = told.end() if told else place
                    sentence.append(("sum" if total[2] or trial else "act", *total, token.start(), ended))
                    continue
            elif word == "T " and (apart := _TAKEN_APART.match(text, place)) and (total := _sum(f"T={apart[1]}")):
                sentence.append(("sum", *total, token.start(), apart.end()))
            word, place = f"{first}*", token.start()
            rules = rules_of(word)
        if rules is None or fits[word](text, place) is None:
            continue
        for kind, rest in rules:
            found = rest.match(text, place)
            if found and kind == "try":
                trial = True
            elif found:
                named = next(filter(None, found.groups()), "a hint") if kind in ("aim", "seek") else ""
                sentence.append((kind, named, [], "", token.start(), found.end()))
    yield sentence


def _sum(words: str) -> tuple[str, list[str], str] | None:
    """The left side of a sum, its numbers and its result, which may be missing; None where the text is not one sum."""
    simple = _SIMPLE.fullmatch(words)
    if simple:
        a, sign, b, made = simple.groups()
        return a + sign + b, [a, b], made
    sides = words.split("=")
    sides[0] = _BEFORE.sub("", sides[0], count=1)
    operands = _OPERAND.findall(sides[0])
    if len(sides) == 2 and len(operands) == 1:
        sides.reverse()
        operands = _OPERAND.findall(sides[0])
        if sides[1].strip() == "T":
            sides[0] = f"={sides[0]}"
    if len(operands) < 2:
        return None
    left = sides[0].replace(" ", "").strip("+*/-")
    head, bracket, tail = left.partition(")")
    if bracket and "(" not in head:
        # The number of a list: "2) 5 + 3".
        left, operands = tail, operands[1:]
    result = sides[-1].strip(" ()+*/") if len(sides) > 1 else ""
    if len(operands) < 2 or not _OPERATOR.search(left) or not _MAKES.fullmatch(result):
        return None
    return left, operands, result
