"""Options that several commands take, and how they join the configuration."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from timeout_audit.cli.formats import Output
from timeout_audit.cli.sections import section
from timeout_audit.i18n import _

_Function = TypeVar("_Function", bound=Callable[..., Any])
_Option = Callable[[_Function], _Function]


class Words(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic from click 8.4 on
    """Words separated by commas; the option may be repeated."""

    name = "list"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ARG002
        """Split one value."""
        if isinstance(value, tuple):
            return value
        return tuple(word.strip() for word in value.split(",") if word.strip())


def words(name: str, metavar: str, help: str) -> _Option[_Function]:  # noqa: A002 - click's word
    """An option that takes a list; not given, it leaves the configuration alone."""

    def joined(ctx: click.Context, param: click.Parameter, value: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:  # noqa: ARG001
        return tuple(word for one in value for word in one) if value else None

    return click.option(name, type=Words(), multiple=True, callback=joined, metavar=metavar, help=help)


def switch(name: str, help: str) -> _Option[_Function]:  # noqa: A002 - click's word
    """An option that can be switched either way; not given, it leaves the configuration alone."""
    return click.option(f"--{name}/--no-{name}", default=None, help=help)


def format_option(help: str) -> _Option[_Function]:  # noqa: A002 - click's word
    """The formats of a report, and where each goes."""
    return click.option("--format", "outputs_", type=Output(), multiple=True, help=help)


output_option = click.option(
    "-o", "--output", metavar="FILE", help="Write the report to a file, not to the standard output."
)
checklist_option = click.option(
    "--checklist",
    type=click.Choice(["short", "full", "none"]),
    default="short",
    show_default=True,
    help="How much of the checklist of all waits to show.",
)
status_options = (
    click.option(
        "--fail-on",
        type=click.Choice(["note", "warning", "error"]),
        default=None,
        help="The least severity that gives exit status 1 (by default warning).",
    ),
    click.option("--exit-zero", is_flag=True, help="Give exit status 0 whatever is found."),
)

rule_options = section(
    _("Rules"),
    [
        words("--select", "CODES", "Report these only: codes, prefixes of codes, or names of rules."),
        words("--extend-select", "CODES", "Report these too."),
        words("--ignore", "CODES", "Do not report these."),
        words("--extend-ignore", "CODES", "Do not report these either."),
        switch("notes", "Report notes too: what could not be decided."),
    ],
)

file_options = section(
    _("Files"),
    [
        words("--exclude", "PATTERNS", "Leave these out, in the form of .gitignore."),
        words("--extend-exclude", "PATTERNS", "Leave these out too."),
        words("--include", "PATTERNS", "Audit these, although they are ignored or left out by default."),
        words("--extend-include", "PATTERNS", "Audit these too."),
        switch("force-exclude", "Leave out what is excluded even where a path names it."),
        switch("gitignore", "Respect .gitignore (the default)."),
        switch("include-tests", "Audit tests."),
        switch("include-migrations", "Audit database migrations."),
        switch("include-examples", "Audit examples."),
        switch("include-docs", "Audit documentation."),
        switch("include-vendored", "Audit copies of other people's code."),
        switch("include-generated", "Audit generated files."),
        click.option("--config", "config_file", metavar="FILE", help="Read this file instead of the nearest one."),
        click.option("--isolated", is_flag=True, help="Read no configuration file."),
        click.option("--cache-dir", metavar="FOLDER", help="Keep what was read here, not in the user's cache folder."),
        click.option("--no-cache", is_flag=True, help="Read everything anew, and keep nothing."),
    ],
)

jobs_option = section(
    _("Files"),
    [
        click.option(
            "-j",
            "--jobs",
            type=click.IntRange(min=1),
            default=None,
            help="How many processes read files; by default as many as pay.",
        ),
    ],
)

paths_argument = click.argument("paths", nargs=-1, type=click.Path())
