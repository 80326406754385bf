"""A suppression that cannot be understood, and so silences nothing.

## What it finds

A comment that begins with `timeout-audit:` and names no code, a code that does not exist, or a date that is none.

## Why

Whoever wrote it believes that the finding is settled.

## Instead of

    requests.get(url)  # timeout-audit: ignore[TA4001] -- internal host

## Write

    requests.get(url)  # timeout-audit: ignore[TA401] -- internal host
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg


def check(project: Project) -> Iterator[Finding]:
    """Every suppression with a fault."""
    for one in project.suppressions:
        if one.fault is not None:
            yield RULE.about(one.place, msg("this silences nothing: {fault}", fault=one.fault))


RULE = Rule("TA903", "suppression-invalid", "audit", Severity.WARNING, check)
