"""Reads the scenario families: text files in which anyone can see, and add to, what problems are made of.

    family bakery
    item muffin/muffins | scone/scones
    open items
      - {who} bakes {a} trays of {item}, with {b} {item} on each.
      a 3-12 trays: number of trays
      b 6-24 {item}: number of {item} on a tray
      x = a * b {item}: number of {item} baked
    act items > money
      - {He} sells all of them for ${p} each.
      p $0.50-4.00 dollars: price of {a_item}
      x = x * p dollars: money from the sale
    ask money
      - How much money, in dollars, does {who} have now?
    aside
      - The oven is {y} years old.
      y 2-30 years: age of the oven

A line with `-` is one wording, a line with `=` a step, any other one a quantity that the text states: its name, what
it may be, its unit, and a noun phrase without an article. `x` is the quantity that the story is about.

Lines under a step or a quantity, all of which may be left out, say how a solution speaks of it:

      t = c % x {item}: number of {item} eaten
        told {He} eats {t} of them
        told of the {x} {item}, {t} are eaten
        short {item} eaten
        ask how many {item} {he} eats
        base x of the {item} that are still left
      x = x - t {item}: number of {item} left
        told that leaves {x} {item}
        told {He} eats {=t} {item}, so {x} are left
        falls {he} eats some of them
      ref the {item} that are left
      from {who} has {ref} and {b} more.

- `told`: a wording of the step, a clause without its full stop. The letter of the step stands for its equation, once;
  `{=t}` for that of an earlier step of the act, told along with it; any other letter for the value of a quantity that
  the act states or the step uses; `{x0}` for what x was before `x = x - t`. No other number.
- `short`: a noun phrase without an article, of six words at most; `ask`: the quantity as an indirect question.
- `rises`, `falls` and why: `x = x + t` rises and `x = x - t` falls by itself, unless the line `steady` is there.
- `base z WORDS`: what a share is of, where it may be taken for a share of another quantity.
- `part of z`, `rest of z`, `between a b c` (a mean), `inclusive WORDS` (the 1 that is forgotten, and why it counts).
- Under a quantity: `per NOUN`, what one of it is of; `short NOUNS`, what may stand behind its value.
- In an act: `ref`, how a following story points at x; `from`, a wording with {ref} in the place of one quantity.
"""

from __future__ import annotations

import re
from pathlib import Path

from synth.errors import UsageError

from .._programs.program import ARITHMETIC
from .added import ADDED, add
from .fitting import check
from .parts import Act, Family, Given, Made, wording
from .quantity import BadRule, parse_rule

_HEAD = re.compile(r"(open|act|ask|aside)(?: ([a-z]+)(?: > ([a-z]+))?)?")
_STEP = re.compile(r"([a-z]) = ([a-z0-9]+) ([-+*/%]) ([a-z0-9]+) ([^:]+): (.+)")


def read_families(folder: Path) -> list[Family]:
    """Every family of the .txt files in a folder, by name. Raises UsageError naming file and line."""
    found: dict[str, Family] = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} cannot be read: {error}") from None
        for family in parse(text, path.name):
            if family.name in found:
                raise UsageError(f"{path}: there are two families {family.name!r}")
            found[family.name] = family
    if not found:
        raise UsageError(f"{folder} holds no families: expected .txt files")
    return [found[name] for name in sorted(found)]


def parse(text: str, where: str = "families") -> list[Family]:
    """The families of a text. Raises UsageError for a line that says nothing."""
    found: list[Family] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            _take(line, found)
        except (BadRule, IndexError, ValueError) as why:
            raise UsageError(f"{where}, line {number}: {line.strip()!r}: {why}") from None
    check(found, text, where)
    return found


def _take(line: str, found: list[Family]) -> None:
    word, _, rest = line.strip().partition(" ")
    if line[0] == " ":
        _detail(line.strip(), found[-1].acts[-1])
    elif word == "family":
        found.append(Family(rest.strip()))
    elif head := _HEAD.fullmatch(line.strip()):
        before = head[2] or ""
        found[-1].acts.append(Act(head[1], before, head[3] or before))
    elif rest and word.isidentifier() and not found[-1].acts:
        pairs = [entry.strip().partition("/") for entry in rest.split("|")]
        found[-1].words[word] = [(one.strip(), many.strip() or one.strip()) for one, _, many in pairs]
        if not all(one for one, _ in found[-1].words[word]):
            raise ValueError("a value is empty")
    else:
        raise ValueError("expected family, a word and its values, then open, act, ask or aside")


def _detail(line: str, act: Act) -> None:
    if line.startswith("- "):
        act.wordings.append(wording(line[2:].strip()))
    elif step := _STEP.fullmatch(line):
        name, left, op, right, unit, about = step.groups()
        act.made.append(Made(name, op, (left, right), wording(unit.strip()), wording(about.strip())))
        act.in_turn.append("step")
    elif added := ADDED.fullmatch(line):
        add(added[1], (added[2] or "").strip(), act)
    elif " = " in line:
        raise ValueError(f"a step is NAME = A OP B UNIT: ABOUT, with OP one of {' '.join(ARITHMETIC)}")
    else:
        head, colon, about = line.partition(":")
        name, _, rule = head.partition(" ")
        if not colon or len(name) != 1:
            raise ValueError("a quantity is NAME RULE UNIT: ABOUT, its name one letter")
        parsed, unit = parse_rule(rule.strip())
        act.given.append(Given(name, parsed, wording(unit), wording(about.strip())))
        act.in_turn.append("quantity")
