"""The commands, a module each family; the only place that reads the environment, prints and exits."""

from __future__ import annotations

from pathlib import Path

import click

from kg import __version__
from kg.cli import (
    building,
    curating,
    exporting,
    extracting,
    linking,
    querying,
    releasing,
    serving,
    shell,
    validating,
)

COMMANDS: tuple[click.Command, ...] = (
    building.build,
    validating.validate,
    serving.serve,
    querying.query,
    releasing.publish,
    releasing.releases,
    releasing.rollback,
    exporting.export,
    extracting.extract,
    curating.add,
    curating.review,
    curating.judge,
    linking.link,
)
"""Every command; adding one is a row."""


@click.group(cls=shell.Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Settings file.  [default: kg.toml, where there is one]"
)
@click.pass_context
def main(ctx: click.Context, /, config: Path | None) -> None:
    """Turns Vietnamese local-government reports into a knowledge graph, and publishes it."""
    ctx.obj = shell.settings_file(config)


for _command in COMMANDS:
    main.add_command(_command)
