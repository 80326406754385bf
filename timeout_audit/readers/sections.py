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
    r"""Every entry in order. ``continued`` says how a value goes on: "backslash" at a line's end, or "indent" below it."""
    section = ""
    lines = line_spans(text.text)
    index = 0
    while index < len(lines):
        start, end = lines[index]
        line = text.text[start:end]
        index += 1
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        header = _SECTION.match(line)
        if header:
            section = header[1].strip()
            continue
        found = _ENTRY.match(line)
        if found is None:
            continue
        pieces: list[Text | tuple[str, int]] = []
        at = start + found.end()
        if continued == "backslash":
            index = _backslashes(text, lines, index, at, end, pieces)
        else:
            pieces.append(text.slice(at, end))
            while index < len(lines) and text.text[lines[index][0] : lines[index][1]][:1] in " \t":
                start, end = lines[index]
                index += 1
                inner = text.text[start:end]
                if inner.strip() and not inner.lstrip().startswith(("#", ";")):
                    pieces += [("\n", start), text.slice(start, end)]
        begin = at - found.end() + found.start(1)
        name = text.slice(begin, begin + len(found[1]))
        yield Entry(section, found[1], name, text.join(pieces))


def _backslashes(
    text: Text, lines: list[tuple[int, int]], index: int, at: int, end: int, pieces: list[Text | tuple[str, int]]
) -> int:
    """Gather a value whose lines end in backslashes; comments between them are dropped. The line after it."""
    while True:
        line = text.text[at:end]
        more = line.rstrip().endswith("\\")
        pieces.append(text.slice(at, at + len(line.rstrip()) - 1 if more else end))
        if not more:
            return index
        pieces.append((" ", at + len(line.rstrip()) - 1))
        while index < len(lines) and text.text[slice(*lines[index])].lstrip().startswith(("#", ";")):
            index += 1
        if index >= len(lines):
            return index
        at, end = lines[index]
        index += 1


def line_spans(source: str) -> list[tuple[int, int]]:
    """Where each line begins and ends, its end-of-line signs left out."""
    spans = []
    at = 0
    for line in source.split("\n"):
        end = at + len(line)
        spans.append((at, end - 1 if line.endswith("\r") else end))
        at = end + 1
    return spans
