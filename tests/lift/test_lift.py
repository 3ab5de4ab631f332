"""Lift from files and from runs: what was planted is found, and what cannot be told is said."""

import numpy as np
import orjson
import pytest

pytest.importorskip("statsmodels", reason="pip install '.[lift]'")

from click.testing import CliRunner
from judge_server import write_lines
from lift_rows import planted, reversed_rows

from synth.annotate import annotate
from synth.annotate.evaluation import LEAKING
from synth.api import execute
from synth.cli.lift import command
from synth.errors import UsageError
from synth.lift import lift
from synth.lift.tables import describe
from synth.request import Run


def file_of(tmp_path, rows, name="rows.jsonl"):
    return write_lines(
        tmp_path / name, [{**row, "evaluation": orjson.dumps(row["evaluation"]).decode()} for row in rows]
    )


def named(found, part="behaviors"):
    return {each["name"]: each for each in found[part]}


def test_a_planted_effect_is_found_and_nothing_where_there_is_none(tmp_path):
    found = lift(file_of(tmp_path, planted(np.random.default_rng(0), n_docs=200)))
    behaviors = named(found)
    pooled = behaviors["confidence_calibration"]["pooled"]
    assert pooled["interval"][0] <= 0.2 <= pooled["interval"][1]
    assert pooled["difference"] == pytest.approx(0.2, abs=0.05)
    assert pooled["ratio"] == pytest.approx(1.5, abs=0.15)
    assert pooled["q"] < 0.001
    assert behaviors["shortcut"]["pooled"]["q"] > 0.05
    assert found["behaviors"][0]["name"] == "confidence_calibration"
    strata = behaviors["confidence_calibration"]["strata"]
    assert len(strata) == 12
    for stratum in strata:
        assert stratum["n_with"] + stratum["n_without"] == 200
        assert stratum["interval"][0] < stratum["difference"] < stratum["interval"][1]


def test_a_simpson_reversal_is_found_and_told(tmp_path):
    found = lift(file_of(tmp_path, reversed_rows()))
    each = named(found)["goal_tracking"]
    assert each["crude"]["difference"] == pytest.approx(273 / 350 - 289 / 350)
    assert each["pooled"]["difference"] > 0.03
    assert [round(s["difference"], 3) for s in each["strata"]] == [0.043, 0.064]  # large, small
    assert each["reversal"]
    told = describe(found)
    assert "REVERSED" in told
    assert "goal_tracking goes with wrong answers over all rows (-0.046), with right ones within strata (+0.05" in told


def test_amplification_is_a_table_of_its_own_over_the_models_of_a_family(tmp_path):
    rows = planted(np.random.default_rng(1), n_docs=100)
    rows += [{**row, "model": "base", "training_type": "base"} for row in rows[:40]]
    found = lift(file_of(tmp_path, rows))["amplification"]
    assert found["left_out"] == 40
    grown = named(found)["self_correction"]
    assert grown["pooled"]["interval"][0] <= 0.4 <= grown["pooled"]["interval"][1]
    assert {stratum["stratum"] for stratum in grown["strata"]} == {f"{f} x {b}" for f in "AB" for b in ("logiqa", "math", "mmlu")}  # fmt: skip
    assert named(found)["shortcut"]["pooled"]["q"] > 0.05
    assert found["families"]["A"]["self_correction"]["difference"] == pytest.approx(0.4, abs=0.1)


def test_fields_that_leak_are_kept_out_of_the_headline_and_of_its_discoveries(tmp_path):
    rows = planted(np.random.default_rng(2))
    for row in rows:
        row["evaluation"] |= dict.fromkeys(LEAKING, row["correct"])
    found = lift(file_of(tmp_path, rows))
    assert set(named(found, "leaking")) == set(LEAKING)
    assert not set(named(found)) & set(LEAKING)
    assert "q" not in named(found, "leaking")["lucky_guess"]["pooled"]
    assert "not in the headline, since they tell whether the answer was right" in describe(found)


def test_strata_with_few_rows_are_dropped_and_named(tmp_path):
    rows = planted(np.random.default_rng(3), n_docs=40)
    for row in rows:
        if (row["model"], row["benchmark"]) == ("m2", "math"):
            row["evaluation"]["shortcut"] = row["doc_id"] < 9
    path = file_of(tmp_path, rows)
    found = lift(path)
    assert named(found)["shortcut"]["dropped"] == [{"stratum": "m2 x math", "n_with": 9, "n_without": 31}]
    assert "shortcut: m2 x math (9 with, 31 without)" in describe(found)
    assert not named(lift(path, min_cell=9))["shortcut"]["dropped"]
    assert named(lift(path, min_cell=39))["shortcut"]["pooled"] is None
    assert "no stratum has enough rows" in describe(lift(path, min_cell=39))


def test_other_columns_can_make_the_strata(tmp_path):
    path = file_of(tmp_path, planted(np.random.default_rng(4)))
    found = lift(path, by=["training_type"])
    assert {s["stratum"] for s in found["behaviors"][0]["strata"]} == {"thinking", "instruct"}
    with pytest.raises(UsageError, match=r"no column 'size' in every row; there are .*model_family"):
        lift(path, by=["size"])


