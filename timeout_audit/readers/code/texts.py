"""Texts that Python code puts together: what is written out, with what cannot be read as something for a shell.

The parser of Python says where the parts of an f-string stand in some versions only: the source itself is read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from timeout_audit.readers.positions import column_of
from timeout_audit.readers.source import Text

_LITERAL = re.compile(
    r'(?P<prefix>[A-Za-z]{0,2})(?P<quote>"""|\'\'\'|"|\')(?P<body>(?:\\.|(?!(?P=quote)).)*)(?P=quote)|#[^\n]*',
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_PERCENT = re.compile(r"%(?:\(\w+\))?[-#0 +]?\d*(?:\.\d+)?[sdrif]")
_BRACES = re.compile(r"\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\{[^{}]*$")
_DEPTH = 40

_Piece = Text | tuple[str, int]


class Texts:
    """The texts of one source."""

    def __init__(self, path: str, source: str) -> None:
        self._whole = Text.of_file(path, source)
        self._lines = [0]
        for found in re.finditer("\n", source):
            self._lines.append(found.end())
        self._source_lines = source.split("\n")

    def text(self, node: ast.expr, added: Iterable[ast.expr], words: Iterable[ast.expr] = ()) -> Text | None:
        """What an expression says, with what is added to it and further words; None where no text is written out."""
        pieces = list(self._pieces(node, 0))
        if not any(isinstance(piece, Text) for piece in pieces):
            return None
        for one in added:
            pieces += self._pieces(one, 0)
        for word in words:
            pieces += [(" ", self._span(word)[0]), *self._pieces(word, 0)]
        return self._whole.join(pieces)

    def _pieces(self, node: ast.expr, depth: int) -> Iterator[_Piece]:
        if depth > _DEPTH:
            yield self._unread(node)
        elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            yield from self._literals(node, None)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from self._pieces(node.left, depth + 1)
            yield from self._pieces(node.right, depth + 1)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
            yield from self._literals(node.left, _PERCENT)
        elif (formatted := _formatted(node)) is not None:
            yield from self._literals(formatted, _BRACES)
        else:
            yield self._unread(node)

    def _literals(self, node: ast.expr, holes: re.Pattern[str] | None) -> Iterator[_Piece]:
        """The literals that an expression consists of. ``holes`` finds what is replaced in them."""
        start, end = self._span(node)
        for found in _LITERAL.finditer(self._whole.text, start, end):
            if found["quote"] is None:
                continue
            prefix = found["prefix"].lower()
            body = self._whole.slice(*found.span("body"))
            yield from _filled(body, _BRACES if "f" in prefix else holes, raw="r" in prefix)

    def _unread(self, node: ast.expr) -> _Piece:
        shown = re.sub(r"[^\w.]+", " ", ast.unparse(node)).strip()
        return _hole(shown, self._span(node)[0])

    def _span(self, node: ast.expr) -> tuple[int, int]:
        """The offsets of an expression; the parser counts bytes."""
        end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._offset(node.lineno, node.col_offset), self._offset(end_line, end)

    def _offset(self, line: int, column: int) -> int:
        return self._lines[line - 1] + column_of(self._source_lines, line, column)


def _formatted(node: ast.expr) -> ast.Constant | None:
    """The text of ``"…".format(…)``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        text = node.func.value
        return text if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
    return None


def _filled(body: Text, holes: re.Pattern[str] | None, *, raw: bool) -> Iterator[_Piece]:
    at = 0
    for found in holes.finditer(body.text) if holes else ():
        yield from _unescaped(body.slice(at, found.start()), raw=raw)
        at = found.end()
        if found[0] in ("{{", "}}"):
            yield body.slice(found.start(), found.start() + 1)
        else:
            yield _hole(re.sub(r"[^\w.]+", " ", found[0]).strip(), body.offset(found.start()))
    yield from _unescaped(body.slice(at, len(body)), raw=raw)


def _unescaped(text: Text, *, raw: bool) -> Iterator[_Piece]:
    at = 0
    for found in () if raw else re.finditer(r"\\(.)", text.text, re.DOTALL):
        yield text.slice(at, found.start())
        at = found.end()
        if found[1] in _ESCAPES:
            yield _ESCAPES[found[1]], text.offset(found.start())
        else:
            yield text.slice(found.start(1), found.end())
    yield text.slice(at, len(text))


def _hole(shown: str, offset: int) -> _Piece:
    """What cannot be read, as a shell would say that."""
    return f"$({shown or '…'})", offset
