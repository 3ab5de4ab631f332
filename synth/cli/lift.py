"""`synth lift DATA`."""

from __future__ import annotations

import click

from synth import exact_json


@click.command("lift")
@click.argument("data", nargs=-1, required=True)
@click.option(
    "--by", multiple=True, help="A column that makes strata; several are crossed. [default: model, benchmark]"
)
@click.option("--annotator", help="Whose annotations of a run; record: its own checker's. [default: the only one]")
@click.option("--min-cell", type=int, default=10, show_default=True, help="Rows with and without it in a stratum.")
@click.option("--resamples", type=int, default=1000, show_default=True, help="Bootstrap samples.")
@click.option("--seed", type=int, default=0, show_default=True, help="Names the random choices.")
@click.option("--level", type=float, default=0.95, show_default=True, help="The level of the intervals.")
@click.option("--strata", "show_strata", is_flag=True, help="List every stratum, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with every stratum.")
def command(
    data: tuple[str, ...],
    by: tuple[str, ...],
    annotator: str | None,
    min_cell: int,
    resamples: int,
    seed: int,
    level: float,
    show_strata: bool,
    as_json: bool,
) -> None:
    """Tell how much more often answers are right where a behaviour is shown.

    DATA are folders of runs that were annotated (model: the teacher; benchmark: the task; right: verified), or
    files in the behavioral-lift row format: correct, evaluation, model, benchmark, doc_id, and, for amplification,
    model_family and training_type. Association, not cause. Needs the extra lift: pip install '.[lift]'.
    """
    from synth.lift import lift
    from synth.lift.rows import BY
    from synth.lift.tables import describe

    columns = [name.strip() for given in by for name in given.split(",") if name.strip()] or list(BY)
    found = lift(data, by=columns, annotator=annotator, min_cell=min_cell, resamples=resamples, seed=seed, level=level)
    click.echo(exact_json.dumps(found).decode() if as_json else describe(found, show_strata))
