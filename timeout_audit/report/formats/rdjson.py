"""For reviewdog: its Diagnostic Format as one JSON document."""

from __future__ import annotations

import msgspec

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Audit
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable
from timeout_audit.report.order import everything
from timeout_audit.report.source import Sources

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def render(audit: Audit, context: Context) -> str:
    """The diagnostics. Their columns count bytes, as the format wants: they are counted in the files themselves.

    https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
    """
    sources = Sources(audit.project.root, audit.project.buffers)
    document = {
        "source": {"name": "timeout-audit"},
        "diagnostics": [_diagnostic(finding, sources, context) for finding in everything(audit)],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _diagnostic(finding: Finding, sources: Sources, context: Context) -> dict[str, object]:
    message = printable(finding.message.render(context.translate))
    if finding.fix is not None:
        message += f"\n\n{printable(finding.fix.render(context.translate))}"
    code = {"value": finding.code, "url": finding.docs} if finding.docs else {"value": finding.code}
    return {
        "message": message,
        "location": {"path": printable(finding.place.path), "range": _range(finding, sources)},
        "severity": _SEVERITIES[finding.severity],
        "code": code,
    }


def _range(finding: Finding, sources: Sources) -> dict[str, dict[str, int]]:
    place = finding.place
    start = _position(place.path, place.line, place.column, sources)
    if not (place.end_line and place.end_column):
        return {"start": start}
    end = _position(place.path, place.end_line, place.end_column, sources)
    # With a column at one end alone, the range would mean something else.
    return {"start": start, "end": end} if len(start) == len(end) else {"start": {"line": place.line}}


def _position(path: str, line: int, column: int, sources: Sources) -> dict[str, int]:
    text = sources.line(path, line)
    if text is None:
        return {"line": line}
    return {"line": line, "column": len(text[: column - 1].encode("utf-8", "replace")) + 1}
