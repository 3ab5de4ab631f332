"""How the questions of a task reach the models, on behalf of an index."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from synth.draw import JUDGE, WRITER
from synth.errors import Reject, Unsent
from synth.model.door import Ask
from synth.parse import after_think
from synth.prompts import Prompts
from synth.task import Asker
from synth.teacher import Model


def asker(prompts: Prompts, index: int, proposer: Model | None, writer: Model | None, first: int = 0) -> Asker:
    """Asks the proposer, or the writer where that is meant; the journal numbers what is asked from `first` on."""
    numbers = count(first)

    async def ask(template: str, values: Mapping[str, Any], of: str = "") -> str:
        text = prompts.render(template, **values)
        role, model = ("teacher", writer) if of == WRITER else ("proposer", proposer)
        if model is None:
            raise Unsent(f"there is no {role}")
        send = model.judge if of == JUDGE else model.complete
        said = await send(Ask(index, role, next(numbers), 0), [{"role": "user", "content": text}])
        if said.finish_reason == "length":
            raise Reject(f"the {role}'s answer was cut by its length")
        return after_think(said.text).strip()

    return ask
