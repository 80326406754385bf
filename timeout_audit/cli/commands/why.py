"""``timeout-audit why PATH:LINE``: the evidence behind a verdict, step by step."""

from __future__ import annotations

import re
from typing import Any

import click

from timeout_audit.cli.asked import asked
from timeout_audit.cli.options import file_options
from timeout_audit.cli.output import faults, show
from timeout_audit.cli.sections import Sectioned
from timeout_audit.cli.status import CLEAN, NOTHING
from timeout_audit.model.fault import Fault
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg, number
from timeout_audit.model.wait import Bound, State, Wait
from timeout_audit.pipeline import examine, find
from timeout_audit.report.words import LAYERS, STATES


@click.command(cls=Sectioned)
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
    audit = examine(sources, unwalked, request.loaded, request.today, thoroughly=True)
    asked_for = Place(next((file.path for file in sources.targets), ""), int(match[2]))
    waits = [wait for wait in audit.project.waits if any(one.spans(asked_for) for one in (wait.place, *wait.also))]
    for wait in waits:
        _show(wait)
    for problem in audit.problems:
        show(msg("{place}: {reason}", place=problem.place, reason=problem.message))
    if not waits:
        show(msg("{place}: nothing here waits, as far as the audit can see", place=place))
    raise SystemExit(CLEAN if waits else NOTHING)


def _show(wait: Wait) -> None:
    """What the wait is, the steps to the verdict, and the verdict."""
    place = f"{wait.place}:{wait.place.column}"
    layer, api = LAYERS[wait.layer], wait.shown or wait.api
    show(msg("{place}: {api} ({layer}, {parameter})", place=place, api=api, layer=layer, parameter=wait.parameter))
    for further in wait.also:
        show(msg("also at {place}", place=further), indent="  ")
    for step in wait.bound.steps:
        text = msg("{step} [{place}]", step=step.text, place=step.place) if step.place else step.text
        show(text, indent="  ")
    show(_verdict(wait.bound), indent="  => ")


def _verdict(bound: Bound) -> Message:
    verdict = STATES[bound.state]
    if bound.seconds is not None:
        verdict = msg("{verdict}, {seconds} s", verdict=verdict, seconds=number(bound.seconds))
    if bound.expression and bound.expression != str(number(bound.seconds or 0)):
        verdict = msg("{verdict}, {expression}", verdict=verdict, expression=bound.expression)
    if bound.source and bound.state not in (State.NONE, State.UNKNOWN):  # where nothing is written, or nobody knows
        verdict = msg("{verdict}, written at {place}", verdict=verdict, place=bound.source)
    if bound.reason:
        verdict = msg("{verdict}: {reason}", verdict=verdict, reason=bound.reason)
    return verdict


COMMAND = why
