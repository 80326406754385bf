"""``timeout-audit cache [clear]``: where it lies what was read in earlier runs, how much it is, and its end."""

from __future__ import annotations

import click

from timeout_audit.cache import clear, kept_files
from timeout_audit.cli.output import faults, show
from timeout_audit.files import cache_folder
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import counted, msg


@click.group(invoke_without_command=True)
@click.option("--cache-dir", metavar="FOLDER", help="This folder, not the one in the user's cache folder.")
@click.pass_context
def cache(ctx: click.Context, cache_dir: str | None) -> None:
    """Show what is kept from run to run, where and how much, or clear it."""
    ctx.obj = cache_dir or cache_folder()
    if ctx.invoked_subcommand is None:
        files = kept_files(ctx.obj)
        size = f"{sum(file.size for file in files) / 1e6:.1f}"
        show(msg("kept in {folder}", folder=ctx.obj))
        show(counted(len(files), "{count} file, {size} MB", "{count} files, {size} MB", size=size))


@cache.command("clear")
@click.pass_context
@faults
def clear_(ctx: click.Context) -> None:
    """Take it all away; what is needed is read anew."""
    files = kept_files(ctx.obj)
    if left := clear(ctx.obj):
        raise Fault(*(msg("{path}: it could not be taken away", path=path) for path in left))
    size = f"{sum(file.size for file in files) / 1e6:.1f}"
    show(counted(len(files), "cleared: {count} file, {size} MB", "cleared: {count} files, {size} MB", size=size))


COMMAND = cache
