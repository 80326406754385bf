"""A suppression whose date has passed, and so silences nothing.

## What it finds

A comment `timeout-audit: ignore[…] until=2027-03-01 -- …` after that day.

## Why

It was meant for a while. The finding is reported again, so that somebody mends it or says why it should stay.

## Instead of

    requests.get(url)  # timeout-audit: ignore[TA401] until=2024-03-01 -- until the client is replaced

## Write

    requests.get(url, timeout=10)
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg


def check(project: Project) -> Iterator[Finding]:
    """Every suppression after its last day."""
    for one in project.suppressions:
        if one.expired:
            yield RULE.about(one.place, msg("it ended on {date}: mend the call, or set a new date", date=one.until))


RULE = Rule("TA904", "suppression-expired", "audit", Severity.WARNING, check)
