"""A smaller Python file made of some units of a file and what they lean on, with a map of its lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct

from timeout_audit.model.python import Leads
from timeout_audit.readers.python.layout import Layout
from timeout_audit.readers.python.units import Unit

_WORD = re.compile(r"[^\W\d]\w*")
_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__call__", "__enter__", "__aenter__"})


class Slice(Struct, frozen=True):
    """``text`` is the reduced source, ``lines`` the original line of each of its lines (from 1).

    ``openers`` are the names of functions whose value may be a response. ``leads`` are all names that may lead to a
    wait, None where any may.
    """

    text: str
    lines: tuple[int, ...]
    openers: frozenset[str] = frozenset()
    leads: Leads | None = None


def closure(layout: Layout, wanted: Iterable[Unit]) -> set[Unit]:
    """The given statements of a file, and what they lean on.

    Raises:
        Uncut: where a part of the text does not stand alone.

    """
    kept: set[Unit] = set()
    for unit in wanted:
        kept.add(unit)
        if unit.kind == "class":
            kept.update(member for member in unit.members if member.kind != "function" or member.names[0] in _MAKERS)
    lean(layout, kept)
    return kept


def words(layout: Layout, unit: Unit) -> list[str]:
    """The words of a unit, whatever they are."""
    return _WORD.findall(layout.text(unit))


def lean(layout: Layout, kept: set[Unit]) -> None:
    """Add what the kept units lean on: classes around them, their ``__init__``, constants and imports by name."""
    if not kept:
        return
    for unit in tuple(kept):
        _add_owners(unit, kept)
    simple = layout.simple()
    pending = list(kept)
    while pending:
        for leaned in layout.leaned(pending.pop()):
            if leaned not in kept and (leaned.owner is None or leaned.owner in kept):
                kept.add(leaned)
                pending.append(leaned)
    kept.update(unit for unit in simple.get("*", ()) if unit.kind == "import")


def _add_owners(unit: Unit, kept: set[Unit]) -> None:
    owner = unit.owner
    while owner:
        kept.add(owner)
        kept.update(member for member in owner.members if member.kind == "function" and member.names[0] in _MAKERS)
        owner = owner.owner


def reduce(layout: Layout, kept: Collection[Unit]) -> tuple[str, tuple[int, ...]]:
    """The text of the kept units, and the line of the file for each of its lines."""
    text: list[str] = []
    lines: list[int] = []
    last = 0
    for unit in sorted(kept, key=lambda unit: unit.start):
        for number in range(max(unit.start, last + 1), unit.end + 1):
            text.append(layout.lines[number - 1])
            lines.append(number)
        last = max(last, unit.end)
        if unit.kind == "class" and unit.members and not any(member in kept for member in unit.members):
            text.append(" " * unit.members[0].margin + "pass")
            lines.append(unit.end)
    return "".join(f"{line}\n" for line in text), tuple(lines)


def original_line(lines: Mapping[int, int] | tuple[int, ...], line: int) -> int:
    """The line of the file (from 1) for a line of its slice (from 1)."""
    return lines[line - 1] if line <= len(lines) else (lines[-1] if lines else 1)
