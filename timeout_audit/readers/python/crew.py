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
from timeout_audit.readers.python.sieved import Sieve, Sieved

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
        self._pool: Any = None
        self._opened = ExitStack()
        self._digests: dict[str, bytes] = {}
        self._sieve = Sieve(vocabulary, cache)
        self._sieved: dict[str, Sieved] = {}
        self._starts: dict[str, bool] = {}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Workers live as long as this."""
        with self._opened:
            yield
        self._pool = None
        self._desk = Desk(self.vocabulary)

    def sieve(self, path: str, data: bytes) -> Sieved:
        """What is seen of a file without parsing it."""
        found = self._sieved.get(path)
        if found is None:
            found = self._sieve.sieve(b"" if self.cache is None else self.digest_of(path, data), data)
            self._sieved[path] = found
            self._starts[path] = found.starts
        return found

    def starts(self, path: str, load: Callable[[str], bytes]) -> bool:
        """Whether a file may hold a command that starts a server."""
        known = self._starts.get(path)
        return self.sieve(path, load(path)).starts if known is None else known

    def end_sieving(self) -> None:
        """Give back what was seen of all files: who has followed the imports of all asks about few again."""
        self._sieve.keep()
        self._sieve = Sieve(self.vocabulary, None)
        self._sieved.clear()

    def hear(self, orders: Sequence[Order], *, parts: bool) -> list[Heard]:
        """What each file says of itself. The ``parts`` that are to be read for facts come along, where read anew."""
        keys = [self._key(b"heard", order) for order in orders]
        known = [_decoded(self.cache, key, _HEARD) for key in keys]
        # What this process keeps of a file gives its part in the end; another may read that file in the next round.
        do, here = (hear_with_part, hear_and_keep) if parts else (hear_here, hear_here)
        anew = self._each(do, orders, known, here)
        for index, heard in anew:
            self._alive()
            known[index] = heard
            _keep(self.cache, keys[index], msgspec.structs.replace(heard, part=None))
        return [heard or Heard() for heard in known]

    def facts(self, orders: Sequence[Order], parts: Sequence[Slice | None], told: Told) -> list[PythonFile]:
        """The facts of each file: of its part where that is known."""
        keys = [self._key(b"facts", order) for order in orders]
        known = [_decoded(self.cache, key, _FACTS) for key in keys]
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

    def digest_of(self, path: str, data: bytes) -> bytes:
        """What stands for a file and its content in the keys of a cache."""
        found = self._digests.get(path)
        if found is None:
            found = self._digests[path] = digest(path.encode("utf-8", "surrogatepass"), data)
        return found

    def _key(self, kind: bytes, order: Order) -> bytes:
        if self.cache is None:
            return b""
        return digest(kind, self.digest_of(order.path, order.data), msgspec.msgpack.encode(order.rounds))

    # -- who does it ---------------------------------------------------------------------------------------------

    def _each(
        self,
        do: Callable[[_Asked, Desk], _Given],
        asked: Sequence[_Asked],
        known: Sequence[object],
        here: Callable[[_Asked, Desk], _Given] | None = None,
    ) -> Iterator[tuple[int, _Given]]:
        """Do all that is not known, by workers where that pays, and ``here`` what they leave undone."""
        left = {index: asked[index] for index, answer in enumerate(known) if answer is None}
        if self._open(sum(map(_size, left.values()))) and self._pool is not None:
            from timeout_audit.workers import shared  # noqa: PLC0415 - as below

            sizes = {index: _size(one) for index, one in left.items()}
            work = partial(_do, do)
            for index, given in shared(self._pool, work, left, sizes):
                yield index, given
                del left[index]
            if left:  # one of them died
                self.jobs = 1
        for index, one in left.items():
            yield index, (here or do)(one, self._desk)

    def _open(self, size: int) -> bool:
        """Whether there are workers for so many bytes."""
        if self._pool is None and self.jobs != 1 and size >= ENOUGH:
            from timeout_audit.workers import processes, usable_processors  # noqa: PLC0415 - 20 ms, where it pays

            most = self.jobs or min(usable_processors(), MOST)
            jobs = min(most, 1 + size // ENOUGH)
            if jobs > 1:
                import timeout_audit.readers.python.facts  # noqa: F401, PLC0415 - what is forked has libcst at hand

                self._pool = self._opened.enter_context(processes(jobs, _prepare, self.vocabulary))
        return self.jobs != 1 and self._pool is not None


def hear_here(order: Order, desk: Desk) -> Heard:
    """What a file says of itself."""
    return desk.hear(order, part=False)


def hear_with_part(order: Order, desk: Desk) -> Heard:
    """What a file says of itself, and the part that is to be read for facts."""
    return desk.hear(order, part=True)


def hear_and_keep(order: Order, desk: Desk) -> Heard:
    """What a file says of itself, with that part where the desk has no room to keep the file."""
    return desk.hear(order, part=None)


def read_encoded(asked: tuple[Order, Slice | None], desk: Desk) -> bytes | None:
    """The facts of a file as data; None for those that cannot be written as such."""
    return encoded(desk.facts(*asked))


def encoded(facts: object) -> bytes | None:
    """Facts, or the like, as data; None for half of a surrogate pair, or a number of more than 64 bits."""
    with suppress(UnicodeError, OverflowError):
        return msgspec.msgpack.encode(facts)
    return None


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
    order = asked[0] if isinstance(asked, tuple) else asked
    return len(order.data) if isinstance(order, Order) else 0


# -- workers -----------------------------------------------------------------------------------------------------


_DESK: list[Desk] = []
"""That of a worker."""


def _prepare(vocabulary: Vocabulary) -> None:
    gc.disable()  # trees have no circles
    _DESK[:] = [Desk(vocabulary)]


def _do(do: Callable[[_Asked, Desk], _Given], asked: _Asked) -> _Given:
    return do(asked, _DESK[0])
