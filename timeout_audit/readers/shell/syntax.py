"""The shell grammar's nodes, with offsets of characters instead of bytes.

The whole module is imported only when there is shell text to read (tree-sitter takes 26 ms to import).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

_LONG = re.compile(r"[^\x00-\x7f]")
"""A character of several bytes."""


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


class Tree:
    """A parsed text. ``span`` gives a node's offsets in it."""

    __slots__ = ("_ends", "_surplus", "root", "text")

    def __init__(self, text: str) -> None:
        """Parse the text."""
        self.text = text
        self.root: Node = _parser().parse(text.encode("utf-8", "surrogatepass")).root_node
        # Behind each character of several bytes: the offset in bytes, and how many more they are than characters.
        self._ends: list[int] = []
        self._surplus = [0]
        for found in _LONG.finditer(text) if not text.isascii() else ():
            surplus = self._surplus[-1] + len(found[0].encode("utf-8", "surrogatepass")) - 1
            self._ends.append(found.end() + surplus)
            self._surplus.append(surplus)

    def _characters(self, offset: int) -> int:
        return offset - self._surplus[bisect_right(self._ends, offset)]

    def span(self, node: Node) -> tuple[int, int]:
        """Start and end of the node, in characters."""
        return self._characters(node.start_byte), self._characters(node.end_byte)

    def source(self, node: Node) -> str:
        """The node's text."""
        start, end = self.span(node)
        return self.text[start:end]
