"""Makes fixes turn by turn, in memory: each turn is audited before it counts, and takes back what does not help.

A turn makes all fixes that do not touch each other. The audit of its outcome must show that their findings are gone and
that nothing new has come; what is left of the findings is planned anew, until nothing more can be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from timeout_audit.fix.editors import Editors
from timeout_audit.fix.outcome import Outcome, key, wrong
from timeout_audit.fix.plan import Fix, Refused, edits_of, plan
from timeout_audit.model.finding import Finding
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, msg
from timeout_audit.sources import Sources

_TURNS = 12

Examine = Callable[[Sources], Audit]
"""Audits everything that sources hold."""

Change = tuple[bytes, bytes]
"""The content of a file before and after."""

Wanted = Callable[[Fix, Mapping[str, Change]], bool]
"""Whether a fix is wanted, by what it makes of the files."""


class Mended(Struct, frozen=True):
    """What came of it: the changed files by path, and the audit afterwards.

    Findings are as they were at first, but for those that are ``left``. ``overlapped`` are those among the ``fixed``
    whose own fix touched what another had changed, and that the other has mended as well.
    """

    audit: Audit
    files: dict[str, Change]
    fixed: tuple[Finding, ...]
    overlapped: tuple[Finding, ...]
    refused: tuple[Refused, ...]
    left: tuple[Finding, ...]


def mend(
    audit: Audit,
    sources: Sources,
    examine: Examine,
    findings: Iterable[Finding],
    *,
    unsafe: bool,
    wanted: Wanted | None = None,
) -> Mended:
    """Fix ``findings``, the safe fixes or all. ``audit`` is that of all that ``sources`` hold. Nothing is written."""
    work = _Work(audit, sources, examine, wanted, list(findings))
    for _ in range(_TURNS):
        if not work.turn(unsafe=unsafe):
            break
    return work.mended()


class _Work:
    def __init__(
        self, audit: Audit, sources: Sources, examine: Examine, wanted: Wanted | None, findings: list[Finding]
    ) -> None:
        self.audit = audit
        self.sources = sources
        self.first = sources
        self.examine = examine
        self.wanted = wanted
        self.open = {finding: finding for finding in findings}  # as it is now: as it was at first
        self.settled: dict[Finding, Refused] = {}
        self.refused: dict[Finding, Refused] = {}
        self.fixed: list[Finding] = []
        self.overlapped: list[Finding] = []
        self.changed: set[str] = set()

    def turn(self, *, unsafe: bool) -> bool:
        """Make what can be made at once; whether that was anything."""
        editors = Editors(self.sources)
        made = plan([now for now, was in self.open.items() if was not in self.settled], editors, unsafe=unsafe)
        self.refused = {self.open[one.finding]: one for one in made.refused}
        fixes = [fix for fix in made.fixes if self._is_wanted(fix, editors)]
        while fixes:
            outcome = self._outcome(fixes, editors)
            mistakes = wrong(self.audit, outcome, fixes)
            if not mistakes:
                waiting = {finding for fix in made.postponed for finding in fix.findings}
                self._take(outcome, waiting)
                return True
            for fix, reason in mistakes.certain:
                fixes.remove(fix)
                self._settle(fix, reason)
            # Of several that may be at fault one half goes on without the other, which has its turn later.
            for fix in mistakes.possible[len(mistakes.possible) // 2 :]:
                fixes.remove(fix)
        return False

    def mended(self) -> Mended:
        """Everything that came of all turns."""
        left = {**self.refused, **self.settled}
        refused = (left[was] for was in self.open.values() if was in left)
        files = {path: (_content(self.first, path), _content(self.sources, path)) for path in sorted(self.changed)}
        fixed = tuple(sorted(self.fixed, key=lambda one: (one.place, one.code)))
        return Mended(self.audit, files, fixed, tuple(self.overlapped), tuple(refused), tuple(self.open))

    def _is_wanted(self, fix: Fix, editors: Editors) -> bool:
        if self.wanted is None:
            return True
        edits = edits_of([fix], editors)
        changes = {path: (_content(self.sources, path), editors.made(path, one)) for path, one in edits.items()}
        if self.wanted(fix, changes):
            return True
        self._settle(fix, msg("it was not wanted"))
        return False

    def _settle(self, fix: Fix, reason: Message) -> None:
        for finding in fix.findings:
            was = self.open[finding]
            self.settled[was] = Refused(was, reason)

    def _outcome(self, fixes: list[Fix], editors: Editors) -> Outcome:
        edits = edits_of(fixes, editors)
        contents = {path: editors.made(path, one) for path, one in edits.items()}
        sources = self.sources.over(contents)
        return Outcome(self.examine(sources), sources, edits, editors)

    def _take(self, outcome: Outcome, waiting: set[Finding]) -> None:
        """Let a turn count: what is gone is fixed, the rest is followed to where it stands now."""
        now = {key(finding): finding for finding in outcome.audit.findings}
        still: dict[Finding, Finding] = {}
        for finding, was in self.open.items():
            found = now.get(outcome.moved(finding))
            if found is not None:
                still[found] = was
                continue
            self.fixed.append(was)
            if finding in waiting:
                self.overlapped.append(was)
        self.open = still
        self.audit, self.sources = outcome.audit, outcome.sources
        self.changed.update(outcome.edits)


def _content(sources: Sources, path: str) -> bytes:
    data = sources.read(path)
    return data if isinstance(data, bytes) else b""
