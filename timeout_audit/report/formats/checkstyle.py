"""For tools that read Checkstyle's XML."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree as ET

from timeout_audit.model.finding import Severity
from timeout_audit.model.project import Audit
from timeout_audit.report.context import Context
from timeout_audit.report.escape import printable
from timeout_audit.report.order import everything

_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "info"}


def render(audit: Audit, context: Context) -> str:
    """The findings by file, each with its code as the ``source``."""
    root = ET.Element("checkstyle", version="4.3")
    ordered = sorted(everything(audit), key=lambda finding: (finding.place, finding.code))
    for path, findings in groupby(ordered, key=lambda finding: finding.place.path):
        file = ET.SubElement(root, "file", name=printable(path))
        for finding in findings:
            ET.SubElement(
                file,
                "error",
                line=str(finding.place.line),
                column=str(finding.place.column),
                severity=_SEVERITIES[finding.severity],
                message=printable(finding.message.render(context.translate)),
                source=f"timeout-audit.{finding.code}",
            )
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
