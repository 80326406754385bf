"""Which files hold a text, and in which the head of a class names another one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

# It begins with letters: so it is searched for fast.
_HEAD = re.compile(rb"class[ \t]+\w+[^(:\n]*\(([^)]*)")
_WORD = re.compile(rb"[^\W\d][\w\x80-\xff]*")


class Search:
    """Looks for texts in files. Those of one of the ``groups`` are looked for together: reading takes longest.

    With the first group go the heads of classes.
    """

    def __init__(self, paths: Sequence[str], load: Callable[[str], bytes], *groups: Collection[str]) -> None:
        self._paths = paths
        self._load = load
        self._first = groups[0]
        self._groups = {text: group for group in groups for text in group}
        self._found: dict[str, list[str]] = {}
        self._heads: dict[str, list[str]] = {}
        self._looked = False

    def holds(self, path: str, text: str) -> bool:
        """Whether a file holds a text."""
        return text.encode() in self._load(path)

    def find(self, text: str) -> list[str]:
        """The files that hold a text."""
        if text not in self._found:
            self._look(self._groups.get(text, (text,)))
        return self._found[text]

    def inheriting(self, name: str) -> list[str]:
        """The files in which the head of a class names another one."""
        if not self._looked:
            self._look(self._first)
        return self._heads.get(name, [])

    def _look(self, texts: Collection[str]) -> None:
        needles = [(one.encode(), self._found.setdefault(one, [])) for one in texts]
        heads = texts is self._first
        for path in self._paths:
            data = self._load(path)
            for needle, found in needles:
                if needle in data:
                    found.append(path)
            for name in named_in_heads(data) if heads else ():
                self._heads.setdefault(name, []).append(path)
        self._looked = self._looked or heads


def named_in_heads(data: bytes) -> set[str]:
    """The words in the brackets behind the names of classes."""
    return {word.decode("utf-8", "replace") for word in set(_WORD.findall(b" ".join(_HEAD.findall(data))))}
