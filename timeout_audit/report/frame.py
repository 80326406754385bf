"""A code frame: the line of source that a finding speaks of, with the span to underline."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.report.escape import printable
from timeout_audit.report.source import Sources

_LINES = 3  # of a finding that spans more
_TAB = 4
_CUT = "..."


class Row(Struct, frozen=True):
    """A line of source, ready to show. ``start`` and ``end`` are the cells to underline; equal for none."""

    number: int
    text: str
    start: int
    end: int


def frame(sources: Sources, place: Place, width: int = 100) -> list[Row]:
    """The lines of ``place``, at most three and each at most ``width`` cells; none where they cannot be read.

    The underline marks the span on its first line, from its column to its end or to the end of the line.
    """
    last = min(max(place.end_line, place.line), place.line + _LINES - 1)
    rows = []
    for number, line in enumerate(sources.lines(place.path, place.line, last), place.line):
        start = end = 0
        if number == place.line:
            start = place.column - 1
            end = place.end_column - 1 if place.end_line == number and place.end_column else len(line.rstrip())
        rows.append(_row(number, line, start, end, width))
    return rows


def cells(text: str) -> int:
    """How many cells of a terminal printable text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _row(number: int, line: str, start: int, end: int, width: int) -> Row:
    """``line`` from a little before ``start`` as far as ``width`` goes, its offsets turned into cells."""
    start = min(start, len(line))
    end = min(max(end, start), len(line))
    # No more of a line of megabytes than can be shown.
    first = max(start - width, 0)
    before, marked, after = map(_shown, (line[first:start], line[start:end][:width], line[end:][:width].rstrip()))
    # What a long line has to lose it loses on the left first, so that the marked part begins in view.
    if first or (cells(before) > width // 2 and cells(before + marked + after) > width):
        before = _CUT + _tail(before, width // 4)
    text = _head(before + marked + after, width)
    left = cells(before)
    return Row(number, text, left, max(left, min(left + cells(marked), cells(text))))


def _shown(text: str) -> str:
    return printable(text.replace("\t", " " * _TAB))


def _head(text: str, width: int) -> str:
    if cells(text) <= width:
        return text
    while cells(text) > width - len(_CUT):
        text = text[: width - len(_CUT)] if len(text) > width else text[:-1]
    return text + _CUT


def _tail(text: str, width: int) -> str:
    text = text[-width:]
    while cells(text) > width:
        text = text[1:]
    return text
