"""`synth export OUT`."""

from __future__ import annotations

from typing import Any

import click

from synth.exports.formats import FORMATS
from synth.exports.source import ALL, INCLUDE, SPLITS_OR_ALL, VERDICTS


class _ExportCommand(click.Command):
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Formats"):
            formatter.write_dl([(name, made.about) for name, made in FORMATS.items()])


@click.command("export", cls=_ExportCommand)
@click.argument("out")
@click.option("--to", required=True, type=click.Choice(list(FORMATS)), metavar="FORMAT", help="Who is to read it.")
@click.option("-o", "--path", required=True, help="The file to write: .parquet or .jsonl.")
@click.option(
    "--strategy",
    "-s",
    multiple=True,
    help="Strategies to export, in this order. [default: all; to imitate, no controls]",
)
@click.option("--split", type=click.Choice(SPLITS_OR_ALL), default=SPLITS_OR_ALL[0], show_default=True)
@click.option("--chat", is_flag=True, help="Texts as messages, for the model's chat template: trl-sft, dpo, kto, grpo.")
@click.option("--dataset-info", is_flag=True, help="Enter the file into LLaMA-Factory's dataset_info.json beside it.")
@click.option(
    "--include",
    multiple=True,
    type=click.Choice(INCLUDE),
    help="Rows to take beside verified and agreed ones: wrong ones, or those that nothing verified.",
)
@click.option(
    "--verdict",
    type=click.Choice(VERDICTS),
    default=VERDICTS[0],
    show_default=True,
    help="Rows to imitate: verified (or agreed) ones, wrong ones, or every judged row.",
)
@click.option("--overwrite", is_flag=True, help="Replace the file, and its entry, if they are there.")
@click.option("--trust", is_flag=True, help="Run the task file that OUT names, where its split is needed.")
def command(out: str, **given: Any) -> None:
    """Write the rows of a run's folder OUT as a file that a trainer reads.

    What reads the file is printed on stdout. Formats for reinforcement learning have a row for each problem, dpo a pair
    of completions: verified and wrong, or, where nothing is wrong, the run's first strategy and its last.
    """
    from synth.exports.export import export

    done = export(out, **given)
    of = f"{'all splits' if given['split'] == ALL else given['split'] + ' split'} of {', '.join(done.configs)}"
    for line in (f"{done.path}: {done.n:,} rows, {of}", *done.told):
        click.echo(line, err=True)
    click.echo(done.use)
