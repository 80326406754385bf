"""Files of ``[section]`` and ``key = value`` lines, in the two dialects that start services.

The standard library's reader keeps no places, refuses repeated keys or drops all but the last, and loses a comment
inside a continued line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.readers.source import Text

_SECTION = re.compile(r"\s*\[([^\]\r\n]+)\]\s*$")
_ENTRY = re.compile(r"\s*([A-Za-z0-9_.:%-]+)\s*[=:]\s*")


class Entry(Struct):
    """One setting; ``section`` is the header above it."""

    section: str
    key: str
    name: Text
    value: Text


def entries(text: Text, *, continued: str) -> Iterator[Entry]:
    """Every entry in order. ``continued`` says how a value goes on: "backslash" at the end, or "indent" below it."""
    section = ""
    lines = _Lines(text)
    while lines.left():
        start, end = lines.take()
        line = text.text[start:end]
        header = _SECTION.match(line)
        found = _ENTRY.match(line)
        if _is_comment(line):
            continue
        if header:
            section = header[1].strip()
        elif found:
            at = start + found.end()
            pieces = lines.by_backslash(at, end) if continued == "backslash" else lines.by_indent(at, end)
            name = text.slice(start + found.start(1), start + found.end(1))
            yield Entry(section, found[1], name, text.join(pieces))


def _is_comment(line: str) -> bool:
    stripped = line.lstrip()
    return not stripped or stripped.startswith(("#", ";"))


class _Lines:
    """A walk along the lines of a text."""

    def __init__(self, text: Text) -> None:
        """Begin at the first line."""
        self.text = text
        self.spans = line_spans(text.text)
        self.index = 0

    def left(self) -> bool:
        """Whether there is another line."""
        return self.index < len(self.spans)

    def take(self) -> tuple[int, int]:
        """Where the next line begins and ends."""
        self.index += 1
        return self.spans[self.index - 1]

    def peek(self) -> str:
        """The next line, "" at the end."""
        return self.text.text[slice(*self.spans[self.index])] if self.left() else ""

    def by_indent(self, at: int, end: int) -> list[Text | tuple[str, int]]:
        """A value with the indented lines below it."""
        pieces: list[Text | tuple[str, int]] = [self.text.slice(at, end)]
        while self.left() and self.peek()[:1] in (" ", "\t"):
            start, end = self.take()
            if not _is_comment(self.text.text[start:end]):
                pieces += [("\n", start), self.text.slice(start, end)]
        return pieces

    def by_backslash(self, at: int, end: int) -> list[Text | tuple[str, int]]:
        """A value whose lines end in backslashes; comments between them are dropped."""
        pieces: list[Text | tuple[str, int]] = []
        while True:
            line = self.text.text[at:end].rstrip()
            if not line.endswith("\\"):
                return [*pieces, self.text.slice(at, end)]
            pieces += [self.text.slice(at, at + len(line) - 1), (" ", at + len(line) - 1)]
            while self.left() and self.peek().lstrip().startswith(("#", ";")):
                self.take()
            if not self.left():
                return pieces
            at, end = self.take()


def line_spans(source: str) -> list[tuple[int, int]]:
    """Where each line begins and ends, its end-of-line signs left out."""
    spans = []
    at = 0
    for line in source.split("\n"):
        end = at + len(line)
        spans.append((at, end - 1 if line.endswith("\r") else end))
        at = end + 1
    return spans
