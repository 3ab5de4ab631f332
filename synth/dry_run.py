"""What a run would send and cost, told without sending or writing anything."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from synth.api import settled
from synth.engine import Engine
from synth.errors import Refuse, Reject, SpaceDry, Unsent
from synth.execute import loop
from synth.model.budget import CHARS_PER_TOKEN, TOKENS_EXPECTED
from synth.options import configure
from synth.plan import Plan
from synth.plugins import load_task
from synth.prompts import Messages
from synth.request import Run
from synth.roles import Roles
from synth.strategy import parse
from synth.task import Draw
from synth.teacher import Retelling
from synth.teacher.base import Request
from synth.teacher.retelling import ROLE
from synth.types import Problem

N_EXAMPLES = 3


def preview(request: Run) -> str:
    """The messages of a few requests, how many there would be, and an estimate of tokens and USD."""
    task = configure(load_task(request.task), request.options, request.preset)
    request, strategies = settled(request, task)
    roles = Roles(request, task)
    with TemporaryDirectory() as folder:
        (Path(folder) / "journal").mkdir()
        plan = Plan(request, task, strategies, None, Path(folder), roles.identity(), roles.teacher)
        engine = Engine(plan.recipe, plan.excluded, roles.teacher, roles.proposer)
        examples, n_asked = loop.run(_examples(engine, strategies))
        n = (plan.n or (len(engine.seeds) * task.rounds if engine.seeds else 0)) + (request.test_n or 0)
    lines = []
    for role, messages in examples:
        lines += [f"=== {message['role']} ({role}) ===\n{message['content'].rstrip()}\n" for message in messages]
    return "\n".join([*lines, _estimate(request, roles, strategies, n, examples, n_asked)])


async def _examples(engine: Engine, strategies: list[str]) -> tuple[list[tuple[str, Messages]], int]:
    """A few requests, and how many the proposer gets for a problem before it has answered any."""
    found: list[tuple[str, Messages]] = []
    n_asked = 0
    for index in range(20):
        if len(found) >= N_EXAMPLES:
            break
        sent: list[str] = []
        try:
            problem = await _proposed(engine, index, sent)
        except SpaceDry:
            break
        except (Reject, Unsent):
            n_asked = max(n_asked, len(sent))
            found += [("proposer", [{"role": "user", "content": text}]) for text in sent]
            continue
        name = strategies[len(found) % len(strategies)]
        if isinstance(engine.teacher, Retelling):
            with suppress(Refuse):
                found.append((ROLE, _retelling(engine, engine.teacher, index, problem, name)))
            continue
        prompt = engine.prompts.prompt(problem.question, engine.task.answer_format)
        found.append((name, engine.prompts.messages(prompt, parse(name))))
    return found, n_asked


def _retelling(engine: Engine, teacher: Retelling, index: int, problem: Problem, name: str) -> Messages:
    """What the model that retells would be sent for a problem under a strategy. Raises Refuse."""
    strategy, task = parse(name), engine.task
    draw = Draw(engine.recipe.seed, index, strategy.asked.name)
    request = Request(task, problem, strategy, "", draw, "", render=engine.prompts.render)
    return teacher.messages(request, teacher.solver.answer(request).text)


async def _proposed(engine: Engine, index: int, sent: list[str]) -> Any:
    """The problem of an index; what would be asked for it goes to `sent`."""

    async def listen(template: str, values: Mapping[str, Any], of: str = "") -> str:
        sent.append(engine.prompts.render(template, **values))
        raise Unsent("a dry run")

    draw = Draw(engine.recipe.seed, index)
    draw.asker = listen
    made = engine.propose(index, draw)
    return await made if hasattr(made, "__await__") else made


def _estimate(
    request: Run, roles: Roles, strategies: list[str], n: int, examples: list[tuple[str, Messages]], n_asked: int
) -> str:
    if not roles.models:
        return f"no model is asked: {n:,} rows of {', '.join(strategies)}, made by {roles.teacher.name}"
    per_problem = request.samples if request.select == "all" else 1
    problems = -(-n // per_problem)
    told = roles.teacher in roles.models or roles.reteller is not None
    answers = problems * request.samples * len(strategies) if told else 0
    asks = problems * n_asked
    chars = [sum(len(message["content"]) for message in messages) for _, messages in examples] or [0]
    prompt, completion = sum(chars) // len(chars) // CHARS_PER_TOKEN, request.max_tokens or _tokens(roles, examples)
    lines = [
        f"requests: {answers + asks:,} at least ({n:,} rows, {len(strategies)} strategies, {request.samples} samples a "
        "problem), if every answer is kept",
        f"tokens: about {prompt:,} of prompt and {completion:,} of completion a request"
        + ("" if request.max_tokens else f" ({completion:,} assumed: give --max-tokens)"),
    ]
    for model in roles.models:
        price = roles.price(model)
        cost = f"{(answers + asks) * price.of(prompt, completion):.4g} USD at least" if price else "price not known"
        lines.append(f"cost: {cost} ({model.name})")
    return "\n".join(lines)


def _tokens(roles: Roles, examples: list[tuple[str, Messages]]) -> int:
    """Tokens of a completion where nobody says: of a retelling, those of the reasoning that it retells."""
    if roles.reteller is None or len(roles.models) > 1 or not examples:
        return TOKENS_EXPECTED
    told = [message["content"] for _, messages in examples for message in messages]
    lengths = [len(text.split("<reasoning>")[1].split("</reasoning>")[0]) for text in told if "<reasoning>" in text]
    return max(1, sum(lengths) // max(1, len(lengths)) // CHARS_PER_TOKEN)
