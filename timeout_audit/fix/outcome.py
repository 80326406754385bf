"""What an audit says of fixes that were made: whether they helped, and did nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from timeout_audit.fix.document import Document, Edit, moved
from timeout_audit.fix.editors import Editors
from timeout_audit.fix.plan import Fix
from timeout_audit.fix.python.tree import parses
from timeout_audit.model.finding import Finding
from timeout_audit.model.project import Audit
from timeout_audit.model.text import Message, msg
from timeout_audit.sources import Sources

Key = tuple[str, str, int, int, str, str]
"""Code, path, line, column, and which wait it is: what a finding is known by from one audit to the next."""


def key(finding: Finding, line: int = 0, column: int = 0) -> Key:
    """What a finding is known by, where it stands or at another line and column."""
    place, wait = finding.place, finding.wait
    api, parameter = (wait.api, wait.parameter) if wait is not None else ("", "")
    return finding.code, place.path, line or place.line, column or place.column, api, parameter


class Outcome:
    """The audit of ``sources`` in which ``edits`` were made."""

    def __init__(self, audit: Audit, sources: Sources, edits: dict[str, tuple[Edit, ...]], editors: Editors) -> None:
        self.audit = audit
        self.sources = sources
        self.edits = edits
        self._editors = editors
        self._documents: dict[str, tuple[Document, Document]] = {}

    def moved(self, finding: Finding) -> Key:
        """The key of an earlier finding, had nothing but its place changed."""
        path = finding.place.path
        if path not in self.edits:
            return key(finding)
        before, after = self._pair(path)
        offset = moved(before.offset(finding.place.line, finding.place.column), self.edits[path])
        return key(finding, *after.position(offset))

    def parses(self, path: str) -> bool:
        """Whether an edited file is still Python, if it was."""
        _, after = self._pair(path)
        return not after.python or parses(after.text)

    def _pair(self, path: str) -> tuple[Document, Document]:
        if path not in self._documents:
            before = self._editors.opened(path)
            data = self.sources.read(path)
            assert isinstance(data, bytes)  # noqa: S101 - it was just written
            self._documents[path] = before, Document(path, data, python=before.python)
        return self._documents[path]


class Mistakes(Struct, frozen=True):
    """Fixes to take back: those that certainly did not help or did harm, and several of which some did."""

    certain: tuple[tuple[Fix, Message], ...] = ()
    possible: tuple[Fix, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.certain or self.possible)


def wrong(before: Audit, outcome: Outcome, fixes: Sequence[Fix]) -> Mistakes:
    """What is wrong with fixes that were made together: a finding that is still there, or one that is new."""
    found = Counter(key(finding) for finding in outcome.audit.findings if finding.layer is not None)
    useless = [fix for fix in fixes if any(found[outcome.moved(finding)] for finding in fix.findings)]
    if useless:
        reason = msg("it would not help: the audit finds the same afterwards")
        return Mistakes(tuple((fix, reason) for fix in useless))
    for path, reason in _news(before, outcome):
        there = [fix for fix in fixes if any(part.path == path for part in fix.parts)]
        suspects = there or list(fixes)
        return Mistakes(possible=tuple(suspects)) if len(suspects) > 1 else Mistakes(((suspects[0], reason),))
    return Mistakes()


def _news(before: Audit, outcome: Outcome) -> Iterator[tuple[str, Message]]:
    """What was not there before, with its file: findings about the code, and files that cannot be read any more."""
    for path in outcome.edits:
        if not outcome.parses(path):
            yield path, msg("the file could not be parsed any more")
    problems = {(one.path, str(one.message)) for one in before.problems}
    for problem in outcome.audit.problems:
        if (problem.path, str(problem.message)) not in problems:
            yield problem.path, problem.message
    found = Counter(key(finding) for finding in outcome.audit.findings if finding.layer is not None)
    expected = Counter(outcome.moved(finding) for finding in before.findings if finding.layer is not None)
    for code, path, *_ in sorted(found - expected):
        yield path, msg("it would bring {code}", code=code)
