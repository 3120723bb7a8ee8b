"""What the commands share: settings from the environment, options for paths, words on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kg.errors import KgError
from kg.settings import Settings, load


class Commands(click.Group):
    """A group whose commands end with status 1 and one plain line where something is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KgError as error:
            warn(str(error))
            sys.exit(1)


def settings_file(config: Path | None) -> Path | None:
    """The settings file: the one named by an option, else by KG_CONFIG, else kg.toml where there is one."""
    named = config or os.environ.get("KG_CONFIG")
    return Path(named) if named else Path("kg.toml") if Path("kg.toml").exists() else None


def settings(ctx: click.Context, /, **options: Any) -> Settings:
    """The settings of a command: from the file that the group found, the environment and the options."""
    return load(ctx.obj, os.environ, **options)


def path(name: str, help_: str) -> Callable[[Any], Any]:
    """An option that is a path."""
    return click.option(name, type=click.Path(path_type=Path), help=help_)


def warn(words: str) -> None:
    """Says what is wrong, on standard error."""
    click.echo(f"kg: {words}", err=True)
