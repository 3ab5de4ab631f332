"""The tests' side of the pipe: functions and objects of the tested code as they look from the other process.

A result is a plain value, rebuilt here, or a `Remote`. A Remote never equals a plain value, whatever its class says of
`==`. What needs nothing from the test (truth, length, text, iteration, an attribute) is asked of the code. What hands
the code a value of the test's, which may be the one that is expected, is asked of it only where the test calls it by
name: functions, methods, and instances of a class that the test itself calls by a capital name (`Stack()`).
"""

from __future__ import annotations

import builtins
import json
import marshal
from collections.abc import Callable
from threading import RLock
from typing import Any

from synth.verify._wire import Codec, Unsendable, error, raised, receive, send

PLAIN = (str, bytes, int, float, complex, list, tuple, dict, set, frozenset)
# Of what a method of a plain value says about its argument, the code is not asked: the result should be plain.
CHANGES = {"add", "append", "clear", "discard", "extend", "insert", "remove", "reverse", "sort", "update"}
READS = {name for kind in PLAIN for name in dir(kind) if not name.startswith("_")} - CHANGES
MAX_SHOWN = 200


class Gone(BaseException):
    """The tested code's process ended."""


class Refused(BaseException):
    """The test failed, whatever it catches."""


class Foreign(Unsendable):
    """A value of a type that does not cross."""


class Shared(BaseException):
    """The tests need what does not cross."""


class Link:
    """The pipe. `failure`: why the running test has failed, whatever it says; `foreign`: what it compared in vain."""

    def __init__(self, calls: int, replies: int) -> None:
        self._calls, self._replies, self._lock = calls, replies, RLock()
        self._callables: list[Any] = []
        self._known: dict[int, Remote] = {}
        self.failure = self.shared = self.foreign = ""
        self._broken = ""

    def load(self) -> tuple[str | None, dict[str, str]]:
        """The error of the code itself, and the names that it defines with where each is from."""
        try:
            _, failed, names = self._receive()
            found = {name: origin for _, name, origin in names[1:]}
            if all(type(text) is str for text in (*found, *found.values(), failed or "")):
                return failed if failed is None else failed[:MAX_SHOWN], found
        except (TypeError, ValueError) as problem:
            self._refuse(str(problem), lasting=True)
        raise self._refuse("names that are none", lasting=True)

    def do(self, operation: str, operands: tuple[Any, ...], named: dict[str, Any], own: bool) -> Any:
        """The result of an operation on the other side. `own`: an object that comes back may be asked anything.

        Raises what the code raised.
        """
        with self._lock:
            if self._broken:
                raise self._refuse(self._broken)
            codec = Codec(self._refer, self._resolve)
            try:
                request = [operation, [codec.pack(value, number=True) for value in operands], codec.pack(named, True)]
                send(self._calls, marshal.dumps(request))
            except Foreign as problem:
                raise self._share(str(problem)) from None
            except Unsendable as problem:
                raise self._refuse(str(problem)) from None
            except BrokenPipeError:
                raise Gone from None
            reply = self._receive()
            while reply[:1] == ["k"]:
                self._ask(reply)
                reply = self._receive()
            try:
                value, told = self._read(reply, codec, own)
            except Exception as failure:
                raise self._refuse(f"{type(failure).__name__}: {failure}", lasting=True) from None
        if told is not None:
            raise told
        return value

    def _read(self, reply: list[Any], codec: Codec, own: bool) -> tuple[Any, BaseException | None]:
        """The value or the error of an answer, once the arguments are what the code left them."""
        kind, *said = reply
        if kind == "u":
            raise self._refuse(str(said[0])[:MAX_SHOWN])
        for number, tree in said[-1]:
            _replace(codec.objects[number], codec.unpack(tree))
        if kind == "v":
            handle = type(said[0]) is list and said[0][0] == "h"
            return self._own(said[0]) if own and handle else codec.unpack(said[0]), None
        if kind != "x":
            raise ValueError("an answer of no kind")
        return None, error(said[0], said[1], codec.unpack(said[2]))

    def _ask(self, reply: list[Any]) -> None:
        """The code calls a function of the tests. What it is called with must not make the judge a weaker one."""
        codec = Codec(self._refer, self._resolve)
        try:
            function = self._callables[reply[1]]
            given, named = [codec.unpack(tree) for tree in reply[2][1:]], codec.unpack(reply[3])
        except Exception as problem:
            raise self._refuse(f"a call of no function: {problem}", lasting=True) from None
        try:
            answer = ["answer", codec.pack(function(*given, **named))]
        except Unsendable as problem:
            raise self._refuse(f"a function of the tests was called, and gave {problem}") from None
        except Exception as problem:
            answer = ["failure", *raised(problem)]
        try:
            send(self._calls, marshal.dumps(answer))
        except BrokenPipeError:
            raise Gone from None

    def _receive(self) -> list[Any]:
        try:
            message = receive(self._replies)
            if message is None:
                raise Gone
            reply = json.loads(message)
        except (ValueError, RecursionError, MemoryError) as problem:
            raise self._refuse(f"{type(problem).__name__}: {problem}", lasting=True) from None
        if type(reply) is not list or not reply:
            raise self._refuse("an answer of no kind", lasting=True)
        return reply

    def _refer(self, value: Any) -> list[Any]:
        if type(value) is Remote:
            return ["h", value._number]
        if not callable(value):
            raise Foreign(f"an argument of the type {type(value).__name__}")
        self._callables.append(value)
        return ["k", len(self._callables) - 1]

    def _resolve(self, tree: list[Any]) -> Any:
        tag, what, *rest = tree
        if tag == "h" and type(what) is int:
            return Remote(self, what, str(rest[0])[:MAX_SHOWN], own=False)
        if tag == "k":
            return self._callables[what]
        known = getattr(builtins, what)
        if tag != "y" or not (isinstance(known, type) or known in (Ellipsis, NotImplemented)):
            raise ValueError(f"the tag {tag!r} of no value")
        return known

    def _own(self, tree: Any) -> Remote:
        """An instance of a class that the test calls: the same one each time."""
        found = self._resolve(tree)
        object.__setattr__(found, "_own", True)
        return self._known.setdefault(found._number, found)

    def _refuse(self, why: str, lasting: bool = False) -> Refused:
        self.failure = self.failure or f"no plain value came back: {why[:MAX_SHOWN]}"
        if lasting:
            self._broken = self._broken or why
        return Refused(self.failure)

    def _share(self, why: str) -> Shared:
        self.shared = why
        return Shared(why)


