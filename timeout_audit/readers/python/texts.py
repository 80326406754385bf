"""The texts of the files of a run, decoded and cut when they are asked about."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Callable

from timeout_audit.model.finding import Problem
from timeout_audit.model.text import msg
from timeout_audit.readers.python.layout import Layout

_ROOM = 12_000_000
"""Characters of the texts whose layouts are kept; what is kept of one takes four times as much."""

_DEEPEST = 180
# ``except A, B:`` is Python 3.14; with brackets every version reads it.
_EXCEPT = re.compile(r"^([ \t]*except\*?[ \t]+)([\w.]+(?:[ \t]*,[ \t]*[\w.]+)+)([ \t]*:)", re.MULTILINE)
_PYTHON_2 = re.compile(
    r"^\s*(?:print\s+[\"'\w]|exec\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,)", re.MULTILINE
)
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=]|^\xef\xbb\xbf")


class Unreadable(Exception):
    """The file cannot be read as Python; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem.message))
        self.problem = problem


class Texts:
    """The layouts of the files that were asked about last. ``load`` gives a file's bytes."""

    def __init__(self, load: Callable[[str], bytes]) -> None:
        self.load = load
        self._layouts: dict[str, Layout] = {}
        self._size = 0

    def layout(self, path: str) -> Layout:
        """The layout of a file.

        Raises:
            Unreadable: where it is no text.

        """
        found = self._layouts.pop(path, None)
        if found is not None:
            self._layouts[path] = found  # those asked for last go last
            return found
        return self._keep(path, Layout(decode(path, self.load(path)), bare=True))

    def whole(self, path: str) -> Layout | None:
        """The layout of a file of which a piece does not stand alone; None where this Python cannot parse it at all.

        Raises:
            Unreadable: where it is nothing that can be parsed as Python 3.

        """
        source, tree = parse(path, decode(path, self.load(path)))
        if (known := self._layouts.pop(path, None)) is not None:
            self._size -= len(known.source)
        return None if tree is None else self._keep(path, Layout(source, tree, bare=True))

    def _keep(self, path: str, layout: Layout) -> Layout:
        self._layouts[path] = layout
        self._size += len(layout.source)
        while self._size > _ROOM and len(self._layouts) > 1:
            self._size -= len(self._layouts.pop(next(iter(self._layouts))).source)
        return layout


def parse(path: str, source: str) -> tuple[str, ast.Module | None]:
    """The source and its tree for extents; no tree where this Python cannot parse what libcst may.

    Raises:
        Unreadable: where it is nothing that can be parsed as Python 3.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return source, ast.parse(source)
    except SyntaxError as error:
        newer = _EXCEPT.sub(r"\1(\2)\3", source)
        if newer != source and (tree := _parsed(newer)) is not None:
            return newer, tree
        if _nesting(source) > _DEEPEST:
            raise Unreadable(nested(path)) from error
        return source, None
    except (RecursionError, MemoryError, ValueError) as error:
        raise Unreadable(nested(path)) from error


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return None


def decode(path: str, data: bytes) -> str:
    """The text of a source file by its own declaration, each line ended by a line feed alone.

    Raises:
        Unreadable: for NUL bytes, unknown encodings, and bytes that do not fit the encoding.

    """
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise Unreadable(
            Problem(path, line, msg("there is a NUL byte here: this is no source text, and was not audited"))
        )
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = msg(
            "bytes here are not {encoding}: save the file as UTF-8 or declare its encoding", encoding=error.encoding
        )
        raise Unreadable(Problem(path, line, message)) from error
    except (SyntaxError, LookupError) as error:
        raise Unreadable(Problem(path, 1, msg("the encoding cannot be used: {reason}", reason=str(error)))) from error


def _nesting(source: str) -> int:
    depth = deepest = 0
    for bracket in re.findall(r"[\[\](){}]", source):
        depth = depth + 1 if bracket in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def nested(path: str) -> Problem:
    """The problem of a file that is nested too deeply."""
    return Problem(path, 1, msg("nested too deeply to be read: it was not audited"))


def unparsed(path: str, source: str, line: int, reason: str) -> Problem:
    """The problem of a text that is no Python 3 that could be parsed."""
    if _PYTHON_2.search(source):
        return Problem(path, line, msg("this is Python 2: it was not audited"))
    return Problem(path, line, msg("syntax error, not audited: {reason}", reason=reason))
