"""The last line of a report: how much was looked at and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, Translate, counted, msg
from timeout_audit.model.wait import Wait
from timeout_audit.report.checklist import Mark, count

# The worst first, as findings are shown.
SEVERITIES = tuple(reversed(Severity))


def severities(findings: Sequence[Finding]) -> dict[Severity, int]:
    """The number of findings by severity, the worst first."""
    return {severity: sum(finding.severity is severity for finding in findings) for severity in SEVERITIES}


def _severity_words(severity: Severity, number: int) -> Message:
    if severity is Severity.ERROR:
        return counted(number, "{count} error", "{count} errors")
    if severity is Severity.WARNING:
        return counted(number, "{count} warning", "{count} warnings")
    return counted(number, "{count} note", "{count} notes")


def mark_words(mark: Mark, number: int) -> Message:
    """How many waits have a mark: ``9 missing``."""
    if mark is Mark.MISSING:
        return msg("{count} missing", count=number)
    if mark is Mark.UNKNOWN:
        return msg("{count} unknown", count=number)
    if mark is Mark.DEFAULT:
        return msg("{count} by default", count=number)
    return msg("{count} bounded", count=number)


def waits_words(waits: tuple[Wait, ...], translate: Translate) -> str:
    """The number of waits and what bounds them: ``12 waits: 3 missing, 9 bounded``."""
    total = counted(len(waits), "{count} wait", "{count} waits").render(translate)
    marks = [mark_words(mark, number).render(translate) for mark, number in count(waits).items() if number]
    return f"{total}: {', '.join(marks)}" if marks else total


def summary(audit: Audit, translate: Translate) -> str:
    """One line: findings by severity, files, waits by mark, what was silenced, what could not be audited."""
    files = counted(audit.files, "in {count} file", "in {count} files").render(translate)
    if audit.findings:
        found = counted(len(audit.findings), "{count} finding", "{count} findings").render(translate)
        parts = [_severity_words(*pair).render(translate) for pair in severities(audit.findings).items() if pair[1]]
        head = f"{found} ({', '.join(parts)}) {files}"
    else:
        head = f"{msg('no findings').render(translate)} {files}"
    tail = [waits_words(audit.project.waits, translate)]
    if audit.known:
        tail.append(msg("{count} known before", count=audit.known).render(translate))
    if audit.ignored > audit.known:
        tail.append(msg("{count} ignored", count=audit.ignored - audit.known).render(translate))
    if audit.problems:
        tail.append(counted(len(audit.problems), "{count} problem", "{count} problems").render(translate))
    return "; ".join((head, *tail))
