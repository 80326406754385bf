"""What was made of a piece of source text, kept from run to run.

One file of data per audited root, in the user's own cache folder: an entry that somebody else could write might hide
what is to be found. Keys are digests of everything that an entry depends on, so an entry is right or not there. The
file is replaced as a whole: of two runs at once the last one wins, and what the other had learned is learned again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib

import msgspec
from msgspec import Struct

from timeout_audit.files import replace_file

MAX_SIZE = 64_000_000
"""Bytes of entries in one file. Those that were not used for longest make room."""

_FORM = 1


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
        if found is not None:
            self._used[key] = found
        return found

    def put(self, key: bytes, entry: bytes) -> None:
        """Keep an entry."""
        self._used[key] = self._entries[key] = entry
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
        body = msgspec.msgpack.encode(_Stored(_FORM, self._fingerprint, kept))
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            replace_file(self._path, zlib.crc32(body).to_bytes(4, "big") + body)
        self._changed = False


def cache_folder() -> str:
    """The folder of the caches of all roots: ``TIMEOUT_AUDIT_CACHE_DIR``, or below the user's own cache folder."""
    named = os.environ.get("TIMEOUT_AUDIT_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    return named or os.path.join(base, "timeout-audit")


def open_cache(folder: str, root: str, fingerprint: bytes, kind: str = "facts") -> Cache:
    """The cache of a root, for one ``kind`` of entries."""
    return Cache(os.path.join(folder, f"{digest(os.fsencode(root)).hex()}.{kind}"), fingerprint)


def digest(*parts: bytes) -> bytes:
    """One digest of several parts, which do not run into each other."""
    hashed = hashlib.blake2b(digest_size=16)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.digest()


def _read(path: str, fingerprint: bytes) -> dict[bytes, bytes]:
    """The entries of a file; none where it is cut off, damaged, of other code, or larger than any that is written."""
    try:
        with open(path, "rb") as file:
            data = file.read(2 * MAX_SIZE)
        if zlib.crc32(data[4:]).to_bytes(4, "big") != data[:4]:
            return {}
        stored = msgspec.msgpack.decode(data[4:], type=_Stored)
    except (OSError, msgspec.MsgspecError):
        return {}
    return stored.entries if (stored.form, stored.fingerprint) == (_FORM, fingerprint) else {}
