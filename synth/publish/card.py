"""The card on the Hub: what synth wrote is written anew, what others wrote stays.

The text: synth's section stands between two marks; everything outside of them stays. A card without marks stays whole,
and the section is added below it. The front matter: a key that synth does not write stays. A value of synth's that
somebody changed stays as it was changed; one that nobody touched follows the run. The first mark remembers what synth
wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import yaml

from synth import exact_json
from synth.errors import UsageError

BEGIN, END = "<!-- synth:begin", "<!-- synth:end -->"
ABOUT = "synth push writes this part anew; write above it or below synth:end"
PLACEHOLDER = "PATH/OR/REPOSITORY"
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Card:
    """A card in its parts: `front` as values and as text, what stands around synth's section, what synth wrote last."""

    front: dict[str, Any]
    front_text: str
    before: str
    section: str | None
    after: str
    written: dict[str, Any]


def read_card(text: str) -> Card:
    """Takes a card apart. Raises UsageError where its front matter is not YAML."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    found = _FRONT.match(text)
    front_text = (found[1] or "") if found else ""
    body = text[found.end() :] if found else text
    try:
        front = yaml.safe_load(front_text) or {}
    except yaml.YAMLError as error:
        raise UsageError(f"the card's front matter is not YAML: {error}. Mend it there, then push again.") from None
    if not isinstance(front, dict):
        raise UsageError("the card's front matter is not a list of keys and values. Mend it there, then push again.")
    start, stop = body.find(BEGIN), body.rfind(END)
    if start < 0 or stop < start:
        return Card(front, front_text, body, None, "", {})
    mark, _, section = body[start:stop].partition("-->")
    return Card(front, front_text, body[:start], section, body[stop + len(END) :], _remembered(mark))


def merged(ours: str, theirs: str | None, repo: str, absent: Sequence[str] = ()) -> str:
    """The card to push: the folder's card, merged into what is there. `absent` are folders that stay at home."""
    mine, old = read_card(ours), read_card(theirs or "")
    front = _merged_front(mine.front, old.front, old.written)
    section = (mine.section if mine.section is not None else mine.before).strip().replace(PLACEHOLDER, repo)
    if absent:
        section += f"\n\nNot in this repository: {', '.join(f'`{name}/`' for name in absent)}."
    before, after = old.before, old.after
    if old.section is None and before.strip():
        before = before.rstrip() + "\n\n"
    same = theirs is not None and front == old.front
    written = {key: value for key, value in mine.front.items() if key != "configs"}
    return (
        f"---\n{old.front_text if same else yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n"
        + (before or "\n")
        + f"{_mark(written)}\n\n{section}\n\n{END}"
        + (after or "\n")
    )


def kept_by_others(ours: str, theirs: str) -> dict[str, Any]:
    """The values of the front matter that stay as somebody set them, where the run says another."""
    mine, old = read_card(ours), read_card(theirs)
    front = _merged_front(mine.front, old.front, old.written)
    return {
        key: front.get(key) for key, value in mine.front.items() if isinstance(value, str) and front.get(key) != value
    }


def _mark(written: dict[str, Any]) -> str:
    packed = exact_json.dumps(written).decode().replace("--", "-\\u002d")  # a comment must not end early
    return f"{BEGIN}: {ABOUT} {packed} -->"


def _remembered(mark: str) -> dict[str, Any]:
    try:
        found = exact_json.loads(mark[mark.index("{") :])
    except (ValueError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _merged_front(ours: dict[str, Any], theirs: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    front = dict(theirs)
    for key, value in ours.items():
        if key == "configs":
            front[key] = _merged_configs(value, theirs.get(key))
        elif key not in theirs:
            if key not in written:  # nobody took it out
                front[key] = value
        elif isinstance(value, list) and isinstance(theirs[key], list):
            was = written.get(key, [])
            stays = [item for item in theirs[key] if item in value or item not in was]
            front[key] = stays + [item for item in value if item not in stays and item not in was]
        elif theirs[key] == written.get(key):
            front[key] = value
    return _without_stale(front, {config["config_name"] for config in ours.get("configs", [])})


def _merged_configs(ours: list[dict[str, Any]], theirs: Any) -> list[dict[str, Any]]:
    """Theirs in their order, those of the run brought up to date, new ones behind; the default stays the default."""
    there = [config for config in theirs if isinstance(config, dict)] if isinstance(theirs, list) else []
    if any(config.get("default") for config in there):
        ours = [{key: value for key, value in config.items() if key != "default"} for config in ours]
    mine = {config["config_name"]: config for config in ours}
    found = [{**config, **mine.pop(config.get("config_name"), {})} for config in there]
    return found + list(mine.values())


def _without_stale(front: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Without the sizes that `datasets` once wrote down for a configuration of the run: they would no longer hold."""
    known = front.get("dataset_info")
    if isinstance(known, list):
        front["dataset_info"] = [
            info for info in known if not (isinstance(info, dict) and info.get("config_name") in names)
        ]
        if not front["dataset_info"]:
            del front["dataset_info"]
    return front
