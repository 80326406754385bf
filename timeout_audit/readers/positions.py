"""Where the nodes of the standard library's parser stand: it counts bytes, we count characters."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from timeout_audit.model.place import Place


def column_of(lines: Sequence[str], line: int, offset: int) -> int:
    """The column (from 0) of an offset in bytes in a line (from 1)."""
    text = lines[line - 1] if line <= len(lines) else ""
    return offset if text.isascii() else len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))


def place_of(path: str, lines: Sequence[str], node: ast.expr | ast.stmt) -> Place:
    """The place of an expression in a file of these lines."""
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    start = column_of(lines, node.lineno, node.col_offset) + 1
    return Place(path, node.lineno, start, end_line, column_of(lines, end_line, end) + 1)
