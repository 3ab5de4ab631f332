"""Judges Python that a model wrote: runs it against tests in a sandbox. The parent never executes any of it.

The conventions: only what follows the reasoning counts; the last complete `<answer>` is the code, without the fence
around it, else the last complete fenced block that is bare or named Python is. Code and tests have the standard
library, and can neither write files, start processes nor open sockets.

Code and tests run apart, each in a sandbox of its own. The code sees the arguments of calls and nothing else of the
tests. They see plain values (None, booleans, numbers, text, bytes, lists, tuples, sets, dicts, and some of the standard
library's like them), rebuilt from a closed language, arguments that it changed in place, and errors, by the nearest
built-in class. Functions of the tests can be arguments; iterators and instances of the code's classes stay where they
are, and are asked from afar (`_remote`). They equal no plain value, whatever they say. So returning what equals
anything, replacing built-ins or libraries, frames, `gc`, leaving (`sys.exit`, `os._exit`, `atexit`), printing reports
and writing to the pipe do not pass: the pipe takes values, and only the other process says what passed.

What the tests themselves ask for and no pipe carries (a class of the code's as a base, in `except` or in `raises`; its
streams; `await`; `mock`; an argument of a class of the tests' own) is run in one interpreter, and the method ends in
`/shared`. The code has no say in that. There, walking the interpreter's frames or memory to the runner, replacing
functions of libraries and lying about order or arithmetic still pass: read what passes.

What passes in either: a test that calls a helper or a class of the code's by name takes its word (`encode` in a test
of `decode`; the `==` of two of its objects; what an instance of `Vector` says of `Vector(1, 2) * 3`). And in both an
honest answer fails that gives an object of its own where the tests compare a plain value.

Pairs of input and output instead of Python: `synth.verify.pairs`.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeGuard

from synth.errors import UsageError
from synth.parse import after_think, tagged_answer
from synth.types import Verdict
from synth.verify.pairs import paired
from synth.verify.sandbox import choose
from synth.verify.trial import Limits, Outcome, apart, together

MAX_CODE = 100_000
MAX_REASON = 300
DAY = 86_400
PYTHON = ("", "python", "python3", "py")
WEAK = "weak sandbox: no namespaces"


def code(
    response: str | None,
    tests: str | Sequence[str] | Sequence[Mapping[str, str]],
    *,
    timeout: float = 5.0,
    memory: int = 1 << 30,
    output: int = 10_000,
    sandbox: str | None = None,
) -> Verdict:
    """Verified if the code in `response` passes all of `tests`; score: the share that passed.

    Tests are Python with asserts, or pairs `{"input": text, "output": text}` of what the program reads and prints.
    The method names the sandbox: `code/bubblewrap`, `code/namespaces` or `code/rlimits` (weak, as its reason says),
    with `/shared` where the tests need the code in their own interpreter; `sandbox`, or SYNTH_SANDBOX in the
    environment, asks for one. `timeout` is in seconds for all tests together, `memory` in bytes, `output` in bytes
    printed. Never raises on a text; a status of `unverified` says that there was
    nothing to run, or that the sandbox did not start. Raises UsageError where no sandbox works.
    """
    given = [tests] if isinstance(tests, str) else list(tests)
    texts = [test for test in given if isinstance(test, str)]
    pairs = [(test["input"], test["output"]) for test in given if _is_pair(test)]
    if len(texts) < len(given) and len(pairs) < len(given):
        raise UsageError('tests: expected texts of Python, or objects {"input": text, "output": text}, all of one kind')
    if not (0 < timeout <= DAY and memory > 0 and output > 0):
        raise UsageError(
            f"timeout {timeout}, memory {memory}, output {output}: expected numbers over 0, and under a day"
        )
    answer = program_in(response or "")
    if answer is None or not answer.strip():
        return Verdict.rejected("format", "no complete <answer>...</answer> or ```python block after the reasoning")
    if len(answer) > MAX_CODE:
        return Verdict.rejected("format", f"the code has over {MAX_CODE} characters", answer[:100])
    kind = choose(sandbox)
    method, limits = f"code/{kind}", Limits(timeout, memory, output)
    if not given:
        return Verdict("unverified", method, "there are no tests", answer)
    try:
        if pairs:
            found = paired(kind, answer, pairs, limits)
        else:
            found = apart(kind, answer, texts, limits)
            if found.together:
                method = f"{method}/shared"
                found = together(kind, answer, texts, limits)
    except OSError as problem:
        return Verdict("unverified", method, f"the sandbox did not start: {problem}", answer)
    loud = "printed far more than is expected" if pairs else f"printed over {output} bytes"
    words = _Words(f"timed out after {timeout:g} s", loud)
    return _verdict(found, method, WEAK if kind == "rlimits" else "", answer, len(given), words)


def _is_pair(test: object) -> TypeGuard[Mapping[str, str]]:
    return isinstance(test, Mapping) and all(isinstance(test.get(name), str) for name in ("input", "output"))


def program_in(response: str) -> str | None:
    """The code of a response, as far as it is complete."""
    said = after_think(response)
    tagged = tagged_answer(said)
    if tagged is None:
        return _last_block(said, indent=3)
    # A fence that is indented belongs to the code: to a docstring, say.
    inside = _last_block(tagged, indent=0)
    return tagged if inside is None else inside


def _last_block(text: str, indent: int) -> str | None:
    """What the last closed fence of Python holds. Fences as in CommonMark: a longer one may hold a shorter one."""
    last: str | None = None
    ticks, language, lines = 0, "", list[str]()
    for line in text.split("\n"):
        bare = line.strip()
        marks = len(bare) - len(bare.lstrip("`"))
        fence = marks >= 3 and len(line) - len(line.lstrip(" ")) <= indent
        if not ticks and fence and "`" not in bare[marks:]:
            ticks, language, lines = marks, bare[marks:].strip().lower(), []
        elif ticks and fence and marks >= ticks and marks == len(bare):
            last = "\n".join(lines) if language in PYTHON else last
            ticks = 0
        elif ticks:
            lines.append(line)
    return last


class _Words(NamedTuple):
    late: str
    loud: str

    def ending(self, found: Outcome) -> str:
        """Why it went no further."""
        killed = {"time": self.late, "output": self.loud, "silent": "it closed the pipe to the tests"}
        signals = {-signal.SIGXCPU: self.late, -signal.SIGKILL: "killed: memory"}
        status = 128 - found.exit if found.exit < 0 else found.exit
        return killed.get(found.stopped) or signals.get(found.exit) or f"exit {status}"


def _verdict(found: Outcome, method: str, weak: str, answer: str, n: int, words: _Words) -> Verdict:
    if found.absent:
        return Verdict("unverified", method, _bounded(f"the sandbox did not start: {found.absent}"), answer)
    passed = sum(found.results.get(test, "") is None for test in range(1, n + 1))
    reason = _failure(found, n, words)
    if not reason:
        return Verdict("verified", method, weak, answer, 1.0)
    score = passed / n if passed < n else 0.0
    return Verdict("rejected", method, _bounded(f"{reason} ({weak})" if weak else reason), answer, score)


def _failure(found: Outcome, n: int, words: _Words) -> str:
    """The first thing that went wrong, or nothing."""
    for test in range(n + 1):
        where = f"test {test}" if test else "the code"
        error = found.results.get(test, "")
        if error == "":
            return f"{where}: {words.ending(found)}"
        if error is not None:
            memory = error.startswith("MemoryError")
            return f"{where}: killed: memory" if memory else f"{where} failed: {error}"
    return words.ending(found) if found.stopped or found.exit else ""


def _bounded(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text[:MAX_REASON])
    return shown if len(text) <= MAX_REASON else shown + "..."
