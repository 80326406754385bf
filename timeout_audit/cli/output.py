"""Where text goes, and how wrong use ends."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import ParamSpec

import click

from timeout_audit.cli.status import WRONG
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg

_P = ParamSpec("_P")


def faults(function: Callable[_P, None]) -> Callable[_P, None]:
    """Print a fault's messages, one a line, and exit with 2."""

    @functools.wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except Fault as fault:
            for message in fault.messages:
                say(str(message))
            raise SystemExit(WRONG) from fault

    return wrapped


def say(text: str) -> None:
    """A line for people, beside the report."""
    click.echo(f"timeout-audit: {printable(text)}", err=True)


def printable(text: str) -> str:
    """Text of unknown origin without anything that a terminal would obey."""
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text)


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
