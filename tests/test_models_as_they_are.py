"""Models that refuse, hide, or lack something: what becomes a row, what ends a run, and what is asked again."""

import subprocess
import sys
import time
from contextlib import suppress

import orjson
import pytest
from conftest import ROOT
from fault_server import Faults, FaultServer, solve_countdown, text_of_message
from model_runs import make, rows, server
from relabel_server import answer as sort_documents

from synth.api import execute
from synth.errors import StoppedShort, TeacherError, UsageError
from synth.request import Run

CONFIG = "verify"
DEFINITION = """
description: Add two numbers.
input_format: a question
output_format: a number
"""


class Refusing(FaultServer):
    """Answers the requests that `why` has nothing against; the others get its status and message."""

    def __init__(self, why, answer=solve_countdown, **faults):
        super().__init__(Faults(**faults), answer=answer)
        self.why = why

    async def _respond(self, request, raw):
        if found := self.why(orjson.loads(raw)):
            self.bodies.append(raw)
            return await self._refuse(request, self.faults, *found)
        return await super()._respond(request, raw)


def test_a_proposal_that_is_malformed_is_a_rejected_row_on_every_run(tmp_path):
    (tmp_path / "task.yaml").write_text(DEFINITION)
    (tmp_path / "passages.jsonl").write_text("".join(f'{{"text": "Passage {n} of some length."}}\n' for n in range(6)))
    n = [0]

    def propose(body):
        n[0] += 1
        return "no tags" if n[0] % 2 else f"<input>What is {n[0]} + 1?</input><output>{n[0] + 1}</output>"

    with FaultServer(Faults(), answer=propose) as served:
        request = Run("from_passages", options={"definition": str(tmp_path / "task.yaml"), "keywords": ["a"]},
                      model="openai/tiny", base_url=served.base_url, proposer="openai/tiny", keep="all",
                      proposer_base_url=served.base_url, seeds=str(tmp_path / "passages.jsonl"), out=str(tmp_path / "out"),
                      strategy=("verify",))  # fmt: skip
        for _ in range(2):
            execute(request)
    lost = rows(tmp_path / "out", CONFIG, "rejected")
    assert lost
    assert all("between <input> and </input>" in row["verdict"]["reason"] for row in lost)


def test_what_no_server_would_answer_is_a_row_and_is_never_asked_again(tmp_path):
    n = []

    def flagged(body):
        n.append(body)
        return (403, "Your input was flagged by our moderation.") if len(n) <= 5 else None

    with Refusing(flagged) as served:
        out = make(tmp_path / "out", served, n=20, max_connections=1, strategy=(CONFIG,))
        sent = len(served.bodies)
        lost = rows(out, CONFIG, "rejected")
        assert [row["verdict"]["method"] for row in lost] == ["unanswered"] * 5
        assert all("its content is refused" in row["verdict"]["reason"] for row in lost)
        make(out, served, n=20, strategy=(CONFIG,), keep="all")  # rows are judged again
        assert len(served.bodies) == sent
        assert len(rows(out, CONFIG, "rejected")) == 5


def test_one_of_several_samples_may_have_no_answer(tmp_path):
    def long(body):
        return (400, "maximum context length is 10 tokens") if len(orjson.dumps(body)) % 3 == 0 else None

    with Refusing(long) as served:
        out = make(tmp_path / "out", served, n=20, samples=2, strategy=(CONFIG,), temperature=0.7)
    assert rows(out, CONFIG, "rejected")


def test_what_refuses_at_once_ends_a_task_that_asks_before_all_else(tmp_path):
    (tmp_path / "task.yaml").write_text(DEFINITION)
    (tmp_path / "passages.jsonl").write_text('{"text": "Passage of some length."}\n')
    with (
        Refusing(lambda body: (413, "too large")) as served,
        pytest.raises(TeacherError, match="too long for the model"),
    ):
        execute(Run("from_passages", options={"definition": str(tmp_path / "task.yaml")}, keep="all",
                    model="openai/tiny", base_url=served.base_url, proposer="openai/tiny",
                    proposer_base_url=served.base_url, seeds=str(tmp_path / "passages.jsonl"), out=str(tmp_path / "out")))  # fmt: skip


