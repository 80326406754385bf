"""Answers to questions from other files: the definition of one symbol, read when somebody asks for it.

What leans on the same (a class's ``__init__``, a module's constants) is asked for many times: each statement of a file
is read once, with the first question that it answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

import msgspec
from msgspec import Struct

from timeout_audit.cache import digest
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.crew import Crew, encoded
from timeout_audit.readers.python.cut import Slice, closure, reduce
from timeout_audit.readers.python.layout import Layout, Uncut
from timeout_audit.readers.python.mentions import words
from timeout_audit.readers.python.read import read_slice
from timeout_audit.readers.python.texts import Texts, Unreadable
from timeout_audit.readers.python.units import Unit

_STAR = re.compile(r"import[\s\\]*\*")
# What stands before and after the name of an attribute of self that is given a value, or whose dict gets an entry
# under a written key. What is kept under computed ones are caches of objects, for the most part.
_ITSELF = ("self.", "cls.", "self.__class__.")
_SET = re.compile(
    r"[ \t]*(?:(?:\[[\"'][^\n]*\][ \t]*)?(?:\|?=(?!=)|:[^\n=]*=(?!=))|,[^\n=]*=(?!=))|\.(?:update|setdefault|pop)\("
)
_Choose = Callable[[Layout, str], list[Unit]]
_Kept = TypeVar("_Kept")


class _Extent(Struct, frozen=True, array_like=True):
    """Where a unit stands: lines ``start`` to ``end`` (from 1), the dotted names it binds, the class around it."""

    start: int
    end: int
    names: tuple[str, ...]
    owner: str


class SymbolReader:
    """Reads definitions on demand, for one program: what it was given of a file once is not read again."""

    def __init__(self, texts: Texts, crew: Crew) -> None:
        self._texts = texts
        self._crew = crew
        self._given: dict[str, set[_Extent]] = {}

    def read(self, path: str, symbol: str) -> PythonFile | None:
        """The facts of the statements that define a dotted symbol (``TIMEOUT``, ``Settings.url``); None without any.

        Those that were read before are left out.
        """
        data = self._texts.load(path)
        if symbol.rpartition(".")[2].encode() not in data and b"*" not in data:
            return None
        return self._known(path, symbol, _definitions)

    def read_mentions(self, path: str, name: str) -> PythonFile | None:
        """The facts of the statements and functions of a file that mention a name; None where none does."""
        return self._known(path, name, _mentions)

    def _known(self, path: str, name: str, choose: _Choose) -> PythonFile | None:
        sought = (choose.__name__.encode(), name.encode("utf-8", "surrogatepass"))
        wanted = self._kept(path, sought, _EXTENTS, lambda: self._extents(path, name, choose))
        if not wanted:
            return None
        given = self._given.setdefault(path, set())
        fresh = _fresh(wanted, given)
        if not fresh:
            return PythonFile(path)
        found = self._facts(path, fresh)
        if found is None and len(fresh) < len(wanted):
            # One may begin on the line that another ends on.
            fresh, found = wanted, self._facts(path, wanted)
        if found is not None:
            given.update(fresh)
        return found

    def _facts(self, path: str, units: Sequence[_Extent]) -> PythonFile | None:
        spans = tuple((one.start, one.end) for one in units)
        return self._kept(path, (b"units", msgspec.msgpack.encode(spans)), _FACTS, lambda: self._read(path, spans))

    def _kept(
        self,
        path: str,
        what: tuple[bytes, ...],
        decoder: msgspec.msgpack.Decoder[_Kept],
        make: Callable[[], _Kept],
    ) -> _Kept:
        """An answer about a file, from the cache where it is there."""
        cache = self._crew.cache
        if cache is None:
            return make()
        key = digest(self._digest_of(path), *what)
        entry = cache.get(key)
        if entry is not None:
            with suppress(msgspec.MsgspecError):
                return decoder.decode(entry)
        found = make()
        if (data := encoded(found)) is not None:
            cache.put(key, data)
        return found

    def _digest_of(self, path: str) -> bytes:
        return self._crew.digest_of(path, self._texts.load(path))

    def _extents(self, path: str, name: str, choose: _Choose) -> tuple[_Extent, ...] | None:
        """The units that answer a question, in order, and what they lean on."""

        def chosen(layout: Layout) -> tuple[_Extent, ...] | None:
            units = choose(layout, name)
            kept = sorted(closure(layout, units), key=lambda unit: unit.start) if units else ()
            return tuple(map(_extent, kept)) or None

        return self._of_layout(path, chosen)

    def _read(self, path: str, spans: tuple[tuple[int, int], ...]) -> PythonFile | None:
        def cut(layout: Layout) -> PythonFile | None:
            part = Slice(*reduce(layout, layout.standing(spans)))
            return read_slice(path, part, self._crew.vocabulary)

        return self._of_layout(path, cut)

    def _of_layout(self, path: str, ask: Callable[[Layout], _Kept | None]) -> _Kept | None:
        try:
            try:
                return ask(self._texts.layout(path))
            except Uncut:
                layout = self._texts.whole(path)
                return ask(layout) if layout else None
        except Unreadable:
            # It is reported where the file itself is audited.
            return None


class Forgotten(Exception):
    """The cache does not keep what a file has answered."""


class RecallingReader(SymbolReader):
    """Gives the answers that files gave as they were: from the cache, for their texts are gone."""

    def __init__(self, texts: Texts, crew: Crew, digests: Mapping[str, bytes]) -> None:
        """``digests`` stand for the files and their contents at that time."""
        super().__init__(texts, crew)
        self._digests = digests

    def read(self, path: str, symbol: str) -> PythonFile | None:
        """What there was of the definition of a symbol, where there was any.

        Raises:
            Forgotten: where the cache does not keep it.

        """
        return self._known(path, symbol, _definitions)

    def _digest_of(self, path: str) -> bytes:
        return self._digests[path]

    def _of_layout(self, path: str, ask: Callable[[Layout], _Kept | None]) -> _Kept | None:
        del ask
        raise Forgotten(path)


_EXTENTS: msgspec.msgpack.Decoder[tuple[_Extent, ...] | None] = msgspec.msgpack.Decoder(tuple[_Extent, ...] | None)
_FACTS: msgspec.msgpack.Decoder[PythonFile | None] = msgspec.msgpack.Decoder(PythonFile | None)


def _extent(unit: Unit) -> _Extent:
    owner = unit.owner.path if unit.owner else ""
    prefix = f"{owner}." if owner else ""
    return _Extent(unit.start, unit.end, tuple(prefix + name for name in unit.names), owner)


def _fresh(wanted: Sequence[_Extent], given: set[_Extent]) -> Sequence[_Extent]:
    """What of it is to be read: what was not, all that binds the same names, and the heads of the classes around."""
    by_name: dict[str, list[_Extent]] = {}
    for one in wanted:
        for name in one.names:
            by_name.setdefault(name, []).append(one)
    pending = [one for one in wanted if one not in given]
    found = set(pending)
    while pending:
        one = pending.pop()
        for name in (*one.names, one.owner):
            more = [other for other in by_name.get(name, ()) if other not in found]
            found.update(more)
            pending += more
    return [one for one in wanted if one in found]


def _definitions(layout: Layout, symbol: str) -> list[Unit]:
    first, *rest = symbol.split(".")
    units = list(layout.defining(first))
    if not (units or rest):
        # It may come through ``from module import *``.
        if not _STAR.search(layout.source):
            return []
        return [unit for unit in layout.others() if unit.kind == "import" and "*" in unit.names]
    for name in rest:
        methods = _setting(layout, units, name)
        units = [member for unit in units for member in unit.members if name in member.names]
        units += [method for method in methods if method not in units]
    return units


def _setting(layout: Layout, classes: list[Unit], name: str) -> list[Unit]:
    """The methods of classes that set an attribute of self, or change its dict."""
    source = layout.source
    found: dict[Unit, None] = {}
    for offset in words(source, name):
        line = source[source.rfind("\n", 0, offset) + 1 : offset]
        if line.endswith(_ITSELF) and (_SET.match(source, offset + len(name)) or line.endswith("as self.")):
            unit = layout.unit_at(offset)
            if unit is not None and unit.kind == "function" and unit.owner in classes:
                found[unit] = None
    return list(found)


def _mentions(layout: Layout, name: str) -> list[Unit]:
    found = (layout.unit_at(offset) for offset in words(layout.source, name))
    return list(dict.fromkeys(unit for unit in found if unit and unit.kind != "import"))
