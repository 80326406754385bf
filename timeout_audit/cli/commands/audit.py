"""``timeout-audit [PATHS]…``: the audit itself."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import click

from timeout_audit.cli.formats import formats, render
from timeout_audit.cli.options import config_options, settle, words
from timeout_audit.cli.output import faults, write
from timeout_audit.cli.status import status
from timeout_audit.model.finding import Severity
from timeout_audit.pipeline import run


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format", "formats_", type=click.Choice(formats()), default="text", show_default=True, help="How to report."
)
@click.option("--output", metavar="FILE", help="Write the report to a file instead of the standard output.")
@words("--select", metavar="CODES", help="Report these only: codes, prefixes of codes, or names, with commas.")
@words("--extend-select", metavar="CODES", help="Report these too.")
@words("--ignore", metavar="CODES", help="Do not report these.")
@click.option("--notes/--no-notes", default=None, help="Report notes too: what could not be decided.")
@click.option(
    "--fail-on",
    type=click.Choice([one.value for one in Severity]),
    default=None,
    help="The least severity that gives exit status 1.",
)
@words("--exclude", metavar="PATTERNS", help="Leave these out, in the form of .gitignore.")
@words("--extend-exclude", metavar="PATTERNS", help="Leave these out too.")
@words("--include", metavar="PATTERNS", help="Audit these although they are ignored or left out by default.")
@click.option("--force-exclude", is_flag=True, default=None, help="Leave files out even where they are named.")
@click.option("--gitignore/--no-gitignore", default=None, help="Respect .gitignore (the default).")
@click.option("--include-tests/--no-include-tests", default=None, help="Audit tests.")
@click.option("--include-migrations/--no-include-migrations", default=None, help="Audit database migrations.")
@click.option("--include-examples/--no-include-examples", default=None, help="Audit examples.")
@click.option("--include-docs/--no-include-docs", default=None, help="Audit documentation.")
@click.option("--include-vendored/--no-include-vendored", default=None, help="Audit copies of other people's code.")
@click.option("--include-generated/--no-include-generated", default=None, help="Audit generated files.")
@config_options
@faults
def audit(
    paths: tuple[str, ...], formats_: str, output: str | None, config_file: str | None, isolated: bool, **options: Any
) -> None:
    """Audit repositories, folders or files."""
    fail_on = options.pop("fail_on")
    if fail_on is not None:
        options["fail_on"] = Severity(fail_on)
    resolved, root, loaded = settle(paths, config_file, isolated=isolated, overrides=options)
    result = run(resolved, root, loaded, datetime.now(timezone.utc).date())
    write(render(formats_, result), output)
    raise SystemExit(status(result, loaded.config, resolved))


COMMAND = audit
