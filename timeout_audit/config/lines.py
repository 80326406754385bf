"""Where a key stands in a TOML file, which the parser does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD = re.compile(r"^\s*\[(\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w.-])+)\s*=""")
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*""")


def line_of(text: str, where: Sequence[str | int]) -> int:
    """The line of the key ``where``, or of the nearest table around it that has a line of its own.

    An integer counts the tables of an array, from 0. The text is read by lines, so what looks like a key inside a
    string of several lines may be taken for one.
    """
    best, depth = 1, 0
    table: list[str | int] = []
    seen: dict[tuple[str | int, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if head := _HEAD.match(line):
            table = list(_parts(head[2]))
            if head[1]:
                index = seen[tuple(table)] = seen.get(tuple(table), -1) + 1
                table.append(index)
            path = table
        elif key := _KEY.match(line):
            path = [*table, *_parts(key[1])]
        else:
            continue
        common = _common(path, where)
        if common > depth:
            best, depth = number, common
    return best


def _parts(dotted: str) -> list[str]:
    return [match[1] or match[2] or match[3] or "" for match in _PART.finditer(dotted)]


def _common(path: Sequence[str | int], where: Sequence[str | int]) -> int:
    length = 0
    for one, other in zip(path, where, strict=False):
        if one != other:
            break
        length += 1
    return length