def test_every_form_of_an_evaluation_gives_the_same_figures(tmp_path):
    rows = planted(np.random.default_rng(5), n_docs=30)
    forms = [
        lambda e: e,
        lambda e: {"metacognitive": {k: int(v) for k, v in e.items()}},
        lambda e: {k: "yes" if v else "no" for k, v in e.items()},
        lambda e: {k: {"present": v, "why": "..."} for k, v in e.items()},
        lambda e: {k: "high" if v else "low" for k, v in e.items()},
    ]
    plain = lift(file_of(tmp_path, rows))["behaviors"]
    mixed = [{**row, "evaluation": forms[place % 5](row["evaluation"])} for place, row in enumerate(rows)]
    assert lift(file_of(tmp_path, mixed, "mixed.jsonl"))["behaviors"] == plain
    graded = [{**row, "evaluation": {k: 4 if v else 2 for k, v in row["evaluation"].items()}} for row in rows]
    found = lift(file_of(tmp_path, graded, "graded.jsonl"))
    assert found["behaviors"] == plain
    assert "confidence_calibration (of 5)" in found["notes"][0]


def test_what_cannot_be_read_is_left_out_and_counted(tmp_path):
    rows = planted(np.random.default_rng(6), n_docs=30)
    path = file_of(tmp_path, rows)
    bad = [{**rows[0], "evaluation": "I cannot say."}, {**rows[0], "evaluation": None}, {**rows[0], "correct": None}]
    with path.open("ab") as file:
        file.writelines(orjson.dumps({**row, "evaluation": row["evaluation"] if isinstance(row["evaluation"], str) else None}) + b"\n" for row in bad)  # fmt: skip
    found = lift(path)
    assert found["n"] == len(rows)
    assert found["left_out"] == {"whose annotation cannot be read": 2, "without a verdict either way": 1}


def test_a_run_and_its_annotations_give_lift_by_teacher_and_task(tmp_path):
    from model_runs import server

    out = tmp_path / "out"
    with server(wrong_share=0.4) as served:
        execute(Run("countdown", strategy=("all",), n=80, out=str(out), model="openai/tiny", base_url=served.base_url, keep="all"))  # fmt: skip
    annotate(out)
    found = lift(out)
    assert found["n"] == 80
    assert 0.4 < found["n_correct"] / 80 < 0.8
    shown = named(found)
    # The server says "Check: ... as it should be" and goes back exactly where it is right.
    assert shown["backtrack"]["p_with"] > 0.9 > shown["backtrack"]["p_without"]
    assert shown["backtrack"]["strata"][0]["stratum"] == "openai/tiny x countdown"
    assert found["amplification"] is None
    assert lift(out, annotator="record")["n"] == 80
    with pytest.raises(UsageError, match="no annotations by nobody; annotators: rules, record"):
        lift(out, annotator="nobody")


@pytest.mark.parametrize(("settings", "match"), [
    ({"min_cell": 0}, "--min-cell 0"), ({"resamples": 1}, "--resamples 1"), ({"level": 1.0}, "--level"), ({"seed": -1}, "--seed -1"),
])  # fmt: skip
def test_a_wrong_setting_is_told(tmp_path, settings, match):
    with pytest.raises(UsageError, match=match):
        lift(file_of(tmp_path, reversed_rows()[:50]), **settings)


def test_a_file_of_something_else_is_refused_with_its_columns(tmp_path):
    with pytest.raises(UsageError, match=r"has the columns a, b: expected evaluation"):
        lift(write_lines(tmp_path / "x.jsonl", [{"a": 1, "b": 2}]))
    with pytest.raises(UsageError, match=r"no row of .* can be used: there are none"):
        lift(write_lines(tmp_path / "y.jsonl", []))
    execute(Run("countdown", n=3, out=str(tmp_path / "out")))
    with pytest.raises(UsageError, match=r"run synth annotate .* first"):
        lift(tmp_path / "out")


def test_without_statsmodels_the_error_names_the_extra(tmp_path, monkeypatch):
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr("synth.lift.api.find_spec", lambda name: None if name == "statsmodels" else found(name))
    with pytest.raises(UsageError, match=r"pip install '\.\[lift\]'"):
        lift(tmp_path)


def test_the_command_prints_tables_or_json_and_says_that_it_is_no_cause(tmp_path):
    path = str(file_of(tmp_path, planted(np.random.default_rng(7), n_docs=20)))
    run = CliRunner().invoke
    told = run(command, [path, "--resamples", "100", "--strata", "--by", "model,benchmark"]).output
    assert "Association, not cause" in told
    assert "amplification" in told
    assert told.count("m1 x logiqa") >= 3
    assert run(command, [path, "--resamples", "100", "--by", "model", "--by", "benchmark", "--strata"]).output == told
    again = [run(command, [path, "--resamples", "100", "--seed", "3", "--json"]).output for _ in range(2)]
    assert again[0] == again[1]
    assert orjson.loads(again[0])["seed"] == 3
