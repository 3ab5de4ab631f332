"""The page of a report as text, and the command that writes it."""

import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from report_folders import HOSTILE, WRONG, derived

import synth as package
from synth.api import execute
from synth.errors import UsageError
from synth.reporting import report
from synth.reporting.look import look
from synth.reporting.spans import Spans
from synth.request import Run

pytest.importorskip("vl_convert", reason="needs vl-convert-python: pip install '.[report]'")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("page") / "out"
    execute(Run("countdown", strategy=("all", "negative"), n=20, out=str(out)))
    return out


def data(page):
    """The rows that a page holds."""
    text = page.read_text(encoding="utf-8")
    return orjson.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])[
        "rows"
    ]


def test_the_page_is_one_file_beside_the_rows(run):
    assert package.report(run) == run / "report.html"
    assert package.report(run, run / "elsewhere" / "r.html", rows=3) == run / "elsewhere" / "r.html"
    assert len(data(run / "report.html")) == 40
    assert not list(run.rglob("*.tmp"))


def test_the_same_folder_gives_the_same_bytes(run):
    assert report(run, run / "a.html").read_bytes() == report(run, run / "b.html").read_bytes()


def test_no_other_host_is_named_but_in_names_of_xml(run):
    found = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", report(run).read_text()))
    assert found == {"http://www.w3.org"}


def test_the_policy_allows_what_is_in_the_page_and_nothing_else(run):
    text = report(run).read_text()
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    for part in (style, script):
        assert b64encode(sha256(part.encode()).digest()).decode() in policy
    assert not re.search(r"<[^>]*\s(?:style|onload|onclick|onerror)=", text)


def test_text_of_rows_is_never_html(tmp_path):
    rows = [
        dict.fromkeys(("id", "prompt", "completion", "answer", "teacher", "strategy", "finish_reason"), HOSTILE),
        {"verdict": {**WRONG, "reason": HOSTILE, "method": HOSTILE}, "meta": orjson.dumps({HOSTILE: HOSTILE}).decode()},
        {"meta": orjson.dumps({"difficulty": {HOSTILE: HOSTILE}}).decode()},
    ]
    page = report(derived(tmp_path / "<b>out", i=rows))
    text = page.read_text()
    assert "<img" not in text
    assert text.count("</script>") == 2
    assert text.count("<script") == 2
    assert "<b>out" not in text
    assert data(page)[0]["completion"] == HOSTILE


def test_texts_without_end_are_cut_and_say_so(tmp_path):
    long = "so on " * 100_000
    page = report(derived(tmp_path / "out", all=[{"completion": long}] * 30))
    assert page.stat().st_size < 1_500_000
    assert data(page)[0]["cut"] == len(long) - 12_000


def test_a_folder_that_is_no_run_is_refused(tmp_path):
    with pytest.raises(UsageError, match="holds no run"):
        report(tmp_path)
    assert not list(tmp_path.iterdir())


# Spans.


def test_spans_are_those_of_the_tasks_own_rules(run):
    rows = [row for row in data(report(run)) if row["label"] == "all"]
    for row in rows:
        found = {
            behavior: [row["completion"][a:b] for a, b, name in row["spans"]["rules"] if name == behavior]
            for behavior in ("backtrack", "verify")
        }
        assert all(found.values())
        assert all(piece.strip() == piece and piece for pieces in found.values() for piece in pieces)


def test_spans_count_characters_as_a_browser_does(tmp_path):
    text = "<think>\n\U0001f600 \U0001f600 Let me double-check this. Wait, let me start over.\n</think>\n<answer>2</answer>"
    row = data(report(derived(tmp_path / "out", all=[{"completion": text}])))[0]
    utf16 = text.encode("utf-16-le")
    pieces = [utf16[2 * start : 2 * end].decode("utf-16-le") for start, end, _ in row["spans"]["rules"]]
    assert any("double-check" in piece for piece in pieces)


