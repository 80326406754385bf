"""For a GitLab merge request: a Code Quality report."""

from __future__ import annotations

import msgspec

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Audit
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable
from timeout_audit.report.fingerprint import fingerprints
from timeout_audit.report.order import everything
from timeout_audit.report.source import Sources

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(audit: Audit, context: Context) -> str:
    """A JSON array of issues.

    https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    """
    findings = everything(audit)
    names = fingerprints(findings, Sources(audit.project.root, audit.project.buffers))
    issues = [_issue(finding, name, context) for finding, name in zip(findings, names, strict=True)]
    return msgspec.json.format(msgspec.json.encode(issues), indent=2).decode() + "\n"


def _issue(finding: Finding, fingerprint: str, context: Context) -> dict[str, object]:
    place = finding.place
    positions = {"begin": {"line": place.line, "column": place.column}}
    if place.end_line and place.end_column:
        positions["end"] = {"line": place.end_line, "column": place.end_column}
    return {
        "type": "issue",
        "check_name": f"{finding.code} {finding.name}",
        "description": f"{finding.code}: {printable(finding.message.render(context.translate))}",
        "content": {"body": "" if finding.fix is None else printable(finding.fix.render(context.translate))},
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": fingerprint,
        "location": {"path": printable(place.path), "positions": positions},
    }
