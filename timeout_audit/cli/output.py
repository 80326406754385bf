"""Where text goes, and how wrong use ends."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Any, ParamSpec

import click

from timeout_audit import __version__
from timeout_audit.cli.language import language, translate
from timeout_audit.cli.status import WRONG
from timeout_audit.model.documentation import Documentation
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import Message, msg
from timeout_audit.recall import Recording
from timeout_audit.report.context import Context, terminal_of
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
    stream = sys.stdout
    terminal = terminal_of(bool(stream and stream.isatty()), os.environ, _columns) if path == "-" else None
    return Context(
        translate=translate(), language=language(), version=__version__, terminal=terminal, rules=_rules, **more
    )


def _columns() -> int:
    import shutil  # noqa: PLC0415 - 4 ms, for a terminal alone

    return shutil.get_terminal_size().columns


def _rules() -> tuple[Documentation, ...]:
    from timeout_audit.rules.documentation import all_documentation  # noqa: PLC0415 - for the formats that ask

    return all_documentation()


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
