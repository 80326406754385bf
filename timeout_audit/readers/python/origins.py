"""Where the nodes of a slice stand in their file, and how they are written there."""

from __future__ import annotations

from typing import Protocol

import libcst as cst

from timeout_audit.model.place import Place
from timeout_audit.readers.python.cut import original_line

Span = tuple[int, int, int, int]
"""The line and column where something begins and ends, from 1."""


class Tree(Protocol):
    """A tree that knows where its nodes stand in the text."""

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node stands, of a kind that becomes facts."""

    def text(self, node: cst.CSTNode) -> str:
        """The source of an expression, without the brackets around it."""


class Origins:
    """Where the nodes of one slice stand in their file: ``lines`` are the file's lines for those of the slice."""

    def __init__(self, path: str, tree: Tree, lines: tuple[int, ...]) -> None:
        self._path = path
        self._tree = tree
        self._lines = lines

    def place(self, node: cst.CSTNode) -> Place:
        """Where a node stands."""
        line, column, end_line, end_column = self._tree.span(node)
        lines = self._lines
        return Place(self._path, original_line(lines, line), column, original_line(lines, end_line), end_column)

    def text(self, node: cst.CSTNode, limit: int = 60) -> str:
        """The source of an expression on one line, shortened."""
        text = " ".join(self._tree.text(node).split())
        return text if len(text) <= limit else text[: limit - 1] + "…"
