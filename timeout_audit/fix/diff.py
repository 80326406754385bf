"""Fixes as a unified diff that git and patch take."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

_END = b"\\ No newline at end of file\n"


def diff(files: Mapping[str, tuple[bytes, bytes]]) -> bytes:
    """The difference between the old and the new content of files, by path."""
    return b"".join(line for path, change in sorted(files.items()) for line in _of_file(path, *change))


def _of_file(path: str, before: bytes, after: bytes) -> Iterator[bytes]:
    name = path.encode("utf-8", "surrogateescape")
    lines = difflib.diff_bytes(difflib.unified_diff, _lines(before), _lines(after), b"a/" + name, b"b/" + name)
    for line in lines:
        yield line if line.endswith(b"\n") else line + b"\n" + _END


def _lines(data: bytes) -> list[bytes]:
    """The lines of a file as every program counts them: each up to its line feed."""
    parts = data.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
