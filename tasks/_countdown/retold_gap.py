"""What stands between two equations of a retelling, held against what the original says there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from synth.task import Behavior
from synth.verify.expression import Unreadable

from .._retold.marks import Mark, number_text
from .expressions import read_solution, same
from .retold_claims import Claim
from .search import State, Step

_SIGNS = {"above": 1, "over": 1, "below": -1}
_WORDS = {1: "above", -1: "below", 0: "at"}


class Unlike(Exception):
    """Where a retelling does not say what its original says, as the writer is told."""


@dataclass
class Gap:
    """One gap of the original: `claims` in their order; `made` is the result before it, `following` the next step."""

    claims: list[Claim]
    made: int | None
    following: Step | tuple[()]
    is_last: bool
    is_backward_next: bool
    named: set[int]
    target: int
    given: State
    shows: Collection[Behavior]
    answer: str
    needs: set[int]

    def check(self, said: Sequence[Mark]) -> None:
        """Raises Unlike for what is not said, or said too much."""
        self.said = list(said)
        self._sums()
        self._numbers()
        self._lists()
        self._returns()
        self._aims()
        self._nearest()
        self._verdicts()
        self._backwards()

    @property
    def where(self) -> str:
        if self.made is None:
            return "before the first equation"
        return "behind the last equation" if self.is_last else f"behind the equation that makes {self.made}"

    def has(self, *kinds: str) -> bool:
        return any(mark.kind in kinds for mark in self.said)

    def of(self, kind: str) -> list[Claim]:
        return [claim for claim in self.claims if claim.kind == kind]

    def _sums(self) -> None:
        for mark in self.said:
            if mark.kind == "sum" and not (self.is_last and self._is_answer(mark.text)):
                raise Unlike(f"{mark.text[:40]!r} is no equation of the original: write one sign and its result")

    def _is_answer(self, text: str) -> bool:
        try:
            return same(read_solution(text.strip()).steps, read_solution(self.answer).steps)
        except (Unreadable, ZeroDivisionError):
            return False

    def _numbers(self) -> None:
        for mark in self.said:
            if mark.kind == "number" and mark.value not in self.named:
                raise Unlike(f"{self.where}, the number {number_text(mark.value)} is not what the original names there")

    def _lists(self) -> None:
        for claim in self.of("made"):
            if not any(_holds(run, claim.numbers) for run in self._runs().values()):
                raise Unlike(f"{self.where}, the results {_listed(claim.numbers)} are not listed")
        known = {n: max(self.given.count(n), 1) for n in self.named}
        for claim in self.claims:
            for n in claim.numbers:
                known[n] = max(known[n], claim.numbers.count(n))
        made = {n for claim in self.of("made") for n in claim.numbers}
        for run in self._runs().values():
            for value in set(run):
                if value not in made and run.count(value) > known.get(int(value), 1) and len(run) > 2:
                    raise Unlike(f"{self.where}, {_listed(run)} lists {number_text(value)} too often")

    def _runs(self) -> dict[int, list[Fraction]]:
        runs: dict[int, list[Fraction]] = {}
        for mark in self.said:
            if mark.kind == "number":
                runs.setdefault(mark.run, []).append(mark.value)
        return runs

    def _returns(self) -> None:
        due = self.of("back")
        cues = [at for at, mark in enumerate(self.said) if mark.kind == "back"]
        if due and not cues:
            raise Unlike(f"{self.where}, it does not say that it goes back to {_listed(due[0].numbers)}")
        if cues and not due:
            raise Unlike(f"{self.where}, it goes back, and the original does not")
        if self.has("switch") and "backtrack" not in self.shows:
            raise Unlike(f"{self.where}, it gives something up, and the original does not")
        if due:
            for at in cues:
                run = self._run_after(at)
                if len(run) > 1 and sorted(run) != sorted(map(Fraction, due[0].numbers)):
                    raise Unlike(f"{self.where}, it goes back to {_listed(run)}, not to {_listed(due[0].numbers)}")

    def _run_after(self, at: int) -> list[Fraction]:
        """The list of numbers that follows a mark in its sentence."""
        for mark in self.said[at + 1 :]:
            if mark.sentence != self.said[at].sentence:
                return []
            if mark.kind == "number":
                return [m.value for m in self.said[at + 1 :] if m.kind == "number" and m.run == mark.run]
        return []

    def _aims(self) -> None:
        due = [claim.number for claim in self.of("aim") if claim.number is not None]
        named = [int(mark.value) for mark in self.said if mark.kind == "number"]
        for number in due:
            if number != self.made and number not in named:
                raise Unlike(f"{self.where}, the goal {number} is not named")
            if not self.has("aim", "need"):
                raise Unlike(f"{self.where}, it does not say that {number} is the goal")
        for at, mark in enumerate(self.said):
            if mark.kind == "aim" and "subgoal" in self.shows:
                run = self._run_after(at)
                near = {m.value for m in self.said if m.kind == "number" and m.sentence == mark.sentence}
                if len(run) == 1 and near.isdisjoint((*due, *self.needs, self.target)):
                    raise Unlike(f"{self.where}, it aims at {number_text(run[0])}, and the original does not")

    def _nearest(self) -> None:
        due = [claim.number for claim in self.of("near")]
        if self.has("near") and not due:
            raise Unlike(f"{self.where}, it names a nearest number, and the original does not")
        for number in due:
            if not self.has("near"):
                raise Unlike(f"{self.where}, it does not say that {number} is the nearest")
            if not any(mark.kind == "number" and mark.value == number for mark in self.said):
                raise Unlike(f"{self.where}, the nearest number {number} is not named")

    def _verdicts(self) -> None:
        due = [claim for claim in self.claims if claim.kind in ("side", "miss", "hit", "over", "left")]
        while len(due) > 1 and due[-1].kind == due[-2].kind == "hit":  # once is enough, before a recap or behind it
            due.pop()
        starts = self._starts(due)
        first = starts[0] if starts else len(self.said)
        self._none(self.said[:first])
        for place, (claim, start) in enumerate(zip(due, starts, strict=True)):
            end = starts[place + 1] if place + 1 < len(starts) else len(self.said)
            self._verdict(claim, self.said[start:end])

    def _starts(self, due: Sequence[Claim]) -> list[int]:
        """Where what is said of each number begins: of the last result at once, of others where they are named."""
        known = {*self.given, *(n for claim in self.of("made") for n in claim.numbers)}
        lists = {run for run, numbers in self._runs().items() if len(numbers) > 1 and set(map(int, numbers)) <= known}
        starts: list[int] = []
        at = 0
        for claim in due:
            if claim.number is None or claim.kind == "hit" or (starts and claim.number == due[len(starts) - 1].number):
                starts.append(at)
                continue
            found = next(
                (
                    place
                    for place in range(at, len(self.said))
                    if (mark := self.said[place]).kind == "number"
                    and mark.value == claim.number
                    and (mark.run not in lists or not self.of("made"))
                ),
                None,
            )
            if found is None and self.of("near"):
                found = at
            if found is None:
                raise Unlike(f"{self.where}, it does not look at {claim.number}")
            if self.of("near"):  # "the nearest is", "closest to that:" may stand before its number
                found = min(found, next((p for p in range(at, found) if self.said[p].kind == "near"), found))
            starts.append(found)
            at = found + 1
        return starts

    def _none(self, said: Sequence[Mark]) -> None:
        """Raises Unlike for a verdict where none is due."""
        for mark in said:
            if mark.kind in ("above", "below", "over", "miss"):
                raise Unlike(f"{self.where}, it judges a number that the original does not judge")
            if mark.kind == "hit" and not self._is_met():
                raise Unlike(f"{self.where}, it says that something fits, and the original does not")
        if "verify" not in self.shows and any(mark.kind == "check" for mark in said):
            raise Unlike(f"{self.where}, it checks something, and the original does not")

    def _is_met(self) -> bool:
        """Whether the last result is what was wanted on the way, so that it may be said."""
        return self.made in self.needs or bool(self.of("hit") or self.of("met"))

    def _verdict(self, claim: Claim, said: Sequence[Mark]) -> None:
        kinds = {mark.kind for mark in said}
        sides = {_SIGNS[kind] for kind in kinds & _SIGNS.keys()}
        number = self.made if claim.number is None else claim.number
        if claim.kind in ("side", "over"):
            if sides != {claim.side}:
                told = f"that it is {_WORDS[claim.side]} {claim.against or self.target}"
                raise Unlike(f"{self.where}, of {number} it does not say {told}" + (", or says more" if sides else ""))
            if "hit" in kinds:
                raise Unlike(f"{self.where}, it says that {number} fits, and it does not")
            self._distance(claim, number, said)
        elif claim.kind == "miss":
            above = {((number or 0) > (claim.against or 0) and 1) or -1}
            if not (kinds & {"miss", "weak"} or sides) or (sides and sides != above) or "hit" in kinds:
                raise Unlike(f"{self.where}, it does not say that {number} is not what is wanted yet")
        elif claim.kind == "left":
            if not kinds & {"over", "miss", "below", "above"} and not any(m.value in claim.numbers for m in said):
                raise Unlike(f"{self.where}, it does not say that {number} is the target with numbers left over")
        elif sides:
            raise Unlike(f"{self.where}, it says that {number} is {_WORDS[sides.pop()]} it, and it is not")
        elif not kinds & {"hit", "weak", "need", "back", "near"} and not self._says_target(said, claim):
            raise Unlike(f"{self.where}, it does not say that {number} is it")

    def _distance(self, claim: Claim, number: int | None, said: Sequence[Mark]) -> None:
        """Raises Unlike where numbers that stand right at a word of a side are not those of the comparison."""
        due = {claim.against, claim.by, number, self.target}
        for at, mark in enumerate(said):
            if mark.kind not in _SIGNS:
                continue
            beside = [*said[max(0, at - 1) : at], *said[at + 1 : at + 3]]
            if len(beside) > 2 and beside[-2].kind != "number":
                beside.pop()
            for other in beside:
                alone = len([m for m in said if m.kind == "number" and m.run == other.run]) == 1
                if alone and other.kind == "number" and other.sentence == mark.sentence and other.value not in due:
                    if other is beside[-1] and len(beside) > 2 and other.run != beside[-2].run:
                        continue
                    raise Unlike(f"{self.where}, {number_text(other.value)} is no distance of {number}")

    def _says_target(self, said: Sequence[Mark], claim: Claim) -> bool:
        return any(mark.kind == "number" and mark.value in (claim.against, self.target) for mark in said)

    def _backwards(self) -> None:
        if self.is_backward_next and not self.has("backward", "need", "last"):
            raise Unlike(f"{self.where}, it does not say that it works backwards")
        if "backward" not in self.shows and any(mark.kind == "backward" for mark in self.said) and not self.is_last:
            raise Unlike(f"{self.where}, it works backwards, and the original does not")


def _holds(run: Sequence[Fraction], due: Sequence[int]) -> bool:
    """Whether a list holds another without a gap."""
    wanted = list(map(Fraction, due))
    return any(list(run[at : at + len(wanted)]) == wanted for at in range(len(run) - len(wanted) + 1))


def _listed(numbers: Collection[int] | Collection[Fraction]) -> str:
    return ", ".join(number_text(Fraction(n)) for n in numbers)