def _replace(old: Any, new: Any) -> None:
    """Makes `old` hold what `new` does."""
    if type(old) is not type(new):
        raise TypeError("an argument that became another type")
    if isinstance(old, (list, bytearray)):
        old[:] = new
    else:
        old.clear()
        (old.extend if hasattr(old, "extend") else old.update)(new)


class Remote:
    """A function or an object of the tested code."""

    _PARTS = ("_link", "_number", "_kind", "_own", "_reads")

    def __init__(self, link: Link, number: int, kind: str, own: bool) -> None:
        self._link, self._number, self._kind, self._own, self._reads = link, number, kind, own, False

    def __call__(self, *args: Any, **named: Any) -> Any:
        if self._reads and (args or named):
            raise TypeError(f"{self._kind} of the code's own instead of a plain value")
        return self._link.do("call", (self, *args), named, self._own)

    def __getattr__(self, name: str) -> Any:
        found = _asked(self, "getattr", name)
        if not self._own and name in READS:
            if type(found) is Remote:
                found._reads = True
            elif callable(found):
                raise TypeError(f"{self._kind} of the code's own instead of a plain value")
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        if name in Remote._PARTS:
            object.__setattr__(self, name, value)
        else:
            _asked(self, "setattr", name, value)

    def __eq__(self, other: Any) -> Any:
        if type(other) is Remote:
            return _exact(bool, _asked(self, "eq", other))
        self._link.foreign = self._kind
        return False

    def __ne__(self, other: Any) -> Any:
        return not self == other

    def __contains__(self, item: Any) -> bool:
        if self._own:
            return bool(_exact(bool, _asked(self, "contains", item)))
        return any(item is one or item == one for one in self)

    def __iter__(self) -> Any:
        found = _asked(self, "iter")
        return found if type(found) is Remote else iter(found)

    def __instancecheck__(self, other: Any) -> bool:
        return type(other) is Remote and bool(_exact(bool, _asked(other, "isinstance", self)))


def _asked(remote: Remote, operation: str, *operands: Any) -> Any:
    return remote._link.do(operation, (remote, *operands), {}, False)


def _exact(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__} of the code, not {type(value).__name__}")
    return value


def _asks(operation: str, kind: type | None, own: bool) -> Callable[..., Any]:
    """`own`: only of an instance of a class that the test calls; others might say what they were to come to."""

    def ask(self: Remote, *operands: Any) -> Any:
        if own and not self._own:
            raise TypeError(f"{operation} of {self._kind}, which is no plain value")
        found = _asked(self, operation, *operands)
        return found if kind is None else _exact(kind, found)

    return ask


def _hands(operation: str, plain: bool, turned: bool = False) -> Callable[[Remote, Any], Any]:
    """`plain`: an instance of a class that the test calls is handed plain values, too."""

    def hand(self: Remote, other: Any) -> Any:
        theirs = type(other) is Remote
        if not (theirs or (plain and self._own)):
            self._link.foreign = self._kind
            return NotImplemented
        operands = (other, self) if turned else (self, other)
        return self._link.do(operation, operands, {}, self._own and theirs and other._own)

    return hand


ASKED: dict[str, type | None] = {"len": int, "bool": bool, "str": str, "repr": str, "hash": int, "next": None}
CALCULATED: dict[str, type | None] = {
    "abs": None, "neg": None, "round": None, "int": int, "float": float, "index": int, "getitem": None,
    "setitem": None, "delitem": None,
}  # fmt: skip
for _name, _type in ASKED.items():
    setattr(Remote, f"__{_name}__", _asks(_name, _type, own=False))
for _name, _type in CALCULATED.items():
    setattr(Remote, f"__{_name}__", _asks(_name, _type, own=True))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor"):
    setattr(Remote, f"__{_name.strip('_')}__", _hands(_name, plain=True))
    setattr(Remote, f"__r{_name.strip('_')}__", _hands(_name, plain=True, turned=True))
for _name in ("lt", "le", "gt", "ge"):
    setattr(Remote, f"__{_name}__", _hands(_name, plain=False))
