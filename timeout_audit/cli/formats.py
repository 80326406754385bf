"""The outputs of a run: which format goes where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg
from timeout_audit.report.registry import format_names


class Output(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic from click 8.4 on
    """``FORMAT`` or ``FORMAT=FILE``."""

    name = "output"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002
        """The formats, by name."""
        return f"[{'|'.join(format_names())}][=FILE]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Format and file ("" where none is named)."""
        if isinstance(value, tuple):
            return value[0], value[1]
        name, _, path = value.partition("=")
        if name not in format_names():
            self.fail(f"{name!r} is not one of {', '.join(format_names())}.", param, ctx)
        return name, path


def outputs(options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each format of the run with the file it goes to, "-" for the standard output.

    Raises:
        Fault: where two formats would go to the same place.

    """
    chosen = list(options["outputs_"]) or [("text", "")]
    placed = [(name, path or options["output"] or "-") for name, path in chosen]
    if len({path for _, path in placed}) < len(placed):
        raise Fault(msg("two formats go to the same place: give all but one a file (--format sarif=out.sarif)"))
    return placed
