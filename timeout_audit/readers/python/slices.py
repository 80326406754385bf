"""The part of a file that can matter, as a smaller Python file with a map of its lines.

Kept are the functions, methods and statements that mention a name which leads to a wait, what these define (until
nothing new turns up), and what they lean on: the imports and constants whose names they mention, the heads of their
classes and ``__init__``.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import Export
from timeout_audit.readers.python.carriers import COMMON, Carriers, Members
from timeout_audit.readers.python.extents import Extents, Unit
from timeout_audit.readers.python.sieve import ImportText

_WORD = re.compile(r"[^\W\d]\w*")
_ROUNDS = 8


class Root(Struct, frozen=True, array_like=True):
    """A name of this file that leads to a wait through another file of the project.

    ``local`` is the name here, dotted where it is reached through a module (``clients.session``); ``gives``,
    ``givers`` and ``wrappers`` are those of what it was exported as. A ``loose`` root is an attribute of something that
    cannot be followed (``state.client``). A root whose ``parameter`` is set is a function of this file that is handed
    an object to follow.
    """

    local: str
    loose: bool = False
    gives: bool = False
    givers: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    parameter: str | int | None = None


class Slice(Struct, frozen=True):
    """``text`` is the reduced source, ``lines`` the original line of each of its lines (from 1).

    ``openers`` are the names of functions whose value may be a response.
    """

    text: str
    lines: tuple[int, ...]
    exports: tuple[Export, ...] = ()
    passes: tuple[tuple[str, str | int], ...] = ()
    openers: frozenset[str] = frozenset()


def slice_file(
    source: str, tree: ast.Module, imports: Iterable[ImportText], vocabulary: Vocabulary, roots: Iterable[Root]
) -> Slice:
    """The part of ``source`` that leads to a wait."""
    extents = Extents(source, tree)
    carriers, patterns = _seed(imports, vocabulary, roots)
    kept: set[Unit] = set()
    for _ in range(_ROUNDS):
        before = (len(kept), _size(carriers))
        kept.update(_mentioning(extents, carriers, patterns))
        kept.update(unit.owner for unit in tuple(kept) if unit.owner)
        kept.update(member for unit in tuple(kept) for member in unit.members if _receives(unit, member, carriers))
        for unit in sorted(kept, key=lambda unit: unit.start):
            carriers.learn(unit)
        if before == (len(kept), _size(carriers)):
            break
    kept = {unit for unit in kept if unit.kind != "import"}
    _lean(extents, kept)
    text, lines = _reduce(extents, kept)
    openers = vocabulary.openers | carriers.names | carriers.attributes
    return Slice(text, lines, _exports(extents, carriers), tuple(sorted(carriers.passes, key=str)), openers)


def slice_units(extents: Extents, wanted: Iterable[Unit]) -> Slice:
    """The given statements of a file, and what they lean on."""
    kept: set[Unit] = set()
    for unit in wanted:
        kept.add(unit)
        if unit.kind == "class":
            kept.update(member for member in unit.members if member.kind != "function" or member.names[0] in _MAKERS)
    _lean(extents, kept)
    text, lines = _reduce(extents, kept)
    return Slice(text, lines)


def _receives(unit: Unit, member: Unit, carriers: Carriers) -> bool:
    """Whether a member is the constructor of a class that is handed an object to follow."""
    return unit.names[0] in carriers.received and member.kind == "function" and member.names[0] == "__init__"


_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__call__", "__enter__", "__aenter__"})


def _seed(imports: Iterable[ImportText], vocabulary: Vocabulary, roots: Iterable[Root]) -> tuple[Carriers, list[str]]:
    targets: dict[str, str] = {}
    for entry in imports:
        for target, local in entry.bound():
            if not entry.module and "." in target and local == target.partition(".")[0]:
                target = local
            if vocabulary.knows(target) or local not in targets:
                targets[local] = target
    carriers = Carriers(vocabulary, targets)
    patterns: list[str] = []
    for local, target in targets.items():
        if vocabulary.is_leaf(target):
            patterns.append(rf"(?<![.\w]){local}\b")
        if following := vocabulary.following(target):
            patterns.append(rf"(?<![.\w]){local}\s*\.\s*(?:{_either(following)})\b")
        elif target.endswith(".*") and target[:-2] in vocabulary.children:
            for name in vocabulary.children[target[:-2]]:
                targets[name] = f"{target[:-2]}.{name}"
                patterns.append(rf"(?<![.\w]){name}\b")
            break
    for root in roots:
        _plant(root, carriers, patterns)
    return carriers, patterns


def _plant(root: Root, carriers: Carriers, patterns: list[str]) -> None:
    if root.parameter is not None:
        carriers.received.setdefault(root.local.rpartition(".")[2], set()).add(root.parameter)
        patterns.append(rf"(?<![.\w])(?:def|class)\s+{re.escape(root.local.rpartition('.')[2])}\b")
        return
    if root.loose:
        attribute = root.local.rpartition(".")[2]
        carriers.giver_attributes.add(attribute)
        carriers.attributes.add(attribute)
        patterns.append(rf"\b{re.escape(root.local)}\b")
        return
    carriers.names.add(root.local)
    if root.gives:
        carriers.givers.add(root.local)
    carriers.attributes.update(root.givers, root.wrappers)
    carriers.giver_attributes.update(root.givers)
    if root.givers or root.wrappers:
        members = carriers.add_class(root.local)
        members.givers.update(root.givers)
        members.wrappers.update(root.wrappers)


def _either(names: Iterable[str]) -> str:
    return "|".join(sorted(re.escape(name).replace(r"\*", r"\w*") for name in names))


def _size(carriers: Carriers) -> int:
    known = (carriers.names, carriers.givers, carriers.attributes, carriers.giver_attributes, carriers.passes)
    members = sum(len(one.givers) + len(one.wrappers) + 1 for one in carriers.classes.values())
    return sum(len(one) for one in known) + members + sum(len(one) for one in carriers.received.values())


def _mentioning(extents: Extents, carriers: Carriers, patterns: list[str]) -> Iterator[Unit]:
    """The units that mention a name known so far."""
    every = list(patterns)
    if carriers.names:
        every.append(rf"(?<![.\w])(?:{_either(carriers.names)})\b")
    rare = carriers.attributes - COMMON
    if rare:
        every.append(rf"\.\s*(?:{_either(rare)})\b|\bdef\s+(?:{_either(rare)})\b")
    common = carriers.attributes & COMMON
    if common:
        holders = _either({"self", "cls", *carriers.givers})
        every.append(rf"(?:\b(?:{holders})|\bsuper\(\)|\))\s*\.\s*(?:{_either(common)})\b")
    if not every:
        return
    seen: Unit | None = None
    for match in re.finditer("|".join(every), extents.source):
        unit = extents.unit_at(match.start())
        if unit is not None and unit is not seen:
            seen = unit
            yield unit


def _lean(extents: Extents, kept: set[Unit]) -> None:
    """Add what the kept units lean on: classes around them, their ``__init__``, constants and imports by name."""
    for unit in tuple(kept):
        owner = unit.owner
        while owner:
            kept.add(owner)
            kept.update(member for member in owner.members if member.kind == "function" and member.names[0] in _MAKERS)
            owner = owner.owner
    simple: dict[str, list[Unit]] = {}
    for unit in extents.units:
        if unit.kind in ("assign", "import") or (unit.kind == "other" and unit.names):
            for name in unit.names:
                simple.setdefault(name, []).append(unit)
    pending = list(kept)
    while pending:
        unit = pending.pop()
        for word in set(_WORD.findall(extents.text(unit))):
            for leaned in simple.get(word, ()):
                if leaned not in kept and (leaned.owner is None or leaned.owner in kept):
                    kept.add(leaned)
                    pending.append(leaned)
    kept.update(unit for unit in extents.units if unit.kind == "import" and "*" in unit.names)


def _reduce(extents: Extents, kept: set[Unit]) -> tuple[str, tuple[int, ...]]:
    text: list[str] = []
    lines: list[int] = []
    last = 0
    for unit in extents.units:
        if unit not in kept:
            continue
        for number in range(max(unit.start, last + 1), unit.end + 1):
            text.append(extents.lines[number - 1])
            lines.append(number)
        last = max(last, unit.end)
        if unit.kind == "class" and unit.members and not kept.intersection(unit.members):
            first = unit.members[0]
            text.append(" " * first.node.col_offset + "pass")
            lines.append(unit.end)
    return "".join(f"{line}\n" for line in text), tuple(lines)


def _exports(extents: Extents, carriers: Carriers) -> tuple[Export, ...]:
    bound = {name for unit in extents.units if unit.owner is None for name in unit.names}
    found = []
    for name in sorted((carriers.names | carriers.classes.keys()) & bound):
        members = carriers.classes.get(name, Members())
        if not _imports_library(name, carriers):
            gives = name in carriers.givers
            found.append(Export(name, gives, tuple(sorted(members.givers)), tuple(sorted(members.wrappers))))
    found += [Export(name, gives=True) for name in sorted(carriers.loose)]
    return tuple(found)


def _imports_library(name: str, carriers: Carriers) -> bool:
    return carriers.vocabulary.knows(carriers.targets.get(name, ""))


def original_line(lines: Mapping[int, int] | tuple[int, ...], line: int) -> int:
    """The line of the file (from 1) for a line of its slice (from 1)."""
    return lines[line - 1] if line <= len(lines) else (lines[-1] if lines else 1)


def line_starts(text: str) -> list[int]:
    """Offsets of the beginnings of lines."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def line_of(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
