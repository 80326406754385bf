"""Which of the files that can reach a class have anything to do with what leads to a wait in it.

A class is imported for its name alone by most: to annotate something, to ask a database for its rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from timeout_audit.readers.python.slices import Export

_MOST = 8
"""Members that a file is searched for. Who imports a class of which more lead to a wait hardly passes them all by."""

_HEAD = rb"class[ \t]+\w+[^(:\n]*\([^)]*\b%b\b"
# What stands before a name in its line where it annotates what others can import, and behind one that is called.
_DECLARED = re.compile(rb"\w+[ \t]*:|[^\n]*->")
_CALLED = re.compile(rb"\s*\(")
_IN_WORDS = frozenset(bytes([byte]) for byte in range(256) if re.match(rb"\w", bytes([byte])))


class Concerned:
    """Asks files. ``load`` gives their bytes. What a file was asked about a class once, it is not asked again."""

    def __init__(self, load: Callable[[str], bytes]) -> None:
        self._load = load
        self._are: set[tuple[str, str]] = set()
        self._lack: dict[tuple[str, str], set[str]] = {}

    def by(self, path: str, local: str, export: Export) -> bool:
        """Whether a file uses a member of what it knows as ``local``, or gives others an object or an heir of it."""
        members = {*export.givers, *export.wrappers, *export.answers} - {"__init__"}
        if export.gives or export.held or not 0 < len(members) <= _MOST or not all(map(_is_written, members)):
            return True
        key = (path, local)
        if key not in self._are and self._is_concerned(key, members):
            self._are.add(key)
        return key in self._are

    def _is_concerned(self, key: tuple[str, str], members: set[str]) -> bool:
        path, local = key
        lacking = self._lack.get(key)
        fresh = members if lacking is None else members - lacking
        if not fresh:
            return False
        data = self._load(path)
        if any(member.encode() in data for member in fresh):
            return True
        self._lack[key] = members
        name = local.rpartition(".")[2].encode()
        return lacking is None and _hands_on(name, data)


def _is_written(member: str) -> bool:
    """Whether who uses a member writes its name: ``with`` and the like call methods that are not named there."""
    return bool(member) and not member.startswith("__")


def _hands_on(name: bytes, data: bytes) -> bool:
    """Whether objects or heirs of a class are made, or what others can import is said to be one.

    The name is looked for first: a pattern that begins with a line is tried at every line.
    """
    places = list(_places(name, data))
    if any(_CALLED.match(data, at + len(name)) for at in places):
        return True
    if any(_DECLARED.match(data, data.rfind(b"\n", 0, at) + 1, at) for at in places):
        return True
    return bool(places) and _head(name).search(data) is not None


def _places(name: bytes, data: bytes) -> Iterator[int]:
    """Where a name stands as a word."""
    at = data.find(name)
    while at >= 0:
        end = at + len(name)
        if data[at - 1 : at] not in _IN_WORDS and data[end : end + 1] not in _IN_WORDS:
            yield at
        at = data.find(name, end)


@cache
def _head(name: bytes) -> re.Pattern[bytes]:
    """Where a class names another one in its head."""
    return re.compile(_HEAD % re.escape(name))