def test_an_annotators_spans_stand_beside_the_rules(tmp_path):
    out = derived(tmp_path / "out", all=[{"completion": "<think>\nabc def\n</think>"}] * 2)
    spans = [{"behavior": "verify", "start": 8, "end": 11}, {"behavior": "verify", "start": 500, "end": 900}]
    folder = out / "annotations" / "judge"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist([{"id": "all-1", "spans": spans}]), folder / "part-00000.parquet")
    rows = {row["id"]: row["spans"] for row in data(report(out))}
    assert rows["all-1"]["judge"] == [[8, 11, "verify"]]
    assert "judge" not in rows["all-0"]


@pytest.mark.parametrize("task", ["../evil", "/tmp/evil.py", "evil.py", "nowhere", "", None])
def test_a_row_cannot_name_a_file_that_is_then_run(tmp_path, monkeypatch, task):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.py").write_text("open('ran', 'w')")
    row = {"id": "x", "task": task, "completion": "<think>Wait, let me start over.</think>", "sample": 0}
    assert Spans(tmp_path, ["x"]).of(row)["rules"]
    assert not (tmp_path / "ran").exists()


def test_a_row_of_a_task_whose_problem_is_broken_has_no_spans(tmp_path):
    row = {"id": "x", "task": "countdown", "problem": "{", "answer": None, "completion": "Let me check.", "sample": 0}
    assert Spans(tmp_path, ["x"]).of(row) == {"rules": []}


# The command.


def test_the_command_writes_prints_and_says_where(run, synth):
    done = synth("report", run, "-o", run / "c.html", "--rows", 5)
    assert (done.returncode, done.stdout) == (0, "")
    assert str(run / "c.html") in done.stderr
    assert len(data(run / "c.html")) <= 5


def test_the_terminal_has_the_short_of_it_and_writes_nothing(run, synth, tmp_path):
    before = sorted(run.iterdir())
    done = synth("report", run, "--terminal")
    assert done.returncode == 0
    assert re.search(r"^all +20 +100% +20", done.stdout, re.MULTILINE)
    assert re.search(r"^negative +0% +0% +0% +0%$", done.stdout, re.MULTILINE)
    figures = orjson.loads(synth("report", run, "--json").stdout)
    assert [one["n_kept"] for one in figures["strategies"]] == [20, 20]
    assert sorted(run.iterdir()) == before


def test_a_wrong_folder_is_wrong_usage(synth, tmp_path):
    done = synth("report", tmp_path)
    assert done.returncode == 2
    assert "holds no run" in done.stderr


def test_without_the_library_the_error_names_the_extra_and_figures_are_printed(run):
    code = "import sys; sys.modules['vl_convert'] = None; from synth.cli.main import main; sys.argv[1:] = ['report', *sys.argv[1:]]; main()"
    done = subprocess.run([sys.executable, "-c", code, str(run)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "pip install '.[report]'" in done.stderr
    done = subprocess.run([sys.executable, "-c", code, str(run), "--terminal"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_drawing_is_text_and_lines_alone(run):
    text = report(run).read_text()
    svgs = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(svgs) >= 5
    assert not any(re.search(r"<(?:image|script|foreignObject|a)\b|href", svg) for svg in svgs)


def test_a_drawing_keeps_to_its_labels_whatever_they_hold(tmp_path):
    found = look(derived(tmp_path / "out", all=[{"strategy": "datum.x ? 1 : 0"}, {"strategy": "{{7*7}}"}]), 0)
    from synth.reporting import charts

    svg = charts.renderer()(charts.outcomes(found.groups))
    assert "{{7*7}}" in svg
    assert "49" not in svg


@pytest.mark.parametrize(
    "odd", ["a\x1b[2J", "a\x00b", "\ufffe", "\uffff", "\U0001f600", "\x85", "\ufdd0", "a" * 10_000], ids=ascii
)
def test_a_drawing_is_made_of_whatever_signs(tmp_path, odd):
    rows = [{"strategy": odd, "verdict": WRONG | {"reason": odd}}, {"strategy": odd, "teacher": odd}, {"strategy": "x"}]
    assert "<svg" in report(derived(tmp_path / "out", all=rows)).read_text()


def test_a_run_that_starts_again_takes_the_old_report_with_it(tmp_path):
    for _ in range(2):
        execute(Run("countdown", n=3, out=str(tmp_path / "out"), overwrite=True))
        assert not (tmp_path / "out" / "report.html").exists()
        report(tmp_path / "out")
