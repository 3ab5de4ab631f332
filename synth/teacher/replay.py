"""Recorded answers as a teacher: `--model replay:FILE`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from synth import exact_json
from synth.columns import MISSING, at
from synth.errors import Refuse, UsageError
from synth.files import ENDINGS, file_rows
from synth.parse import canonical
from synth.strategy import parse
from synth.teacher.base import Request
from synth.types import Completion


class Replay:
    """Answers out of a file of `prompt` and `completion`, such as a run's own rows; `columns` renames.

    A column `strategy` keeps an answer to that strategy; rows of one prompt and strategy are its samples, in order.
    The whole file is held in memory.
    """

    name = "replay"
    is_proved = False

    def __init__(self, file: str, columns: Mapping[str, str] | None = None) -> None:
        self._answers: dict[bytes, list[Completion]] = {}
        hasher = blake2b(digest_size=16)
        for row in _rows(Path(file), columns or {}):
            prompt, text = row.get("prompt"), row.get("completion")
            if not isinstance(prompt, str) or not isinstance(text, str):
                raise UsageError(
                    f"replay:{file} holds a row without the texts prompt and completion; its columns are "
                    f"{', '.join(map(str, row))}"
                )
            hasher.update(prompt.encode(errors="replace") + b"\0" + text.encode(errors="replace") + b"\0")
            finish = row.get("finish_reason")
            said = Completion(canonical("", text), finish if isinstance(finish, str) else "stop")
            self._answers.setdefault(_key(prompt, _strategy(row)), []).append(said)
        self.fingerprint = hasher.hexdigest()

    def answer(self, request: Request) -> Completion:
        for strategy in (request.strategy.asked.name, ""):
            found = self._answers.get(_key(request.prompt, strategy), [])
            if request.sample < len(found):
                return found[request.sample]
        raise Refuse("no answer is recorded for it")


def _strategy(row: Mapping[str, Any]) -> str:
    name = row.get("strategy")
    return parse(name).name if isinstance(name, str) and name else ""


def _key(prompt: str, strategy: str) -> bytes:
    return blake2b(f"{strategy}\0{prompt.rstrip()}".encode(errors="replace"), digest_size=16).digest()


def _rows(path: Path, columns: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    if not path.is_file():
        raise UsageError(f"replay:{path}: there is no such file; give one of prompt and completion: {ENDINGS}")
    for number, line in enumerate(file_rows(path), 1):
        try:
            row = exact_json.tolerant(line)
        except orjson.JSONDecodeError as error:
            raise UsageError(f"replay:{path}, line {number}: not JSON: {error}") from None
        if not isinstance(row, dict):
            raise UsageError(f"replay:{path}, line {number}: not a JSON object")
        yield row | {new: found for new, old in columns.items() if (found := at(row, old)) is not MISSING}
