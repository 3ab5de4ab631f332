"""Programs are judged by what they print for what they read, and see nothing of what is expected."""

from __future__ import annotations

import pytest
from sandboxes import each_sandbox, judged, no_process_stays_behind, strongest_sandbox  # noqa: F401

from synth.errors import UsageError

SUM = "print(sum(map(int, input().split())))"


def pair(given: str, wanted: str) -> dict[str, str]:
    return {"input": given, "output": wanted}


def test_every_pair_counts_and_the_first_that_differs_is_told(kind: str) -> None:
    pairs = [pair("1 2\n", "3\n"), pair("4 5", "8"), pair("", "0"), pair("7", "7")]
    assert judged(SUM, pairs[:1], kind).status == "verified"
    found = judged(SUM, pairs, kind)
    assert (found.status, found.score, found.method) == ("rejected", 0.5, f"code/{kind}")
    assert found.reason.startswith("test 2 failed: line 1 is '9', expected '8'")


@pytest.mark.parametrize(
    ("program", "given", "wanted", "right"),
    [
        ("print('a \\nb\\n\\n')", "", "a\nb", True),
        ("print(' a')", "", "a", False),
        ("print('a  b')", "", "a b", False),
        ("print('\\na')", "", "a", False),
        ("print('a')", "", "a\n \n", True),
        ("print('a\\r')", "", "a", True),
        ("print(0.1)", "", "0.10", False),
        ("print('yes')", "", "YES", False),
        ("print('a')", "", "a\nb", False),
        ("print('a\\nb')", "", "a", False),
        ("pass", "", "", True),
        ("import sys\nprint(sys.stdin.read()[::-1])", "é😀", "😀é", True),
        ("import sys\nprint(len(sys.stdin.buffer.read()))", "é", "2", True),
        ("print(len(open(0).read()))", "x" * 10**6, "1000000", True),
        ("for line in open(0): print(line.strip())", "a\nb\n", "a\nb", True),
        ("n = int(input())\nfor _ in range(n): print(input())", "2\na\nb", "a\nb", True),
        ("import sys\nsys.setrecursionlimit(10 ** 5)\ndef main(): print(f(9000))\ndef f(n): return n and 1 + f(n - 1)\nif __name__ == '__main__': main()", "", "9000", True),
        ("print('x' * 20000)", "", "x" * 20000, True),
        ("print('a'); exit()", "", "a", True),
        ("import sys\nprint('a'); sys.exit(0)", "", "a", True),
        ("import atexit\natexit.register(print, 'a')", "", "a", True),
        ("import threading\nt = threading.Thread(target=print, args=('a',))\nt.start()", "", "a", True),
        ("import sys\nprint('noise', file=sys.stderr)\nprint('a')", "", "a", True),
        ("import os\nos.write(1, b'a')\nos._exit(0)", "", "a", True),
        ("import os\nos.write(1, b'\\xff')", "", "\ufffd", False),
    ],
)  # fmt: skip
def test_white_space_at_the_end_is_free_and_all_else_exact(
    best: None, program: str, given: str, wanted: str, right: bool
) -> None:
    assert (judged(program, [pair(given, wanted)]).status == "verified") is right


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("def f(:", "test 1 failed: exit 1: SyntaxError"),
        ("print(1)\n1 / 0", "test 1 failed: exit 1: ZeroDivisionError: division by zero"),
        ("import sys\nprint(1)\nsys.exit('no')", "test 1 failed: exit 1: no"),
        ("import os\nprint(1, flush=True)\nos.abort()", "test 1 failed: exit 13"),
        ("input(); input()", "test 1 failed: exit 1: EOFError"),
        ("x = [0] * 10 ** 12", "test 1: killed: memory"),
        ("while True: print('x' * 999)", "test 1: printed far more than is expected"),
        ("import sys\nwhile True: print('x' * 999, file=sys.stderr)", "test 1: printed far more than is expected"),
        ("import os\nos.close(1); os.close(2)\nwhile True: pass", "test 1: timed out after 0.5 s"),
        ("import os\nos.fork()", "test 1 failed: exit 1: PermissionError"),
    ],
)
def test_what_ends_badly_does_not_pass_whatever_it_printed(best: None, program: str, reason: str) -> None:
    found = judged(program, [pair("1", "1")], timeout=0.5 if "timed" in reason else 10)
    assert found.status == "rejected"
    assert found.reason.startswith(reason)


def test_each_pair_has_a_process_of_its_own(best: None) -> None:
    counts = "import builtins\nbuiltins.n = getattr(builtins, 'n', 0) + 1\nprint(builtins.n)"
    assert judged(counts, [pair("", "1")] * 5).status == "verified"


def test_the_time_is_that_of_all_pairs(best: None) -> None:
    found = judged("import time\ntime.sleep(0.4)\nprint(1)", [pair("", "1")] * 9, timeout=1)
    assert (found.status, 0 < found.score < 0.4) == ("rejected", True)
    assert "timed out after 1 s" in found.reason


def test_a_program_cannot_read_what_is_expected(best: None) -> None:
    look = """
import gc, os, sys
def content(n):
    try: return os.pread(n, 9999, 0)
    except OSError: return b""
everything = str([vars(module) for module in sys.modules.values()]) + str(gc.get_objects())
everything += str(sys._getframe(1).f_locals) + b"".join(map(content, range(64))).decode(errors="replace")
print("tupni"[::-1] in everything, "detcepxe yllaer"[::-1] in everything)
"""
    found = judged(look, [pair("input", "True False"), pair("", "really expected")])
    assert found.score == 0.5, found


def test_other_forms_of_tests_are_refused(best: None) -> None:
    for tests in ([{"input": "1"}], [{"input": "1", "output": 2}], [pair("", ""), "assert True"], [5]):
        with pytest.raises(UsageError, match="expected texts of Python, or objects"):
            judged(SUM, tests)  # type: ignore[arg-type]
