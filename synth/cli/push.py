"""`synth push OUT OWNER/NAME`."""

from __future__ import annotations

import sys

import click

from synth import exact_json


@click.command("push")
@click.argument("out")
@click.argument("repo")
@click.option("--private", is_flag=True, help="Make the repository private, if it is not there yet.")
@click.option("--revision", type=str, help="The branch to push to; made if it is not there. [default: main]")
@click.option("--create-pr", is_flag=True, help="Open a pull request instead of changing the branch.")
@click.option("--with-rejected", is_flag=True, help="Push rejected/ too: what was turned down, with its reasons.")
@click.option("--with-journal", is_flag=True, help="Push journal/ too: raw answers, from which rows are made again.")
@click.option("-m", "--message", type=str, help="The title of the commit. [default: rows and task]")
@click.option("--dry-run", is_flag=True, help="Change nothing: list what would go.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(
    out: str,
    repo: str,
    private: bool,
    revision: str | None,
    create_pr: bool,
    with_rejected: bool,
    with_journal: bool,
    message: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Push the rows of OUT, a folder that synth filled, to the dataset OWNER/NAME on the Hub.

    Only files whose content changed are sent, and all in one commit. A push that was cut goes on by the same command.
    Shards of the same configurations that OUT no longer has are deleted; other files, and what others wrote into the
    card, stay. The token is HF_TOKEN, or the login that `hf auth login` stored; HF_ENDPOINT names another Hub.
    """
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    from synth.publish import push

    if not sys.stderr.isatty():
        disable_progress_bars()
    done = push(
        out,
        repo,
        private=private,
        revision=revision,
        create_pr=create_pr,
        with_rejected=with_rejected,
        with_journal=with_journal,
        message=message,
        dry_run=dry_run,
        say=lambda line: click.echo(line, err=True),
    )
    click.echo(exact_json.dumps(done.json()).decode() if as_json else done.text())
