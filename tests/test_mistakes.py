"""What people get wrong in Python: every mistake is a SynthError in words, no traceback of another library."""

import pytest

import synth
from synth.annotate import annotate
from synth.errors import SynthError
from synth.lift import lift

MISTAKES = {
    "a task that is a number": lambda: synth.run(5),
    "a task that is nothing": lambda: synth.run(None),
    "a path with NUL": lambda: synth.run("countdown", n=2, out="\0"),
    "a path of bytes": lambda: synth.run("countdown", n=3, out=b"x"),
    "n as a text": lambda: synth.run("countdown", n="x"),
    "half a row": lambda: synth.run("countdown", n=2.5),
    "a strategy that is a number": lambda: synth.run("countdown", n=3, strategy=["verify", 5]),
    "seeds that are a number": lambda: synth.run("countdown", n=3, seeds=5),
    "columns that are a number": lambda: synth.run("countdown", n=3, column=5),
    "templates that are not there": lambda: synth.run("countdown", n=3, templates="nope"),
    "an address that is none": lambda: synth.run("countdown", n=3, model="openai/x", base_url="http://[::1"),
    "parameters that are no JSON": lambda: synth.run("countdown", n=3, model="openai/x", extra_body={"a": {1, 2}}),
    "a price of letters": lambda: synth.run("countdown", n=3, model="openai/x", price="a/b"),
    "an option of another kind": lambda: synth.run("countdown", n=3, size={"a": 1}),
    "an option that is not there": lambda: synth.run("countdown", n=3, nope=1),
    "an export to a number": lambda: synth.export("ok", to="dpo", path=5),
    "an export of a number": lambda: synth.export(5, to="trl-sft", path="x.jsonl"),
    "a strategy of an export": lambda: synth.export("ok", to="trl-sft", path="x.jsonl", strategy=5),
    "a selection of nothing": lambda: synth.select("nope", out="x"),
    "a rate that is none": lambda: synth.select("ok", out="y", pass_rate="z"),
    "a mix of nothing": lambda: synth.mix([], out="x"),
    "weights of letters": lambda: synth.mix(["ok"], out="x", weights=["a"]),
    "annotations of nothing": lambda: annotate("nope"),
    "annotations of a number": lambda: annotate(5),
    "annotations by a number": lambda: annotate("ok", by=5),
    "a scheme that is none": lambda: annotate("ok", scheme="x"),
    "rows by letters": lambda: annotate("ok", n="x"),
    "a lift of a number": lambda: lift(5),
    "a report of a number": lambda: synth.report(5),
    "a report of so many letters": lambda: synth.report("ok", rows="x"),
    "a push to a number": lambda: synth.push("ok", 5),
    "a reward that is none": lambda: synth.reward(5),
    "something made again that is not there": lambda: synth.reproduce("nope"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_an_error_in_words(mistake, tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.getbasetemp() / "mistakes"
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    if not (folder / "ok").exists():
        synth.run("countdown", n=3, out="ok")
    with pytest.raises(SynthError) as found:
        mistake()
    assert len(str(found.value)) > 20
