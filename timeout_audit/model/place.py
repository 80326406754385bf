"""Where something is written."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.shared import share


class Place(Struct, frozen=True, order=True, array_like=True, gc=False):
    """A span of a file. ``path`` is relative to the audited root, with ``/``; lines and columns count from 1.

    Columns count characters, not bytes; ``end_column`` is the column after the last character. Zero for the end means
    that only the start is known, zero for the line that the whole file is meant.
    """

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __post_init__(self) -> None:
        share(self, "path")

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path

    def holds(self, other: Place) -> bool:
        """Whether another place is within this one."""
        return (
            self.path == other.path
            and (self.line, self.column) <= (other.line, other.column)
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )

    def spans(self, other: Place) -> bool:
        """Whether another place begins on one of its lines."""
        return self.path == other.path and self.line <= other.line <= max(self.line, self.end_line)
