"""From a wheel, installed outside the checkout, everything works too."""

import subprocess
import sys
import venv
import zipfile

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("synth_reasoning-*.whl"))


def test_a_wheel_carries_tasks_and_templates_inside_the_package(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "synth/tasks/countdown.py",
        "synth/tasks/_countdown/phrases.py",
        "synth/templates/strategies/verify.jinja",
        "synth/templates/card.jinja",
        "synth/templates/report/report.html.jinja",
        "synth/templates/report/report.css",
        "synth/templates/report/report.js",
    ):
        assert name in names
    assert not [name for name in names if not name.startswith("synth")]


def test_everything_works_from_a_wheel(wheel, tmp_path):
    venv.create(tmp_path / "venv", system_site_packages=False)
    # The dependencies are taken from this environment, synth itself from the wheel.
    site = next((tmp_path / "venv").glob("lib/python*/site-packages"))
    zipfile.ZipFile(wheel).extractall(site)
    outside = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(outside))
    python = tmp_path / "venv" / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import synth; print(synth.__file__)"], capture_output=True, text=True, cwd=tmp_path
    )
    assert str(site) in where.stdout, where.stderr
    for args in (
        ["tasks"],
        ["show", "countdown"],
        ["run", "countdown", "-n", "10", "--workers", "2", "-o", "out"],
        ["status", "out"],
    ):
        done = subprocess.run([python, "-m", "synth", *args], capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "data" / "all" / "train-00000.parquet").exists()
