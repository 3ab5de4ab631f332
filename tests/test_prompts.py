import pytest

from synth.errors import UsageError
from synth.prompts import Prompts
from synth.strategy import BEHAVIORS, PRESETS, parse


def test_a_prompt_is_the_question_and_the_form_and_ends_with_one_newline():
    assert Prompts("countdown").prompt("Q?", "Form.") == "Q?\nForm.\n"


def test_text_of_a_problem_is_never_rendered():
    assert "{{ 7 * 7 }}" in Prompts("countdown").prompt("{{ 7 * 7 }} {% raw %}", "x")


@pytest.mark.parametrize("name", PRESETS)
def test_the_elicitation_asks_for_what_is_shown_and_forbids_the_rest(name):
    system, user = Prompts("other").messages("Q?\n", parse(name))
    asked, _, forbidden = system["content"].partition("must not show")
    words = {
        "backtrack": "Backtracking",
        "verify": "Verification",
        "subgoal": "Subgoals",
        "backward": "Backward chaining",
    }
    for behavior in BEHAVIORS:
        wanted = behavior in parse(name).asked.shows
        assert (f"- {words[behavior]}:" in asked) == wanted
        assert (f"- {words[behavior]}:" in forbidden) == (not wanted)
    assert user["content"] == "Q?\n"


def test_a_task_words_a_behaviour_its_own_way():
    plain, own = (Prompts(task).messages("", parse("subgoal"))[0]["content"] for task in ("other", "countdown"))
    assert "factor or a multiple of the target" in own
    assert "factor" not in plain


def test_the_users_templates_come_first(tmp_path):
    (tmp_path / "prompt.jinja").write_text("Mine: {{ question }}")
    assert Prompts("countdown", [tmp_path]).prompt("Q", "F") == "Mine: Q\n"


def test_an_undefined_name_in_a_template_is_an_error_that_names_it(tmp_path):
    (tmp_path / "system.jinja").write_text("{{ nothing_of_the_kind }}")
    with pytest.raises(UsageError, match="nothing_of_the_kind"):
        Prompts("countdown", [tmp_path]).messages("", parse("all"))


def test_a_broken_template_is_an_error_that_names_the_line(tmp_path):
    (tmp_path / "prompt.jinja").write_text("fine\n{% if %}")
    with pytest.raises(UsageError, match=r"prompt.jinja, line 2"):
        Prompts("countdown", [tmp_path])


def test_a_missing_folder_of_templates_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="no folder"):
        Prompts("countdown", [tmp_path / "none"])
