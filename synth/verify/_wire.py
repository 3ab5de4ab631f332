"""The closed language that tests and the tested code speak over a pipe: plain values, and numbers for all the rest.

A value is a tree of None, booleans, numbers, texts and lists that begin with a tag (`["t", 1, 2]` is a tuple). The
tested code's side of the pipe is JSON, since nothing else of what it says may be trusted. Lists, dicts and sets among
arguments are numbered in order of appearance, so that both sides mean the same one by `["@", 3]`: a list that the
code sorts in place is sorted where the test holds it.

Runs inside the sandbox, on both sides.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
from _operator import itemgetter as _itemgetter
from collections import OrderedDict

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Their import takes longer than all the rest.
    from collections.abc import Callable
    from typing import Any

MAX_MESSAGE = 1 << 24  # bytes
MAX_DEPTH = 300
SMALL = 1 << 200  # a larger integer is written in base 16, which takes no quadratic time
SHOWN = 2_000
written = json.JSONEncoder(separators=(",", ":")).encode
TAGS: dict[type, str] = {tuple: "t", set: "s", frozenset: "z"}
NAMED = (type, type(len), type(...), type(NotImplemented))
MUTABLE = (list, dict, set, bytearray)
VIEWS = {type(getattr(kind(), name)()): name for kind in (dict, OrderedDict) for name in ("keys", "values", "items")}
LIBRARY: dict[str, tuple[str, Callable[[Any], list[Any]]]] = {
    "Decimal": ("decimal", lambda x: [str(x)]),
    "Fraction": ("fractions", lambda x: [x.numerator, x.denominator]),
    "deque": ("collections", lambda x: [list(x), x.maxlen]),
    "OrderedDict": ("collections", lambda x: [list(x.items())]),
    "Counter": ("collections", lambda x: [dict(x)]),
    "defaultdict": ("collections", lambda x: [x.default_factory, dict(x)]),
    "date": ("datetime", lambda x: [x.year, x.month, x.day]),
    "time": ("datetime", lambda x: [x.hour, x.minute, x.second, x.microsecond]),
    "datetime": ("datetime", lambda x: [x.year, x.month, x.day, x.hour, x.minute, x.second, x.microsecond]),
    "timedelta": ("datetime", lambda x: [x.days, x.seconds, x.microseconds]),
}


class Unsendable(Exception):
    """A value that does not fit through the pipe."""


class Codec:
    """Packs and unpacks the values of one message and of its answer, which share the numbers of what can change.

    `refer` packs what is no plain value; `resolve` unpacks it.
    """

    def __init__(self, refer: Callable[[Any], list[Any]], resolve: Callable[[list[Any]], Any]) -> None:
        self.refer, self.resolve = refer, resolve
        self.objects: list[Any] = []
        self.numbers: dict[int, int] = {}

    def know(self, value: Any) -> Any:
        """Gives the next number to something that can change."""
        self.numbers[id(value)] = len(self.objects)
        self.objects.append(value)
        return value

    def pack(self, value: Any, number: bool = False, depth: int = MAX_DEPTH, inside: bool = False) -> Any:
        """The tree of a value; with `number`, what can change is numbered. `inside`: though it has a number."""
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if -SMALL < value < SMALL else ["i", hex(value)]
        if kind is float:
            return value if value - value == 0 else ["f", repr(value)]
        if not depth:
            raise Unsendable(f"a value nested over {MAX_DEPTH} deep")
        if not inside and id(value) in self.numbers:
            return ["@", self.numbers[id(value)]]
        library = LIBRARY.get(kind.__name__)
        if library and (kind is not getattr(sys.modules.get(library[0]), kind.__name__, None) or _zoned(value)):
            library = None
        if number and (kind in MUTABLE or (library and library[0] == "collections")):
            self.know(value)
        if library:
            return ["L", kind.__name__, *(self.pack(part, number, depth - 1) for part in library[1](value))]
        if kind is list:
            kinds = set(map(type, value))
            if kinds <= {bool, str} or (kinds == {int} and min(value) > -SMALL and max(value) < SMALL):
                return ["l", *value]  # which saves most of the time that a long list takes
            return ["l", *[self.pack(item, number, depth - 1) for item in value]]
        if kind is dict:
            return ["d", *[self.pack(part, number, depth - 1) for item in value.items() for part in item]]
        if kind in TAGS:
            return [TAGS[kind], *[self.pack(item, number, depth - 1) for item in value]]
        if kind is bytes or kind is bytearray:
            return ["b" if kind is bytes else "a", value.hex()]
        if kind is complex:
            return ["c", *(self.pack(part) for part in (value.real, value.imag))]
        if kind is range or kind is slice:
            ends = (value.start, value.stop, value.step)
            return ["r" if kind is range else "S", *(self.pack(end, number, depth - 1) for end in ends)]
        if kind in VIEWS:
            parts = [part for item in value for part in item] if VIEWS[kind] == "items" else value
            return ["V", VIEWS[kind], *[self.pack(part, number, depth - 1) for part in parts]]
        if issubclass(kind, Record):
            return ["n", ["t", *kind.fields], *[self.pack(item, number, depth - 1) for item in value]]
        if kind in NAMED and getattr(builtins, getattr(value, "__name__", repr(value)), None) is value:
            return ["y", getattr(value, "__name__", repr(value))]
        return self.refer(value)

    def unpack(self, tree: Any, number: bool = False) -> Any:
        """The value of a tree. Raises all kinds of errors on a tree that is none."""
        if type(tree) is not list:
            return tree
        tag, body = tree[0], tree[1:]
        if tag == "l":
            value: Any = self.know([]) if number else []
            value.extend(body if list not in map(type, body) else [self.unpack(part, number) for part in body])
            return value
        if tag == "d":
            value = self.know({}) if number else {}
            parts = [self.unpack(part, number) for part in body]
            value.update(zip(parts[::2], parts[1::2], strict=True))
            return value
        if tag == "s":
            value = self.know(set()) if number else set()
            value.update(self.unpack(part, number) for part in body)
            return value
        if tag == "@":
            return self.objects[body[0]]
        if tag == "t":
            return tuple([self.unpack(part, number) for part in body])
        if tag == "a":
            value = bytearray.fromhex(body[0])
            return self.know(value) if number else value
        if tag == "L":
            return self._library(body[0], body[1:], number)
        if tag in SIMPLE:
            return SIMPLE[tag](*[self.unpack(part, number) for part in body])
        return self.resolve(tree)

    def _library(self, name: str, body: list[Any], number: bool) -> Any:
        module = LIBRARY[name][0]
        kind = getattr(__import__(module), name)
        if module != "collections" or not number:
            return kind(*[self.unpack(part) for part in body])
        # Numbered before what is inside it, as it was packed.
        n = len(self.objects)
        self.objects.append(None)
        value = kind(*[self.unpack(part, number) for part in body])
        self.objects[n] = value
        self.numbers[id(value)] = n
        return value


SIMPLE: dict[str, Callable[..., Any]] = {
    "i": lambda text: int(text, 16),
    "f": float,
    "z": lambda *items: frozenset(items),
    "b": bytes.fromhex,
    "c": complex,
    "r": range,
    "S": slice,
    "V": lambda name, *parts: _view(name, parts),
    "n": lambda fields, *items: _record(fields, items),
}


def _zoned(value: Any) -> bool:
    return type(value).__module__ == "datetime" and getattr(value, "tzinfo", None) is not None


def _view(name: str, parts: tuple[Any, ...]) -> Any:
    if name == "items":
        return dict(zip(parts[::2], parts[1::2], strict=True)).items()
    return dict.fromkeys(parts).keys() if name == "keys" else dict(enumerate(parts)).values()


class Record(tuple):  # type: ignore[type-arg]
    """A tuple whose items have names, too."""

    fields: tuple[str, ...] = ()


def _record(fields: tuple[str, ...], items: tuple[Any, ...]) -> Any:
    names = {name: property(_itemgetter(i)) for i, name in enumerate(fields) if not hasattr(Record, name)}
    if any(map(callable, items)):
        # It would be called by a name that a plain value has, and say what the test asks.
        raise ValueError("a function in a named tuple")
    return type("Record", (Record,), {**names, "fields": fields})(items)


def flat(value: Any) -> Any:
    """An instance of a subclass of a plain type as that type has it, whatever the subclass says; else the value."""
    for base, plain in FLAT.items():
        if base in type.mro(type(value)):
            return plain(value)
    return value


FLAT: dict[type, Callable[[Any], Any]] = {
    int: int.__pos__,
    float: float.__pos__,
    complex: complex.__pos__,
    str: lambda text: str.__getitem__(text, slice(None)),
    bytes: lambda text: bytes.__getitem__(text, slice(None)),
    list: lambda items: list.__getitem__(items, slice(None)),
    tuple: lambda items: tuple.__getitem__(items, slice(None)),
    dict: lambda items: dict(dict.items(items)),
    set: lambda items: set(set.__iter__(items)),
    frozenset: lambda items: frozenset(frozenset.__iter__(items)),
}


def described(problem: BaseException) -> str:
    """One line about an error."""
    name = type(problem).__name__[:100]
    try:
        said = " ".join(str(problem)[:SHOWN].split())[:200]
    except BaseException:
        said = ""
    return f"{name}: {said}" if said else name


def raised(problem: BaseException) -> list[Any]:
    """What crosses of an error: its nearest built-in class, its own name, what it says."""
    base = next(kind for kind in type.mro(type(problem)) if getattr(builtins, kind.__name__, None) is kind)
    args: tuple[Any, ...] = BaseException.args.__get__(problem)  # type: ignore[attr-defined]
    plain = [x[:SHOWN] if type(x) is str else x for x in args[:10] if type(x) in (str, int, float, bool, type(None))]
    if any(type(x) is int and not -SMALL < x < SMALL for x in plain) or len(plain) != len(args):
        plain = [described(problem).partition(": ")[2]]
    return [base.__name__, type(problem).__name__[:100], ["t", *plain]]


def error(base: Any, name: Any, args: tuple[Any, ...]) -> BaseException:
    """The error that `raised` told of: an instance of a built-in class, or of a subclass that only has another name."""
    found = getattr(builtins, base) if type(base) is str else None
    kind: type[BaseException] = Exception
    # A group needs more than what crosses.
    if isinstance(found, type) and issubclass(found, BaseException) and not hasattr(found, "subgroup"):
        kind = found
    if type(name) is str and name != base and name.isidentifier():
        kind = type(name, (kind,), {})
    try:
        return kind(*args)
    except TypeError:  # some take no text alone
        problem = kind.__new__(kind)
        problem.args = args
        return problem


def send(pipe: int, message: bytes) -> None:
    if len(message) > MAX_MESSAGE:
        raise Unsendable(f"a value of over {MAX_MESSAGE:,} bytes")
    rest = memoryview(len(message).to_bytes(4, "little") + message)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def receive(pipe: int) -> bytes | None:
    """The next message; None where the pipe ends. Raises ValueError for one that is too long."""
    head = _exactly(pipe, 4)
    if head is None:
        return None
    n = int.from_bytes(head, "little")
    if n > MAX_MESSAGE:
        raise ValueError(f"a message of over {MAX_MESSAGE:,} bytes")
    return _exactly(pipe, n)


def _exactly(pipe: int, n: int) -> bytes | None:
    data = bytearray()
    while len(data) < n:
        some = os.read(pipe, min(n - len(data), 1 << 20))
        if not some:
            return None
        data += some
    return bytes(data)
