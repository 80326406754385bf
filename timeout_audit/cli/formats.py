"""The formats of a report."""

from __future__ import annotations

import msgspec

from timeout_audit.cli.output import printable
from timeout_audit.model.project import Audit


def formats() -> list[str]:
    """The names of the formats."""
    return ["text", "json"]


def render(name: str, audit: Audit) -> str:
    """The report in the format."""
    if name == "json":
        return msgspec.json.format(msgspec.json.encode(audit), indent=2).decode() + "\n"
    lines = [
        f"{finding.place.path}:{finding.place.line}:{finding.place.column} {finding.code} {finding.message}"
        for finding in audit.findings
    ]
    lines += [f"{problem.path}:{problem.line} {problem.message}" for problem in audit.problems]
    lines.append(f"{audit.files} files, {len(audit.project.waits)} waits, {len(audit.findings)} findings")
    return "".join(f"{printable(line)}\n" for line in lines)
