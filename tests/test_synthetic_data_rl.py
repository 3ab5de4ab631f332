"""The example of Synthetic Data RL from end to end, with models whose answers are recorded in this file."""

import re
import sys

import orjson
import pyarrow.parquet as pq
import pytest
from conftest import ROOT
from fault_server import Faults, FaultServer, text_of_message

from synth.errors import UsageError
from synth.options import configure
from synth.plugins import load_task

sys.path.append(str(ROOT / "examples" / "synthetic_data_rl"))


class Models:
    """A teacher that adds up what it wrote, and a base model that knows small sums, and large ones now and then."""

    def __init__(self):
        self.calls = 0
        self.asked = []

    def __call__(self, body):
        self.calls += 1
        text = text_of_message(body["messages"][-1])
        if "Name the field" in text:
            self.asked.append("keywords")
            return "ticket\n- tram line\n2. seats\n"
        if "have in common" in text:
            self.asked.append("pattern")
            return "Two quantities are given and added."
        if "<passage>" in text:
            n = len(text.split("<passage>")[1].split("</passage>")[0])
            self.asked.append(text)
            return f"<input>Sum up {n} and {n % 7} now?</input> <output>{n + n % 7}</output>"
        if "Write a harder one" in text:
            return f"<problem>{self.problem(text, 1000)}</problem>"
        if "Write an easier one" in text:
            return f"<problem>{self.problem(text, -1)}</problem>"
        a, b = map(int, re.findall(r"Sum up ([0-9]+) and ([0-9]+)", text)[-1])
        is_base = "base" in body["model"]
        wrong = is_base and (a > 1000 or a % 2) and self.calls % 3
        return f"<think>{a} + {b}</think><answer>{a + b + bool(wrong)}</answer>"

    @staticmethod
    def problem(text, more):
        a, b = map(int, re.findall(r"Sum up ([0-9]+) and ([0-9]+)", text)[0])
        return f"Sum up {a + more} and {b} now, carefully?" if more > 0 else f"Sum up {a // 2} and {b} now?"


def rows(folder, config="verify"):
    return [row for path in sorted(folder.glob(f"data/{config}/*.parquet")) for row in pq.read_table(path).to_pylist()]


def test_a_definition_and_passages_become_a_training_set(tmp_path):
    from run import synthetic_data_rl

    models = Models()
    with FaultServer(Faults(), answer=models) as served:
        server = {"base_url": served.base_url, "max_connections": 1}
        chosen = synthetic_data_rl("openai/teacher", "openai/base", str(tmp_path), n=4, votes=3, rollouts=6, **server)
        assert models.asked[:2] == ["keywords", "pattern"]
        assert models.asked.count("keywords") == 1  # once a run, whatever its length
    written = rows(tmp_path / "written")
    assert len(written) == 6
    for row in written:
        assert (row["verdict"]["status"], row["verdict"]["method"]) == ("unverified", "vote")
        meta = orjson.loads(row["meta"])
        assert meta["vote"] == {"k": 4, "n": 4}  # three samples and the generator's own
        assert meta["certificate"] == "vote 4/4"
    # The passage about trams is nearest to the keywords.
    assert "tram line" in models.asked[2]
    assert "Two quantities are given and added." in models.asked[2]
    rated = rows(tmp_path / "rated")
    assert {row["n_samples"] for row in rated} == {6}
    assert not any(row["verdict"]["status"] == "verified" for row in rated)  # the references were voted on
    assert 0 < len(chosen) <= 4 * 6
    rates = [row["n_verified"] / row["n_samples"] for row in rows(tmp_path / "chosen")]
    assert all(0 < rate < 1 for rate in rates)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("description: x", "no text for input_format"),
        ("- a", "expected YAML with description"),
        ("description: [", "is not YAML"),
        ("description: x\ninput_format: y\noutput_format: z\ndemos: [1]", "demos is not a list of input and output"),
    ],
)
def test_a_definition_that_lacks_something_is_an_error_that_says_what(tmp_path, text, said):
    path = tmp_path / "definition.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        configure(load_task("from_passages"), {"definition": str(path)})
    with pytest.raises(UsageError, match="cannot be read"):
        configure(load_task("from_passages"), {"definition": str(tmp_path / "none.yaml")})
