"""What was made of a piece of source text, kept from run to run.

One file of data per audited root, in the user's own cache folder: an entry that somebody else could write might hide
what is to be found. Keys are digests of everything that an entry depends on, so an entry is right or not there. The
file is replaced as a whole: of two runs at once the last one wins, and what the other had learned is learned again.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
import zlib

import msgspec
from msgspec import Struct

from timeout_audit.files import replace_file

try:
    from _blake2 import blake2b  # which hashlib gives, too, after it has loaded OpenSSL: 4 ms
except ImportError:
    from hashlib import blake2b

MAX_SIZE = 64_000_000
"""Bytes of entries in one file. Those that were not used for longest make room."""

MAX_FOLDER = 1_000_000_000
"""Bytes of all files together. Those that were not used for longest make room."""

MAX_AGE = 30 * 86_400
"""Seconds after which a file that was not used goes."""

SIZE = 16
"""Bytes of a digest."""

_FORM = 2
_LARGE = 500
"""Bytes from which on an entry is kept compressed, in memory and on the disk."""

_SMALL = b"z"
"""What the entries that are compressed begin with."""


class _Stored(Struct, frozen=True, array_like=True):
    form: int
    fingerprint: bytes
    entries: dict[bytes, bytes]


class Cache:
    """The entries of one root. What cannot be read is not there; what cannot be written is not kept."""

    def __init__(self, path: str, fingerprint: bytes) -> None:
        """``fingerprint`` is a digest of the code that makes the entries; those of other code are not there."""
        self._path = path
        self._fingerprint = fingerprint
        self._entries = _read(path, fingerprint)
        self._used: dict[bytes, bytes] = {}
        self._changed = False

    def get(self, key: bytes) -> bytes | None:
        """The entry of a key."""
        found = self._entries.get(key)
        if found is None:
            return None
        self._used[key] = found
        with contextlib.suppress(zlib.error):
            return zlib.decompress(found[1:]) if found[:1] == _SMALL else found[1:]
        return None

    def put(self, key: bytes, entry: bytes, *, small: bool = True) -> None:
        """Keep an entry; ``small`` where room is dearer than the time of those who ask for it."""
        held = _SMALL + zlib.compress(entry, 1) if small and len(entry) >= _LARGE else b" " + entry
        self._used[key] = self._entries[key] = held
        self._changed = True

    def save(self) -> None:
        """Write what is new, and what was there as far as there is room."""
        if not self._changed:
            return
        kept, size = dict[bytes, bytes](), 0
        for key, entry in (*self._used.items(), *self._entries.items()):
            if key not in kept and size + len(entry) <= MAX_SIZE:
                kept[key] = entry
                size += len(entry)
        data = bytearray(4)
        msgspec.msgpack.Encoder().encode_into(_Stored(_FORM, self._fingerprint, kept), data, 4)
        data[:4] = zlib.crc32(memoryview(data)[4:]).to_bytes(4, "big")
        with contextlib.suppress(OSError):
            folder = os.path.dirname(self._path)
            _make(folder)
            replace_file(self._path, data)
            prune(folder, time.time(), spared=self._path)
        self._changed = False


def open_cache(folder: str, root: str, fingerprint: bytes, kind: str = "facts") -> Cache:
    """The cache of a root, for one ``kind`` of entries."""
    return Cache(os.path.join(folder, f"{digest(os.fsencode(root)).hex()}.{kind}"), fingerprint)


def digest(*parts: bytes) -> bytes:
    """One digest of several parts, which do not run into each other."""
    hashed = blake2b(digest_size=SIZE)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.digest()


class Kept(Struct, frozen=True, order=True):
    """A file of the cache: when it was used last (seconds since 1970), its path, its size in bytes."""

    used: float
    path: str
    size: int


def kept_files(folder: str) -> list[Kept]:
    """What lies in a folder of caches and is ours, what was not used for longest first."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            if re.fullmatch(_OURS, entry.name):
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        found.append(Kept(status.st_mtime, entry.path, status.st_size))
    return sorted(found)


def prune(folder: str, now: float, spared: str = "") -> None:
    """Take away what was not used for long, and what is too much. ``now`` is in seconds since 1970."""
    files = kept_files(folder)
    size = sum(file.size for file in files)
    for file in files:
        unfinished = os.path.basename(file.path).startswith(".")
        old = now - file.used > (_UNFINISHED if unfinished else MAX_AGE)
        if (old or size > MAX_FOLDER) and file.path != spared:
            size -= file.size
            with contextlib.suppress(OSError):
                os.unlink(file.path)


def clear(folder: str) -> list[str]:
    """Take away all that is ours; the paths of what is left.

    The folder goes too where nothing else lies in it.
    """
    for file in kept_files(folder):
        with contextlib.suppress(OSError):
            os.unlink(file.path)
    left = [file.path for file in kept_files(folder)]
    if not left:
        with contextlib.suppress(OSError):
            if not set(os.listdir(folder)) - _MARKS.keys():
                for name in _MARKS:
                    os.unlink(os.path.join(folder, name))
                os.rmdir(folder)
    return left


_OURS = r"[0-9a-f]{32}\.(?:facts|analysis|surface)|[0-9a-f]{16}\.answer|\.timeout-audit-\w+"
_UNFINISHED = 3600
"""Seconds after which a file that is still being written is one that was cut off."""

_MARKS = {
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n# timeout-audit's; it can go at any time.\n",
    ".gitignore": b"*\n",
}
"""What tells backups and git to leave the folder alone."""


def _make(folder: str) -> None:
    if not os.path.isdir(folder):
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for name, content in _MARKS.items():
            replace_file(os.path.join(folder, name), content)


def _touch(path: str, descriptor: int) -> None:
    """Note that a file is in use, at most once a day."""
    if time.time() - os.fstat(descriptor).st_mtime > _DAY:
        with contextlib.suppress(OSError):
            os.utime(path)


_DAY = 86_400


def _read(path: str, fingerprint: bytes) -> dict[bytes, bytes]:
    """The entries of a file; none where it is cut off, damaged, of other code, or larger than any that is written."""
    try:
        with open(path, "rb") as file:
            data = file.read(2 * MAX_SIZE)
            _touch(path, file.fileno())
        body = memoryview(data)[4:]
        if zlib.crc32(body).to_bytes(4, "big") != data[:4]:
            return {}
        stored = msgspec.msgpack.decode(body, type=_Stored)
    except (OSError, msgspec.MsgspecError):
        return {}
    return stored.entries if (stored.form, stored.fingerprint) == (_FORM, fingerprint) else {}
