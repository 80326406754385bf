"""For a GitHub Actions job: findings as annotations, as many as GitHub shows, and the rest in the log."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, counted
from timeout_audit.report.context import Context
from timeout_audit.report.escape import workflow_data, workflow_line, workflow_property
from timeout_audit.report.order import by_severity
from timeout_audit.report.summary import summary
from timeout_audit.report.words import SEVERITIES

# GitHub shows this many annotations of a kind for one step, and drops the others without a word.
# https://docs.github.com/en/rest/checks/runs
_LIMIT = 10
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(audit: Audit, context: Context) -> str:
    """Workflow commands, a line in the log for each finding that has no annotation, and the summary."""
    return "".join(f"{line}\n" for line in _lines(audit, context))


def _lines(audit: Audit, context: Context) -> Iterator[str]:
    def say(message: Message) -> str:
        return message.render(context.translate)

    left = dict.fromkeys(Severity, _LIMIT)
    rest = []
    for finding in by_severity(audit.findings):
        if left[finding.severity]:
            left[finding.severity] -= 1
            yield _annotation(finding, context)
        else:
            rest.append(finding)
    for problem in audit.problems:
        if left[Severity.WARNING]:
            left[Severity.WARNING] -= 1
            where = f"file={workflow_property(problem.path)},line={max(problem.line, 1)},title=timeout-audit"
            yield f"::warning {where}::{workflow_data(say(problem.message))}"
        else:
            yield workflow_line(f"{problem.place} {say(problem.message)}")
    if rest:
        yield workflow_line(
            say(
                counted(
                    len(rest),
                    "{count} further finding, for which GitHub shows no annotation:",
                    "{count} further findings, for which GitHub shows no annotations:",
                )
            )
        )
        for finding in rest:
            where = f"{finding.place}:{finding.place.column} {say(SEVERITIES[finding.severity])} {finding.code}"
            yield workflow_line(f"  {where} {say(finding.message)}")
    yield workflow_line(summary(audit, context.translate))


def _annotation(finding: Finding, context: Context) -> str:
    place = finding.place
    properties = {"file": place.path, "line": str(place.line), "col": str(place.column)}
    if place.end_line:
        properties["endLine"] = str(place.end_line)
        if place.end_line == place.line:
            # GitHub counts the last character, not the one after it.
            properties["endColumn"] = str(max(place.end_column - 1, place.column))
    properties["title"] = f"{finding.code} {finding.name}"
    message = finding.message.render(context.translate)
    if finding.fix is not None:
        message += f"\n{finding.fix.render(context.translate)}"
    given = ",".join(f"{name}={workflow_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {given}::{workflow_data(message)}"
