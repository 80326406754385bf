"""What a fix does to one file."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.fix.document import Edit


class Need(Struct, frozen=True, order=True):
    """An import to add: ``from module import name``, or ``import module`` where there is no name."""

    module: str
    name: str = ""


class Part(Struct, frozen=True):
    """The edits of one fix in one file; ``python`` says who reads it. ``needs`` are the imports that they take."""

    path: str
    python: bool
    edits: tuple[Edit, ...]
    needs: tuple[Need, ...] = ()

    def touches(self, other: Part) -> bool:
        """Whether two parts change the same piece of the same file."""
        if self.path != other.path:
            return False
        if self.python is not other.python:
            return True
        start, end = _span(self)
        begin, stop = _span(other)
        return start <= stop and begin <= end


def _span(part: Part) -> tuple[int, int]:
    return min(edit.start for edit in part.edits), max(edit.end for edit in part.edits)