def test_a_judge_that_takes_no_temperature_is_asked_without_one(tmp_path):
    texts = tmp_path / "texts.jsonl"
    texts.write_text("".join(orjson.dumps({"text": f"document {n} " + "word " * 60}).decode() + "\n" for n in range(8)))

    def why(body):
        return (
            (400, "Unsupported value: 'temperature' does not support 0 with this model.")
            if "temperature" in body
            else None
        )

    with Refusing(why, answer=sort_documents) as served:
        request = {"model": "openai/tiny", "base_url": served.base_url, "seeds": str(texts), "max_connections": 1}
        with suppress(StoppedShort):  # there is little of each kind
            execute(Run("relabel", out=str(tmp_path / "out"), **request))
        cold = [body for body in map(orjson.loads, served.bodies) if "temperature" in body]
        assert cold
        assert len(served.bodies) >= 2 * len(cold)  # those that had begun before the first answer came
        sent = len(served.bodies)
        from synth.annotate import annotate

        annotate(texts, by="openai/judge", base_url=served.base_url, out=tmp_path / "a.jsonl", text="text")
        assert len(served.bodies) > sent


@pytest.mark.parametrize(
    ("message", "flag"),
    [
        ("Unsupported value: 'temperature' does not support 0.5 with this model.", "--temperature"),
        ("'top_p' is not supported", "--top-p"),
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", "max_completion_tokens"),
        ("System role not supported", "--system-in-user"),
    ],
)
def test_a_setting_that_a_model_does_not_take_ends_the_run_and_names_the_flag(tmp_path, message, flag):
    with Refusing(lambda body: (400, message)) as served:
        with pytest.raises(TeacherError, match=flag):
            make(tmp_path / "out", served, n=20, max_connections=2)
        assert len(served.bodies) <= 4


def test_a_model_without_a_system_role_finds_what_it_says_before_the_question(tmp_path):
    def why(body):
        return (400, "System role not supported") if body["messages"][0]["role"] == "system" else None

    with Refusing(why) as served:
        out = make(tmp_path / "out", served, n=5, system_in_user=True)
        assert [message["role"] for message in orjson.loads(served.bodies[0])["messages"]] == ["user"]
        said = text_of_message(orjson.loads(served.bodies[0])["messages"][0])
        assert said.endswith(rows(out)[0]["prompt"]) or rows(out)[0]["prompt"] in said
        with pytest.raises(UsageError, match="filled by another request"):
            make(out, served, n=6)


def hiding(body):
    return f"<answer>{solve_countdown(body).split('<answer>')[1].split('</answer>')[0]}</answer>"


class Hiding(FaultServer):
    async def _send(self, request, status, body, *given, **more):
        found = orjson.loads(body)
        if "usage" in found:
            found["usage"]["completion_tokens_details"] = {"reasoning_tokens": 100}
        return await super()._send(request, status, orjson.dumps(found), *given, **more)


def test_reasoning_that_a_provider_hides_is_said_once_and_can_be_required(tmp_path):
    said = []
    with Hiding(Faults(), answer=hiding) as served:
        request = {
            "strategy": (CONFIG,),
            "model": "openai/tiny",
            "base_url": served.base_url,
            "n": 5,
            "max_attempts": 2,
        }
        execute(Run("countdown", out=str(tmp_path / "a"), **request), say=said.append)
        assert sum("does not send them" in line for line in said) == 1
        assert all(orjson.loads(row["meta"])["reasoning"] == "hidden" for row in rows(tmp_path / "a", CONFIG))
        with pytest.raises(StoppedShort):
            execute(Run("countdown", out=str(tmp_path / "b"), require_reasoning=True, **request))
    lost = rows(tmp_path / "b", CONFIG, "rejected")
    assert {row["verdict"]["reason"] for row in lost} == {"not kept, its provider hides the reasoning"}
    with server() as served:
        assert rows(make(tmp_path / "c", served, n=5, require_reasoning=True))


def test_a_key_that_is_missing_is_said_at_once(tmp_path):
    code = "import os; [os.environ.pop(k) for k in list(os.environ) if k.startswith('ANTHROPIC')]; from synth.cli.main import main; main()"
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", code, "run", "countdown", "--model", "anthropic/x", "-n", "2", "-o", "out"],
        cwd=tmp_path, capture_output=True, text=True, env={"PATH": "", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "ANTHROPIC_API_KEY is not set" in done.stderr
    assert "--api-key-env" in done.stderr
    assert "never awaited" not in done.stderr
    assert time.monotonic() - started < 19  # it took 20 to 40 s of retries; most of this is litellm's import
