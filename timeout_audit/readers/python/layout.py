"""Where the statements of a file stand, at the cost of the few that are looked at.

One expression runs over the text, skips strings and comments, and finds the lines at the left margin that begin a
definition. That cuts the text into pieces: a definition each, or a run of other statements. A piece is parsed when
something in it is asked for; the standard library's parser is used for this and nothing else. Its parser makes 5 MB/s,
the expression 60, and of most files two or three pieces matter.

Where a piece does not stand alone (a line at the left margin continued the one before), the file is parsed as a whole.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator

from timeout_audit.readers.python.sieve import find_imports
from timeout_audit.readers.python.units import Unit, units_of

_STRING = (
    r'"""[^\\]*?(?:\\.[^\\]*?)*"""' r"|'''[^\\]*?(?:\\.[^\\]*?)*'''"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"' r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
)  # fmt: skip
_HEAD = r"(?P<definition>(?:(?:async[ \t]+)?def|class)[ \t]+(?P<name>\w+)|@)"
_IMPORT = r"(?P<import>(?:from|import)[ \t][^\n(#;\\]*(?:\([^)]*\))?)"
_OTHER = r"(?P<other>[^\W\d]|[(\[{*])"
_LINE = re.compile(f"{_HEAD}|{_IMPORT}|{_OTHER}")
_MARK = re.compile(rf"#[^\n]*|{_STRING}|\\\n|\n(?:{_HEAD}|{_IMPORT}|{_OTHER})", re.DOTALL)


_WORD = re.compile(r"[^\W\d]\w*")
_NO_NODE = ast.Pass()


class Uncut(Exception):
    """A piece of the text cannot be parsed alone: the text is to be parsed as a whole, or is no Python."""


class Piece:
    """A part of the text that begins at offset ``start``, in line ``line`` (from 1).

    ``name`` is the function or class that it defines, "" for a run of other statements. ``units`` is None until it is
    parsed.
    """

    __slots__ = ("line", "name", "start", "units")

    def __init__(self, start: int, line: int, name: str) -> None:
        self.start = start
        self.line = line
        self.name = name
        self.units: list[Unit] | None = None


class Layout:
    """The statements of one source text, in order, with the way from offsets to them."""

    def __init__(self, source: str, tree: ast.Module | None = None, *, bare: bool = False) -> None:
        """``tree`` is given where the text is parsed already, as a whole; ``bare`` gives units without their nodes."""
        self.source = source
        self._bare = bare
        self._lines: list[str] = []
        self._bound: set[str] | None = None
        self._simple: dict[str, list[Unit]] = {}
        self._met: set[Piece] = set()
        self._leaned: dict[Unit, tuple[Unit, ...]] = {}
        if tree is None:
            self.pieces, self._imports = _cut(source)
        else:
            whole = Piece(0, 1, "")
            whole.units = self._units_of(tree, 0)
            self.pieces, self._imports = [whole], []
        self._starts = [piece.start for piece in self.pieces]

    @property
    def lines(self) -> list[str]:
        """The lines of the text."""
        if not self._lines:
            self._lines = self.source.split("\n")
        return self._lines

    def text(self, unit: Unit) -> str:
        """The source lines of a unit."""
        return "\n".join(self.lines[unit.start - 1 : unit.end])

    def unit_at(self, offset: int) -> Unit | None:
        """The innermost unit whose lines hold this offset; None between units and inside the module's imports.

        Raises:
            Uncut: where its piece does not stand alone.

        """
        if self._imports:
            index = bisect_right(self._imports, (offset, offset))
            if index and offset < self._imports[index - 1][1]:
                return None
        piece = self.pieces[bisect_right(self._starts, offset) - 1]
        line = piece.line + self.source.count("\n", piece.start, offset)
        found = None
        for unit in self.units(piece):
            if unit.start > line:
                break
            if unit.end >= line:
                found = unit
        return found

    def units(self, piece: Piece) -> list[Unit]:
        """The units of a piece.

        Raises:
            Uncut: where it does not stand alone.

        """
        if piece.units is None:
            piece.units = self._units_of(self._tree(piece), piece.line - 1)
        return piece.units

    def _tree(self, piece: Piece) -> ast.Module:
        index = bisect_right(self._starts, piece.start)
        end = self._starts[index] if index < len(self._starts) else len(self.source)
        try:
            return ast.parse(self.source[piece.start : end])
        except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
            raise Uncut from error

    def _units_of(self, tree: ast.Module, above: int) -> list[Unit]:
        units = list(units_of(tree.body, above))
        if self._bare:
            for unit in units:
                unit.node = _NO_NODE
        return units

    def rest(self) -> None:
        """Give the trees back, which take most of the memory: a piece is parsed again for a node that is asked for."""
        self._lines = []
        for piece in self.pieces:
            for unit in piece.units or ():
                unit.node = _NO_NODE

    def node(self, unit: Unit) -> ast.stmt:
        """The tree of a unit."""
        if unit.node is _NO_NODE and (alone := _alone(self.text(unit), unit)) is not None:
            unit.node = alone
        if unit.node is _NO_NODE:
            piece = self.pieces[bisect_right([one.line for one in self.pieces], unit.start) - 1]
            again = units_of(self._tree(piece).body, piece.line - 1)
            for one, other in zip(piece.units or (), list(again), strict=True):
                one.node = other.node
        return unit.node

    def standing(self, spans: Collection[tuple[int, int]]) -> set[Unit]:
        """The units whose first and last lines are among these.

        Raises:
            Uncut: where there is none for one of them, or its piece does not stand alone.

        """
        lines = [piece.line for piece in self.pieces]
        pieces = {self.pieces[bisect_right(lines, start) - 1] for start, _ in spans}
        sought = set(spans)
        found = {unit for piece in pieces for unit in self.units(piece) if (unit.start, unit.end) in sought}
        if {(unit.start, unit.end) for unit in found} != sought:
            raise Uncut
        return found

    def others(self) -> Iterator[Unit]:
        """The units of the pieces that were parsed, and of those that may bind names otherwise than by a definition.

        Raises:
            Uncut: where one of them does not stand alone.

        """
        for piece in self.pieces:
            if piece.units is not None or not piece.name:
                yield from self.units(piece)

    def simple(self) -> dict[str, list[Unit]]:
        """The assignments, imports and other statements among the ``others``, by the names that they bind.

        Raises:
            Uncut: where a piece does not stand alone.

        """
        for piece in self.pieces:
            if piece not in self._met and (piece.units is not None or not piece.name):
                for unit in self.units(piece):
                    if unit.kind in ("assign", "import", "other") and unit.names:
                        self._leaned.clear()
                        for name in unit.names:
                            self._simple.setdefault(name, []).append(unit)
                self._met.add(piece)
        return self._simple

    def leaned(self, unit: Unit) -> tuple[Unit, ...]:
        """Those of the ``simple`` statements whose names a unit mentions."""
        found = self._leaned.get(unit)
        if found is None:
            mentioned = self._simple.keys() & set(_WORD.findall(self.text(unit)))
            found = self._leaned[unit] = tuple({one: None for name in mentioned for one in self._simple[name]})
        return found

    def defining(self, name: str) -> Iterator[Unit]:
        """The units of the module that bind a name.

        Raises:
            Uncut: where a piece that mentions it does not stand alone.

        """
        for index, piece in enumerate(self.pieces):
            if piece.name == name or (not piece.name and self._mentions(index, name)):
                yield from (unit for unit in self.units(piece) if unit.owner is None and name in unit.names)

    def binds(self, name: str) -> bool:
        """Whether the module binds a name.

        Raises:
            Uncut: where a piece that mentions it does not stand alone.

        """
        if "." in name:
            return False
        if self._bound is None:
            spans = "\n".join(self.source[start:end] for start, end in self._imports).encode("utf-8", "replace")
            self._bound = {local for entry in find_imports(spans) for _, local in entry.bound()}
            self._bound |= {piece.name for piece in self.pieces if piece.name}
        return name in self._bound or any(True for _ in self.defining(name))

    def _mentions(self, index: int, name: str) -> bool:
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.source)
        return self.source.find(name, self._starts[index], end) >= 0


def _alone(text: str, unit: Unit) -> ast.stmt | None:
    """The tree of a unit by its own lines; None where these do not stand alone."""
    head = "if 1:\n" if unit.margin else ""
    tail = f"\n{' ' * (unit.margin + 1)}pass" if unit.kind == "class" and unit.members else ""
    try:
        body = ast.parse(f"{head}{text}{tail}").body
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return None
    if head and isinstance(body[0], ast.If):
        body = body[0].body
    return body[0] if len(body) == 1 else None


def _cut(source: str) -> tuple[list[Piece], list[tuple[int, int]]]:
    """The pieces of a text, and the spans of the import statements at its left margin."""
    pieces = [Piece(0, 1, "")]
    imports: list[tuple[int, int]] = []
    decorated = False
    for match in _marks(source):
        if match.lastgroup is None:
            continue
        start = match.start() + (source[match.start()] == "\n")
        last = pieces[-1]
        if match["definition"]:
            name = match["name"]
            if decorated or start == last.start:
                last.name = name or "@"
            else:
                pieces.append(Piece(start, last.line + source.count("\n", last.start, start), name or "@"))
            decorated = name is None
        else:
            if match["import"]:
                imports.append((start, match.end()))
            if last.name:
                pieces.append(Piece(start, last.line + source.count("\n", last.start, start), ""))
            decorated = False
    return pieces, imports


def _marks(source: str) -> Iterator[re.Match[str]]:
    first = _LINE.match(source)
    if first:
        yield first
    yield from _MARK.finditer(source)
