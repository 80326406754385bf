"""What is seen of all files without parsing them: of those that are as they were, from the last run."""

from __future__ import annotations

from contextlib import suppress

import msgspec
from msgspec import Struct

from timeout_audit.cache import Cache
from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.readers.code import mentions_server
from timeout_audit.readers.python.sieve import ImportText, find_imports, is_other_text, reaches


class Sieved(Struct, frozen=True, array_like=True, gc=False):
    """What the sieve tells of one file.

    ``reaches``: one of its imports leads to a known name, or no import can be seen in it, which is to be said.
    ``starts``: it may hold a command that starts a server.
    """

    imports: tuple[ImportText, ...]
    reaches: bool
    starts: bool


def sieved(data: bytes, vocabulary: Vocabulary) -> Sieved:
    """What is seen in the content of a file."""
    imports = find_imports(data)
    return Sieved(imports, reaches(imports, vocabulary) or is_other_text(data), mentions_server(data))


class Sieve:
    """What files have told: one entry of the cache, as thousands would take longer to look up than to make anew.

    The digest of a file stands for its content and its path; what belongs to no file of the run goes when there is more
    of it than of the rest, so that two revisions of a project can take turns.
    """

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._known = _decoded(cache.get(_KEY) if cache is not None else None)
        self._used: dict[bytes, Sieved] = {}

    def known(self, digest: bytes) -> Sieved | None:
        """What a file with such a digest told in the last run; None where that is not known."""
        return self._known.get(digest)

    def learn(self, digest: bytes, found: Sieved) -> None:
        """Keep what a file tells; nothing where its digest is empty."""
        if digest:
            self._used[digest] = found

    def keep(self) -> None:
        """Hand to the cache what it does not hold; a few files are sieved again sooner than the cache is written."""
        fresh = self._used.keys() - self._known.keys()
        if self._cache is None or len(fresh) * _FEW <= len(self._known):
            return
        left = self._known.keys() - self._used.keys()
        kept = {**self._known, **self._used} if len(left) <= len(self._used) else self._used
        self._cache.put(_KEY, msgspec.msgpack.encode(kept))


_KEY = b"sieved"
_FEW = 50
"""One file in so many."""

_DECODER = msgspec.msgpack.Decoder(dict[bytes, Sieved])


def _decoded(entry: bytes | None) -> dict[bytes, Sieved]:
    if entry is not None:
        with suppress(msgspec.MsgspecError):
            return _DECODER.decode(entry)
    return {}
