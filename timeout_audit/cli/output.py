"""Where text goes, and how wrong use ends."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import ParamSpec

import click

from timeout_audit.cli.status import WRONG
from timeout_audit.model.fault import Fault

_P = ParamSpec("_P")


def faults(function: Callable[_P, None]) -> Callable[_P, None]:
    """Print a fault's messages, one a line, and exit with 2."""

    @functools.wraps(function)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except Fault as fault:
            for message in fault.messages:
                click.echo(f"timeout-audit: {printable(str(message))}", err=True)
            raise SystemExit(WRONG) from fault

    return wrapped


def printable(text: str) -> str:
    """Text of unknown origin without anything that a terminal would obey."""
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text)


def write(text: str, path: str | None) -> None:
    """Write a report to a file, or to the standard output where there is no ``path`` or it is ``-``."""
    if path is None or path == "-":
        click.echo(text, nl=False)
        return
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
