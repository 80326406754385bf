"""``timeout-audit why PATH:LINE``: the evidence behind a verdict, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import click

from timeout_audit.cli.options import asked, file_options
from timeout_audit.cli.output import faults, printable
from timeout_audit.cli.status import CLEAN, NOTHING
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Wait
from timeout_audit.pipeline import examine, find


@click.command()
@click.argument("place", metavar="PATH:LINE")
@file_options
@faults
def why(place: str, **options: Any) -> None:
    """Tell how the verdict on the waits of a line was reached."""
    match = re.fullmatch(r"(.+?):(\d+)(?::\d+)?", place)
    if match is None:
        raise Fault(msg("{place}: give a path and a line, as in app/clients.py:41", place=place))
    request = asked((match[1],), options)
    sources, unwalked = find(request.paths, request.root, request.loaded)
    audit = examine(sources, unwalked, request.loaded, request.today)
    line = int(match[2])
    waits = [
        wait for wait in audit.project.waits if wait.place.line <= line <= max(wait.place.end_line, wait.place.line)
    ]
    for wait in waits:
        for text in _told(wait):
            click.echo(printable(text))
    for problem in audit.problems:
        click.echo(printable(f"{problem.path}:{problem.line}: {problem.message}"))
    if not waits:
        click.echo(printable(f"{place}: nothing here waits, as far as the audit can see"))
    raise SystemExit(CLEAN if waits else NOTHING)


def _told(wait: Wait) -> Iterator[str]:
    yield f"{wait.place}:{wait.place.column}: {wait.api} ({wait.layer.value}, {wait.parameter})"
    for step in wait.bound.steps:
        yield f"  {step.text}" + (f"  [{step.place}]" if step.place else "")
    yield f"  => {_verdict(wait.bound)}"


def _verdict(bound: Bound) -> str:
    parts = [bound.state.value]
    if bound.seconds is not None:
        parts.append(f"{bound.seconds:g} s")
    if bound.expression:
        parts.append(bound.expression)
    if bound.source:
        parts.append(f"at {bound.source}")
    if bound.reason:
        parts.append(str(bound.reason))
    return ", ".join(parts)


COMMAND = why
