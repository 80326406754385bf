"""Where text goes, and how wrong use ends."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import Any, ParamSpec

import click

from timeout_audit.cli import reader
from timeout_audit.cli.language import language, translate
from timeout_audit.cli.status import WRONG
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import Message, msg
from timeout_audit.recall import Recording
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable

_P = ParamSpec("_P")


def faults(function: Callable[_P, None]) -> Callable[_P, None]:
    """Print a fault's messages, one a line, and exit with 2."""

    @functools.wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except Fault as fault:
            for message in fault.messages:
                say(message)
            raise SystemExit(WRONG) from fault

    return wrapped


def _recorded() -> Recording | None:
    """What notes the answer of this run, where it may be given again."""
    context = click.get_current_context(silent=True)
    return context.find_object(Recording) if context else None


def _echo(text: str, *, err: bool = False) -> None:
    click.echo(text, nl=False, err=err, color=True)  # a report has colours only where they are wanted
    if recording := _recorded():
        recording.say(text, to_stderr=err)


def keep(folder: str, status: int) -> None:
    """Let the same answer be given again, where it is noted and there is a folder for it."""
    if folder and (recording := _recorded()):
        recording.keep(folder, status)


def say(message: Message) -> None:
    """A line for people, beside the report."""
    _echo(f"timeout-audit: {printable(message.render(translate()))}\n", err=True)


def show(message: Message, indent: str = "") -> None:
    """A line of the answer itself."""
    click.echo(indent + printable(message.render(translate())))


def context(path: str = "-", **more: Any) -> Context:
    """What a report to that file ("-": the standard output) needs to know of its reader."""
    return reader.context(language(), path, **more)


def write(text: str, path: str) -> None:
    """Write a report to a file, or to the standard output where the path is ``-``.

    Raises:
        Fault: where the file cannot be written.

    """
    if path == "-":
        _echo(text)
        return
    try:
        if folder := os.path.dirname(path):
            os.makedirs(folder, exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Fault(msg("{path}: {reason}", path=path, reason=error.strerror)) from error
