"""A suppression that silences nothing.

## What it finds

A comment `timeout-audit: ignore[…]` or `ignore-file[…]` for a code that is not found where the comment speaks.

## Why

The call was mended, moved or deleted. What is left silences the next fault that somebody writes there.

## Instead of

    requests.get(url, timeout=10)  # timeout-audit: ignore[TA401] -- internal host

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
    """Every code of a suppression that was looked for and not found."""
    for one in project.suppressions:
        if one.unused and not one.expired:
            message = msg("nothing here is silenced by {codes}: remove it", codes=", ".join(one.unused))
            yield RULE.about(one.place, message)


RULE = Rule("TA901", "suppression-unused", "audit", Severity.WARNING, check)
