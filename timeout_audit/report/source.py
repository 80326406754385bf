"""Lines of the audited files, for showing them. A file that cannot be shown gives nothing, and no error."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Mapping

from timeout_audit import disk

_LIMIT = 4_000_000  # bytes: beyond, nobody reads the line in a report
_NEWLINE = re.compile(r"\r\n|\r|\n")
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Sources:
    """The files below a root, read when asked for and kept."""

    def __init__(self, root: str, buffers: Mapping[str, bytes] | None = None) -> None:
        """``root`` is the folder that paths are relative to; ``buffers`` are files that are not as on the disk."""
        self._root = root
        self._buffers = buffers or {}
        self._kept: dict[str, list[str]] = {}

    def lines(self, path: str, first: int, last: int) -> list[str]:
        """The lines ``first`` to ``last`` (from 1, inclusive) of a file, as far as there are any."""
        if path not in self._kept:
            data = self._buffers.get(path)
            self._kept[path] = _read(os.path.join(self._root, path)) if data is None else _decode(data)
        return self._kept[path][max(first - 1, 0) : max(last, 0)]

    def line(self, path: str, number: int) -> str | None:
        """One line, or None where it cannot be read."""
        found = self.lines(path, number, number)
        return found[0] if found else None


def _read(path: str) -> list[str]:
    try:
        data = disk.read(path, _LIMIT + 1)
    except (OSError, ValueError):
        return []
    return _decode(data) if len(data) <= _LIMIT else []


def _decode(data: bytes) -> list[str]:
    encoding = _encoding(data)
    if b"\0" in data and encoding != "utf-16":
        return []
    try:
        return _NEWLINE.split(data.decode(encoding, "replace"))
    except (LookupError, UnicodeError):
        return _NEWLINE.split(data.decode("utf-8", "replace"))


def _encoding(data: bytes) -> str:
    """The file's encoding: by its byte order mark, else by the comment that Python honours, else UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    for line in data.split(b"\n", 2)[:2]:
        if cookie := _COOKIE.match(line):
            return cookie[1].decode("ascii", "replace")
    return "utf-8"
