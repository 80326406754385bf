"""The one way to what lies on the disk, with a note of all that was looked at.

Who finds everything as it was noted would see the same again. As it was means what it means to git: the same inode, the
same size, the same times. The kernel sets the time of a change itself, so a file cannot be changed and keep its sign.
"""

from __future__ import annotations

import os
import stat
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

Sign = tuple[int, int, int, int]
"""What stands for the state of a path: the times of its content and of its inode (ns), its size, its inode."""

_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Notes:
    """What was looked at.

    ``signs`` are those of what paths lead to, ``links`` those of what lies there, be it a link. ``real`` tells where
    given paths led, ``listings`` what lay in folders, as one number each. ``steady`` is false once something was seen
    in two states. The notes were ``begun`` at a time of the system (ns).
    """

    def __init__(self) -> None:
        self.signs: dict[str, Sign] = {}
        self.links: dict[str, Sign] = {}
        self.real: dict[str, str] = {}
        self.listings: dict[str, int] = {}
        self.steady = True
        self.begun = time.time_ns()

    def add(self, path: str, sign: Sign, *, link: bool = False) -> None:
        """Note a state."""
        if (self.links if link else self.signs).setdefault(path, sign) != sign:
            self.steady = False


_watching: list[Notes] = []


@contextmanager
def watched() -> Iterator[Notes]:
    """Notes of everything that is looked at meanwhile."""
    notes = Notes()
    _watching.append(notes)
    try:
        yield notes
    finally:
        _watching.remove(notes)


def noted() -> Notes | None:
    """The notes of the whole run, where it is watched."""
    return _watching[0] if _watching else None


def sign_of(status: os.stat_result) -> Sign:
    """The sign of a state."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def sign_at(path: str, *, link: bool = False) -> Sign:
    """The sign of a path as it is now; with ``link`` that of a link itself.

    Raises:
        ValueError: where the text is no path.

    """
    try:
        return sign_of(os.stat(path, follow_symlinks=not link))
    except OSError as error:
        return _refused(error)


def signs_at(paths: Iterable[str], *, link: bool = False) -> list[int]:
    """The signs of many paths as they are now, all their numbers in one row: a hook may ask for 10,000.

    Raises:
        ValueError: where a text is no path.

    """
    state = os.lstat if link else os.stat
    found: list[int] = []
    for path in paths:
        try:
            status = state(path)
        except OSError as error:
            found += _refused(error)
        else:
            found += (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    return found


def _refused(error: OSError) -> Sign:
    """The sign of what is not there, or cannot be reached: no inode was ever changed at the beginning of time."""
    return 0, 0, 0, error.errno or 0


def _note(path: str, sign: Sign, *, link: bool = False) -> None:
    for notes in _watching:
        notes.add(path, sign, link=link)


def status(path: str) -> os.stat_result:
    """What the system knows of a path.

    Raises:
        OSError: where there is none, or it cannot be reached.
        ValueError: where the text is no path.

    """
    try:
        found = os.stat(path)
    except OSError as error:
        _note(path, _refused(error))
        raise
    _note(path, sign_of(found))
    return found


def is_file(path: str) -> bool:
    """Whether a path leads to a regular file."""
    try:
        return stat.S_ISREG(status(path).st_mode)
    except (OSError, ValueError):
        return False


def is_folder(path: str) -> bool:
    """Whether a path leads to a folder."""
    try:
        return stat.S_ISDIR(status(path).st_mode)
    except (OSError, ValueError):
        return False


def exists(path: str) -> bool:
    """Whether there is something of that name, and be it a link that leads nowhere."""
    try:
        sign = sign_at(path, link=True)
    except ValueError:  # no path at all
        return False
    _note(path, sign, link=True)
    return sign[1] != 0


def real(path: str) -> str:
    """Where a path leads when all links are followed."""
    found = os.path.realpath(path)
    for notes in _watching:
        notes.real[path] = found
    return found


def entries(folder: str) -> list[os.DirEntry[str]]:
    """What lies in a folder.

    Raises:
        OSError: where it cannot be listed.

    """
    folder = folder.rstrip("/") or folder
    if _watching:
        status(folder)  # before it is listed: what changes meanwhile is seen to have changed
    with os.scandir(folder) as listing:
        found = list(listing)
    if _watching:
        number = listing_of(found)
        for notes in _watching:
            notes.listings[folder] = number
    return found


def listing_of(entries: Sequence[os.DirEntry[str]]) -> int:
    """One number for the names and kinds of what lies in a folder."""
    shown = sorted(f"{one.name}/" if one.is_dir(follow_symlinks=False) else one.name for one in entries)
    links = sorted(one.name for one in entries if one.is_symlink())
    return zlib.crc32("\0".join((*shown, "", *links)).encode("utf-8", "surrogatepass"))


def names(folder: str) -> list[str]:
    """The names of what lies in a folder.

    Raises:
        OSError: where it cannot be listed.

    """
    folder = folder.rstrip("/") or folder
    if _watching:
        status(folder)
    return os.listdir(folder)


def read(path: str, limit: int) -> bytes:
    """Up to ``limit`` bytes of a regular file. It never waits: a FIFO or a device is refused.

    Raises:
        OSError: where it cannot be read.

    """
    try:
        descriptor = os.open(path, _OPEN)
    except OSError as error:
        _note(path, _refused(error))
        raise
    try:
        found = os.fstat(descriptor)
        _note(path, sign_of(found))
        if not stat.S_ISREG(found.st_mode):
            raise OSError(0, "not a regular file")
        chunks: list[bytes] = []
        while limit > 0 and (chunk := os.read(descriptor, min(limit, found.st_size + 1))):
            chunks.append(chunk)
            limit -= len(chunk)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)
    finally:
        os.close(descriptor)
