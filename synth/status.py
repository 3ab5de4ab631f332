"""Where a run stands, read from its folder without touching it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from synth.contents import Contents
from synth.errors import UsageError
from synth.folder import DERIVED, read_run
from synth.inside import check_links
from synth.intact import load_state
from synth.journal import load_json
from synth.replies import REPLIES, Spent, read_spent, told
from synth.tally import SPLITS, new_state


def read_status(out: str) -> dict[str, Any]:
    """Counts of a run's folder (JSON). Raises UsageError where there is no run."""
    folder = Path(out)
    check_links(folder)
    made = load_json(folder / "run.json") if (folder / "run.json").is_file() else None
    if isinstance(made, dict) and made.get("format") == DERIVED:
        return _derived(out, made)
    if made is None:
        raise UsageError(f"{out} holds no run: give the folder that synth run -o filled")
    made_by = read_run(folder) or made
    state = load_state(folder) or new_state()
    n = made_by["n"]
    spent = read_spent(folder / "journal" / REPLIES)
    strategies = {}
    for name in made_by["strategy"]:
        tally = state["strategies"].get(name, {"kept": {"train": 0, "test": 0}, "rejected": 0, "reasons": {}})
        kept = sum(tally["kept"].values())
        missing = max(0, n - kept) if n else None
        if n and made_by.get("test_n"):
            room = {"train": n, "test": made_by["test_n"]}
            missing = sum(max(0, room[split] - tally["kept"][split]) for split in room)
        strategies[name] = {**{key: tally[key] for key in ("kept", "rejected", "reasons")}, "missing": missing}
    return {
        "out": out,
        "task": made_by["task"],
        "teacher": made_by["request"]["teacher"],
        "n": n,
        "strategies": strategies,
        "counts": state["counts"],
        "next_index": state["next_index"],
        "dry": state["dry"],
        "packed": state.get("packed"),
        "spent": [role._asdict() for role in spent],
        "spent_usd": None if any(role.n_unpriced for role in spent) else sum(role.cost_usd for role in spent),
        "command": _here(str(made_by["command"]), str(made_by.get("out") or ""), out),
    }


def _here(command: str, was: str, out: str) -> str:
    """The command for the folder where it lies now: it may have been copied."""
    try:
        words = shlex.split(command)
    except ValueError:  # somebody else wrote it
        return command
    found = [out if before == "-o" else word for before, word in zip(["", *words], words, strict=False)]
    return shlex.join(found).replace(" '&&' ", " && ")


def _derived(out: str, made_by: dict[str, Any]) -> dict[str, Any]:
    """The same of a folder that a command made out of runs: there is nothing to go on with."""
    contents = Contents(out)
    rows = {name: {split: contents.n(name, split) for split in SPLITS} for name in contents.configs}
    return {"out": out, "made_by": made_by["made_by"], "configs": rows, "command": made_by["command"]}


def describe(status: dict[str, Any]) -> str:
    """The same for people."""
    if "made_by" in status:
        lines = [f"{status['out']}: made by synth {status['made_by']}, finished; made again by\n  {status['command']}"]
        rows = status["configs"].items()
        return "\n".join([*lines, *(f"  {name}: {n['train']:,} train, {n['test']:,} test" for name, n in rows)])
    asked = f"asked for {_n(status['n'])} rows a strategy"
    lines = [f"{status['out']}: {status['task']}, teacher {status['teacher']}, {asked}"]
    for name, found in status["strategies"].items():
        tokens = f" ({status['packed']['tokens'].get(name, 0):,} tokens)" if status["packed"] else ""
        rows = (
            f"{found['kept']['train']:,} train{tokens}, {found['kept']['test']:,} test, {found['rejected']:,} rejected"
        )
        lines.append(f"  {name}: {rows}")
        lines += [f"    {count:,} {reason}" for reason, count in found["reasons"].items()]
    counts = status["counts"]
    lines.append(
        f"  {counts['proposed']:,} problems proposed: {counts['duplicates']:,} duplicates, "
        f"{counts['excluded']:,} excluded, {counts['unproposed']:,} could not be made, "
        f"{sum(counts['refused'].values()):,} refused by the teacher"
    )
    lines += [f"    {count:,} {reason}" for reason, count in counts["refused"].items()]
    owed = counts["owed"]
    if owed:
        lines.append(f"  {sum(owed.values()):,} requests failed for good and are owed")
        lines += [f"    {count:,} {reason}" for reason, count in owed.items()]
    lines.append(f"  spent: {told([Spent(**role) for role in status['spent']]) or 'nothing, no model was asked'}")
    lines.append("  " + _next(status))
    return "\n".join(lines)


def _next(status: dict[str, Any]) -> str:
    missing = {name: found["missing"] for name, found in status["strategies"].items() if found["missing"]}
    if sum(status["counts"]["owed"].values()):
        return f"Running it again tries what is owed again:\n  {status['command']}"
    if (packed := status["packed"]) and set(packed["tokens"]) == set(packed["full"]):
        return "Done: running it again makes nothing new; a larger --token-budget adds rows."
    if status["dry"]:
        return "The space of problems is exhausted: running it again makes nothing new."
    if not missing and status["n"]:
        return "Done: running it again makes nothing new; a larger -n adds rows."
    what = ", ".join(f"{n:,} rows of {name}" for name, n in missing.items()) or "the rest of the seeds"
    return f"Running it again goes on at index {status['next_index']:,} and makes {what}:\n  {status['command']}"


def _n(n: int | None) -> str:
    return f"{n:,}" if n else "all the"
