"""Where the nodes of the standard parser's tree stand, as libcst would say it."""

from __future__ import annotations

import ast
from typing import Any

from timeout_audit.readers.python.origins import Span


class Unlike(Exception):
    """Something that libcst is to read itself."""


class Places:
    """The places of one text. Lines and columns are counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._ascii = text.isascii()

    def _span(self, tree: Any) -> Span:
        line, end = tree.lineno, tree.end_lineno
        return line, self._column(line, tree.col_offset) + 1, end, self._column(end, tree.end_col_offset) + 1

    def _column(self, line: int, offset: int) -> int:
        """The column (from 0) of an offset in bytes."""
        if self._ascii:
            return offset
        return len(self._lines[line - 1].encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))

    def _source(self, tree: Any) -> str:
        line, column, end, end_column = self._span(tree)
        if line == end:
            return self._lines[line - 1][column - 1 : end_column - 1]
        first, last = self._lines[line - 1][column - 1 :], self._lines[end - 1][: end_column - 1]
        return "\n".join((first, *self._lines[line : end - 1], last))

    def _after(self, line: int, column: int) -> tuple[str, int, int]:
        """The next character of the code at or after a place (column from 1), and where it stands."""
        while line <= len(self._lines):
            text = self._lines[line - 1]
            rest = text[column - 1 :].lstrip()
            if rest and rest[0] not in "#\\":
                return rest[0], line, len(text) - len(rest) + 1
            line, column = line + 1, 1
        raise Unlike

    def _before(self, line: int, column: int) -> tuple[str, int, int]:
        """The last character of the code before a place (column from 1), and where it stands."""
        text = self._lines[line - 1][: column - 1].rstrip()
        while not text and line > 1:
            line -= 1
            text = self._lines[line - 1].rstrip()
            if "#" in text or text.endswith("\\"):
                raise Unlike
        if not text:
            raise Unlike
        return text[-1], line, len(text)

    def _with_brackets(self, tree: ast.expr, end_of_call: tuple[int, int]) -> Span:
        """The span of an argument with the brackets around it."""
        span = self._inside(tree) if isinstance(tree, ast.GeneratorExp) else self._span(tree)
        if isinstance(tree, ast.GeneratorExp) and (tree.end_lineno, self._column(*end_of(tree)) + 1) == end_of_call:
            return span  # the brackets are those of the call
        if isinstance(tree, ast.GeneratorExp):
            span = self._span(tree)
        while True:
            character, line, column = self._after(span[2], span[3])
            if character == "," or (line, column + 1) == end_of_call:
                return span
            if character != ")":
                raise Unlike
            opening, first, at = self._before(span[0], span[1])
            if opening != "(":
                raise Unlike
            span = (first, at, line, column + 1)

    def _inside(self, tree: ast.expr) -> Span:
        """The span of a generator without its brackets."""
        span = self._span(tree)
        _, line, column = self._after(span[0], span[1] + 1)
        _, end, end_column = self._before(span[2], span[3] - 1)
        return line, column, end, end_column + 1


def end_of(tree: Any) -> tuple[int, int]:
    """The line and the offset in it (from 0, in bytes) where a node ends."""
    return tree.end_lineno, tree.end_col_offset
