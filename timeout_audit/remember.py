"""The analysis of sources that are as they were: kept with all that was asked of them, and true while that holds.

What an analysis depends on is not guessed but watched: every file that it reads, every folder that it lists, every
name that it finds missing. A run over an unchanged repository asks the same again, and needs no reader and no linker.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from timeout_audit.cache import digest, open_cache
from timeout_audit.config.schema import Loaded
from timeout_audit.model.analysed import Analysed
from timeout_audit.model.finding import Problem
from timeout_audit.model.ledger import Judged, Ledger
from timeout_audit.sources import SourceFile, Sources
from timeout_audit.surface import idle, keep

if TYPE_CHECKING:
    from timeout_audit.analyse import Understood
    from timeout_audit.holding import Before


class _Question(Struct, frozen=True, array_like=True):
    """What was asked of the sources ("read", "has", "names" or "files"), of which path, and a digest of the answer."""

    kind: str
    path: str
    answer: bytes


class _Kept(Struct, frozen=True, array_like=True):
    """``before`` is what was judged, and the ledger of that; both are decoded where something has changed."""

    questions: tuple[_Question, ...]
    analysed: Analysed
    before: msgspec.Raw


class _Watched(Sources):
    """Sources that remember what they were asked."""

    def __init__(self, sources: Sources) -> None:
        super().__init__(
            sources.root, sources.targets, lambda: sources.files, sources.overlay, sources.max_size, sources.absent
        )
        self.marked, self.progress = sources.marked, sources.progress
        self.cache, self.jobs = sources.cache, sources.jobs
        self.asked: dict[tuple[str, str], bytes] = {}

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        found = super().files
        self.asked["files", ""] = _digest(found)
        return found

    def has(self, path: str) -> bool:
        found = super().has(path)
        self.asked["has", path] = _digest(found)
        return found

    def names(self, folder: str) -> list[str]:
        found = super().names(folder)
        self.asked["names", folder] = _digest(found)
        return found

    def digests(self) -> dict[str, bytes]:
        """Those of the contents that were read."""
        return {path: answer for (kind, path), answer in self.asked.items() if kind == "read"}

    def read(self, path: str) -> bytes | Problem:
        found = super().read(path)
        # What is read twice may have changed meanwhile: then the first answer holds no longer, and is seen not to.
        if ("read", path) not in self.asked:
            self.asked["read", path] = digest(found) if isinstance(found, bytes) else _digest(found)
        return found


def analysed(sources: Sources, loaded: Loaded, *, process: bool) -> Analysed:
    """Every wait of the sources with its bound, and every launch of a server; from the last run where it still holds.

    ``process`` asks for the waits on children, threads and queues too.
    """
    if not sources.cache:
        return _analyse(sources, loaded, lambda *_: None, process=process).analysed
    fingerprint = _fingerprint()
    reader = _reader(fingerprint, sources, loaded, process=process)
    if idle(sources, reader):
        return Analysed((), (), ())
    cache = open_cache(sources.cache, sources.root, fingerprint, "analysis")
    overlaid = sorted(sources.overlay)
    targets = () if all(file.target for file in sources.files) else sources.targets
    asked = (targets, loaded, process, overlaid, sorted(sources.absent), sources.max_size)
    key = digest(os.fsencode(sources.root), msgspec.msgpack.encode(asked, order="deterministic"))
    kept = _kept(cache.get(key))
    if kept is not None and all(_answer(sources, question) == question.answer for question in kept.questions):
        return kept.analysed
    watched = _Watched(sources)

    def tell(*surface: Any) -> None:
        keep(watched, reader, watched.digests(), *surface)

    found = _analyse(watched, loaded, tell, _before(kept) if kept is not None else None, process=process)
    questions = tuple(_Question(kind, path, answer) for (kind, path), answer in watched.asked.items())
    with suppress(UnicodeError, OverflowError):  # half of a surrogate pair, a number of more than 64 bits
        before = msgspec.Raw(msgspec.msgpack.encode((found.judged, found.ledger)))
        cache.put(key, msgspec.msgpack.encode(_Kept(questions, found.analysed, before)))
        cache.save()
    return found.analysed


def is_idle(sources: Sources, loaded: Loaded, *, process: bool) -> bool:
    """Whether an analysis is known to find nothing, without a look at the rest of the repository."""
    return bool(sources.cache) and idle(sources, _reader(_fingerprint(), sources, loaded, process=process))


def _reader(fingerprint: bytes, sources: Sources, loaded: Loaded, *, process: bool) -> bytes:
    asked = (loaded, process, sources.max_size)
    return digest(fingerprint, msgspec.msgpack.encode(asked, order="deterministic"))


def _kept(entry: bytes | None) -> _Kept | None:
    if entry is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(entry, type=_Kept)
    return None


def _before(kept: _Kept) -> Before | None:
    """What was judged then, with what was asked for it."""
    from timeout_audit.holding import Before  # noqa: PLC0415 - the readers, where something has changed

    digests = {one.path: one.answer for one in kept.questions if one.kind == "read"}
    with suppress(msgspec.MsgspecError):
        return Before(*msgspec.msgpack.decode(kept.before, type=tuple[Judged, Ledger]), digests)
    return None


def _analyse(
    sources: Sources,
    loaded: Loaded,
    tell: Callable[..., None],
    before: Before | None = None,
    *,
    process: bool,
) -> Understood:
    from timeout_audit.analyse import analyse  # noqa: PLC0415 - the catalogue and the linker, where there are files

    return analyse(sources, loaded, tell, before, process=process)


def _answer(sources: Sources, question: _Question) -> bytes:
    """A digest of what the sources say now."""
    kind, path = question.kind, question.path
    if kind == "read":
        found = sources.read(path)
        return digest(found) if isinstance(found, bytes) else _digest(found)
    return _digest(sources.has(path) if kind == "has" else sources.names(path) if kind == "names" else sources.files)


def _digest(answer: object) -> bytes:
    return digest(b"", msgspec.msgpack.encode(answer, order="deterministic"))


def _fingerprint() -> bytes:
    """A digest of all that an analysis depends on beside what it is asked: our code and data, the packages around.

    Of our own files it tells the sizes and times: reading them would take as long as all the rest of a run. The proofs
    take no part in an analysis.
    """
    package = os.path.dirname(__file__)
    found, pending = [], [package]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".toml", ".json")):
                    status = entry.stat()
                    found.append((entry.path, status.st_size, status.st_mtime_ns))
                elif entry.is_dir() and entry.name not in ("__pycache__", "proofs"):
                    pending.append(entry.path)
    around = os.path.dirname(os.path.dirname(msgspec.__file__))
    installed: list[str] = []
    with suppress(OSError):
        installed = sorted(name for name in os.listdir(around) if name.endswith(".dist-info"))
    return digest(repr((sys.version, package, sorted(found), installed)).encode("utf-8", "surrogatepass"))
