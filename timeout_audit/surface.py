"""The surface of a repository: through which names one file can reach a wait in another.

It is kept when a repository was read as a whole, with the signs of all that was looked at. A file that reaches no
library to watch, and touches nothing of the surface, holds no wait, whatever stands in the others; so a run over a few
such files reads those alone. Files that were changed since count as files to look at: where none of them touches the
surface either, nobody has been handed anything new, and the surface is at most too large.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress

import msgspec
from msgspec import Struct

from timeout_audit import disk, signs
from timeout_audit.cache import SIZE, digest, open_cache
from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.link.modules import ModuleIndex, Place
from timeout_audit.model.finding import Problem
from timeout_audit.readers.code import mentions_server
from timeout_audit.readers.python.sieve import ImportText, find_imports, is_other_text, reaches
from timeout_audit.readers.registry import claimed
from timeout_audit.sources import Kind, Sources

MOST = 200
"""Files that are looked at one by one. Where more have changed, to read the repository anew pays."""


class Handing(Struct, frozen=True, array_like=True):
    """What files hand to each other. ``exports`` are the names through which one file can reach a wait in another.

    ``loose`` are attributes of anything (``state.client``), ``receivers`` the files with functions that are handed an
    object to follow. ``modules`` are the dotted names of files that export something.
    """

    exports: dict[str, frozenset[str]]
    loose: tuple[str, ...]
    receivers: frozenset[str]
    modules: dict[str, list[Place]]


class _Table(Struct, frozen=True, array_like=True):
    """Digests by path, in which nothing is looked up but by a search."""

    paths: bytes
    digests: bytes

    @classmethod
    def of(cls, entries: Mapping[str, bytes]) -> _Table:
        """A table of entries, whose digests are all of one size."""
        return cls(b"".join((b"\0", signs.joined(entries), b"\0")), b"".join(entries.values()))

    def get(self, path: str) -> bytes | None:
        """The digest of a path."""
        at = self.paths.find(b"\0%b\0" % signs.joined((path,)))
        if at < 0:
            return None
        begin = self.paths.count(b"\0", 0, at) * SIZE
        return self.digests[begin : begin + SIZE]


class Surface(Struct, frozen=True, array_like=True):
    """``python`` are the files that no format of launch files claims, with the digests of their content.

    ``settings`` are names of frameworks' settings. What is as long as the repository is asked about at few places, and
    stays bytes until then.
    """

    handing: Handing
    vocabulary: Vocabulary
    settings: tuple[str, ...]
    python: _Table
    listings: msgspec.Raw
    seen: tuple[bytes, bytes, bytes]


def keep(
    sources: Sources,
    fingerprint: bytes,
    digests: Mapping[str, bytes],
    handing: Handing,
    vocabulary: Vocabulary,
    settings: Sequence[str],
) -> None:
    """Keep the surface of a repository that was read just now, where it is known what was looked at.

    ``digests`` are those of what was read.
    """
    notes = disk.noted()
    if notes is None or not notes.steady or sources.overlay or sources.absent:
        return
    paths = (file.path for file in sources.files if file.kind is Kind.PYTHON)
    python = {path: digests[path] for path in paths if path in digests and not claimed(path)}
    seen = signs.packed(notes)
    cache = open_cache(sources.cache, sources.root, fingerprint, "surface")
    with suppress(UnicodeError):
        listings = msgspec.Raw(msgspec.msgpack.encode(notes.listings))
        surface = Surface(handing, vocabulary, tuple(settings), _Table.of(python), listings, seen)
        cache.put(_KEY, msgspec.msgpack.encode(surface), small=False)
        cache.save()


def idle(sources: Sources, fingerprint: bytes) -> bool:
    """Whether it is certain, without a look at the rest of the repository, that no target holds a wait."""
    targets = [file.path for file in sources.targets if file.kind is Kind.PYTHON]
    if not targets or len(targets) < len(sources.targets) or len(targets) > MOST or sources.overlay or sources.absent:
        return False
    entry = open_cache(sources.cache, sources.root, fingerprint, "surface").get(_KEY)
    if entry is None:
        return False
    try:
        surface = _DECODER.decode(entry)
        touched = _changed(surface, sources.root)
    except (msgspec.MsgspecError, ValueError, OSError):
        return False
    if touched is None or len(touched) > MOST:
        return False
    look = _Look(surface)
    contents = {path: sources.read(path) for path in (*targets, *touched)}
    asked = (path for path, data in contents.items() if path in targets or not _is_same(data, surface.python.get(path)))
    found = all(look.finds_nothing(path, contents[path]) for path in asked)
    if found and (notes := disk.noted()):
        notes.steady = False  # this answer rests on more than what this run has looked at
    return found


def _is_same(data: bytes | Problem, known: bytes | None) -> bool:
    return isinstance(data, bytes) and digest(data) == known


def _changed(surface: Surface, root: str) -> list[str] | None:
    """The files that were changed since; None where that is more than the content of some Python files."""
    found = []
    listings: dict[str, int] | None = None
    for path in signs.changed(*surface.seen):
        relative = os.path.relpath(path, root).replace(os.sep, "/")
        if surface.python.get(relative) is not None:
            found.append(relative)
            continue
        if listings is None:
            listings = msgspec.msgpack.decode(surface.listings, type=dict[str, int])
        if listings.get(path) != disk.listing_of(disk.entries(path)):
            return None
    return found


class _Look:
    """Looks at one file."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._index = ModuleIndex.of(surface.handing.modules, surface.vocabulary.packages)
        self._marks = [name.encode() for name in (*surface.handing.loose, *surface.settings)]

    def finds_nothing(self, path: str, data: bytes | Problem) -> bool:
        """Whether a file can hold no wait, start no server, and hand nothing to anybody."""
        surface = self._surface
        if isinstance(data, Problem) or surface.python.get(path) is None or path in surface.handing.receivers:
            return False
        if is_other_text(data) or mentions_server(data) or any(mark in data for mark in self._marks):
            return False
        imports = find_imports(data)
        return not reaches(imports, surface.vocabulary) and not any(self._touches(path, data, one) for one in imports)

    def _touches(self, path: str, data: bytes, entry: ImportText) -> bool:
        exports = self._surface.handing.exports
        for target, _ in entry.bound():
            found = self._index.resolve(self._index.relative(target, path).removesuffix(".*"), path)
            if found is None or found[0] == path:
                continue
            symbol, names = found[1].partition(".")[0], exports[found[0]]
            if symbol in names or (not symbol and any(name.rpartition(".")[2].encode() in data for name in names)):
                return True
        return False


_KEY = digest(b"surface")
_DECODER = msgspec.msgpack.Decoder(Surface)
