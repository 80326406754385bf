"""The outputs of a run: which format goes where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import msgspec

from timeout_audit.cli.output import printable
from timeout_audit.model.fault import Fault
from timeout_audit.model.project import Audit
from timeout_audit.model.text import msg


def format_names() -> tuple[str, ...]:
    """The names of the formats."""
    return ("json", "text")


class Output(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic from click 8.4 on
    """``FORMAT`` or ``FORMAT=FILE``."""

    name = "output"

    def listed(self) -> str:
        """The formats, for the help."""
        return ", ".join(format_names()) + "."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Format and file ("" where none is named)."""
        if isinstance(value, tuple):
            return value[0], value[1]
        name, _, path = value.partition("=")
        if name not in format_names():
            self.fail(f"{name!r} is not one of {', '.join(format_names())}.", param, ctx)
        return name, path


OUTPUTS = Output()


def outputs(options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each format of the run with the file it goes to, "-" for the standard output.

    Raises:
        Fault: where two formats would go to the same place.

    """
    chosen = list(options["outputs_"]) or [("text", "")]
    placed = [(name, path or options["output"] or "-") for name, path in chosen]
    paths = [path for _, path in placed]
    if len(set(paths)) < len(paths):
        raise Fault(msg("two formats go to the same place: give each but one a file (--format sarif=out.sarif)"))
    return placed


def render(name: str, audit: Audit) -> str:
    """The report in the format."""
    if name == "json":
        report = {
            "findings": [
                {"path": one.place.path, "line": one.place.line, "column": one.place.column, "code": one.code}
                for one in audit.findings
            ],
            "problems": [{"path": one.path, "line": one.line} for one in audit.problems],
        }
        return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"
    lines = [
        f"{finding.place.path}:{finding.place.line}:{finding.place.column} {finding.code} {finding.message}"
        for finding in audit.findings
    ]
    lines += [f"{problem.path}:{problem.line} {problem.message}" for problem in audit.problems]
    lines.append(f"{audit.files} files, {len(audit.project.waits)} waits, {len(audit.findings)} findings")
    return "".join(f"{printable(line)}\n" for line in lines)
