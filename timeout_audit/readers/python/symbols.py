"""Answers to questions from other files: the definition of one symbol, read when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import msgspec

from timeout_audit.cache import digest
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.crew import Crew, encoded
from timeout_audit.readers.python.cut import Slice, slice_units
from timeout_audit.readers.python.layout import Layout, Uncut
from timeout_audit.readers.python.mentions import words
from timeout_audit.readers.python.read import read_slice
from timeout_audit.readers.python.texts import Texts, Unreadable
from timeout_audit.readers.python.units import Unit

_Choose = Callable[[Layout, str], list[Unit]]


class SymbolReader:
    """Reads definitions on demand."""

    def __init__(self, texts: Texts, crew: Crew) -> None:
        self._texts = texts
        self._crew = crew

    def read(self, path: str, symbol: str) -> PythonFile | None:
        """The facts of the statements that define a dotted symbol (``TIMEOUT``, ``Settings.url``); None without any."""
        data = self._texts.load(path)
        if symbol.rpartition(".")[2].encode() not in data and b"*" not in data:
            return None
        return self._known(path, symbol, _definitions)

    def read_mentions(self, path: str, name: str) -> PythonFile | None:
        """The facts of the statements and functions of a file that mention a name; None where none does."""
        return self._known(path, name, _mentions)

    def _known(self, path: str, name: str, choose: _Choose) -> PythonFile | None:
        cache = self._crew.cache
        if cache is None:
            return self._read(path, name, choose)
        digest_of = self._crew.digest_of(path, self._texts.load(path))
        key = digest(choose.__name__.encode(), digest_of, name.encode("utf-8", "surrogatepass"))
        entry = cache.get(key)
        if entry is not None:
            with suppress(msgspec.MsgspecError):
                return _DECODER.decode(entry)
        found = self._read(path, name, choose)
        if (data := encoded(found)) is not None:
            cache.put(key, data)
        return found

    def _read(self, path: str, name: str, choose: _Choose) -> PythonFile | None:
        try:
            try:
                layout: Layout | None = self._texts.layout(path)
                part = _part(layout, name, choose)
            except Uncut:
                layout = self._texts.whole(path)
                part = _part(layout, name, choose)
            return read_slice(path, part, self._crew.vocabulary) if part else None
        except Unreadable:
            # It is reported where the file itself is audited.
            return None


_DECODER: msgspec.msgpack.Decoder[PythonFile | None] = msgspec.msgpack.Decoder(PythonFile | None)


def _part(layout: Layout | None, name: str, choose: _Choose) -> Slice | None:
    units = choose(layout, name) if layout else []
    return slice_units(layout, units) if layout and units else None


def _definitions(layout: Layout, symbol: str) -> list[Unit]:
    first, *rest = symbol.split(".")
    units = list(layout.defining(first))
    if not (units or rest):
        # It may come through ``from module import *``.
        return [unit for unit in layout.others() if unit.kind == "import" and "*" in unit.names]
    for name in rest:
        units = [member for unit in units for member in unit.members if name in member.names]
    return units


def _mentions(layout: Layout, name: str) -> list[Unit]:
    found = (layout.unit_at(offset) for offset in words(layout.source, name))
    return list(dict.fromkeys(unit for unit in found if unit and unit.kind != "import"))
