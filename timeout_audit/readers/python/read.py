"""The Python reader: bytes to facts, as far as they can lead to a wait."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.cache import digest
from timeout_audit.catalogue import vocabulary as known_names
from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.defect import defect
from timeout_audit.model.python import PythonFile
from timeout_audit.readers import code as servers
from timeout_audit.readers.python.cut import Slice
from timeout_audit.readers.python.deep import deeply
from timeout_audit.readers.python.layout import Layout, Uncut
from timeout_audit.readers.python.learned import Passed
from timeout_audit.readers.python.sieve import ImportText
from timeout_audit.readers.python.slices import Export, Root, Slicer
from timeout_audit.readers.python.texts import Unreadable, decode, nested, parse, unparsed

_ROOM = 30_000_000
"""Bytes of files that a desk keeps between two rounds; what is kept of one takes twice as much."""


class Order(Struct, frozen=True, array_like=True):
    """A file to read: its bytes, its imports, and what other files hand to it, in the rounds in which they did."""

    path: str
    data: bytes
    imports: tuple[ImportText, ...]
    rounds: tuple[tuple[Root, ...], ...] = ()


class Heard(Struct, frozen=True, array_like=True):
    """What a file says of itself.

    ``exports`` and ``reexports`` (local names to dotted ones of libraries) are what others can reach a wait through,
    ``passes`` the functions of other files that are handed an object to follow, or one that holds some. ``leads`` says
    whether something in it may lead to a wait, as far as it can be read; ``part`` is that, where it was asked for.
    """

    exports: tuple[Export, ...] = ()
    passes: tuple[Passed, ...] = ()
    reexports: dict[str, tuple[str, ...]] = {}
    leads: bool = False
    part: Slice | None = None


class Desk:
    """Where one process reads files.

    Each is kept as it was cut, as far as there is room: others may hand something to it.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._kept: dict[str, _Reading] = {}
        self._room = _ROOM

    def hear(self, order: Order, *, part: bool) -> Heard:
        """What a file says of itself; with ``part`` what is to be read for facts, too, where the file is not kept."""
        try:
            reading = self._reading(order)
            heard = reading.heard(part=part and order.path not in self._kept)
            reading.rest()
        except Unreadable:
            return Heard()
        except Exception:  # noqa: BLE001 - it is told where the facts are asked for
            return Heard(leads=True)
        return heard

    def facts(self, order: Order, part: Slice | None) -> PythonFile:
        """The facts of the part of a file that leads to a wait. A file that cannot be read yields its problem."""
        try:
            if part is None:
                part = self._reading(order).part()
            try:
                return read_slice(order.path, part, self.vocabulary)
            except Unreadable:
                # A part may have been cut badly: only the whole file tells.
                return read_slice(order.path, _everything(order, self.vocabulary), self.vocabulary)
        except Unreadable as error:
            return PythonFile(order.path, problems=(error.problem,))
        except Exception as error:  # noqa: BLE001 - one file is not to end the audit of all others
            return PythonFile(order.path, problems=(defect(order.path, 1, error),))
        finally:
            self._kept.pop(order.path, None)

    def _reading(self, order: Order) -> _Reading:
        known = self._kept.get(order.path)
        if known is not None and known.continues(order):
            return known
        made = _Reading(order, self.vocabulary)
        if len(order.data) <= self._room:
            self._room -= len(order.data)
            self._kept[order.path] = made
        return made


