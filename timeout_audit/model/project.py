"""The linked project, as rules and reports see it."""

from __future__ import annotations

from msgspec import Struct, field

from timeout_audit.model.finding import Finding, Problem, Suppressed
from timeout_audit.model.launch import Launch
from timeout_audit.model.suppression import Suppression
from timeout_audit.model.wait import Wait


class Project(Struct, frozen=True):
    """Every wait of the audited code with its bound, and every launch of a server.

    ``root`` is an absolute path, for reading source lines only. ``suppressions`` are known once the findings are: the
    rules about the audit itself read them. ``buffers`` are the files whose audited content is not what lies on the
    disk.
    """

    root: str
    waits: tuple[Wait, ...]
    suppressions: tuple[Suppression, ...] = ()
    launches: tuple[Launch, ...] = ()
    buffers: dict[str, bytes] = field(default_factory=dict)


class Audit(Struct, frozen=True):
    """The whole result of a run: what a report is made from. ``files`` is the number of files that were audited."""

    project: Project
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    files: int
    suppressed: tuple[Suppressed, ...] = ()

    @property
    def ignored(self) -> int:
        """How many findings were silenced."""
        return len(self.suppressed)

    @property
    def known(self) -> int:
        """How many of them nobody wrote a comment about: they were there before."""
        return sum(one.external for one in self.suppressed)
