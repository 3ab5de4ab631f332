"""A whole task in one file: problems, a verifier, and a solver that shows its work.

synth run examples/greatest_divisor.py -n 100 -o out/greatest_divisor
"""

from dataclasses import dataclass
from math import gcd

from synth import Draw, Problem, Range, Refuse, Strategy, Task, Verdict, option
from synth.parse import after_think, tagged_answer


@dataclass(frozen=True)
class GreatestDivisor(Task):
    """The greatest common divisor of two numbers, by Euclid's algorithm."""

    default_strategy = "verify"
    # Euclid's algorithm goes straight on.
    never_shows = ("backtrack", "subgoal", "backward")

    numbers: Range = option(Range(10, 999), "The range that both numbers come from.")

    def propose(self, draw: Draw) -> Problem:
        a, b = draw.between(*self.numbers), draw.between(*self.numbers)
        question = f"What is the greatest common divisor of {a} and {b}?"
        return Problem(question, str(gcd(a, b)), {"a": a, "b": b})

    def verify(self, problem: Problem, response: str) -> Verdict:
        answer = tagged_answer(after_think(response))
        if answer is None or not (answer.isascii() and answer.isdigit()):
            return Verdict.rejected("format", "no whole number between <answer> and </answer>", answer)
        if answer != problem.answer:
            return Verdict.rejected("exact", f"wrong value: {answer[:20]}, expected {problem.answer}", answer)
        return Verdict.verified("exact", answer)

    def solve(self, problem: Problem, strategy: Strategy, draw: Draw) -> str:
        if strategy.shows & set(self.never_shows):
            raise Refuse("Euclid's algorithm never backtracks, sets subgoals or works backwards")
        a, b = problem.data["a"], problem.data["b"]
        lines = []
        while b:
            lines.append(draw.choice([f"{a} leaves {a % b} when divided by {b}.", f"{a} = {a // b} * {b} + {a % b}."]))
            a, b = b, a % b
        lines.append(f"The last number that is not 0 is {a}.")
        if "verify" in strategy.shows:
            lines += [f"Check: {problem.data[name]} = {problem.data[name] // a} * {a}." for name in ("a", "b")]
        return "<think>\n" + "\n".join(lines) + f"\n</think>\n<answer>{a}</answer>"
