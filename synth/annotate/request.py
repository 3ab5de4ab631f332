"""A request to annotate: what, by whom, under which scheme, and where to; checked as far as it can be by itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from synth.annotate.store import annotation_file, check_output, folder_name
from synth.errors import UsageError
from synth.hub_rows import PREFIX
from synth.request import Run
from synth.roles import ANNOTATOR

Scheme = Literal["cognitive", "lift"]
RULES = "rules"


@dataclass(frozen=True)
class Request:
    """`model` holds how the annotator is asked, None for rules; `output` is the file of annotations."""

    data: str
    by: str
    scheme: Scheme
    model: Run | None
    text: str | None = None
    question: str | None = None
    out: str | None = None
    strategy: tuple[str, ...] = ()
    n: int | None = None
    templates: str | None = None
    trust: bool = False

    def __post_init__(self) -> None:
        if self.scheme not in get_args(Scheme):
            raise UsageError(f"--scheme {self.scheme!r}: give one of {', '.join(get_args(Scheme))}")
        if self.model is None and self.scheme == "lift":
            raise UsageError("--scheme lift is a judgement that no rules can make: name a model with --by")
        if self.n is not None and (not isinstance(self.n, int) or self.n < 1):
            raise UsageError(f"-n {self.n}: give a number from 1 up")
        is_hub = self.data.startswith(PREFIX)
        if is_hub and not (self.out or "").endswith(".jsonl"):
            raise UsageError(f"{self.data}: say where its annotations go, with -o FILE.jsonl")
        if not is_hub and not Path(self.data).exists():
            raise UsageError(f"there is no file or folder {self.data!r}; a dataset on the Hub is hf:owner/name")
        if self.is_run and self.out:
            raise UsageError(f"-o is for files: annotations of a run go to {self.output.parent}")
        if not self.is_run:
            check_output(self.output, Path(self.data))

    @property
    def is_run(self) -> bool:
        return Path(self.data).is_dir()

    @property
    def role(self) -> str:
        """The annotator's name in the journal."""
        return ANNOTATOR + self.by

    @property
    def output(self) -> Path:
        path = Path(self.data)
        if self.is_run:
            return annotation_file(path, self.by, self.scheme)
        if self.out:
            return Path(self.out)
        suffix = ".parquet" if path.suffix == ".parquet" else ".jsonl"
        return path.with_name(f"{path.stem}.{folder_name(self.by)}.{self.scheme}{suffix}")

    @property
    def journal(self) -> Path:
        """The folder of the answers: the run's own, or one beside the output."""
        return Path(self.data) / "journal" if self.is_run else self.output.with_name(self.output.name + ".journal")
