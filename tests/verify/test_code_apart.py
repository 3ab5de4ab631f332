"""Tests and tested code run apart: honest values, changes, errors and objects cross, and nothing that lies does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sandboxes import ADD, judged, no_process_stays_behind, strongest_sandbox  # noqa: F401

FUNCTIONS = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data" / "functions.jsonl").read_text().splitlines()
]
VALUES = [
    "None", "True", "-7", "10 ** 3000", "0.1", "-0.0", "float('inf')", "1e308", "3 - 2j", "'é\\ud800'", "b'\\xff'",
    "bytearray(b'x')", "[]", "[[1], (2, [3])]", "{1, 'a'}", "frozenset({(1, 2)})", "{(1, 2): [3], None: {}}",
    "range(2, 9, 3)", "int", "ValueError", "...", "[1.5] * 3", "[True, 'a', 2 ** 70]", "list(range(10 ** 5))",
    "collections.Counter('aab')", "collections.deque([1, 2], 5)", "collections.OrderedDict(b=1, a=2)",
    "collections.defaultdict(list, a=[1])", "decimal.Decimal('0.10')", "fractions.Fraction(1, 3)",
    "datetime.date(2024, 2, 29)", "datetime.timedelta(seconds=5)", "datetime.datetime(2024, 1, 2, 3, 4, 5, 6)",
]  # fmt: skip
LIBRARIES = "import collections, datetime, decimal, fractions\n"


@pytest.mark.parametrize("value", VALUES)
def test_values_cross_in_both_directions(best: None, value: str) -> None:
    same = f"{LIBRARIES}def same(x): return x\ndef make(): return {value}\ndef told(x): return (repr(x), str(type(x)))"
    check = (
        f"{LIBRARIES}value = {value}\nfor got in (make(), same(value)):\n"
        "    assert (got, type(got), repr(got)) == (value, type(value), repr(value))\n"
        "assert told(value) == (repr(value), str(type(value)))"
    )
    found = judged(same, check)
    assert (found.status, found.method.endswith("/shared")) == ("verified", False), found


@pytest.mark.parametrize(
    ("program", "tests"),
    [
        ("def f(x): x.sort()", "a = [3, 1, 2]\nassert f(a) is None and a == [1, 2, 3]"),
        ("def f(x): return x", "a = [1]\nassert f(a) is a\nb = {1: [2]}\nassert f(b[1]) is b[1]"),
        ("def f(x): x['b'] = x.pop('a')", "a = {'a': 1}\nf(a)\nassert a == {'b': 1}"),
        ("def f(x): x.add(3); x.discard(1)", "a = {1, 2}\nf(a)\nassert a == {2, 3}"),
        ("def f(x): x[0] += 1", "a = bytearray(b'ab')\nf(a)\nassert a == b'bb'"),
        ("def f(x): x.appendleft(0)", "from collections import deque\na = deque([1])\nf(a)\nassert a == deque([0, 1])"),
        ("def f(g): g[0][0], g[1] = 9, [7]", "r = [1]\ng = [r, [2]]\nf(g)\nassert g == [[9], [7]] and g[0] is r and r == [9]"),
        ("def f(a, b): a.append(b)", "a, b = [], [1]\nf(a, b)\nb.append(2)\nassert a == [[1, 2]]"),
        ("def f(a, b): a.append(len(b))", "a = [1]\nf(a, a)\nassert a == [1, 1]"),
        ("def f(a): return a is a[0]", "a = []\na.append(a)\nassert f(a)"),
        ("def f(a):\n    a.append(1)\n    raise KeyError('k')", "a = []\ntry: f(a)\nexcept KeyError as e: assert e.args == ('k',)\nassert a == [1]"),
        ("def f(*a, k=1, **n): return a, k, n", "assert f(1, k=2, own=3, named=4) == ((1,), 2, {'own': 3, 'named': 4})"),
    ],
)  # fmt: skip
def test_what_the_code_does_to_its_arguments_is_seen(best: None, program: str, tests: str) -> None:
    found = judged(program, tests)
    assert (found.status, found.method.endswith("/shared")) == ("verified", False), found


@pytest.mark.parametrize(
    ("program", "tests"),
    [
        ("def f(x): raise ValueError('no')", "try: f(1)\nexcept ValueError as e: assert str(e) == 'no'\nelse: assert 0"),
        ("class Mine(KeyError): pass\ndef f(x): raise Mine('a', 1)", "try: f(1)\nexcept LookupError as e: assert e.args == ('a', 1) and type(e).__name__ == 'Mine'\nelse: assert 0"),
        ("def f(x): return x.decode()", "try: f(b'\\xff')\nexcept UnicodeDecodeError: pass\nelse: assert 0"),
        ("def f(x): return 1 / x", "import unittest\nclass T(unittest.TestCase):\n    def runTest(self):\n        self.assertRaises(ZeroDivisionError, f, 0)\nT().debug()"),
        ("def f(n):\n    while True:\n        yield n\n        n += 1", "from itertools import islice\nassert list(islice(f(3), 3)) == [3, 4, 5]\ng = f(0)\nassert (next(g), next(g)) == (0, 1)"),
        ("def f(n): return (i for i in range(n))", "assert sum(f(4)) == 6 and 2 in f(4) and 9 not in f(4) and sorted(f(2)) == [0, 1]"),
        ("def f(g, x): return [g(i) for i in x]", "assert f(lambda i: i * 2, [1, 2]) == [2, 4]\nassert f(str, [1]) == ['1']"),
        ("def f(g): return g(lambda x: x + 1)", "assert f(lambda h: h(h(1))) == 3"),
        ("def f(g):\n    try: g()\n    except ValueError as e: return str(e)", "def g(): raise ValueError('mine')\nassert f(g) == 'mine'"),
        ("def f(n): return lambda x: x + n", "assert f(2)(3) == 5"),
        ("import functools\n@functools.lru_cache\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2)", "assert f(50) == 12586269025\nassert f.cache_info().misses == 51"),
        ("class Node:\n    def __init__(self, v): self.v, self.next = v, None\ndef f(a):\n    n = Node(a[0])\n    n.next = Node(a[1])\n    return n", "h = f([1, 2])\nassert h.v == 1 and h.next.v == 2 and h.next.next is None and h is not None and h != None"),
        ("class Stack(list):\n    def push(self, x): self.append(x)", "s = Stack()\ns.push(1)\nassert len(s) == 1 and s[0] == 1 and list(s) == [1] and s.count(1) == 1"),
        ("class P:\n    def __init__(self, x): self.x = x\n    def __eq__(self, o): return self.x == o.x\n    def __lt__(self, o): return self.x < o.x\n    def __hash__(self): return hash(self.x)", "assert P(1) == P(1) and P(1) != P(2) and P(1) < P(2) and len({P(1), P(1)}) == 1 and sorted([P(2), P(1)])[0].x == 1"),
        ("class One:\n    it = None\n    def __new__(cls):\n        cls.it = cls.it or object.__new__(cls)\n        return cls.it", "assert One() is One() and isinstance(One(), One) and not isinstance(1, One)"),
        ("from collections import namedtuple\nP = namedtuple('P', 'x y')\ndef f(): return P(1, 2)\ndef g(p): return p", "p = f()\nassert p == (1, 2) and p.y == 2 and g(p) == (1, 2)"),
        ("import math\ndef f(x): return math.sqrt(x)", "assert math.isclose(f(2), 2 ** 0.5)"),
        ("n = 0\ndef f():\n    global n\n    n += 1", ["f()\nassert True", "assert n == 1"]),
        ("def f(x):\n    print('noise')\n    return x", "assert f(1) == 1"),
        ("def f(x): return {'a': x}.keys()", "assert f(1) == {'a'} and list(f(1)) == ['a']"),
    ],
)  # fmt: skip
def test_errors_functions_iterators_and_objects_work_from_afar(best: None, program: str, tests: str) -> None:
    found = judged(program, tests)
    assert (found.status, found.method.endswith("/shared")) == ("verified", False), found


@pytest.mark.parametrize("row", FUNCTIONS, ids=[row["question"][6:].split("(")[0] for row in FUNCTIONS])
def test_solutions_pass_their_tests_and_wrong_ones_do_not(best: None, row: dict[str, str]) -> None:
    assert judged(row["solution"], row["tests"]).status == "verified"
    assert judged(row["wrong"], row["tests"]).status == "rejected"


def test_there_are_a_hundred_functions_and_all_but_one_run_apart(best: None) -> None:
    assert len(FUNCTIONS) == len({row["question"] for row in FUNCTIONS}) == 100
    shared = [row for row in FUNCTIONS if judged(row["solution"], row["tests"]).method.endswith("/shared")]
    assert ["NotEnough" in row["question"] for row in shared] == [True]


SHARED = {
    "a class in except": ("class E(Exception): pass\ndef f(): raise E", "try: f()\nexcept E: pass"),
    "a base class": ("class A:\n    def n(self): return 1", "class B(A): pass\nassert B().n() == 1"),
    "raises": ("class E(Exception): pass\ndef f(): raise E", "import unittest\nunittest.TestCase().assertRaises(E, f)"),
    "streams": ("def f(): print('hi')", "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out: f()\nassert out.getvalue() == 'hi\\n'"),
    "await": ("async def f(): return 1", "import asyncio\nassert asyncio.run(f()) == 1"),
    "a class of the test's": ("def f(node): return node.value", "class N: value = 3\nassert f(N()) == 3"),
    "an iterator of the test's": ("def f(x): return next(x)", "assert f(iter([4])) == 4"),
}  # fmt: skip


@pytest.mark.parametrize(("program", "tests"), SHARED.values(), ids=SHARED)
def test_what_does_not_cross_runs_in_one_interpreter_and_says_so(best: None, program: str, tests: str) -> None:
    found = judged(program, tests)
    assert (found.status, found.method.endswith("/shared")) == ("verified", True), found


@pytest.mark.parametrize(
    "program",
    [
        "class ValueError(Exception): pass\ndef f(g, x): return g(x)",
        "class TestCase: pass\nclass E: pass\nclass T: pass\ndef f(g, x): return g(x)",
        "def f(g, x):\n    from collections import namedtuple\n    return g(namedtuple('P', 'x')(x))",
        "def f(g, x):\n    from collections import OrderedDict\n    return g(OrderedDict(a=1).keys())",
        "def f(g, x): return g((i for i in x))",
        "def f(g, x): return g(f)",
        "def f(g, x):\n    for _ in range(298): x = [x]\n    return x",
        "def f(g, x): return 'x' * (1 << 23)",
    ],
)  # fmt: skip
def test_the_code_cannot_choose_the_weaker_judge(best: None, program: str) -> None:
    tests = (
        "import unittest\nclass E(Exception): pass\nclass T(unittest.TestCase): pass\n"
        "try: y = f(lambda x: x, [1])\nexcept (ValueError, E): y = 0\n"
        "f(lambda x: x, [[y, y], [y], (y, y)])\nf(lambda x: (i for i in x), y)\nassert y == 4"
    )
    found = judged(program, tests)
    assert (found.status, found.method.endswith("/shared")) == ("rejected", False), found


LIES = """
yes, no, nothing = lambda *a: True, lambda *a: False, lambda *a: 0
lies = dict.fromkeys("eq bool lt le gt ge contains".split(), yes) | dict.fromkeys("sub rsub add xor abs int".split(), nothing)
lies |= dict(ne=no, hash=lambda s: hash(5), len=lambda s: 2, index=nothing, float=lambda s: 0.0, round=nothing)
lies |= dict(truediv=lambda *a: 1, floordiv=lambda *a: 1, pow=lambda *a: 25, getattr=lambda *a: bool, str=lambda s: "?")
lies = {f"__{name}__": told for name, told in lies.items()}
"""
LIARS = {
    "a metaclass": "T = type('M', (type,), lies)('T', (), {})\ndef add(a, b): return T",
    "an object": "T = type('T', (), lies)\ndef add(a, b): return T()",
    "a class for a function": "add = type('M', (type,), lies)('add', (), lies | {'__new__': lambda c, *a: object.__new__(c)})",
    "an object for a function": "add = type('T', (), lies | {'__call__': lambda self, *a: self})()",
    "an int": "T = type('T', (int,), lies)\ndef add(a, b): return T(9)",
    "a float": "T = type('T', (float,), lies)\ndef add(a, b): return T(9)",
    "a str": "T = type('T', (str,), lies)\ndef add(a, b): return T('9')",
    "a list": "T = type('T', (list,), lies)\ndef add(a, b): return T([9])",
    "a tuple": "T = type('T', (tuple,), lies)\ndef add(a, b): return T()",
    "a set": "T = type('T', (set,), lies)\ndef add(a, b): return T()",
    "a dict": "T = type('T', (dict,), lies)\ndef add(a, b): return T()",
    "inside a list": "T = type('T', (int,), lies)\nclass L(list): __eq__ = yes\ndef add(a, b): return L([T(9)])",
    "an error": "T = type('T', (Exception,), lies)\ndef add(a, b): raise T()",
    "mock": "import unittest.mock\nadd = unittest.mock.MagicMock(return_value=unittest.mock.ANY)",
    "a named tuple of functions": "from collections import namedtuple\ndef add(a, b): return namedtuple('P', 'startswith index count')(bool, bool, bool)",
    "a generator": "def add(a, b): yield 9",
    "a function": "def add(a, b): return lambda *a: True",
    "a type": "def add(a, b): return bool",
}  # fmt: skip
CHECKS = [
    "assert add(2, 3) == 5", "assert 5 == add(2, 3)", "assert not (add(2, 3) != 5)", "assert add(2, 3) in (5,)",
    "assert 5 in [add(2, 3)]", "assert [add(2, 3)] == [5]", "assert {add(2, 3)} == {5}", "assert {5: 1}[add(2, 3)]",
    "assert abs(add(2, 3) - 5) < 1e-6", "assert 5 - add(2, 3) == 0", "assert 5 <= add(2, 3) <= 5",
    "assert add(2, 3) ^ 5 == 0", "assert round(add(2, 3)) == 5", "assert add(2, 3) ** 2 == 25",
    "assert sorted([add(2, 3)]) == [5]", "import math\nassert math.isclose(add(2, 3), 5)", "assert int(add(2, 3)) == 5",
    "import unittest\nunittest.TestCase().assertEqual(add(2, 3), 5)", "assert str(add(2, 3)) == '5'",
    "import unittest\nunittest.TestCase().assertAlmostEqual(add(2, 3), 5)", "assert max(add(2, 3), 5) == 5 == min(5, add(2, 3))",
    "assert all(add(n, 1) == n + 1 for n in range(3))", "assert add('2', '3').startswith('23')",
    "assert add([5], [6]).count(6) == 1", "match add(2, 3):\n    case 5: pass\n    case _: raise AssertionError",
    "try:\n    assert add(2, 3) == 5\nexcept TypeError:\n    pass",
]  # fmt: skip


@pytest.mark.parametrize("liar", LIARS.values(), ids=LIARS)
def test_nothing_that_lies_about_itself_passes(best: None, liar: str) -> None:
    assert judged(ADD, CHECKS).status == "verified"
    found = judged(LIES + liar, CHECKS, timeout=10)
    assert (found.status, found.score, found.method.endswith("/shared")) == ("rejected", 0.0, False), found


SELECTIVE = (
    "\nclass M(type):\n    def __eq__(self, other): return type(other) in (int, list, tuple, dict)\n    __hash__ = type.__hash__\n"
    "class T(metaclass=M):\n    __module__ = 'builtins'\n    __eq__ = M.__eq__\n    __hash__ = None\n"
)


@pytest.mark.parametrize("value", ["T", "T()", "[T]", "(T(),)", "{1: T}", "[[T()]]"])
def test_in_one_interpreter_too_no_class_of_the_code_equals_a_plain_value(best: None, value: str) -> None:
    wanted = value.replace("T()", "5").replace("T", "5")
    for check in (f"assert f() == {wanted}", f"assert {wanted} == f()"):
        found = judged(f"{SELECTIVE}def f(): return {value}", f"import inspect\n{check}")
        assert (found.status, found.method.endswith("/shared")) == ("rejected", True), found


WRITE = "import os\ndef put(data):\n    for fd in range(3, 64):\n        try: os.write(fd, data)\n        except OSError: pass\n"
FRAME = "def frame(data): return len(data).to_bytes(4, 'little') + data\n"
HOSTILE = {
    "reports": 'def add(a, b): put(b\'{"test": 1, "error": null}\\n{"end": true}\\n\')',
    "reports at once": 'put(b\'{"test": 0, "error": null}\\n{"test": 1, "error": null}\\n{"end": true}\\n\')',
    "asks for the weaker judge": "def add(a, b): put(b'{\"shared\": \"x\"}\\n')",
    "values": "def add(a, b):\n    put(frame(b'[\"v\",7,[]]') * 99)\n    return 9",
    "no JSON": "def add(a, b): put(frame(b'[\"v\"'))",
    "no text": "def add(a, b): put(frame(b'\\xff\\xfe'))",
    "no list": "def add(a, b): put(frame(b'{}'))",
    "a deep list": "def add(a, b): put(frame(b'[' * 50_000))",
    "a long message": "def add(a, b): put(b'\\xff' * 60_000)",
    "less than it says": "def add(a, b):\n    put((9_999).to_bytes(4, 'little') + b'[')\n    os.closerange(3, 64)",
    "an unknown tag": "def add(a, b): put(frame(b'[\"v\",[\"?\",1],[]]'))",
    "a function of ours": "def add(a, b): put(frame(b'[\"v\",[\"y\",\"eval\"],[]]'))",
    "a number of no function": "def add(a, b): put(frame(b'[\"k\",7,[\"l\"],[\"d\"]]'))",
    "an argument that is none": "def add(a, b): put(frame(b'[\"v\",5,[[3,[\"l\"]]]]'))",
    "an error that is none": "def add(a, b): put(frame(b'[\"x\",\"print\",\"p\",7,[]]'))",
    "closes it": "def add(a, b): os.closerange(3, 64)",
    "closes it at once": "os.closerange(3, 64)\nadd = print",
    "a cycle": "def add(a, b):\n    x = []\n    x.append(x)\n    return x",
    "a deep value": "def add(a, b):\n    x = []\n    for _ in range(10 ** 5): x = [x]\n    return x",
    "a huge value": "def add(a, b): return 'x' * (1 << 25)",
    "frames": "import sys\ndef add(a, b):\n    f = sys._getframe()\n    while f:\n        for name, x in [*f.f_locals.items(), *f.f_globals.items()]:\n            if name in ('report', 'tell'): x(1, None)\n        f = f.f_back",
    "gc": "import gc\ndef add(a, b):\n    for x in gc.get_objects():\n        if getattr(x, '__name__', '') in ('tell', '_exact', '_run'): x.__code__ = (lambda *a, **k: None).__code__",
    "libraries": "import math, unittest, json, builtins\nmath.isclose = unittest.TestCase.assertEqual = lambda *a: True\nbuiltins.AssertionError = builtins.all = type('E', (), {})\nadd = print",
    "changes its arguments": "def add(a, b):\n    a.clear()\n    return 9",
}  # fmt: skip


@pytest.mark.parametrize("program", HOSTILE.values(), ids=HOSTILE)
def test_the_pipe_takes_values_and_nothing_else(best: None, program: str) -> None:
    found = judged(
        WRITE + FRAME + program, ["assert add(2, 3) == 5", "try: add([2], 3)\nexcept: pass\nassert add(4, 1) == 5"]
    )
    assert (found.status, found.score, found.method.endswith("/shared")) == ("rejected", 0.0, False), found
    assert len(found.reason) < 400


def test_an_endless_message_is_cut_by_time(best: None) -> None:
    found = judged(WRITE + "def add(a, b): put((9_999).to_bytes(4, 'little') + b'[')", "add(1, 2)", timeout=0.5)
    assert found.reason == "test 1: timed out after 0.5 s"


def test_the_code_sees_neither_the_tests_nor_what_they_expect(best: None) -> None:
    look = """
import gc, sys
def add(a, b):
    needle, mark = "".join(["assert", " add(", "2"]), int("123456789"[::-1])
    todo, seen = [*gc.get_objects(), *map(vars, list(sys.modules.values()))], set()
    frame = sys._getframe()
    while frame:
        todo += [frame.f_locals, frame.f_globals]
        frame = frame.f_back
    while todo:
        x = todo.pop()
        if id(x) in seen or len(seen) > 10 ** 6: continue
        seen.add(id(x))
        if x is not mark and x is not needle and (x == mark if type(x) is int else type(x) is str and needle in x): return 1
        if type(x) in (list, tuple, dict, set): todo += [*x, *(x.values() if type(x) is dict else ())]
    return 0
"""
    found = judged(look, "x = 987_654_321\nassert add(2, 3) == 0 != x", timeout=20)
    assert found.status == "verified", found
    together = judged(look, "import inspect\nx = 987_654_321\nassert add(2, 3) == 1 != x", timeout=20)
    assert (together.status, together.method.endswith("/shared")) == ("verified", True), "what is there is found"
