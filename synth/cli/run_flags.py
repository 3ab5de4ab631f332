"""The flags of `synth run`, each with a twin in the environment: SYNTH_ and its long name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
# Names, type, help. Several values where the type is a list.
Flag = tuple[tuple[str, ...], Any, str]
_KEEP, _SELECT = click.Choice(["verified", "agreed", "incorrect", "all"]), click.Choice(["all", "first", "shortest"])

_FLAGS: list[Flag] = [
    (("--strategy", "-s"), [str], "Behaviours to show, joined by '+', or a preset; several give matched sets. [default: the task's own]"),
    (("-n", "--n"), int, "Rows to keep for each strategy. [default: 1000; with --seeds all of them]"),
    (("-o", "--out"), str, "The folder to fill, or to go on filling. [default: out/TASK]"),
    (("--seed",), int, "Names the random choices. [default: 0]"),
    (("--model",), str, "Who answers: PROVIDER/NAME as litellm knows it, replay:FILE, or an installed teacher. [default: the task's own solver]"),
    (("--base-url",), str, "An OpenAI-compatible server that serves --model: http://localhost:8000/v1."),
    (("--proposer",), str, "The model that tasks ask for problems. [default: --model]"),
    (("--proposer-base-url",), str, "The server of --proposer."),
    (("--api-key-env",), str, "The environment variable that holds the key. [default: the provider's own; OPENAI_API_KEY for --base-url]"),
    (("--retell",), str, "A model that tells the solver's proved traces again in its own words, each held against its original: PROVIDER/NAME."),
    (("--retell-base-url",), str, "The server of --retell."),
    (("--retell-tries",), int, "How often a retelling with a fault goes back to its model, the first time counted. [default: 3]"),
    (("--retell-or",), click.Choice(["original", "drop"]), "What stays where no try is without a fault: the solver's text, or no row. [default: original]"),
    (("--samples",), int, "Answers to each problem. [default: 1]"),
    (("--keep",), _KEEP, "Rows to keep; agreed takes what a vote agrees on, too. [default: verified]"),
    (("--select",), _SELECT, "Which of a problem's rows to keep. [default: all]"),
    (("--min-agreement",), float, "The share of samples that a vote needs. [default: 0.5]"),
    (("--require-behaviors",), bool, "Drop rows that miss a behaviour asked for, or show another."),
    (("--require-steps",), bool, "Drop rows in which a step is wrong."),
    (("--require-reasoning",), bool, "Drop rows without reasoning, or whose provider hides it."),
    (("--max-attempts",), float, "Problems to try at most for every row asked for. [default: 20]"),
    (("--max-connections",), int, "Requests in flight at most. [default: 64]"),
    (("--max-cost",), float, "USD to spend at most; the run can go on later."),
    (("--max-tokens-total",), int, "Tokens to use at most, prompts and completions; the run can go on later."),
    (("--price",), str, "USD for a million tokens of prompt and of completion, as 0.15/0.6. [default: litellm's list]"),
    (("--temperature",), float, "Sampling temperature. [default: the provider's]"),
    (("--top-p",), float, "Nucleus sampling. [default: the provider's]"),
    (("--max-tokens",), int, "Tokens of an answer at most. [default: the provider's]"),
    (("--reasoning-effort",), str, "As the provider names it: low, medium, high."),
    (("--extra-body",), str, "A JSON object to put into every request, such as '{\"top_k\": 20}'."),
    (("--timeout",), float, "Seconds that an answer may take. [default: 600]"),
    (("--retries",), int, "Further attempts at a request that fails. [default: 5]"),
    (("--rpm",), float, "Requests a minute at most."),
    (("--tpm",), float, "Tokens a minute at most."),
    (("--offline",), bool, "Send nothing: make the rows of the answers in the journal."),
    (("--system-in-user",), bool, "For models without a system role: what it says stands before the question."),
    (("--seeds",), str, "Problems that others made, instead of new ones: .jsonl, .parquet, a run's FOLDER[:STRATEGY], hf:owner/name[:config[:split]]."),
    (("--exclude",), [str], "Problems that must not appear, such as a test set: a source like those of --seeds."),
    (("--column",), [str], "NEW=SOURCE: what to call a column of --seeds and --exclude, as in question=prompt."),
    (("--test-fraction",), float, "The share of problems that goes into a test split. [default: 0]"),
    (("--test-n",), int, "Rows of the test split to keep for each strategy; -n then counts those of the train split. [default: what -n and --test-fraction give]"),
    (("--token-budget",), int, "Tokens of each set to train on, for a task that sorts texts into sets. [default: what the smaller one has]"),
    (("--tokenizer",), str, "Counts tokens, of the placeholder control and of sets: 'words', a tokenizer.json, or a name on the Hub. [default: words]"),
    (("--workers",), int, "Processes to work in, where no model is asked. [default: 1]"),
    (("--shard-rows",), int, "Rows in a Parquet file. [default: 10000]"),
    (("--templates",), str, "A folder of your own templates, searched first."),
    (("--forget-answers",), bool, "With --overwrite: delete what models answered, too, and pay for it again."),
    (("--license",), str, "The licence that the card names. [default: apache-2.0]"),
]  # fmt: skip


# What says how a model is asked, for other commands that ask one.
FOR_MODELS = (
    "base_url", "api_key_env", "max_connections", "max_cost", "max_tokens_total", "price", "top_p", "max_tokens",
    "reasoning_effort", "extra_body", "timeout", "retries", "rpm", "tpm", "offline", "system_in_user", "templates",
)  # fmt: skip


def add_flags(table: list[Flag]) -> Callable[[F], F]:
    """Adds the flags of a table to a command, in their order."""

    def add(command: F) -> F:
        for names, kind, about in reversed(table):
            long = long_name(names)
            settings: dict[str, Any] = {"help": about, "envvar": f"SYNTH_{long.upper()}"}
            if kind is bool:
                settings |= {"is_flag": True, "default": None}
            elif isinstance(kind, list):
                settings |= {"type": kind[0], "multiple": True}
            else:
                settings["type"] = kind
            command = click.option(*names, long, **settings)(command)
        return command

    return add


def long_name(names: tuple[str, ...]) -> str:
    return max(names, key=len).lstrip("-").replace("-", "_")


def flags_with(**helps: str) -> Callable[[F], F]:
    """The flags of `synth run` for another command, some with a help of their own."""
    return add_flags([(names, kind, helps.get(long_name(names), about)) for names, kind, about in _FLAGS])


flags = add_flags(_FLAGS)
model_flags = add_flags([flag for flag in _FLAGS if long_name(flag[0]) in FOR_MODELS])
