"""`synth` on PyPI is somebody else's package, and ours is on no index: no text may send anybody there."""

import re
from importlib.metadata import version

import pytest
from conftest import ROOT

from synth import __version__
from synth.extras import DISTRIBUTION, how_to_install

# An extra of a bare name, escaped or not; after a name of ours, only the address of a repository may follow.
BARE = re.compile(r"\bsynth\\?\[[a-z{]|\bsynth-reasoning\\?\[[^]]*\\?\](?! @ git\+)")
# `pip install synth`, `uv add synth-reasoning`, ...
INSTALL = re.compile(
    r"\b(?:(?:pip|pipx|uv|conda)3? (?:tool )?(?:install|add)|uvx|pipx run)(?: -\S+)* ['\"]?synth(?:-reasoning)?(?![\w\[/.-]| @)"
)
WHERE = ("pyproject.toml", "README.md", ".ci", ".github", "synth", "tasks", "templates", "examples", "tests")
HELD = {"tests/test_distribution.py", ".github/RELEASING.md"}  # they name what is forbidden


def texts():
    for name in WHERE:
        found = ROOT / name
        for path in [found] if found.is_file() else sorted(found.rglob("*")):
            if path.is_file() and path.suffix not in (".png", ".pyc") and str(path.relative_to(ROOT)) not in HELD:
                yield str(path.relative_to(ROOT)), path.read_text()


def wrong(text):
    return [line for line in text.splitlines() if BARE.search(line) or INSTALL.search(line)]


def test_no_text_installs_from_an_index_what_is_not_ours_there():
    found = {(path, line.strip()) for path, text in texts() for line in wrong(text)}
    # An extra may refer to its own distribution: that is resolved where it stands.
    assert {path for path, _ in found} <= {"pyproject.toml"}
    assert all(re.match(r'(all|trainers) = \["synth-reasoning\[', line) for _, line in found)


@pytest.mark.parametrize(
    "line",
    [
        "pip install 'synth[lift]'",
        r"match=r'synth\[lift\]'",
        "f\"pip install 'synth[{extra}]'\"",
        "pip install 'synth-reasoning[lift]'",
        "pip install synth",
        "uv add synth-reasoning",
        "pip install -U synth",
        'all = ["synth[dedup]"]',
    ],
)
def test_the_old_form_is_noticed(line):
    assert wrong(line)


@pytest.mark.parametrize(
    "line",
    ["pip install '.[lift]'", how_to_install("lift"), "pip install .", "synth run", "import synth", "synth['n']"],
)
def test_what_installs_from_a_checkout_is_let_through(line):
    assert not wrong(line)


def test_every_extra_that_an_error_names_is_there():
    extras = set(re.findall(r"^([a-z-]+) = \[", (ROOT / "pyproject.toml").read_text(), re.MULTILINE))
    named = {extra for _, text in texts() for extra in re.findall(r"how_to_install\(['\"](.+?)['\"]\)", text)}
    told = {extra for _, text in texts() for extra in re.findall(r"pip install (?:-e )?'\.\[([a-z-]+)\]'", text)}
    assert {"lift", "passages", "report", "dedup", "verifiers", "reasoning-gym"} <= named
    assert named | told <= extras


def test_the_distribution_has_the_name_and_version_that_the_package_tells():
    assert version(DISTRIBUTION) == __version__
    text = (ROOT / "pyproject.toml").read_text()
    assert f'\nname = "{DISTRIBUTION}"\nversion = "{__version__}"\n' in text


def test_the_command_is_still_called_synth(synth):
    assert re.fullmatch(r"synth, version \S+\n", synth("--version").stdout)
