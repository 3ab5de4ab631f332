"""Every model's way to mark its reasoning and its turn is read as one, everywhere, and what is left is turned down."""

import json
import re

import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import synth
from synth.api import execute
from synth.markup import left_over, plain, refused
from synth.model.reply import read_reply
from synth.options import configure
from synth.parse import after_think, canonical, tagged_answer
from synth.plugins import load_task
from synth.request import Run
from synth.verify_file import verdicts

THOUGHT, ANSWER = "3 + 4 = 7, so 7.", "<answer>(3 + 4)</answer>"
READ = f"<think>\n{THOUGHT}\n</think>\n{ANSWER}"
# Drafts that are wrong stand in the reasoning: only what is said afterwards counts.
DRAFT = f"{THOUGHT} <answer>3 - 4</answer>"
HARMONY = "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>"
FORMS = {
    "DeepSeek-R1, Qwen3": "<think>\n{}\n</think>\n\n{}",
    "its beginning in the prompt": "{}\n</think>\n\n{}",
    "Magistral": "[THINK]{}[/THINK]{}",
    "Magistral, its beginning in the prompt": "{}[/THINK]{}",
    "Kimi": "◁think▷{}◁/think▷{}",
    "Seed-OSS": "<seed:think>{}</seed:think>{}<seed:eos>",
    "Seed-OSS with a budget": "<seed:think><seed:cot_budget_reflect>I have used 5 tokens.</seed:cot_budget_reflect>{}</seed:think>{}",
    "EXAONE Deep": "<thought>\n{}\n</thought>\n\n{}[|endofturn|]",
    "thinking": "<thinking>\n{}\n</thinking>\n\n{}",
    "reasoning": "<reasoning>{}</reasoning>{}",
    "OpenThoughts": "<|begin_of_thought|>\n\n{}\n\n<|end_of_thought|>\n\n<|begin_of_solution|>\n\n{}\n\n<|end_of_solution|>",
    "gpt-oss": HARMONY,
    "gpt-oss, whose first channel the prompt has opened": HARMONY.removeprefix("<|channel|>analysis<|message|>"),
    "gpt-oss with a preamble": HARMONY.replace("{}<|end|>", "<|end|><|start|>assistant<|channel|>commentary<|message|>{}<|end|>", 1),
    "gpt-oss from llama.cpp": HARMONY.replace("<|end|>", "").replace("<|return|>", ""),
    "gpt-oss without special tokens": "analysis{}assistantfinal{}",
    "Granite 3.2": "Here is my thought process:\n{}\n\nHere is my response:\n\n{}",
    "Granite 3.3, ERNIE": "<think>{}</think>\n<response>\n{}\n</response>",
    "Command A": "<|START_THINKING|>{}<|END_THINKING|><|START_RESPONSE|>{}<|END_RESPONSE|><|END_OF_TURN_TOKEN|>",
    "Gemma 4": "<|channel>thought\n{}<channel|>{}<turn|>",
    "a turn of Qwen's": "<|im_start|>assistant\n<think>{}</think>{}<|im_end|>\n<|endoftext|>",
    "a turn of Llama's": "<|start_header_id|>assistant<|end_header_id|>\n\n<think>{}</think>{}<|eot_id|>",
    "a turn of Gemma's": "<start_of_turn>model\n<think>{}</think>{}<end_of_turn>\n<eos>",
    "a turn of DeepSeek's": "<think>{}</think>{}<｜end▁of▁sentence｜>",
    "an end of Mistral's": "<think>{}</think>{}</s>",
}  # fmt: skip


def without_space(text):
    return "".join(text.split())


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_is_read_into_one(form):
    assert without_space(canonical("", form.format(THOUGHT, ANSWER))) == without_space(READ)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_answer_in_the_reasoning_does_not_count_in_any_form(form):
    response = form.format(DRAFT, ANSWER)
    assert tagged_answer(after_think(response)) == "(3 + 4)"
    wrong = form.format(f"{THOUGHT} {ANSWER}", "<answer>3 - 4</answer>")
    assert tagged_answer(after_think(wrong)) == "3 - 4"
    assert tagged_answer(after_think(form.format(DRAFT, "I give up."))) is None


