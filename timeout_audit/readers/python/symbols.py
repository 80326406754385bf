"""Answers to questions from other files: the definition of one symbol, read when somebody asks for it."""

from __future__ import annotations

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.layout import Layout, Uncut
from timeout_audit.readers.python.read import facts_of
from timeout_audit.readers.python.slices import Slice, slice_units
from timeout_audit.readers.python.texts import Texts, Unreadable


class SymbolReader:
    """Reads definitions on demand."""

    def __init__(self, texts: Texts, vocabulary: Vocabulary) -> None:
        self._texts = texts
        self._vocabulary = vocabulary

    def read(self, path: str, symbol: str) -> PythonFile | None:
        """The facts of the statements that define a dotted symbol (``TIMEOUT``, ``Settings.url``); None without any."""
        if symbol.rpartition(".")[2].encode() not in self._texts.load(path):
            return None
        try:
            try:
                part = _definition(self._texts.layout(path), symbol)
            except Uncut:
                whole = self._texts.whole(path)
                part = _definition(whole, symbol) if whole else None
            return facts_of(path, part, self._vocabulary) if part else None
        except Unreadable:
            # It is reported where the file itself is audited.
            return None


def _definition(layout: Layout, symbol: str) -> Slice | None:
    first, *rest = symbol.split(".")
    units = list(layout.defining(first))
    for name in rest:
        units = [member for unit in units for member in unit.members if name in member.names]
    return slice_units(layout, units) if units else None


