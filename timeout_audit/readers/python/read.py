"""The Python reader: bytes to facts, as far as they can lead to a wait."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec

import msgspec

from timeout_audit.cache import Cache, digest
from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.finding import Problem
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.cut import Slice
from timeout_audit.readers.python.layout import Layout, Uncut
from timeout_audit.readers.python.sieve import ImportText
from timeout_audit.readers.python.slices import Export, Root, Slicer
from timeout_audit.readers.python.texts import Texts, Unreadable, decode, nested, unparsed


class Reading:
    """One file while it is read. It is read for facts once, when every other file has said what it hands to it."""

    def __init__(self, path: str, texts: Texts, imports: Sequence[ImportText], vocabulary: Vocabulary) -> None:
        self.path = path
        self.roots: set[Root] = set()
        self.exports: tuple[Export, ...] = ()
        self.passes: tuple[tuple[str, str | int], ...] = ()
        self.reexports: dict[str, str] = {}
        self._problem: Problem | None = None
        self._slicer: Slicer | None = None
        self._whole = False
        self._texts = texts
        self._imports = imports
        self._vocabulary = vocabulary
        try:
            self._slicer = self._of(texts.layout(path))
        except Unreadable as error:
            self._problem = error.problem

    def _of(self, layout: Layout | None) -> Slicer | None:
        return None if layout is None else Slicer(layout, self._imports, self._vocabulary)

    def take(self, roots: Iterable[Root]) -> None:
        """Follow what other files hand to this one, and renew ``exports`` and ``passes``."""
        self.roots.update(roots)
        if self._slicer is None:
            return
        try:
            self._follow(self._slicer, roots)
        except Uncut:
            self._as_a_whole()

    def _follow(self, slicer: Slicer, roots: Iterable[Root]) -> None:
        slicer.grow(roots)
        self.exports, self.passes, self.reexports = slicer.exports(), slicer.passes(), slicer.reexports()

    def _as_a_whole(self) -> None:
        self._whole = True
        try:
            self._slicer = self._of(self._texts.whole(self.path))
        except Unreadable as error:
            self._slicer, self._problem = None, error.problem
        if self._slicer is not None:
            self._follow(self._slicer, self.roots)

    @property
    def leads(self) -> bool:
        """Whether something in the file may lead to a wait, as far as it can be read."""
        return self._problem is None and (self._slicer is None or self._slicer.keeps)

    def facts(self, reader: FactReader) -> PythonFile:
        """The facts of the part that leads to a wait. A file that cannot be read yields its problem."""
        if self._problem is not None:
            return PythonFile(self.path, problems=(self._problem,))
        try:
            try:
                part = self._slicer.slice() if self._slicer else self._everything()
                if not (part.text or self._whole):
                    # Nothing of it was parsed: it may be no Python at all, and is not to pass as clean.
                    raise Uncut
            except Uncut:
                self._as_a_whole()
                return self.facts(reader)
            try:
                return reader.of(self.path, part)
            except Unreadable:
                # A part may have been cut badly: only the whole file tells.
                return reader.of(self.path, self._everything())
        except Unreadable as error:
            return PythonFile(self.path, problems=(error.problem,))

    def _everything(self) -> Slice:
        """All of a file that this Python cannot parse: libcst may."""
        source = decode(self.path, self._texts.load(self.path))
        return Slice(source, tuple(range(1, source.count("\n") + 2)), self._vocabulary.openers)


class FactReader:
    """Reads slices for facts, or finds what was read of the same slice before."""

    def __init__(self, vocabulary: Vocabulary, cache: Cache | None = None) -> None:
        self.vocabulary = vocabulary
        self._cache = cache

    def of(self, path: str, part: Slice) -> PythonFile:
        """The facts of a slice.

        Raises:
            Unreadable: where libcst cannot parse it.

        """
        if not part.text.strip():
            return PythonFile(path)
        if self._cache is None:
            return _read(path, part, self.vocabulary)
        key = digest(path.encode("utf-8", "surrogatepass"), msgspec.msgpack.encode(part, order="deterministic"))
        entry = self._cache.get(key)
        if entry is not None:
            with suppress(msgspec.MsgspecError):
                return _DECODER.decode(entry)
        facts = _read(path, part, self.vocabulary)
        with suppress(UnicodeError, OverflowError):  # half of a surrogate pair, a number of more than 64 bits
            self._cache.put(key, msgspec.msgpack.encode(facts))
        return facts


_DECODER = msgspec.msgpack.Decoder(PythonFile)


def fingerprint(vocabulary: Vocabulary) -> bytes:
    """A digest of what facts depend on beside the text: the readers, the model, libcst, and the vocabulary."""
    folder = os.path.dirname(__file__)
    model = os.path.join(folder, "..", "..", "model")
    sources = [os.path.join(one, name) for one in (folder, model) for name in sorted(os.listdir(one))]
    contents = [_bytes_of(path) for path in sources if path.endswith(".py")]
    libcst = find_spec("libcst")  # which imports nothing
    parser = libcst.origin if libcst else None
    contents += [_bytes_of(os.path.join(os.path.dirname(parser), "_version.py"))] if parser else []
    return digest(*contents, sys.version.encode(), msgspec.msgpack.encode(vocabulary, order="deterministic"))


def _bytes_of(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _read(path: str, part: Slice, vocabulary: Vocabulary) -> PythonFile:
    """The facts of a slice, by libcst.

    Raises:
        Unreadable: where libcst cannot parse it.

    """
    from timeout_audit.readers.python.facts import collect  # noqa: PLC0415 - libcst takes 0.25 s

    try:
        facts = collect(path, part, vocabulary)
    except RecursionError as error:
        raise Unreadable(nested(path)) from error
    if isinstance(facts, tuple):
        line, reason = facts
        raise Unreadable(unparsed(path, part.text, line, reason))
    return facts
