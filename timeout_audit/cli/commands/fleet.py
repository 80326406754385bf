"""``timeout-audit fleet LIST``: many repositories, one report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from functools import partial
from typing import Any

import click

from timeout_audit.cli.formats import outputs
from timeout_audit.cli.options import (
    checklist_option,
    file_options,
    format_option,
    output_option,
    rule_options,
    status_options,
)
from timeout_audit.cli.output import context, faults, say, write
from timeout_audit.cli.progress import bar
from timeout_audit.cli.sections import Sectioned, section
from timeout_audit.cli.status import CLEAN, FINDINGS, NOTHING, status
from timeout_audit.config.schema import Config
from timeout_audit.fleet.answers import Answers
from timeout_audit.fleet.executors import executor, parse_executor
from timeout_audit.fleet.members import read_members
from timeout_audit.fleet.order import Answer, Order
from timeout_audit.fleet.run import run_fleet
from timeout_audit.fleet.table import table
from timeout_audit.fleet.whole import whole
from timeout_audit.i18n import _
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg
from timeout_audit.report.registry import render

_FOLDER = ".timeout_audit_fleet"

fleet_options = section(
    _("Fleet"),
    [
        click.option(
            "--jobs",
            type=click.IntRange(min=1),
            default=None,
            help="How many repositories to audit at a time (by default one for each processor).",
        ),
        click.option(
            "--executor",
            "address",
            metavar="ADDRESS",
            default="",
            help="Who does the work: dask://HOST:PORT; without it, processes of this machine.",
        ),
        click.option(
            "--work",
            metavar="FOLDER",
            default=_FOLDER,
            show_default=True,
            help="Where to keep what is done until the run has ended, so that a run that was cut off can go on.",
        ),
        click.option("--fresh", is_flag=True, help="Do again what a run that was cut off had done."),
    ],
)

report_options = section(
    _("Report"),
    [
        format_option("How to report (by default a table), and the file to write it to; may be repeated."),
        output_option,
        checklist_option,
        *status_options,
    ],
)


@click.command(cls=Sectioned)
@click.argument("list_", metavar="LIST", type=click.Path())
@report_options
@fleet_options
@rule_options
@file_options
@faults
def fleet(list_: str, **options: Any) -> None:
    """Audit many repositories, and report on them as one.

    LIST is a file (- for the standard input) that names one repository a line: a folder, or a URL that git can fetch
    and perhaps a revision. Each is audited with its own configuration.
    """
    orders = _orders(list_, options)
    places = outputs(options) if options["outputs_"] else []
    answers = Answers(options["work"])
    if options["fresh"]:
        answers.forget()
    found = _answers(orders, answers, options)
    audit = whole(found)
    if not places:
        write(table(found, context(options["output"] or "-")), options["output"] or "-")
    for name, path in places:
        write(render(name, audit, context(path, checklist=options["checklist"])), path)
    answers.close()
    raise SystemExit(CLEAN if options["exit_zero"] else _status(found))


def _orders(path: str, options: dict[str, Any]) -> list[Order]:
    members = read_members(_text(path), path, os.getcwd() if path == "-" else os.path.dirname(path))
    if not members:
        raise Fault(msg("{path} lists no repository", path=path))
    given = {name: value for name, value in options.items() if value is not None and name in Config.__struct_fields__}
    today = datetime.now(timezone.utc).date()
    config_file = os.path.abspath(options["config_file"]) if options["config_file"] else ""
    folder = os.path.abspath(options["work"])
    return [Order(member, today, given, config_file, options["isolated"], folder) for member in members]


def _answers(orders: Sequence[Order], answers: Answers, options: dict[str, Any]) -> list[Answer]:
    jobs = options["jobs"] or os.cpu_count() or 1
    open_executor = partial(executor, parse_executor(options["address"]))
    kept = answers.left(orders)
    if kept:
        say(msg("{count} were audited by a run that was cut off: --fresh audits them again", count=len(kept)))
    try:
        with bar(msg("auditing {count} repositories", count=len(orders))) as seen:
            return run_fleet(orders, kept, answers, open_executor, jobs, seen)
    except KeyboardInterrupt:
        say(msg("interrupted; the same command goes on from here"))
        raise


def _text(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.read()
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not valid UTF-8"
        raise Fault(msg("{path}: {reason}", path=path, reason=reason)) from error


def _status(answers: Sequence[Answer]) -> int:
    """As of an audit, each repository by its own configuration; what could not be audited at all counts as found."""
    each = {status(one.audit, Config(fail_on=one.fail_on), ()) for one in answers if one.audit.files}
    if FINDINGS in each or any(one.audit.problems for one in answers):
        return FINDINGS
    return CLEAN if each else NOTHING


COMMAND = fleet
