"""``timeout-audit [PATHS]…``: the audit itself."""

from __future__ import annotations

from typing import Any

import click

from timeout_audit.cli.formats import OUTPUTS, outputs, render
from timeout_audit.cli.options import applied, asked, file_options, paths_argument, rule_options, switch
from timeout_audit.cli.output import faults, write
from timeout_audit.cli.running import perform
from timeout_audit.cli.status import CLEAN, status

report_options = applied(
    [
        click.option(
            "--format",
            "outputs_",
            type=OUTPUTS,
            multiple=True,
            metavar="FORMAT[=FILE]",
            help="How to report, and where to; may be repeated. " + OUTPUTS.listed(),
        ),
        click.option("--output", metavar="FILE", help="Write the report to a file instead of the standard output."),
        click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them."),
        click.option(
            "--fail-on",
            type=click.Choice(["note", "warning", "error"]),
            default=None,
            help="The least severity that gives exit status 1 (by default warning).",
        ),
        click.option("--exit-zero", is_flag=True, help="Give exit status 0 whatever is found."),
    ]
)

gate_options = applied(
    [
        click.option("--new-from", metavar="REV", help="Report only what was not there at this revision."),
        click.option(
            "--new-from-merge-base", metavar="BRANCH", help="Report only what is new since this branch was left."
        ),
        click.option("--patch", metavar="FILE", help="Report only what this patch (- for stdin) brought in."),
        click.option("--baseline", metavar="FILE", default=None, help="Report only what this baseline does not know."),
    ]
)

suppression_options = applied(
    [
        switch("require-reason", "Let a suppression without a reason silence nothing."),
        click.option("--add-ignores", metavar="REASON", help="Silence every finding by a comment with this reason."),
    ]
)


@click.command()
@paths_argument
@report_options
@rule_options
@gate_options
@suppression_options
@file_options
@faults
def audit(paths: tuple[str, ...], **options: Any) -> None:
    """Audit repositories, folders or files."""
    request = asked(paths, options)
    result, sources = perform(request, options)
    if options["add_ignores"] is not None:
        from timeout_audit.cli.ignoring import add_ignores  # noqa: PLC0415 - an action of its own

        raise SystemExit(add_ignores(result, sources, options["add_ignores"]))
    for name, path in outputs(options):
        write(render(name, result), path)
    raise SystemExit(CLEAN if options["exit_zero"] else status(result, request.config, request.paths))


COMMAND = audit
