"""Runs an audit over a folder, in this process: what the command does, without its printing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from timeout_audit.config.find import load
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import run

TODAY = date(2026, 11, 24)


def audit(root: Path) -> Audit:
    """The audit of everything below ``root``, as its own configuration says."""
    return run([str(root)], str(root), load(str(root), str(root)), TODAY)


def finding_lines(result: Audit) -> list[str]:
    """The findings as cases state them."""
    return [f"{one.place.path}:{one.place.line}:{one.place.column} {one.code}" for one in result.findings]


def wait_lines(result: Audit) -> list[str]:
    """The waits as cases state them."""
    lines = []
    for wait in result.project.waits:
        seconds = "" if wait.bound.seconds is None else f" {wait.bound.seconds:g}"
        place = f"{wait.place.path}:{wait.place.line}:{wait.place.column}"
        lines.append(f"{place} {wait.layer.value} {wait.api} {wait.bound.state.value}{seconds}")
    return lines
