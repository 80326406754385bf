"""Facts and verdicts of a file whose lines have got other numbers, since something was written between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message
from timeout_audit.model.wait import Wait

_Verdict = TypeVar("_Verdict")
_PLACE = re.compile(r"(.*):(\d+)", re.DOTALL)
_LINE = "line"

Lines = Mapping[str, Mapping[int, int]]
"""By path the line that each line is now. Lines of other files are what they were."""


class Unmoved(Exception):
    """A verdict names a line of which it is not known which one it is now."""


class Renumbering:
    """Compares the facts of one file as it was and as it is, and learns which line is which."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines = {0: 0}

    def same(self, old: object, new: object) -> bool:
        """Whether facts differ in the numbers of lines alone."""
        try:
            return self._same(old, new)
        except RecursionError:
            return False

    def lines(self) -> dict[int, int] | None:
        """Which line is which; None where some of them have changed places."""
        now = [self._lines[line] for line in sorted(self._lines)]
        return self._lines if all(one < other for one, other in pairwise(now)) else None

    def _same(self, old: object, new: object) -> bool:
        if type(old) is not type(new):
            return False
        if isinstance(old, Place) and isinstance(new, Place):
            return self._same_place(old, new)
        if isinstance(old, Struct):
            return all(self._same(getattr(old, name), getattr(new, name)) for name in old.__struct_fields__)
        if isinstance(old, (tuple, list)) and isinstance(new, (tuple, list)):
            return len(old) == len(new) and all(map(self._same, old, new))
        if isinstance(old, dict) and isinstance(new, dict):
            return list(old) == list(new) and all(map(self._same, old.values(), new.values()))
        return old == new

    def _same_place(self, old: Place, new: Place) -> bool:
        if old.path != self._path or new.path != self._path:
            return old == new
        columns = (old.column, old.end_column) == (new.column, new.end_column)
        return columns and self._is(old.line, new.line) and self._is(old.end_line, new.end_line)

    def _is(self, old: int, new: int) -> bool:
        return self._lines.setdefault(old, new) == new


def moved(verdict: _Verdict, lines: Lines) -> _Verdict:
    """A verdict with the numbers that lines have now.

    Raises:
        Unmoved: where it names one that is not among them.

    """
    if all(old == new for numbers in lines.values() for old, new in numbers.items()):
        return verdict
    return cast("_Verdict", _moved(verdict, lines, ""))


def _moved(value: object, lines: Lines, path: str) -> object:
    """``path`` is the file of the wait that says it."""
    if isinstance(value, Place):
        end = value.end_line and _now(value.path, value.end_line, lines)
        return replace(value, line=_now(value.path, value.line, lines), end_line=end) if value.path in lines else value
    if isinstance(value, Problem):
        message = cast("Message", _moved(value.message, lines, value.path))
        return replace(value, line=_now(value.path, value.line, lines), message=message)
    if isinstance(value, Message):
        return Message(value.template, tuple((name, _said(name, one, lines, path)) for name, one in value.values))
    if isinstance(value, tuple):
        return tuple(_moved(one, lines, path) for one in value)
    if isinstance(value, Struct):
        path = value.place.path if isinstance(value, Wait) else path
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        changes = {name: now for name, one in fields if (now := _moved(one, lines, path)) is not one}
        return replace(value, **changes) if changes else value
    return value


def _now(path: str, line: int, lines: Lines) -> int:
    numbers = lines.get(path)
    if numbers is None:
        return line
    if line not in numbers:
        raise Unmoved(path)
    return numbers[line]


def _said(name: str, value: str | Message, lines: Lines, path: str) -> str | Message:
    """What a sentence says in a hole: ``{line}`` is a line of the same file, and a place is written with its path."""
    if isinstance(value, Message):
        return cast("Message", _moved(value, lines, path))
    if name == _LINE:
        return str(_now(path, int(value), lines))
    place = _PLACE.fullmatch(value)
    return f"{place[1]}:{_now(place[1], int(place[2]), lines)}" if place and place[1] in lines else value
