"""Dicts that take others in: later entries win, as far as they are there."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit.link.values.kinds import Lazy, Table

MOST = 12
"""Alternatives of one entry that are looked at."""
_HIDDEN = "*"


class Merged:
    """The entries of a dict while it takes others in. Those in ``maybe`` are there on some paths only."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[Lazy, ...]] = {}
        self.maybe: set[str] = set()

    def put(self, name: str, lazy: Lazy) -> None:
        """One entry, whatever was there before."""
        self.entries[name] = (lazy,)
        self.maybe.discard(name)

    def take(self, table: Table) -> None:
        """All entries of another dict. What that has on some paths only leaves what was there on the others."""
        for name, lazies in table.entries.items():
            if name not in table.maybe:
                self.entries[name] = lazies
                self.maybe.discard(name)
                continue
            if name not in self.entries:
                self.maybe.add(name)
            self.entries[name] = (*self.entries.get(name, ()), *lazies)[-MOST:]


def one_of(tables: Sequence[Table]) -> Table:
    """The dict that one of several is: what one of them lacks is there on some paths only."""
    if len(tables) == 1:
        return tables[0]
    entries: dict[str, tuple[Lazy, ...]] = {}
    for table in tables:
        for name, lazies in table.entries.items():
            entries[name] = (*entries.get(name, ()), *lazies)[:MOST]
    maybe = {name for table in tables for name in table.maybe}
    maybe |= {name for name in entries if name != _HIDDEN and any(name not in one.entries for one in tables)}
    more = next((table.more for table in reversed(tables) if table.more), None)
    return Table(entries, more, tables[-1].place, tables[-1].steps, frozenset(maybe))
