"""Answers to questions from other files: the definition of one symbol, read when somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.extents import Extents, Unit
from timeout_audit.readers.python.read import Unreadable, facts_of, parse
from timeout_audit.readers.python.slices import slice_units


class SymbolReader:
    """Reads definitions on demand; the extents of a file that was asked once are kept."""

    def __init__(self, load: Callable[[str], bytes], vocabulary: Vocabulary) -> None:
        self._load = load
        self._vocabulary = vocabulary
        self._files: dict[str, tuple[Extents, dict[str, list[Unit]]] | None] = {}

    def read(self, path: str, symbol: str) -> PythonFile | None:
        """The facts of the statements that define a dotted symbol (``TIMEOUT``, ``Settings.url``); None without any."""
        known = self._file(path, symbol)
        units = known[1].get(symbol) if known else None
        if known is None or not units:
            return None
        try:
            return facts_of(path, slice_units(known[0], units), self._vocabulary)
        except Unreadable:
            # It is reported where the file itself is audited.
            return None

    def read_mentions(self, path: str, name: str) -> PythonFile | None:
        """The facts of the statements and functions of a file that mention a name; None where none does."""
        known = self._file(path, name)
        if known is None:
            return None
        pattern = re.compile(rf"\b{re.escape(name)}\b")
        extents = known[0]
        units = [unit for unit in extents.units if unit.kind != "import" and pattern.search(extents.text(unit))]
        if not units:
            return None
        try:
            return facts_of(path, slice_units(extents, units), self._vocabulary)
        except Unreadable:
            return None

    def _file(self, path: str, symbol: str) -> tuple[Extents, dict[str, list[Unit]]] | None:
        if path not in self._files:
            data = self._load(path)
            if symbol.rpartition(".")[2].encode() not in data:
                return None
            self._files[path] = self._index(path, data)
        return self._files[path]

    def _index(self, path: str, data: bytes) -> tuple[Extents, dict[str, list[Unit]]] | None:
        try:
            source, tree = parse(path, data)
        except Unreadable:
            return None
        if tree is None:
            return None
        extents = Extents(source, tree)
        names: dict[str, list[Unit]] = {}
        for unit in extents.units:
            prefix = f"{unit.owner.path}." if unit.owner else ""
            for name in unit.names:
                names.setdefault(prefix + name, []).append(unit)
        return extents, names
