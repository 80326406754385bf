"""A suppression that does not say why.

## What it finds

A comment `timeout-audit: ignore[…]` without a reason after `--`. With `require-reason` such a comment silences nothing.

## Why

A wait without a bound is accepted for a reason that the next reader cannot see: that the stream ends with the process,
that the script is run by hand. Without it nobody can tell whether it still holds.

## Instead of

    requests.get(url)  # timeout-audit: ignore[TA401]

## Write

    requests.get(url)  # timeout-audit: ignore[TA401] -- the stream ends with the process
"""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg


def check(project: Project) -> Iterator[Finding]:
    """Every suppression of ours without a reason."""
    for one in project.suppressions:
        if not one.reason and not one.tool and one.fault is None:
            yield RULE.about(one.place, msg('no reason is given: add it after "--"'))


RULE = Rule("TA902", "suppression-without-reason", "audit", Severity.WARNING, check)