class _Reading:
    """One file while it is cut.

    Raises:
        Unreadable: where it is nothing that can be parsed as Python 3.

    """

    def __init__(self, order: Order, vocabulary: Vocabulary) -> None:
        self._order = order
        self._vocabulary = vocabulary
        self._whole = False
        self._slicer: Slicer | None = self._slicer_of(Layout(decode(order.path, order.data)))
        self._take(order.rounds)

    def continues(self, order: Order) -> bool:
        """Take what an order for the same file has more than the one before it; whether it is such an order."""
        known = self._order
        if order.data != known.data or order.rounds[: len(known.rounds)] != known.rounds:
            return False
        self._order = order
        self._take(order.rounds[len(known.rounds) :])
        return True

    def heard(self, *, part: bool) -> Heard:
        """What was understood."""
        slicer = self._slicer
        found = Heard(leads=True)
        if slicer is not None:
            found = Heard(slicer.exports(), slicer.passes(), slicer.reexports(), slicer.keeps)
        return replace(found, part=self._cut()) if part else found

    def rest(self) -> None:
        """Give back what is easily made again."""
        if self._slicer is not None:
            self._slicer.layout.rest()

    def part(self) -> Slice:
        """The part that leads to a wait."""
        part = self._cut()
        if part is None:
            # Where nothing of it was parsed it may be no Python at all, and is not to pass as clean.
            self._as_a_whole()
            return self.part()
        return part

    def _cut(self) -> Slice | None:
        """The part; None where that takes the whole file, which is done once, when its facts are asked for."""
        try:
            part = self._slicer.slice() if self._slicer else _everything(self._order, self._vocabulary)
        except Uncut:
            return None
        return part if part.text or self._whole else None

    def _slicer_of(self, layout: Layout) -> Slicer:
        return Slicer(layout, self._order.imports, self._vocabulary)

    def _take(self, rounds: Iterable[tuple[Root, ...]]) -> None:
        try:
            self._follow(rounds)
        except Uncut:
            self._as_a_whole()

    def _follow(self, rounds: Iterable[tuple[Root, ...]]) -> None:
        if self._slicer is not None:
            for roots in rounds:
                self._slicer.grow(roots)
            self._slicer.exports()  # which may have to parse more of it

    def _as_a_whole(self) -> None:
        self._whole = True
        path = self._order.path
        source, tree = parse(path, decode(path, self._order.data))
        self._slicer = None if tree is None else self._slicer_of(Layout(source, tree))
        self._follow(self._order.rounds)


def _everything(order: Order, vocabulary: Vocabulary) -> Slice:
    """All of a file that this Python cannot parse: libcst may."""
    source = decode(order.path, order.data)
    return Slice(source, tuple(range(1, source.count("\n") + 2)), vocabulary.openers)


def read_slice(path: str, part: Slice, vocabulary: Vocabulary) -> PythonFile:
    """The facts of a slice, by libcst.

    Raises:
        Unreadable: where libcst cannot parse it.

    """
    if not part.text.strip():
        return PythonFile(path)
    from timeout_audit.readers.python.facts import collect  # noqa: PLC0415 - libcst takes 0.25 s

    try:
        facts = deeply(lambda: collect(path, part, vocabulary))
    except RecursionError as error:
        raise Unreadable(nested(path)) from error
    if isinstance(facts, tuple):
        line, reason = facts
        raise Unreadable(unparsed(path, part.text, line, reason))
    return facts


def fingerprint(vocabulary: Vocabulary) -> bytes:
    """A digest of what facts depend on beside the text: the readers, the model, libcst, and the vocabulary."""
    folder = os.path.dirname(__file__)
    model = os.path.join(folder, "..", "..", "model")
    sources = [os.path.join(one, name) for one in (folder, model) for name in sorted(os.listdir(one))]
    sources += [known_names.__file__, servers.__file__]
    contents = [_bytes_of(path) for path in sources if path.endswith(".py")]
    libcst = find_spec("libcst")  # which imports nothing
    parser = libcst.origin if libcst else None
    contents += [_bytes_of(os.path.join(os.path.dirname(parser), "_version.py"))] if parser else []
    return digest(*contents, sys.version.encode(), msgspec.msgpack.encode(vocabulary, order="deterministic"))


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def ordered(roots: Iterable[Root]) -> tuple[Root, ...]:
    """Roots in an order that is the same in every run."""
    return tuple(sorted(roots, key=msgspec.msgpack.encode))
