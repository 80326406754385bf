"""An audit without what was known before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.gate.identity import NOT_AUDITED, Identifier, Identity, Known
from timeout_audit.model.finding import Suppressed
from timeout_audit.model.project import Audit
from timeout_audit.sources import Sources


class Comparison(Struct, frozen=True):
    """``audit`` reports what is new; ``mended`` is what was known and is not there any more."""

    audit: Audit
    mended: tuple[Known, ...]


def known(audit: Audit, sources: Sources) -> list[Known]:
    """Everything that an audit found, sorted: an entry for each finding and for each file that it could not look at."""
    name = Identifier(sources)
    entries = [name.finding(finding) for finding in audit.findings]
    entries += {name.problem(problem) for problem in audit.problems}
    return sorted(entries, key=lambda one: (one.path, one.identity, one.text))


def compare(audit: Audit, sources: Sources, before: Sequence[Known], reason: str) -> Comparison:
    """Take out of ``audit`` what ``before`` knows, an entry for each finding, so that a second copy is new.

    An entry counts in the file that it names first: of two copies the one that was there is the old one. Entries of
    files that are there but were not audited count nowhere: what they know may still be where it was.
    """
    targets = {file.path for file in sources.targets}
    before = [one for one in before if one.path in targets or not sources.has(one.path)]
    name = Identifier(sources)
    names = [name.finding(finding) for finding in audit.findings]
    stock = _Stock(before)
    old = {index for index, one in enumerate(names) if stock.take(one.identity, one.path)}
    old |= {index for index, one in enumerate(names) if index not in old and stock.take(one.identity)}
    unread = [name.problem(problem) for problem in audit.problems]
    paths = {one.path for one in unread if stock.take_unread(one.path)}
    paths |= {one.path for one in unread if one.path not in paths and stock.take(one.identity)}
    result = replace(
        audit,
        findings=tuple(finding for index, finding in enumerate(audit.findings) if index not in old),
        problems=tuple(problem for problem in audit.problems if problem.path not in paths),
        suppressed=audit.suppressed
        + tuple(Suppressed(audit.findings[index], reason, external=True) for index in sorted(old)),
    )
    return Comparison(result, tuple(stock))


class _Stock:
    """The entries that are not used up."""

    def __init__(self, entries: Iterable[Known]) -> None:
        self._by_identity: dict[Identity, list[Known]] = {}
        for entry in entries:
            self._by_identity.setdefault(entry.identity, []).append(entry)

    def take(self, identity: Identity, path: str = "") -> bool:
        """Use up an entry of the identity, in the file ``path`` where one is named."""
        entries = self._by_identity.get(identity, [])
        for index, entry in enumerate(entries):
            if path in {"", entry.path}:
                del entries[index]
                return True
        return False

    def take_unread(self, path: str) -> bool:
        """Use up an entry of a file that could not be audited, whatever it held."""
        return any(identity.code == NOT_AUDITED and self.take(identity, path) for identity in self._by_identity)

    def __iter__(self) -> Iterator[Known]:
        left = (entry for entries in self._by_identity.values() for entry in entries)
        return iter(sorted(left, key=lambda one: (one.path, one.identity, one.text)))
