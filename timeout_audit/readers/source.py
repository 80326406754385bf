"""Text that remembers where it came from.

A command line may be joined from continuation lines, decoded from JSON inside YAML, cut out of a here-document. Each
character of a ``Text`` still knows its place in the file, so every word found in it has an exact one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from timeout_audit.model.place import Place

_CODINGS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 by its mark; what cannot be decoded is replaced, and a NUL is a blank."""
    coding = "utf-8"
    for mark, name in _CODINGS:
        if data.startswith(mark):
            data, coding = data[len(mark) :], name
            break
    return data.decode(coding, "replace").replace("\0", " ")


class _File:
    """A file's path and, once somebody asks for a place in it, the offsets at which its lines begin."""

    __slots__ = ("_lines", "_text", "path")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._text = text
        self._lines: list[int] = []

    def position(self, offset: int) -> tuple[int, int]:
        if not self._lines:
            self._lines = [0, *accumulate(len(line) + 1 for line in self._text.split("\n"))][:-1]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


class Text:
    """A string and, for each of its runs of characters, the offset in the file that the run was taken from."""

    __slots__ = ("_file", "_origins", "_starts", "text")

    def __init__(self, file: _File, text: str, starts: list[int], origins: list[int]) -> None:
        """Put together text and origins; ``of_file`` and ``join`` are the ways to make one."""
        self._file = file
        self.text = text
        self._starts = starts
        self._origins = origins

    @classmethod
    def of_file(cls, path: str, text: str) -> Text:
        """The whole text of a file."""
        return cls(_File(path, text), text, [0], [0])

    def __len__(self) -> int:
        """How many characters it has."""
        return len(self.text)

    @property
    def path(self) -> str:
        """The file it came from, relative to the audited root."""
        return self._file.path

    def offset(self, at: int) -> int:
        """The offset in the file of the character at ``at``; past the end, the one after the last."""
        if at >= len(self.text) and self.text:
            return self.offset(len(self.text) - 1) + 1
        index = max(bisect_right(self._starts, at) - 1, 0)
        return self._origins[index] + at - self._starts[index]

    def place(self, start: int, end: int) -> Place:
        """The place of ``text[start:end]``."""
        line, column = self._file.position(self.offset(start))
        if end <= start:
            return Place(self.path, line, column, line, column)
        end_line, end_column = self._file.position(self.offset(end - 1))
        return Place(self.path, line, column, end_line, end_column + 1)

    def whole(self) -> Place:
        """The place of all of it."""
        return self.place(0, len(self.text))

    def slice(self, start: int, end: int) -> Text:
        """``text[start:end]`` with its places."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_right(self._starts, max(end - 1, start))
        starts = [max(at - start, 0) for at in self._starts[first:last]]
        origins = list(self._origins[first:last])
        if starts:
            origins[0] += max(start - self._starts[first], 0)
        return Text(self._file, self.text[start:end], starts or [0], origins or [self.offset(start)])

    def join(self, pieces: Iterable[Text | tuple[str, int]]) -> Text:
        """One text of several: slices of this file's texts, or a string that stands for what begins at an offset."""
        parts: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        at = 0
        for piece in pieces:
            if isinstance(piece, Text):
                if not piece.text:
                    continue
                starts.extend(at + start for start in piece._starts)
                origins.extend(piece._origins)
                text = piece.text
            else:
                text, origin = piece
                for index in range(len(text)):
                    starts.append(at + index)
                    origins.append(origin)
            parts.append(text)
            at += len(text)
        return Text(self._file, "".join(parts), starts or [0], origins or [self.offset(0)])
