"""A file as text that can be edited and written back byte for byte the same outside of the edits."""

from __future__ import annotations

import io
import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

from timeout_audit.model.place import Place

_ANY_END = re.compile(r"\r\n|\r|\n")
_END = re.compile(r"\n")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


class Edit(Struct, frozen=True, order=True, array_like=True):
    """``text[start:end]`` becomes ``text``; offsets count characters."""

    start: int
    end: int
    text: str


class Document:
    """The text of one file. Lines end as the readers of its kind see it, so that their places can be found again."""

    def __init__(self, path: str, data: bytes, *, python: bool) -> None:
        """Decode a file.

        Raises:
            ValueError: where it cannot be decoded so that the same bytes come out again.

        """
        self.path = path
        self.python = python
        self._mark = b""
        self._encoding = "utf-8"
        self.text = self._decoded(data)
        if self.encode(self.text) != data:
            raise ValueError
        ends = (_ANY_END if python else _END).finditer(self.text)
        self._starts = [0, *(end.end() for end in ends)]

    def _decoded(self, data: bytes) -> str:
        for mark, name in _MARKS:
            if data.startswith(mark):
                self._mark, self._encoding = mark, name
                return data[len(mark) :].decode(name, "surrogateescape" if name == "utf-8" else "strict")
        if self.python:
            try:
                self._encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            except (SyntaxError, LookupError) as error:
                raise ValueError from error
        return data.decode(self._encoding, "strict" if self.python else "surrogateescape")

    def encode(self, text: str) -> bytes:
        """The bytes of the file, were this its text.

        Raises:
            ValueError: where the file's encoding has no bytes for it.

        """
        return self._mark + text.encode(self._encoding, "strict" if self.python else "surrogateescape")

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1

    def span(self, place: Place) -> tuple[int, int]:
        """The offsets at which a place starts and ends."""
        return self.offset(place.line, place.column), self.offset(place.end_line, place.end_column)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_start(self, offset: int) -> int:
        """Where the line that holds an offset begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the line that holds an offset ends, before its line end."""
        found = (_ANY_END if self.python else re.compile(r"\r?\n")).search(self.text, offset)
        return found.start() if found else len(self.text)

    def indent(self, offset: int) -> str:
        """The blanks with which the line that holds an offset begins."""
        start = self.line_start(offset)
        return _blanks(self.text, start)

    @property
    def newline(self) -> str:
        """How the lines of the file end."""
        found = _ANY_END.search(self.text)
        return found[0] if found else "\n"


def _blanks(text: str, start: int) -> str:
    found = re.compile(r"[ \t\f]*").match(text, start)
    return found[0] if found else ""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made; they must not overlap."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits):
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*parts, text[at:]))


def moved(offset: int, edits: Sequence[Edit]) -> int:
    """Where a character is after the edits, which are sorted. What was replaced is where the new text begins."""
    shift = 0
    for edit in edits:
        if edit.start > offset or (edit.start == offset and edit.end > edit.start):
            break
        if edit.end > offset:
            return edit.start + shift
        shift += len(edit.text) - (edit.end - edit.start)
    return offset + shift
