"""Who reads the Python files of a run: this process or several, and what was read of the same text in earlier runs.

A task is data, and so is what comes back; whoever does it needs nothing but that. So it does not matter who does them,
and a worker that dies leaves its tasks to this process.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import msgspec

from timeout_audit.cache import Cache, digest
from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.cut import Slice
from timeout_audit.readers.python.read import Desk, Heard, Order
from timeout_audit.readers.python.sieved import Sieve, Sieved, sieved

ENOUGH = 1_500_000
"""Bytes of Python to read from which on workers pay: it takes a second to read as much."""

MOST = 8
"""Processes, where nobody says how many: what is left to one process sets a limit to what more of them can do."""

_Asked = TypeVar("_Asked")
_Given = TypeVar("_Given")
Told = Callable[[int], None]
"""Told how many more files are read."""


class Crew:
    """Reads files, in ``jobs`` processes (0: as many as pay) where there is enough to read. The cache answers first."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        cache: Cache | None = None,
        jobs: int = 1,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """``alive`` is told, file by file, that something goes on."""
        self.vocabulary = vocabulary
        self._alive = alive
        self.cache = cache
        self._desk = Desk(vocabulary)
        self.jobs = jobs
        self._team: Any = None
        self._opened = ExitStack()
        self.digests: dict[str, bytes] = {}
        """What stands for the files that were sieved, and their contents, in the keys of a cache."""
        self._sieve = Sieve(cache)
        self._sieved: dict[str, Sieved] = {}
        self._starts: dict[str, bool] = {}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Workers live as long as this."""
        with self._opened:
            yield
        self._team = None
        self._desk = Desk(self.vocabulary)

    def sieve_all(self, paths: Sequence[str], load: Callable[[str], bytes]) -> dict[str, Sieved]:
        """What is seen of files without parsing them."""
        left = [path for path in paths if self._known_of(path, load) is None]
        contents = [load(path) for path in left]
        for index, told in self._each(sieve_encoded, contents, [None] * len(left)):
            self._learn(left[index], contents[index], _SIEVED.decode(told))
        return {path: self._sieved[path] for path in paths}

    def sieve(self, path: str, load: Callable[[str], bytes]) -> Sieved:
        """What is seen of one file."""
        found = self._known_of(path, load)
        if found is None:
            data = load(path)
            found = self._learn(path, data, sieved(data, self.vocabulary))
        return found

    def _known_of(self, path: str, load: Callable[[str], bytes]) -> Sieved | None:
        found = self._sieved.get(path)
        if found is None and self.cache is not None:
            data = load(path)
            known = self._sieve.known(self.digest_of(path, data))
            found = known and self._learn(path, data, known)
        return found

    def _learn(self, path: str, data: bytes, found: Sieved) -> Sieved:
        self._sieve.learn(b"" if self.cache is None else self.digest_of(path, data), found)
        self._sieved[path] = found
        self._starts[path] = found.starts
        return found

    def starts(self, path: str, load: Callable[[str], bytes]) -> bool:
        """Whether a file may hold a command that starts a server."""
        known = self._starts.get(path)
        return self.sieve(path, load).starts if known is None else known

    def end_sieving(self) -> None:
        """Give back what was seen of all files: who has followed the imports of all asks about few again."""
        self._sieve.keep()
        self._sieve = Sieve(None)
        self._sieved.clear()

    def hear(self, orders: Sequence[Order], *, parts: bool) -> list[Heard]:
        """What each file says of itself.

        Where ``parts`` are to be read for facts, each is kept by who reads the file, or comes along.
        """
        keys = [self._key(b"heard", order) for order in orders]
        known = [_decoded(self.cache, key, _HEARD) for key in keys]
        anew = self._each(hear_and_keep if parts else hear, orders, known)
        for index, heard in anew:
            self._alive()
            known[index] = heard
            _keep(self.cache, keys[index], msgspec.structs.replace(heard, part=None))
        return [heard or Heard() for heard in known]

    def facts(self, orders: Sequence[Order], parts: Sequence[Slice | None], told: Told) -> list[PythonFile]:
        """The facts of each file: of its part where that is known."""
        keys = [self.facts_key(order) for order in orders]
        known = [self.recalled(key) for key in keys]
        told(sum(facts is not None for facts in known))
        anew = self._each(read_encoded, list(zip(orders, parts, strict=True)), known)
        for index, data in anew:
            told(1)
            if data is None:
                known[index] = self._desk.facts(orders[index], parts[index])
                continue
            facts = known[index] = _FACTS.decode(data)
            if self.cache is not None and not facts.problems:
                self.cache.put(keys[index], data)
        return [facts or PythonFile(order.path) for facts, order in zip(known, orders, strict=True)]

    def facts_key(self, order: Order) -> bytes:
        """The key under which the cache keeps the facts of a file."""
        return self._key(b"facts", order)

    def recalled(self, key: bytes) -> PythonFile | None:
        """The facts that the cache keeps under a key."""
        return _decoded(self.cache, key, _FACTS)

    def digest_of(self, path: str, data: bytes) -> bytes:
        """What stands for a file and its content in the keys of a cache."""
        found = self.digests.get(path)
        if found is None:
            found = self.digests[path] = named(path, digest(data))
        return found

    def _key(self, kind: bytes, order: Order) -> bytes:
        if self.cache is None:
            return b""
        return digest(kind, self.digest_of(order.path, order.data), msgspec.msgpack.encode(order.rounds))

    # -- who does it ---------------------------------------------------------------------------------------------

    def _each(
        self, do: Callable[[_Asked, Desk], _Given], asked: Sequence[_Asked], known: Sequence[object]
    ) -> Iterator[tuple[int, _Given]]:
        """Do all that is not known, by workers where that pays."""
        left = {index: asked[index] for index, answer in enumerate(known) if answer is None}
        sizes = {index: _size(one) for index, one in left.items()}
        if left and self._open(sum(sizes.values())):
            keys = {index: path for index, one in left.items() if (path := _path(one))}
            for index, given in self._team.share(partial(_do, do), left, sizes, keys or None):
                yield index, given
                del left[index]
            if self._team.broken:
                self.jobs = 1
        for index, one in left.items():
            yield index, do(one, self._desk)

    def _open(self, size: int) -> bool:
        """Whether there are workers for so many bytes."""
        if self._team is None and self.jobs != 1 and size >= ENOUGH:
            from timeout_audit.team import team  # noqa: PLC0415 - 20 ms, where it pays
            from timeout_audit.workers import usable_processors  # noqa: PLC0415 - as above

            most = self.jobs or min(usable_processors(), MOST)
            jobs = min(most, 1 + size // ENOUGH)
            if jobs > 1:
                import timeout_audit.readers.python.facts  # noqa: F401, PLC0415 - what is forked has libcst at hand

                self._team = self._opened.enter_context(team(jobs, _prepare, self.vocabulary))
        return self.jobs != 1 and self._team is not None


def named(path: str, content: bytes) -> bytes:
    """What stands for a file and its content, of which the digest is given, in the keys of a cache."""
    return digest(path.encode("utf-8", "surrogatepass"), content)


def sieve_encoded(data: bytes, desk: Desk) -> bytes:
    """What is seen of a file, as data."""
    return msgspec.msgpack.encode(sieved(data, desk.vocabulary))


def hear(order: Order, desk: Desk) -> Heard:
    """What a file says of itself."""
    return desk.hear(order, part=False)


def hear_and_keep(order: Order, desk: Desk) -> Heard:
    """What a file says of itself, with the part to read where the desk has no room to keep the file."""
    return desk.hear(order, part=True)


def read_encoded(asked: tuple[Order, Slice | None], desk: Desk) -> bytes | None:
    """The facts of a file as data; None for those that cannot be written as such."""
    return encoded(desk.facts(*asked))


def encoded(facts: object) -> bytes | None:
    """Facts, or the like, as data; None for half of a surrogate pair, or a number of more than 64 bits."""
    with suppress(UnicodeError, OverflowError):
        return msgspec.msgpack.encode(facts)
    return None


_SIEVED = msgspec.msgpack.Decoder(Sieved)
_HEARD = msgspec.msgpack.Decoder(Heard)
_FACTS = msgspec.msgpack.Decoder(PythonFile)


def _decoded(cache: Cache | None, key: bytes, decoder: msgspec.msgpack.Decoder[_Given]) -> _Given | None:
    entry = cache.get(key) if cache is not None else None
    if entry is not None:
        with suppress(msgspec.MsgspecError):
            return decoder.decode(entry)
    return None


def _keep(cache: Cache | None, key: bytes, heard: Heard) -> None:
    if cache is not None:
        with suppress(UnicodeError):
            cache.put(key, msgspec.msgpack.encode(heard))


def _size(asked: object) -> int:
    """The bytes of the file that is asked about."""
    about = asked[0] if isinstance(asked, tuple) else asked
    data = about.data if isinstance(about, Order) else about
    return len(data) if isinstance(data, bytes) else 0


def _path(asked: object) -> str:
    """The file that is asked about, where something may be kept of it."""
    about = asked[0] if isinstance(asked, tuple) else asked
    return about.path if isinstance(about, Order) else ""


# -- workers -----------------------------------------------------------------------------------------------------


_DESK: list[Desk] = []
"""That of a worker."""


def _prepare(vocabulary: Vocabulary) -> None:
    gc.disable()  # trees have no circles
    _DESK[:] = [Desk(vocabulary)]


def _do(do: Callable[[_Asked, Desk], _Given], asked: _Asked) -> _Given:
    return do(asked, _DESK[0])
