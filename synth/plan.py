"""A request for a run, checked and made definite: its strategies, its recipe, and what identifies it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np

from synth import __version__, fingerprint
from synth.engine import Engine, Keep, Recipe
from synth.errors import UsageError
from synth.folder import FORMAT, clear_rows
from synth.journal import Hashes
from synth.seeds import excluded_identities, read_into
from synth.strategy import parse
from synth.task import Task, options_json

Say = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """One request: what to make, how many, and where. The fields are the keywords of `synth.run`."""

    task: str
    options: dict[str, Any] = field(default_factory=dict)
    preset: str | None = None
    strategy: tuple[str, ...] = ()
    n: int | None = None
    out: str | None = None
    seed: int = 0
    keep: Keep = "verified"
    seeds: str | None = None
    exclude: tuple[str, ...] = ()
    test_fraction: float = 0.0
    tokenizer: str = "words"
    workers: int = 1
    shard_rows: int = 10_000
    templates: str | None = None
    license: str = "apache-2.0"
    overwrite: bool = False

    def __post_init__(self) -> None:
        if self.n is not None and self.n < 1:
            raise UsageError(f"-n {self.n}: give a number from 1 up")
        if self.workers < 1 or self.shard_rows < 1:
            raise UsageError("--workers and --shard-rows take numbers from 1 up")
        if not 0 <= self.test_fraction < 1:
            raise UsageError(f"--test-fraction {self.test_fraction}: give a number from 0 to below 1")
        if self.keep not in get_args(Keep):
            raise UsageError(f"--keep {self.keep!r}: give one of {', '.join(get_args(Keep))}")
        if not -(2**63) <= self.seed < 2**63:
            raise UsageError(f"--seed {self.seed}: give a number of at most 63 bits")

    @property
    def folder(self) -> Path:
        return Path(self.out) if self.out else Path("out") / Path(self.task).stem


class Plan:
    """A request made definite: every strategy of the folder, the recipe, the fingerprints."""

    def __init__(
        self, request: Run, task: Task, strategies: list[str], before: dict[str, Any] | None, out: Path
    ) -> None:
        self.request = request
        self.task = task
        known = list(before["strategy"]) if before else []
        self.all_strategies = known + [name for name in strategies if name not in known]
        self.n = request.n if request.n or request.seeds else 1000
        self.excluded: Hashes = excluded_identities(task, map(Path, request.exclude))
        self.templates = _template_folders(request, task)
        arrow, seeds_hash = None, None
        if request.seeds:
            if not task.takes_seeds:
                raise UsageError(f"the task {task.name} takes no --seeds")
            arrow = out / "journal" / "seeds.arrow"
            seeds_hash = read_into(arrow, Path(request.seeds))
        recipe = Recipe(
            task=str(Path(request.task).resolve()) if request.task.endswith(".py") else request.task,
            options=options_json(task),
            seed=request.seed,
            keep=request.keep,
            test_fraction=request.test_fraction,
            tokenizer=request.tokenizer,
            templates=self.templates,
            seeds=str(arrow) if arrow else None,
            fingerprint="",
        )
        engine = Engine(recipe, np.empty(0, np.uint64))
        chosen = [parse(name) for name in self.all_strategies]
        self.matched = {
            "task": task.name,
            "options": options_json(task),
            "seed": request.seed,
            "seeds": seeds_hash,
            "teacher": engine.teacher.name,
            "test_fraction": request.test_fraction,
            "tokenizer": request.tokenizer,
            "shard_rows": request.shard_rows,
        }
        self.prompts = {name: fingerprint.of(text) for name, text in engine.prompts.sources(chosen, task.answer_format)}
        self.judging = {
            "version": __version__,
            "task_sources": fingerprint.task_sources(task),
            "keep": request.keep,
            "excluded": fingerprint.of(self.excluded.tobytes().hex()),
        }
        self.recipe = Recipe(**{**vars(recipe), "fingerprint": fingerprint.of(self.matched)})

    def compare(self, before: dict[str, Any], say: Say) -> None:
        """Refuses a folder that another request filled; prepares to judge again what was judged otherwise."""
        prompts = {name: was for name, was in before["request"]["prompts"].items() if name in self.prompts}
        now = {**self.matched, "prompts": {name: self.prompts[name] for name in prompts}}
        found = fingerprint.differences({**before["request"], "prompts": prompts}, now)
        if found:
            raise UsageError(
                f"{self.request.folder} was filled by another request:\n  " + "\n  ".join(found) + "\n"
                "Give the same options, choose another folder with -o, or start again with --overwrite."
            )
        changed = fingerprint.differences(before["judging"], self.judging)
        if changed:
            say("rows are made and judged again from the first one, since this changed:\n  " + "\n  ".join(changed))
            clear_rows(self.request.folder)

    def json(self) -> dict[str, Any]:
        """What run.json holds: the request as `--config` reads it, and the two fingerprints."""
        request = self.request
        return {
            "format": FORMAT,
            "task": request.task,
            "options": options_json(self.task),
            "strategy": self.all_strategies,
            "n": self.n,
            "seed": request.seed,
            "keep": request.keep,
            "seeds": request.seeds,
            "exclude": list(request.exclude),
            "test_fraction": request.test_fraction,
            "tokenizer": request.tokenizer,
            "workers": request.workers,
            "shard_rows": request.shard_rows,
            "templates": request.templates,
            "license": request.license,
            "command": self.command(),
            "request": {**self.matched, "prompts": self.prompts},
            "judging": self.judging,
            "fingerprints": {
                "request": fingerprint.of({**self.matched, "prompts": self.prompts}),
                "judging": fingerprint.of(self.judging),
            },
        }

    def command(self) -> str:
        """The command that makes the folder again."""
        request, plain = self.request, Run("")
        words = ["synth", "run", request.task]
        for name in self.all_strategies:
            words += ["--strategy", name]
        words += ["-n", str(self.n)] if self.n else []
        words += ["-o", str(request.folder)]
        for flag in ("seed", "keep", "seeds", "test_fraction", "tokenizer", "shard_rows", "templates", "license"):
            if (value := getattr(request, flag)) != getattr(plain, flag):
                words += ["--" + flag.replace("_", "-"), str(value)]
        for source in request.exclude:
            words += ["--exclude", source]
        defaults = options_json(type(self.task)())
        for name, value in options_json(self.task).items():
            if value != defaults[name]:
                flag = "--" + name.replace("_", "-")
                words += [flag if value else "--no-" + flag[2:]] if isinstance(value, bool) else [flag, str(value)]
        return shlex.join(words)


def _template_folders(request: Run, task: Task) -> tuple[str, ...]:
    """The user's templates first, then those that lie beside a task file of the user's own."""
    folders = [request.templates] if request.templates else []
    if request.task.endswith(".py") and (beside := Path(request.task).resolve().parent / "templates").is_dir():
        folders.append(str(beside))
    return tuple(folders)
