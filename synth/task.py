"""What a task author writes: a frozen dataclass whose fields are its options."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson

from synth import exact_json
from synth.draw import Asker, Draw
from synth.errors import Refuse, Reject, SpaceDry, UsageError
from synth.strategy import BEHAVIORS, Strategy
from synth.types import Behavior, Completion, Cues, Look, Problem, Range, Span, Steps, Verdict

__all__ = [
    "BEHAVIORS", "Asker", "Behavior", "Completion", "Cues", "Draw", "Look", "Pairing", "Problem", "Range", "Refuse",
    "Reject", "Seeds", "SpaceDry", "Span", "Steps", "Strategy", "Task", "Verdict", "option",
]  # fmt: skip

Seeds = Sequence[Mapping[str, Any]]
# (place of a seed, round) -> places of the seeds that a problem is made of.
Pairing = Callable[[int, int], tuple[int, ...]]


def option(default: Any, help: str, sends: bool = False) -> Any:
    """A field of a task: its default and the line that `--help` shows for it.

    `sends`: it decides what is sent to whom, as a model or an address does; a run.json alone does not set it.
    """
    return field(default=default, metadata={"help": help, "sends": sends})


@dataclass(frozen=True)
class Task:
    """Makes problems and judges answers. A subclass defines `propose` and `verify`; the rest is optional.

    Every method is a function of its arguments and the options alone: what index i proposes never depends on
    what other indices did, on the strategy or on the process.
    """

    # Given by the loader: the name of the file.
    name: ClassVar[str] = ""
    # Told to the student below every question.
    answer_format: ClassVar[str] = (
        "Reason step by step between <think> and </think>, then give only the final answer between "
        "<answer> and </answer>."
    )
    default_strategy: ClassVar[str] = "all"
    # Whether a verdict may take long: it is then reached in a thread, while others are waited for.
    is_slow_to_judge: ClassVar[bool] = False
    # Packages whose versions problems and verdicts rest on.
    packages: ClassVar[tuple[str, ...]] = ()
    # What `synth audit` works on, for a task that makes no problems of its own.
    examples: ClassVar[tuple[Problem, ...]] = ()
    # How many seeds a problem is made of: `draw.parents` holds them. With 0, a seed is a problem by itself.
    arity: ClassVar[int] = 0
    # Sets into which the problems are sorted (of synth.strategy.SETS), each a configuration; all are filled to the same
    # number of tokens, the first one first: give the scarcer one. Without any, strategies make the configurations.
    sets: ClassVar[tuple[str, ...]] = ()
    # What else shows a behaviour in the texts of this task, beside the words that do so in any text.
    cues: ClassVar[Cues] = ()
    # Behaviours that `solve` shows on no problem: a strategy that asks for one is refused before the run. Any other
    # strategy it shows on most problems, and raises Refuse for the rest.
    never_shows: ClassVar[tuple[Behavior, ...]] = ()
    # Whether `solve` and `check` know strategies that are incorrect: a trace with one slip, and a wrong answer.
    makes_slips: ClassVar[bool] = False
    # Named sets of options: {"small": {"size": Range(3, 3)}}.
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    @property
    def rounds(self) -> int:
        """How many problems are made of each seed: index i takes seed i % n_seeds, in round i // n_seeds."""
        return 1

    async def prepare(self, ask: Asker) -> Any:
        """What is asked of the proposer once a run, before anything else; `draw.prepared` and `pairing` get it."""
        return None

    def ballots(self, problem: Problem) -> tuple[str, ...]:
        """Answers that count in a vote beside those of the samples, such as the proposer's own."""
        return ()

    def pairing(self, seeds: Seeds, prepared: Any = None) -> Pairing:
        """Chooses the seeds of a problem by their places: (place, round) -> places, `arity` at least. Prepared once.

        As it is, the seed at `place` and those that follow it. A row of `seeds` that is broken raises Reject.
        """
        return lambda place, round: tuple((place + i) % len(seeds) for i in range(self.arity))

    def propose(self, draw: Draw) -> Problem | Awaitable[Problem]:
        """The problem of index `draw.index`. Raises Reject (with why) or SpaceDry.

        May be `async` and `await draw.ask("template.jinja", ...)` as often as it likes: a model then answers.
        """
        raise UsageError(f"the task {self.name} makes no problems of its own: give --seeds")

    def verify(self, problem: Problem, response: str) -> Verdict:
        """Judges a whole response. `response` is hostile text: never executed, bounded in time."""
        raise UsageError(f"the task {self.name} defines no verify()")

    def from_line(self, line: Mapping[str, Any]) -> Problem:
        """The problem that a line of `synth verify` states: a row of synth's own has it in `problem`. Raises Reject."""
        stated = line.get("problem")
        try:
            found: Any = exact_json.loads(stated) if isinstance(stated, str) else stated
            answer = line.get("answer")
            return Problem(
                found["question"], answer if isinstance(answer, str) else None, found["data"], (), found.get("program")
            )
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            raise Reject("no problem: give the rows of a run, with the column problem") from None

    def judge_line(self, line: Mapping[str, Any], response: str) -> Verdict:
        """The verdict of `synth verify` on a line's response. Raises Reject for a line that states no problem."""
        return self.verify(self.from_line(line), response)

    def from_seed(self, row: Mapping[str, Any]) -> Problem:
        """The problem that somebody else's row states. Raises Reject for a row that states none."""
        raise UsageError(f"the task {self.name} takes no --seeds")

    def solve(self, problem: Problem, strategy: Strategy, draw: Draw) -> str | Completion:
        """A true trace with no model: `<think>...</think>\\n<answer>...</answer>`.

        Raises Refuse where the strategy cannot be shown on this problem. Under a strategy that `is_incorrect`, one
        equation is false, the trace goes on from it to a wrong answer, and the completion's record has it as `slip`.
        """
        raise UsageError(f"the task {self.name} has no solver of its own")

    def told(self, problem: Problem) -> Completion:
        """The completion that the proposer wrote together with the problem: then nobody is asked for another one."""
        raise UsageError(f"the problems of {self.name} come without completions")

    def set_of(self, problem: Problem) -> str:
        """Which of `sets` a problem's rows belong to, kept or rejected."""
        raise UsageError(f"the task {self.name} sorts its problems into no sets")

    def sums(self, problem: Problem) -> Mapping[str, int]:
        """What the card adds up over all different problems of a task with `sets`, whether they gave rows or not."""
        return {}

    def check(self, problem: Problem, text: str, strategy: Strategy, strict: bool = True) -> Steps | None:
        """Reads a trace step by step, knowing nothing of who wrote it; None where the task cannot.

        `strict` reads it as a finished trace in the task's own words, in which everything has to be proved and
        the strategy honoured; otherwise only what can be recognised in anybody's text is checked: as it is, the
        equations that it states, and behaviours by rules. Strict under a strategy that `is_incorrect`, exactly one slip
        has to be found, and comes back in `Steps.slip`. The blank reasoning of controls is checked by the run itself.
        """
        return None if strict else self.survey(text)

    def retold(self, problem: Problem, original: str, retelling: str, strategy: Strategy) -> str:
        """Why a retelling does not say what a proved completion of `solve` says; "" where it says the same.

        Both are whole completions, and `original` has passed `check`. The retelling is anybody's: hostile text, bounded
        in time. What comes back is told to whoever wrote it, so that the next try can mend it.
        """
        raise UsageError(f"the task {self.name} has no comparison of retellings (`retold`): leave out --retell")

    def reads(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Which columns of a row of others the task takes for what, where it has to find that out."""
        return {}

    def has_reference(self, problem: Problem) -> bool:
        """Whether an answer to the problem can be proved right or wrong."""
        return True

    def survey(self, text: str) -> Steps:
        """The equations that anybody's text states, and the behaviours that it shows by general rules."""
        from synth.behaviors.survey import survey

        return survey(text, self.cues)

    def search_looks(self, problem: Problem, strategy: Strategy, record: Mapping[str, Any]) -> Sequence[Look]:
        """The looks of a trace of the task's own solver, which returned `record` with it; none where it is no search.

        The card sums up from them whether a reader can follow the searches of a set.
        """
        return ()

    def annotate(self, problem: Problem, text: str) -> Sequence[Span] | None:
        """The pieces of a completion, whoever wrote it, that show a behaviour: what `synth annotate --by rules` finds.

        None where the task has no rules of its own: those for general text, and its `cues`, then read it.
        """
        return None

    def truth(self, problem: Problem, answer: str) -> bool | None:
        """A second opinion on the text of an answer, for `synth audit`: made by other means than `verify`.

        As it is, it compares values with the reference in high precision; None where it cannot tell.
        """
        from synth.audit.evaluate import same

        return same(answer, problem.answer) if problem.answer else None

    def traps(self) -> Sequence[tuple[Problem, str, bool]]:
        """For `synth audit`: a problem, an answer's text and whether it is right, where verifiers are known to err."""
        return ()

    def identity(self, problem: Problem) -> str:
        """Two problems with one identity are the same problem: only the lowest index keeps it."""
        return exact_json.dumps([problem.question, problem.data], option=orjson.OPT_SORT_KEYS).decode()

    def seed_identity(self, row: Mapping[str, Any]) -> str:
        """The identity of the problem that a row states. Raises Reject for a row that states none."""
        return self.identity(self.from_seed(row))

    def check_seed(self, row: Mapping[str, Any]) -> None:
        """Raises Reject for a row that can be no seed of the task, so that a wrong source shows before the run."""
        self.seed_identity(row)

    def split_key(self, problem: Problem) -> str:
        """Problems with one key are all in train or all in test."""
        return self.identity(problem)

    def difficulty(self, problem: Problem) -> dict[str, Any]:
        """Cheap measures of difficulty (JSON), the same for every strategy."""
        return {}

    def meta(self, problem: Problem) -> dict[str, Any]:
        """What else `meta` tells of a problem (JSON): its level, where its answer's certificate comes from, ..."""
        return {}

    @property
    def has_solver(self) -> bool:
        return type(self).solve is not Task.solve

    @property
    def compares_retellings(self) -> bool:
        return type(self).retold is not Task.retold

    @property
    def tells(self) -> bool:
        return type(self).told is not Task.told

    @property
    def has_preparation(self) -> bool:
        return type(self).prepare is not Task.prepare

    @property
    def has_checker(self) -> bool:
        return type(self).check is not Task.check

    @property
    def has_rules(self) -> bool:
        """Whether behaviours in its texts are found by more than the rules for any text."""
        return self.has_checker or bool(self.cues) or type(self).annotate is not Task.annotate

    @property
    def takes_seeds(self) -> bool:
        return self.arity > 0 or type(self).from_seed is not Task.from_seed
