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


def say(message: Message) -> None:
    """A line for people, beside the report."""
    click.echo(f"timeout-audit: {printable(message.render(translate()))}", err=True)


def show(message: Message, indent: str = "") -> None:
    """A line of the answer itself."""
    click.echo(indent + printable(message.render(translate())))


def context(path: str = "-", **more: Any) -> Context:
    """What a report to that file ("-": the standard output) needs to know of its reader."""
    stream = sys.stdout
    terminal = terminal_of(stream.isatty(), os.environ, _columns) if path == "-" else None
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
        click.echo(text, nl=False)
        return
    try:
        if folder := os.path.dirname(path):
            os.makedirs(folder, exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise Fault(msg("{path}: {reason}", path=path, reason=error.strerror)) from error
