"""Code that a model wrote is run against tests, whatever it is; right code passes, and nothing else does."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sandboxes import ADD, TEST, each_sandbox, judged, no_process_stays_behind, strongest_sandbox  # noqa: F401

from synth.verify.program import code, program_in


def test_right_code_is_verified_and_the_method_names_the_sandbox(kind: str) -> None:
    found = judged(ADD, TEST, kind)
    assert (found.status, found.method, found.score, found.answer) == ("verified", f"code/{kind}", 1.0, ADD)
    assert ("weak" in found.reason) == (kind == "rlimits")


def test_wrong_and_partly_right_code_say_which_test_failed(kind: str) -> None:
    found = judged(
        "def add(a, b): return a - b", ["assert add(2, 0) == 2", "assert add(2, 3) == 5, 'two and three'"], kind
    )
    assert (found.status, found.score) == ("rejected", 0.5)
    assert found.reason.startswith("test 2 failed: AssertionError: two and three")


def test_a_check_function_works_as_humaneval_writes_it(best: None) -> None:
    check = "METADATA = {}\ndef check(candidate):\n    assert candidate(1, 2) == 3\n"
    assert judged(ADD, check + "check(add)").status == "verified"
    assert judged("def add(a, b): return 0", check + "check(add)").status == "rejected"
    assert "checks nothing" in judged(ADD, check).reason


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("def add(a, b) return", "the code failed: SyntaxError"),
        ("import sys; sys.exit(0)", "the code failed: SystemExit: 0"),
        ("raise SystemExit", "the code failed: SystemExit"),
        ("import os; os._exit(0)", "the code: exit 0"),
        ("def add(a, b): import os; os._exit(0)", "test 1: exit 0"),
        ("def add(a, b): raise SystemExit(0)", "test 1 failed: SystemExit: 0"),
        ("def add(a, b): import os; os.abort()", "test 1: exit 13"),
        ("def add(a, b): return add(a, b)", "test 1 failed: RecursionError"),
        ("def add(a, b): return int('9' * 10 ** 5)", "test 1 failed: ValueError"),
        ("def add(a, b): return [0] * 10 ** 12", "test 1: killed: memory"),
        ("x = [bytearray(1 << 20) for _ in range(10 ** 6)]", "the code: killed: memory"),
        ("import numpy_that_is_not_there", "the code failed: ModuleNotFoundError"),
        ("print('x' * 10 ** 9)", "the code"),
        ("while True: print('x' * 1000)", "the code: printed over 10000 bytes"),
        ("import os\nwhile True: os.write(1, b'x' * 1000)", "the code: printed over 10000 bytes"),
        ("input()", "the code failed: EOFError"),
        ("class E(Exception):\n    def __str__(self): raise self\nraise E", "the code failed: E"),
        ("raise Exception('\\x1b[31m\\n' + 'x' * 10 ** 6)", "the code failed: Exception: [31m"),
        ("def add(a, b): return '\ud800'", "the code failed: UnicodeEncodeError"),
        ("x = '\0'", "the code failed: "),
        ("(" * 5000 + ")" * 5000, "the code failed: "),
        ("import sys; sys.setrecursionlimit(10 ** 9)\ndef f(): return f()\nf()", "the code"),
    ],
)  # fmt: skip
def test_broken_code_is_rejected_with_its_reason(best: None, program: str, reason: str) -> None:
    found = judged(program, TEST, timeout=10)
    assert found.status == "rejected"
    assert found.reason.replace(" [31m", "[31m").startswith(reason)
    assert len(found.reason) < 400
    assert found.reason.isprintable()


CHEATS = {
    "exits after": "import atexit, os\natexit.register(os._exit, 0)\ndef add(a, b): raise SystemExit(0)",
    "fake report": 'print(\'{"token": "", "test": 1, "error": null}\', flush=True)\nadd = print',
    "report to its pipe": 'import os\nos.write(60, b\'{"token": "", "test": 1, "error": null}\\n\')\nadd = print',
    "closes the pipe": "import os\nos.close(60)\nadd = print",
    "assertion error": "import builtins\nbuiltins.AssertionError = type('E', (BaseException,), {})\nadd = print",
    "no exceptions": "import builtins\nbuiltins.BaseException = builtins.Exception = type('E', (), {})\nadd = print",
    "patched builtins": "import builtins\nbuiltins.abs = builtins.all = lambda *a: 0\nadd = lambda a, b: 9",
    "shadowed": "def all(values): return True\ndef abs(x): return 0\ndef add(a, b): return 9",
    "shadowed late": "def add(a, b):\n    import builtins\n    builtins.abs = lambda x: 0\n    return 9",
    "equals anything": "class T:\n    def __eq__(self, other): return True\n    def __sub__(self, o): return 0\n    __rsub__ = __sub__\ndef add(a, b): return T()",
    "equals, as an int": "class T(int):\n    def __eq__(self, other): return True\ndef add(a, b): return T(9)",
    "equals, inside": "import unittest.mock\ndef add(a, b): return unittest.mock.ANY",
    "trace": "import sys\ndef trace(frame, event, arg): return trace\nsys.settrace(trace)\nadd = print",
    "exec": "import builtins\nbuiltins.exec = builtins.compile = lambda *a, **k: None\nadd = print",
    "exit code": "import os, threading\nthreading.Thread(target=lambda: os._exit(0)).start()\nimport time; time.sleep(9)",
    "raises in a thread": "import _thread\n_thread.interrupt_main()\nadd = print",
    "json": "import json\njson.dumps = lambda *a: ''\nadd = print",
    "os": "import os\nos.write = lambda *a: 0\nos.getpid = lambda: 1\nadd = print",
}  # fmt: skip
STRICT = "assert all(add(n, 1) == n + 1 for n in range(3))\nassert abs(add(2, 3) - 5) == 0"


@pytest.mark.parametrize("program", CHEATS.values(), ids=CHEATS)
def test_no_cheap_trick_passes(best: None, program: str) -> None:
    found = judged(program, [TEST, STRICT], timeout=3)
    assert (found.status, found.score) == ("rejected", 0.0), found


def test_a_value_that_equals_anything_hides_in_no_container(best: None) -> None:
    cheat = "class T:\n    def __eq__(self, o): return True\n    __hash__ = int.__hash__ and (lambda s: 1)\n"
    for value, wanted in (("[T()]", "[5]"), ("(T(),)", "(5,)"), ("{1: T()}", "{1: 5}"), ("[[T()]]", "[[5]]")):
        assert judged(f"{cheat}def f(): return {value}", f"assert f() == {wanted}").status == "rejected", value


@pytest.mark.parametrize(
    ("program", "tests"),
    [
        ("def sum(a, b): return a * b", "assert sum(3, 4) == 12"),
        ("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int", "assert P(1) == P(1)\nassert P(1) != P(2)"),
        ("class A:\n    def __init__(self): self.x = 1\n    def __eq__(self, o): return self.x == o.x", "assert A() == A()"),
        ("from __future__ import annotations\nimport asyncio\nasync def f(): return 1", "import asyncio\nassert asyncio.run(f()) == 1"),
        ("import threading, re, math, random, decimal, datetime\nx = []\nt = threading.Thread(target=lambda: x.append(1))\nt.start()\nt.join()", "assert x == [1]"),
        ("def f(n): return 2 ** n", "assert f(10 ** 6) == 1 << 10 ** 6"),
        ("print('a word')\nif __name__ == '__main__': input()\nx = 1", ["assert x == 1", "y = x\nassert y == 1", "assert y == 1 == x"]),
        ("é = 'é😀'", "assert é == 'é😀'"),
        ("x = {'b', 'a', 'c'}", "import os\nassert list(x) == list({'b', 'a', 'c'})"),
    ],
)  # fmt: skip
def test_right_code_of_many_kinds_passes(best: None, program: str, tests: str) -> None:
    found = judged(program, tests)
    assert found.status == "verified", found


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("<think>```python\nno\n```</think>```python\nx = 1\n```", "x = 1"),
        ("```py\nx = 1\n```\nthen\n```\nx = 2\n```\nand\n```text\nno\n```", "x = 2"),
        ("```python\nx = 1\n```\nthen\n```python\nx = 2", "x = 1"),
        ("````python\nx = '''\n```\n'''\n````", "x = '''\n```\n'''"),
        ("1. so:\n   ```Python3\nx = 1\n   ```", "x = 1"),
        ("```python\nno\n```<answer>```python\r\nx = 1\r\n```</answer>", "x = 1\r"),
        ("<answer>Here:\n```python\nx = 1\n```\nDone.</answer>", "x = 1"),
        ("<answer>def f():\n    '''\n    ```\n    f()\n    ```\n    '''</answer>", "def f():\n    '''\n    ```\n    f()\n    ```\n    '''"),
        ("<answer>no</answer><answer>x = 1</answer>", "x = 1"),
        ("x = 1", None),
        ("```bash\nls\n```", None),
        ("<think>```python\nx = 1\n```", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_code_of_a_response_is_found(response: str, expected: str | None) -> None:
    assert program_in(response) == expected


@pytest.mark.parametrize("response", ["", "no code", "<answer></answer>", "<answer>\n```python\n```\n</answer>", "<answer>" + "#" * 10**6 + "</answer>", "```" * 10**5, "<answer>" * 10**5])  # fmt: skip
def test_a_response_without_usable_code_is_a_format_rejection(response: str) -> None:
    start = time.monotonic()
    assert code(response, TEST).method == "format"
    assert time.monotonic() - start < 1


def test_without_tests_nothing_is_proved(best: None) -> None:
    assert judged(ADD, []).status == "unverified"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    program=st.text(st.characters(), max_size=200)
    | st.sampled_from([ADD, "add = 1", "def add(*a): return a", "del add"]),
    tests=st.lists(st.text(st.characters(), max_size=50) | st.just(TEST), max_size=3),
)
def test_any_text_gets_a_verdict(best: None, program: str, tests: list[str]) -> None:
    found = code(f"<answer>{program}</answer>", tests, timeout=2)
    assert found.method == "format" or found.method.startswith("code/")
    assert found.status == "verified" or found.reason
    assert 0 <= found.score <= 1
    assert found.status != "verified" or tests


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["```", "````", "python", "\n", " ", "<answer>", "</answer>", "x", "<think>", "</think>", "\r"])
    ).map("".join)
)
def test_any_nest_of_fences_is_read(response: str) -> None:
    found = program_in(response)
    assert found is None or found in response
