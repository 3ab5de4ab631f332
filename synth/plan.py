"""A request made definite: its strategies, its recipe, and what identifies it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from synth import __version__, fingerprint
from synth.chunk import Recipe
from synth.closure import closure
from synth.engine import Engine
from synth.errors import Reject, UsageError
from synth.feed import Costs
from synth.fill import NO_REFERENCE, Fill
from synth.folder import FORMAT, clear_rows, n_kept
from synth.journal import Hashes
from synth.options import options_json
from synth.packing import Packing
from synth.request import USUAL_N, Run, command
from synth.seeds import Seeds
from synth.sources import N_TRIED, excluded_identities, read_seeds
from synth.strategy import parse
from synth.task import Task
from synth.teacher import Teacher
from synth.teacher.retelling import TEMPLATE as RETELL_TEMPLATE
from synth.tokens import token_counter

MAX_CHUNK, CHUNK_REQUESTS = 32, 64
Say = Callable[[str], None]


class Plan:
    """A request made definite: every strategy of the folder, the recipe, the fingerprints."""

    def __init__(
        self,
        request: Run,
        task: Task,
        strategies: list[str],
        before: dict[str, Any] | None,
        out: Path,
        asked: dict[str, Any],
        teacher: Teacher,
    ) -> None:
        self.request = request
        self.task = task
        known = list(before["strategy"]) if before else []
        self.all_strategies = known + [name for name in strategies if name not in known]
        self.n = request.n if request.n or request.seeds else USUAL_N
        # A smaller n takes nothing away: what is told of the folder holds for all the rows that are there.
        there = n_kept(out, self.all_strategies) if before and not request.test_n else 0
        self.n_told = max(self.n, there) if self.n else None
        # What the folder was asked for, call by call: a strategy that came later lacks what its teacher refuses, one
        # that came at once takes it from the others, too.
        self.grown: list[dict[str, Any]] = list(before.get("grown", [])) if before else []
        if (asked_now := {"strategy": self.all_strategies, "n": self.n_told}) not in self.grown[-1:]:
            self.grown.append(asked_now)
        self.excluded: Hashes = excluded_identities(task, request.exclude, request.columns)
        self.templates = _template_folders(request, task)
        arrow, seeds_hash = None, None
        if request.seeds:
            if not task.takes_seeds:
                raise UsageError(f"the task {task.name} takes no --seeds")
            arrow = out / "journal" / "seeds.arrow"
            seeds_hash = read_seeds(arrow, task, request.seeds, request.columns, request.overwrite)
        elif task.arity:
            raise UsageError(f"the task {task.name} makes its problems out of others: give --seeds SOURCE")
        recipe = Recipe(
            task=str(Path(request.task).resolve()) if request.task.endswith(".py") else request.task,
            options=options_json(task),
            seed=request.seed,
            selection=request.selection,
            samples=request.samples,
            test_fraction=request.test_fraction,
            tokenizer=request.tokenizer,
            templates=self.templates,
            seeds=str(arrow) if arrow else None,
            fingerprint="",
        )
        engine = Engine(recipe, np.empty(0, np.uint64), teacher)
        chosen = [parse(name) for name in self.all_strategies]
        self.matched = {
            "task": task.name,
            "options": options_json(task),
            "seed": request.seed,
            "seeds": seeds_hash,
            "teacher": teacher.name,
            **asked,
            "test_fraction": request.test_fraction,
            "tokenizer": request.tokenizer,
            **({"slips": True} if teacher.is_proved and request.keep == "incorrect" else {}),
            "shard_rows": request.shard_rows,
        }
        self.prompts = {name: fingerprint.of(text) for name, text in engine.prompts.sources(chosen, task.answer_format)}
        if request.retell:
            self.prompts["retell"] = fingerprint.of(engine.prompts.source(RETELL_TEMPLATE))
        self.judging = {
            "version": __version__,
            "task_sources": closure(task),
            **{name: version(name) for name in task.packages},
            "selection": {"samples": request.samples, **_selection(request)},
            **({"token_budget": request.token_budget} if request.token_budget else {}),
            **({"retell": {"tries": request.retell_tries, "or": request.retell_or}} if request.retell else {}),
            "excluded": fingerprint.of(self.excluded.tobytes().hex()),
            # What one split has no more room for is left out, so a larger n is no continuation.
            **({"rows": {"train": self.n, "test": request.test_n}} if request.test_n else {}),
        }
        self.recipe = Recipe(**{**vars(recipe), "fingerprint": fingerprint.of(self.matched)})

    def compare(self, before: dict[str, Any], say: Say) -> None:
        """Refuses a folder that another request filled; prepares to judge again what was judged otherwise."""
        prompts = {name: was for name, was in before["request"]["prompts"].items() if name in self.prompts}
        now = {**self.matched, "prompts": {name: self.prompts[name] for name in prompts}}
        found = fingerprint.differences({**before["request"], "prompts": prompts}, now)
        if found:
            share = before["request"].get("test_fraction")
            kept = f"--test-fraction {share} in place of --test-n keeps its shares.\n" if self.request.test_n else ""
            raise UsageError(
                f"{self.request.folder} was filled by another request:\n  " + "\n  ".join(found) + f"\n{kept}"
                "Give the same options, choose another folder with -o, or start again with --overwrite."
            )
        changed = fingerprint.differences(before["judging"], self.judging)
        if changed:
            say("rows are made and judged again from the first one, since this changed:\n  " + "\n  ".join(changed))
            self.start_again()

    def start_again(self) -> None:
        """Deletes the rows, which are made from the first one again: all strategies at once."""
        clear_rows(self.request.folder)
        self.n_told = self.n
        self.grown = [{"strategy": self.all_strategies, "n": self.n}]

    def costs(self, is_waited_for: bool) -> Costs | None:
        """How carefully problems are tried: not at all where they cost nothing."""
        if not is_waited_for:
            return None
        request, expected = self.request, self.request.samples if self.request.select == "all" else 1
        size = max(1, min(MAX_CHUNK, CHUNK_REQUESTS // (request.samples * len(self.all_strategies))))
        return Costs(self._most_problems(), expected, size)

    def fill(self, is_waited_for: bool, budget: int | None = None) -> Fill:
        """The pass over the indices; `budget` is what the smallest set came to, where that is known."""
        request, packing = self.request, None
        if self.task.sets:
            most = request.token_budget if budget is None else budget
            packing = Packing(self.task.sets, most, token_counter(request.tokenizer))
        costs = self.costs(is_waited_for)
        fill = Fill(request.folder, self.all_strategies, self.n, request.shard_rows, costs, packing, request.test_n)
        if request.require_behaviors or request.require_steps or costs is not None:
            fill.most_problems = self._most_problems()
        return fill

    def _most_problems(self) -> int | None:
        """How many problems are tried at most, None for no bound: rows that others judge may all be turned down."""
        request = self.request
        return ceil((self.n + (request.test_n or 0)) * request.max_attempts) if self.n else None

    def json(self) -> dict[str, Any]:
        """What run.json holds: the request as `--config` reads it, and the two fingerprints."""
        request = self.request
        return {
            "format": FORMAT,
            "task": request.task,
            "options": options_json(self.task),
            **request.settings(),
            "strategy": self.all_strategies,
            "n": self.n_told,
            "grown": self.grown,
            "command": self.command(),
            "request": {**self.matched, "prompts": self.prompts},
            "judging": self.judging,
            "fingerprints": {
                "request": fingerprint.of({**self.matched, "prompts": self.prompts}),
                "judging": fingerprint.of(self.judging),
            },
        }

    def command(self) -> str:
        """The command that makes the folder again: one call after the other where strategies came later."""
        usual, options = options_json(type(self.task)()), options_json(self.task)
        last = {tuple(step["strategy"]): step["n"] for step in self.grown}  # a larger n gives what one call gives
        calls = [((), self.n_told)] if self.task.sets else last.items()
        return " && ".join(command(self.request, list(names), n, options, usual) for names, n in calls)


def say_what_is_read(plan: Plan, say: Say) -> None:
    """Says which columns of the seeds are taken for what.

    Raises UsageError where none of the first seeds has a reference, and rows are to be kept that are verified.
    """
    request, task = plan.request, plan.task
    if plan.recipe.seeds is None or task.arity:
        return
    seeds = Seeds(Path(plan.recipe.seeds))
    stated: list[bool] = []
    for place in range(min(N_TRIED, len(seeds))):
        with suppress(Reject):
            row = seeds[place]
            problem = task.from_seed(row)
            if not stated and (found := task.reads(row)):
                say(f"--seeds {request.seeds}: " + ", ".join(f"{what} from {name}" for what, name in found.items()))
            stated.append(task.has_reference(problem))
    if stated and not any(stated) and request.keep == "verified":
        raise UsageError(f"--seeds {request.seeds}: {NO_REFERENCE}")


def _selection(request: Run) -> dict[str, Any]:
    """How rows are chosen. What came later is left out where it is not used: folders of older versions lack it."""
    found = vars(request.selection)
    return {name: value for name, value in found.items() if name != "require_reasoning" or value}


def _template_folders(request: Run, task: Task) -> tuple[str, ...]:
    """The user's templates first, then those that lie beside a task file of the user's own."""
    folders = [request.templates] if request.templates else []
    if request.task.endswith(".py") and (beside := Path(request.task).resolve().parent / "templates").is_dir():
        folders.append(str(beside))
    return tuple(folders)
