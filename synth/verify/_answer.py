"""The tested code's side of the pipe: runs it once, then does with its functions what the tests ask.

It is shown names that it defines itself and the arguments of calls, never what is expected of it. Whatever the code
does to this process, the other side takes nothing from it but values.
"""

from __future__ import annotations

import _operator
import builtins
import marshal
import os
import sys

from synth.verify._wire import Codec, Unsendable, described, error, flat, raised, receive, send, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_NAMES = 10_000


def main(code: str, calls: int, replies: int) -> None:
    """Never returns. `calls` and `replies` are file descriptors."""
    leave = os._exit
    module = type(sys)("answer")
    sys.modules["answer"] = module
    sys.argv = ["answer"]
    served = _Served(vars(module), calls, replies)
    failed: str | None = None
    try:
        exec(compile(code, "answer", "exec", dont_inherit=True), vars(module))
    except BaseException as problem:
        failed = described(problem)
    names = [["l", name, _origin(value)] for name, value in list(vars(module).items())[:MAX_NAMES]]
    served.say(["l", failed, ["l", *names]])
    served.serve()
    leave(0)


def _origin(value: Any) -> str:
    """`module` for a module, else the module that the object says it is of."""
    found = "module" if type(value) is type(sys) else getattr(value, "__module__", None)
    return found if type(found) is str else ""


class _Served:
    def __init__(self, scope: dict[str, Any], calls: int, replies: int) -> None:
        self.scope, self.calls, self.replies = scope, calls, replies
        self.numbers: dict[int, int] = {}
        self.objects: list[Any] = []

    def say(self, tree: list[Any]) -> None:
        send(self.replies, written(tree).encode())

    def serve(self) -> Any:
        """Answers requests until there are no more, or until the answer to a question of ours comes: returns it."""
        while (message := receive(self.calls)) is not None:
            request = marshal.loads(message)
            if request[0] in ("answer", "failure"):
                return request
            try:
                self.say(self._reply(*request))
            except Unsendable as problem:
                self.say(["u", str(problem)])
        os._exit(0)

    def _reply(self, operation: str, operands: list[Any], named: Any) -> list[Any]:
        codec = Codec(self._refer, self._resolve)
        before: list[Any] = []
        try:
            try:
                given = [codec.unpack(tree, number=True) for tree in operands]
                keywords = codec.unpack(named, number=True)
                before = [_contents(value) for value in codec.objects]
                value = self._do(operation, given, keywords)
                # An instance of a class that the tests call is that, though it may be a kind of list, too.
                made = operation == "call" and type(value) is given[0] and _origin(given[0]) == "answer"
                reply = ["v", self._handle(value) if made else codec.pack(value)]
            except Unsendable as problem:
                return ["u", str(problem)]
            except BaseException as problem:
                reply = ["x", *raised(problem)]
            changes = [
                [i, codec.pack(value, inside=True)]
                for i, (value, old) in enumerate(zip(codec.objects, before, strict=False))
                if _changed(old, _contents(value))
            ]
            return [*reply, changes]
        except BaseException as problem:
            return ["u", described(problem)]

    def _do(self, operation: str, given: list[Any], keywords: dict[str, Any]) -> Any:
        if operation == "call":
            return given[0](*given[1:], **keywords)
        if operation == "get":
            return self.scope[given[0]]
        return (getattr(builtins, operation, None) or getattr(_operator, operation))(*given)

    def _refer(self, value: Any) -> Any:
        """What is no plain value: flat, if it is one in truth, else a number that the tests can ask with."""
        if type(value) is _Asked:
            return ["k", value.number]
        plain = flat(value)
        if plain is value:
            return self._handle(value)
        codec, fields = Codec(self._refer, self._resolve), getattr(value, "_fields", None)
        if type(plain) is tuple and type(fields) is tuple and all(type(name) is str for name in fields):
            return ["n", ["t", *fields], *[codec.pack(item) for item in plain]]
        return codec.pack(plain)

    def _handle(self, value: Any) -> list[Any]:
        number = self.numbers.setdefault(id(value), len(self.objects))
        if number == len(self.objects):
            self.objects.append(value)
        return ["h", number, type.__getattribute__(type(value), "__name__")[:100]]

    def _resolve(self, tree: list[Any]) -> Any:
        if tree[0] == "h":
            return self.objects[tree[1]]
        if tree[0] == "k":
            return _Asked(self, tree[1])
        return getattr(builtins, tree[1])


class _Asked:
    """A function of the tests."""

    def __init__(self, served: _Served, number: int) -> None:
        self.served, self.number = served, number

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        served = self.served
        codec = Codec(served._refer, served._resolve)
        served.say(["k", self.number, ["l", *map(codec.pack, args)], codec.pack(keywords)])
        kind, *said = served.serve()
        if kind == "answer":
            return Codec(served._refer, served._resolve).unpack(said[0])
        raise error(said[0], said[1], tuple(said[2][1:]))


def _contents(value: Any) -> Any:
    if type(value) is bytearray:
        return bytes(value)
    return tuple(part for item in value.items() for part in item) if isinstance(value, dict) else tuple(value)


def _changed(old: Any, new: Any) -> bool:
    if type(old) is bytes:
        return bool(old != new)
    return len(old) != len(new) or not all(map(_operator.is_, old, new))
