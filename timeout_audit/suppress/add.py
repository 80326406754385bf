"""Writes suppressions into audited files: a comment on a line of its own above the statement.

A line of its own, because a formatter leaves it where it is and no line grows too long.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from timeout_audit.model.text import Message, msg
from timeout_audit.readers.comments import Statement, comment_sign, statements

_YAML = (".yml", ".yaml")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|$)")


class Added(Struct, frozen=True):
    """``data`` is the new content; ``refused`` says for a line why no comment could be written for it."""

    data: bytes
    written: int
    refused: Mapping[int, Message]


def add_comments(path: str, data: bytes, wanted: Iterable[tuple[int, str]], reason: str, *, python: bool) -> Added:
    """Silence the findings ``wanted`` (line, code) of one file, each statement with one comment.

    A comment is written only where the file means the same with it.
    """
    refused: dict[int, Message] = {}
    if path.endswith(".json"):
        return Added(data, 0, dict.fromkeys((line for line, _ in wanted), msg("JSON has no comments")))
    codes: dict[int, set[str]] = {}
    found = statements(path, data, python=python)
    lines = [match[0] for match in _LINE.finditer(data)]
    for line, code in wanted:
        above = next((at for at in _candidates(found, line, path) if _fits(path, lines, at, python=python)), None)
        if above is None:
            refused[line] = msg("a comment here would change what the file says")
        else:
            codes.setdefault(above, set()).add(code)
    for above in sorted(codes, reverse=True):
        lines.insert(above - 1, _comment(path, lines[above - 1], codes[above], reason))
    return Added(b"".join(lines), len(codes), refused)


def _candidates(found: list[Statement], line: int, path: str) -> list[int]:
    """Lines above which a comment would be about ``line``, the nearest first."""
    holding = [one.first for one in found if 0 < one.first <= line <= one.last]
    return sorted(holding, reverse=True) if path.endswith(_YAML) else holding


def _comment(path: str, line: bytes, codes: Iterable[str], reason: str) -> bytes:
    """A line with the comment, indented and ended as ``line`` is."""
    indent = line[: len(line) - len(line.lstrip(b" \t"))]
    end = line[len(line.rstrip(b"\r\n")) :] or b"\n"
    return indent + f"{comment_sign(path)} timeout-audit: ignore[{', '.join(sorted(codes))}] -- {reason}".encode() + end


def _fits(path: str, lines: list[bytes], above: int, *, python: bool) -> bool:
    """Whether the file says the same with a comment above that line."""
    probe = [*lines]
    probe.insert(above - 1, _comment(path, lines[above - 1], ["TA000"], "x"))
    if python:
        return _tree(b"".join(lines)) == _tree(b"".join(probe))
    if path.endswith(_YAML):
        return bool(_documents(b"".join(lines)) == _documents(b"".join(probe)))
    return True


def _tree(data: bytes) -> str | None:
    try:
        return ast.dump(ast.parse(data))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _documents(data: bytes) -> Any:
    """What a YAML file says, as its events without their places; None where it cannot be read."""
    import yaml  # noqa: PLC0415 - 25 ms, and only when a YAML file is written

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return [
            (type(event).__name__, getattr(event, "value", None), getattr(event, "anchor", None))
            for event in yaml.parse(data, Loader=loader)
        ]
    except yaml.YAMLError:
        return None