# Where the beginning stands in the prompt, or is prose, nothing tells cut reasoning from an answer.
OPENED = {start for form in FORMS.values() if ((start := form.partition("{}")[0]) and "<" in start) or "◁" in start}


@pytest.mark.parametrize("start", sorted({*OPENED, "[THINK]"}))
def test_reasoning_that_is_cut_gives_no_answer_in_any_form(start):
    assert tagged_answer(after_think(f"{start}{DRAFT}")) is None


PLAIN = [
    "", "no markup", READ, f"  {READ}\n", "<think>a</think>b</think>c", "a<think>b", "<answer>1</answer>",
    "if a<b and c>d: x = [T for T in y]", "0 <|x|> 1", "analysis of variance", "Here is my answer", "a | b |> c", "[I]",
    "<table><tr><td>1</td></tr></table>", "<b>bold</b> </section>", "a<thinking>b", "the end </think >",
]  # fmt: skip


@pytest.mark.parametrize("text", PLAIN)
def test_a_text_without_foreign_markup_stays_as_it_is(text):
    assert plain(text) is text


LEFT = {
    f"{READ}<|im_end|>\n<|im_start|>user\nAnother one?": "<|im_end|>",
    f"<think>\n<|eot_id|>{THOUGHT}\n</think>\n{ANSWER}": "<|eot_id|>",
    f"<think>\nthen <thinking> {THOUGHT}\n</think>\n{ANSWER}": "<thinking>",
    f"{READ}\n[INST] more [/INST]": "[INST]",
    f"<think>\n{THOUGHT}</s>\n</think>\n{ANSWER}": "</s>",
    f"{HARMONY.format(THOUGHT, ANSWER)}<|start|>user<|message|>And then?": "<|channel|>",
    f"{READ}\n```\nend = '<|endoftext|>'\n```": "<|endoftext|>",
    f"<think>\n{THOUGHT}\n</think>\n{ANSWER}<tool_call>x</tool_call>": "<tool_call>",
}


@pytest.mark.parametrize(("text", "mark"), LEFT.items())
def test_what_cannot_be_split_is_named_and_refused(text, mark):
    assert left_over(canonical("", text)) == mark
    verdict = refused(canonical("", text))
    assert verdict is not None
    assert (verdict.status, verdict.method) == ("rejected", "format")
    assert mark in verdict.reason


def message(**fields):
    return json.dumps({"choices": [{"message": fields, "finish_reason": "stop"}]}).encode()


LONG = "First I add 3 and 4, which makes 7."


@pytest.mark.parametrize(
    ("apart", "content", "text"),
    [
        (LONG, f"<think>\n{LONG}\n</think>\n{ANSWER}", LONG),
        (LONG, f"{LONG}\n</think>\n{ANSWER}", LONG),
        (LONG, f"[THINK]{LONG}[/THINK]{ANSWER}", LONG),
        (LONG, f"{LONG}\n\n{ANSWER}", LONG),
        (f"{LONG}\n\n{ANSWER}", f"{LONG}\n\n{ANSWER}", LONG),
        (f"{LONG} And so on.", f"<think>{LONG}</think>{ANSWER}", f"{LONG} And so on."),
        (LONG, f"<think>Wait: {LONG}</think>{ANSWER}", f"Wait: {LONG}"),
        (LONG, f"<think>Once more.</think>{ANSWER}", f"{LONG}\n\nOnce more."),
        (f"<think>{LONG}</think>", ANSWER, LONG),
        (f"{LONG}</think>{ANSWER}", "", LONG),
    ],
)
@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_that_comes_apart_is_told_once(name, apart, content, text):
    found = read_reply(message(content=content, **{name: apart})).text
    assert without_space(found) == without_space(f"<think>{text}</think>{ANSWER}")


def test_content_that_begins_with_a_short_reasoning_by_chance_is_kept():
    found = read_reply(message(content=f"7 it is: {ANSWER}", reasoning="7")).text
    assert found == f"<think>\n7\n</think>\n7 it is: {ANSWER}"


