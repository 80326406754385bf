"""``timeout-audit [PATHS]…``: the audit itself."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from timeout_audit.cli.asked import asked
from timeout_audit.cli.formats import outputs
from timeout_audit.cli.options import (
    checklist_option,
    file_options,
    format_option,
    jobs_option,
    output_option,
    paths_argument,
    rule_options,
    status_options,
    switch,
)
from timeout_audit.cli.output import context, faults, keep, write
from timeout_audit.cli.running import perform
from timeout_audit.cli.sections import Sectioned, section
from timeout_audit.cli.statistics import statistics
from timeout_audit.cli.status import CLEAN, status
from timeout_audit.i18n import _
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg
from timeout_audit.report.registry import render

report_options = section(
    _("Report"),
    [
        format_option("How to report (by default text), and the file to write it to; may be repeated."),
        output_option,
        checklist_option,
        click.option("--statistics", is_flag=True, help="Show how many findings there are of each rule instead."),
        click.option(
            "--stdin-filename",
            metavar="PATH",
            help="Audit the standard input as if it were this file of its repository.",
        ),
        *status_options,
    ],
)

gate_options = section(
    _("Only what is new"),
    [
        click.option("--new-from", metavar="REV", help="Report only what was not there at this revision."),
        click.option(
            "--new-from-merge-base", metavar="BRANCH", help="Report only what is new since this branch was left."
        ),
        click.option("--patch", metavar="FILE", help="Report only what this patch (- for stdin) brought in."),
        click.option("--baseline", metavar="FILE", default=None, help="Report only what this baseline does not know."),
    ],
)

fix_options = section(
    _("Fixes"),
    [
        click.option("--fix", is_flag=True, help="Mend what can be mended safely, then report what is left."),
        click.option("--unsafe", is_flag=True, help="Mend too where that may change more than that a wait can end."),
        click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing."),
        click.option("--ask", is_flag=True, help="Ask before each fix."),
        click.option("--show-fixes", is_flag=True, help="List what is fixed, and why the rest is not."),
    ],
)

suppression_options = section(
    _("Suppressions"),
    [
        switch("require-reason", "Let a suppression without a reason silence nothing."),
        click.option("--add-ignores", metavar="REASON", help="Silence every finding by a comment with this reason."),
    ],
)


def fixes_wanted(options: Mapping[str, Any]) -> bool:
    """Whether anything is to be fixed.

    Raises:
        Fault: where an option needs another one, or cannot be heeded.

    """
    fixes = bool(options["fix"] or options["diff"])
    for name in ("unsafe", "ask", "show_fixes"):
        if options[name] and not fixes:
            raise Fault(msg("{option} goes with --fix or --diff", option="--" + name.replace("_", "-")))
    if options["ask"] and (options["diff"] or not sys.stdin.isatty()):
        raise Fault(msg("--ask goes with --fix, on a terminal"))
    if options["fix"] and not options["diff"] and options["stdin_filename"]:
        raise Fault(msg("--fix writes files: for the standard input there is --diff"))
    return fixes


def _only_reads(options: Mapping[str, Any]) -> bool:
    """Whether a run does nothing but read files and speak, so that to say the same again is enough the next time."""
    beyond = ("output", "stdin_filename", "new_from", "new_from_merge_base", "patch")
    return not any(options[name] for name in beyond) and all(path == "-" for _, path in outputs(options))


@click.command(cls=Sectioned)
@paths_argument
@report_options
@rule_options
@gate_options
@fix_options
@suppression_options
@file_options
@jobs_option
@faults
def audit(paths: tuple[str, ...], **options: Any) -> None:
    """Audit repositories, folders or files."""
    request = asked(paths, options)
    fixes = fixes_wanted(options)
    result, sources = perform(request, options)
    if fixes:
        from timeout_audit.cli.fixing import fix, show_diff  # noqa: PLC0415 - libcst, where something may be mended

        if options["diff"]:
            raise SystemExit(show_diff(request, options, result, sources))
        result = fix(request, options, result, sources)
    if options["add_ignores"] is not None:
        from timeout_audit.cli.ignoring import add_ignores  # noqa: PLC0415 - an action of its own

        raise SystemExit(add_ignores(result, sources, options["add_ignores"]))
    if options["statistics"]:
        write(statistics(result), options["output"] or "-")
    else:
        for name, path in outputs(options):
            write(render(name, result, context(path, checklist=options["checklist"])), path)
    ended = CLEAN if options["exit_zero"] else status(result, request.config, request.paths)
    if not fixes and _only_reads(options):
        keep(sources.cache, ended)
    raise SystemExit(ended)


COMMAND = audit
