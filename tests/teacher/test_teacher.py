"""A teacher of one's own goes through the interface that models will use."""

import asyncio

import numpy as np
import pytest

from synth.chunk import Recipe
from synth.engine import Engine
from synth.errors import Refuse, TaskError, UsageError
from synth.options import configure
from synth.plugins import load_task
from synth.selection import Selection
from synth.strategy import parse
from synth.task import Task
from synth.teacher import Procedural
from synth.types import Completion

RECIPE = Recipe("countdown", {}, 0, Selection(), 0.0, "words", (), None, "f")
NOTHING = np.empty(0, np.uint64)


class Recorded:
    """Answers every request with the same text, and keeps what it was sent."""

    name = "recorded"
    is_proved = False

    def __init__(self, text="<think>1 + 1 = 3</think><answer>1</answer>"):
        self.text = text
        self.sent = []

    def answer(self, request):
        self.sent.append(request.messages)
        return Completion(self.text, prompt_tokens=11, completion_tokens=7, cost_usd=0.25)


class Slow(Recorded):
    async def answer(self, request):
        return super().answer(request)


@pytest.mark.parametrize("kind", [Recorded, Slow])
def test_a_teacher_may_answer_at_once_or_later(kind):
    teacher = kind()
    rows = asyncio.run(Engine(RECIPE, NOTHING, teacher).work([0, 1], ["all"])).judged["all"].rows.to_pylist()
    assert [row["teacher"] for row in rows] == ["recorded"] * 2
    assert [(row["prompt_tokens"], row["completion_tokens"], row["cost_usd"]) for row in rows] == [(11, 7, 0.25)] * 2
    assert [row["verdict"]["status"] for row in rows] == ["rejected"] * 2
    assert rows[0]["behaviors"] == dict.fromkeys(("backtrack", "verify", "subgoal", "backward"), 0)
    assert '"false":1' in rows[0]["meta"]
    system, user = teacher.sent[0]
    assert system["role"] == "system"
    assert user["content"] == rows[0]["prompt"]


def test_a_false_step_of_a_model_is_recorded_and_does_not_decide():
    task = configure(load_task("countdown"), {})
    engine = Engine(RECIPE, NOTHING, Recorded())
    problem = task.from_seed({"nums": [3, 5, 7], "target": 56})
    verdict, steps = engine.judge.judge(problem, parse("all"), "<think>1 + 1 = 3</think><answer>(3 + 5) * 7</answer>")
    assert verdict.status == "verified"
    assert (steps.checked, steps.false, steps.first_false) == (1, 1, "false: 1 + 1 = 3")


def test_a_false_step_of_a_proved_teacher_decides():
    task = configure(load_task("countdown"), {})
    problem = task.from_seed({"nums": [3, 5, 7], "target": 56})
    text = "<think>\nStep 1: 3 + 5 = 9\n</think>\n<answer>(3 + 5) * 7</answer>"
    verdict, _ = Engine(RECIPE, NOTHING, Procedural(task)).judge.judge(problem, parse("negative"), text)
    assert (verdict.status, verdict.method) == ("rejected", "steps")
    assert "3 + 5 is not 9" in verdict.reason


def test_a_refusal_drops_the_index_for_every_strategy():
    class Picky(Recorded):
        def answer(self, request):
            if request.strategy.name == "all" and request.draw.index == 1:
                raise Refuse("not this one")
            return super().answer(request)

    chunk = asyncio.run(Engine(RECIPE, NOTHING, Picky()).work([0, 1, 2], ["negative", "all"]))
    assert chunk.fates == ["answered", "refused", "answered"]
    assert chunk.reasons == {1: "not this one"}
    assert chunk.judged["negative"].rows.num_rows == chunk.judged["all"].rows.num_rows == 2


def test_a_teacher_that_breaks_is_told_with_the_index():
    class Broken(Recorded):
        def answer(self, request):
            raise KeyError("lost")

    with pytest.raises(TaskError, match="index 4: KeyError"):
        asyncio.run(Engine(RECIPE, NOTHING, Broken()).work([4], ["all"]))


def test_a_task_without_a_solver_says_that_it_needs_a_model():
    with pytest.raises(UsageError, match="needs a model"):
        Procedural(Task())
