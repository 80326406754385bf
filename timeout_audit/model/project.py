"""The linked project, as rules and reports see it."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.finding import Finding, Problem
from timeout_audit.model.launch import Launch
from timeout_audit.model.wait import Wait


class Project(Struct, frozen=True):
    """Every wait of the audited code with its bound, and every launch of a server.

    ``root`` is an absolute path, for reading source lines only.
    """

    root: str
    waits: tuple[Wait, ...]
    launches: tuple[Launch, ...] = ()


class Audit(Struct, frozen=True):
    """The whole result of a run: what a report is made from."""

    project: Project
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    files: int
    ignored: int = 0
