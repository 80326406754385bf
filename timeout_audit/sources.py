"""The files of a run, and the one way to their bytes."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cached_property

from msgspec import Struct

from timeout_audit import disk
from timeout_audit.model.finding import Problem
from timeout_audit.model.text import msg

MAX_FILE_SIZE = 5_000_000
"""Bytes. Larger files are data or generated; the largest module written by hand that we met has 1.5 MB."""

_HEAD = 1000
_PYTHON = (".py", ".pyw")

MARKER = b"timeout-audit:"
"""What a comment begins with that speaks to us. It is looked for while the bytes are at hand."""


class Kind(str, Enum):
    """Who reads a file: the Python reader, or the readers of the files that start a service."""

    PYTHON = "python"
    LAUNCH = "launch"


class SourceFile(Struct, frozen=True, order=True, array_like=True, gc=False):
    """One file. ``path`` is relative to the root, with ``/``.

    ``target`` says that findings in it are reported; a file that is no target is read for what it says about others.
    """

    path: str
    kind: Kind
    target: bool = True


class Sources:
    """The files of a run below the absolute path ``root``.

    ``targets`` are what was asked for. The rest of the repository is in ``files`` too, and walked when ``files`` is
    first asked for: a run over a file that holds no wait never needs it.
    """

    def __init__(
        self,
        root: str,
        targets: tuple[SourceFile, ...],
        context: Callable[[], Iterable[SourceFile]] = tuple,
        overlay: Mapping[str, bytes] | None = None,
        max_size: int = MAX_FILE_SIZE,
        absent: frozenset[str] = frozenset(),
    ) -> None:
        """``overlay`` holds contents that are not what lies on the disk: a buffer from stdin, an older revision.

        ``absent`` are files that lie on the disk and are not there.
        """
        self.root = root
        self.targets = targets
        self.overlay = overlay or {}
        self.max_size = max_size
        self.absent = absent
        self.marked: set[str] = set()
        """Files that were read and hold ``MARKER``."""
        self.progress: Callable[[int, int], None] | None = None
        """Who wants to hear how many of how many files are read."""
        self.cache = ""
        """The folder in which facts are kept from run to run; "" for none."""
        self.jobs = 1
        """How many processes may read them at the same time; 0 for as many as pay."""
        self._context = context

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """Every file of the repository, targets and others, by path."""
        known = {file.path for file in self.targets}
        others = (file for file in self._context() if file.path not in known)
        return tuple(sorted((*self.targets, *others)))

    def over(self, contents: Mapping[str, bytes]) -> Sources:
        """The same files, with other contents for some of them."""
        overlay = {**self.overlay, **contents}
        other = Sources(self.root, self.targets, lambda: self.files, overlay, self.max_size, self.absent)
        other.cache, other.jobs = self.cache, self.jobs
        return other

    def has(self, path: str) -> bool:
        """Whether there is such a file, audited or not."""
        return path in self.overlay or (path not in self.absent and disk.exists(f"{self.root}/{path}"))

    def names(self, folder: str) -> list[str]:
        """What lies in a folder relative to the root ("" for the root itself); nothing where it cannot be listed."""
        try:
            found = set(disk.names(f"{self.root}/{folder}"))
        except OSError:
            found = set()
        prefix = f"{folder}/" if folder else ""
        over = (path[len(prefix) :] for path in self.overlay if path.startswith(prefix))
        there = found | {name for name in over if "/" not in name}
        return sorted(name for name in there if prefix + name not in self.absent)

    def read(self, path: str) -> bytes | Problem:
        """The content of one file, or the problem that kept it from being read. Never waits, never raises OSError."""
        data = self.overlay.get(path)
        if data is None:
            try:
                if path in self.absent:
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
                data = disk.read(f"{self.root}/{path}", self.max_size + 1)
            except OSError as error:
                return unreadable(path, error)
        if MARKER in data:
            self.marked.add(path)
        if len(data) <= self.max_size:
            return data
        if b"\0" in data[:_HEAD] and not path.endswith(_PYTHON):
            return b""  # a program, which starts nothing by what is written in it
        limit = f"{self.max_size:,}"
        return Problem(
            path, 0, msg("not audited: larger than {limit} bytes; raise max-file-size or exclude it", limit=limit)
        )


def unreadable(path: str, error: OSError) -> Problem:
    """The problem of a path that the system refused."""
    return Problem(path, 0, msg("not audited: {reason}", reason=error.strerror or type(error).__name__))