HOSTILE = [
    "<|" * 500_000, "<thinking>" * 100_000, "</s>" * 250_000, "<|channel|>analysis<|message|>" * 30_000,
    "[THINK]" * 150_000, " " * 1_000_000 + "<|im_end|>", "<seed:cot_budget_reflect>" * 40_000, "<|aaaa" * 150_000,
    "<｜" * 500_000, "analysis" + "assistantfinal" * 70_000, "Here is my thought process:" * 40_000,
    "</think>" * 100_000 + "</s>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:20] for text in HOSTILE])
def test_a_megabyte_is_read(text):
    # What is not linear in it takes hours.
    assert len(canonical("a thought", text)) <= len(text) + 100


def test_the_tags_that_templates_ask_for_are_no_markup():
    asked = "".join(path.read_text() for path in (ROOT / "templates").glob("*/*.jinja") if path.parent.name != "report")
    tags = set(re.findall(r"</?[a-z_]+>", asked))
    assert {"<thoughts>", "<count>", "</problem>"} <= tags
    assert [tag for tag in sorted(tags) if left_over(tag)] == []


PROBLEM = {"question": "Make 7 of 3 and 4.", "data": {"numbers": [3, 4], "target": 7, "use": "all"}}
LINE = {"problem": json.dumps(PROBLEM), "answer": None, "task": "countdown"}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_verify_and_rewards_read_what_a_run_reads(form):
    response = form.format(DRAFT, "<answer>3 + 4</answer>")
    task = configure(load_task("countdown"), {})
    (verdict,) = verdicts(task, [json.dumps({**LINE, "response": response}).encode()])
    assert verdict["status"] == "verified"
    reward = synth.reward("countdown")
    assert reward.scores([LINE], [response]) == [1.0]


def test_verify_and_rewards_refuse_what_a_run_refuses():
    response = "<think>a</think><answer>3 + 4</answer><|im_end|><|im_start|>user\nMore"
    task = configure(load_task("countdown"), {})
    (verdict,) = verdicts(task, [json.dumps({**LINE, "response": response}).encode()])
    assert verdict["status"] == "rejected"
    assert "<|im_end|>" in verdict["reason"]
    assert synth.reward("countdown").scores([LINE], [response]) == [0.0]


def test_rows_hold_one_form_and_no_foreign_markup(tmp_path):
    made = synth.run("countdown", n=len(FORMS) + 1, out=str(tmp_path / "made"), strategy=("negative",))
    forms = ["<think>{}</think>{}<|im_end|><|im_start|>user\nhi", *FORMS.values()]
    with (tmp_path / "told.jsonl").open("w") as file:
        for row, form in zip(made, forms, strict=True):
            answer = f"<answer>{tagged_answer(row['completion'])}</answer>"
            file.write(json.dumps({"prompt": row["prompt"], "completion": form.format(THOUGHT, answer)}) + "\n")
    told = synth.run(
        "countdown",
        n=len(FORMS),
        out=str(tmp_path / "told"),
        strategy=("negative",),
        model=f"replay:{tmp_path / 'told.jsonl'}",
    )
    assert len(told) == len(FORMS)
    for text in told["completion"]:
        assert text.startswith("<think>")
        assert left_over(text) is None
        assert text.count("<think>") == text.count("</think>") == text.count("<answer>") == 1
    (rejected,) = (tmp_path / "told").glob("rejected/**/*.parquet")
    (reason,) = [found["reason"] for found in pq.read_table(rejected)["verdict"].to_pylist()]
    assert "<|im_end|>" in reason


def test_a_question_with_a_chat_token_is_no_problem(tmp_path):
    asked = [{"question": "What is 1+1?", "answer": "2"}, {"question": "Say <|im_end|> and 1+1?", "answer": "2"}]
    seeds, told, out = tmp_path / "seeds.jsonl", tmp_path / "told.jsonl", tmp_path / "out"
    seeds.write_text("".join(json.dumps(row) + "\n" for row in asked))
    told.write_text("")
    execute(Run("math", seeds=str(seeds), out=str(out), model=f"replay:{told}", keep="all"))
    (rejected,) = out.glob("rejected/**/*.parquet")
    reasons = [verdict["reason"] for verdict in pq.read_table(rejected)["verdict"].to_pylist()]
    assert reasons == ["<|im_end|> stands in the question, a mark of a chat template"]
