"""The shell grammar's nodes, with offsets of characters instead of bytes.

The whole module is imported only when there is shell text to read (tree-sitter takes 26 ms to import).
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

import tree_sitter_bash
from tree_sitter import Language, Node, Parser


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bash.language()))


class Tree:
    """A parsed text. ``span`` gives a node's offsets in it."""

    __slots__ = ("_extra", "root", "text")

    def __init__(self, text: str) -> None:
        """Parse the text."""
        self.text = text
        self.root: Node = _parser().parse(text.encode("utf-8", "surrogatepass")).root_node
        # Where a character takes several bytes: the byte offset after it, in order, and the bytes it has too many.
        self._extra: list[tuple[int, int]] = []
        if not text.isascii():
            at = surplus = 0
            for character in text:
                size = len(character.encode("utf-8", "surrogatepass"))
                at += size
                if size > 1:
                    surplus += size - 1
                    self._extra.append((at, surplus))

    def _characters(self, offset: int) -> int:
        if not self._extra:
            return offset
        index = bisect_right(self._extra, (offset, len(self.text) * 4)) - 1
        return offset - (self._extra[index][1] if index >= 0 else 0)

    def span(self, node: Node) -> tuple[int, int]:
        """Start and end of the node, in characters."""
        return self._characters(node.start_byte), self._characters(node.end_byte)

    def source(self, node: Node) -> str:
        """The node's text."""
        start, end = self.span(node)
        return self.text[start:end]
