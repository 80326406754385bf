"""The order in which reports show findings: by layer, and within a layer by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit
from timeout_audit.model.wait import Layer


def by_layer(findings: Sequence[Finding]) -> Iterator[tuple[Layer | None, list[Finding]]]:
    """The layers that have findings, in their order, and those of no layer at the end."""
    for layer in (*Layer, None):
        found = [finding for finding in findings if finding.layer is layer]
        if found:
            yield layer, sorted(found, key=lambda finding: (finding.place, finding.code))


def repeated(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Findings that say the same of one file, in the order of the first of each.

    One that has other places of its own stays alone.
    """
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        path = finding.place if finding.also else finding.place.path
        said = (finding.message.render(), finding.fix.render() if finding.fix else None)
        groups.setdefault((path, finding.code, finding.severity, said), []).append(finding)
    yield from groups.values()


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """The worst first, and within a severity in the order of layers and places."""
    ordered = [finding for _, group in by_layer(findings) for finding in group]
    return sorted(ordered, key=lambda finding: -finding.severity.rank)


def everything(audit: Audit) -> list[Finding]:
    """The findings and, for formats that know nothing else, what could not be audited: the worst first."""
    unread = [
        Finding("TA900", "file-not-audited", Severity.WARNING, None, Place(one.path, max(one.line, 1), 1), one.message)
        for one in audit.problems
    ]
    return by_severity([*audit.findings, *unread])
