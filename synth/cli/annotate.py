"""`synth annotate DATA`."""

from __future__ import annotations

from typing import Any

import click

from synth import exact_json
from synth.cli.run_flags import model_flags


@click.command("annotate")
@click.argument("data")
@click.option("--by", help="rules, or the model that judges: PROVIDER/NAME as litellm knows it. [default: rules]")
@click.option("--scheme", type=click.Choice(["cognitive", "lift"]), default="cognitive", show_default=True,
              help="The four behaviours as counts, or the 32 fields of a behavioral-lift evaluation.")  # fmt: skip
@click.option("--agree", nargs=2, metavar="A B", help="Compare two annotators instead: names, or files of -o.")
@click.option(
    "--text", help="The column of a file that holds the text. [default: completion, response, model_cot, text]"
)
@click.option("--question", help="The column that holds what was asked. [default: question, prompt]")
@click.option("-o", "--out", help="The file to write, for a file. [default: FILE.ANNOTATOR.SCHEME.jsonl or .parquet]")
@click.option("--strategy", "-s", multiple=True, help="Of a run, the rows of this strategy; several are allowed.")
@click.option("-n", "--n", type=int, help="The first rows alone.")
@click.option("--temperature", type=float, help="Sampling temperature. [default: 0]")
@model_flags
@click.option("--trust", is_flag=True, help="Run the task file that the run's folder names, for its rules.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(data: str, agree: tuple[str, str] | None, as_json: bool, **params: Any) -> None:
    """Say which reasoning behaviours each text of DATA shows, and where.

    DATA is the folder of a run (annotations go to DATA/annotations/ANNOTATOR/, keyed by id), hf:owner/name, or a
    .jsonl or .parquet file with a column of text. A model is asked through the journal: the same command asks for
    nothing twice. An answer that cannot be read is no zero: it is told apart and counted. With --agree A B nothing is
    annotated: the two are compared; of a run, `record` is what its own checker found.
    """
    from synth.annotate import agreement, annotate
    from synth.annotate.kappa import describe as told_agreement
    from synth.annotate.summary import describe

    given = {name: value for name, value in params.items() if value not in (None, (), False)}
    if agree:
        if extra := sorted(set(given) - {"scheme"}):
            raise click.UsageError(f"--agree only compares: leave out --{extra[0].replace('_', '-')}")
        found = agreement(data, *agree, scheme=params["scheme"])
        told = told_agreement(found)
    else:
        found = annotate(data, **given, say=lambda line: click.echo(line, err=True), show_progress=True)
        told = describe(found)
    click.echo(exact_json.dumps(found).decode() if as_json else told)
