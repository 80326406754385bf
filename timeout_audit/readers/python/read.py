"""The Python reader: bytes to facts. A pure function of its arguments, so that its results can be cached and shared."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.finding import Problem
from timeout_audit.model.python import PythonFile
from timeout_audit.model.text import Message, msg
from timeout_audit.readers.python.sieve import ImportText
from timeout_audit.readers.python.slices import Root, Slice, slice_file

_DEEPEST = 180
# ``except A, B:`` is Python 3.14; with brackets every version reads it.
_EXCEPT = re.compile(r"^([ \t]*except\*?[ \t]+)([\w.]+(?:[ \t]*,[ \t]*[\w.]+)+)([ \t]*:)", re.MULTILINE)
_PYTHON_2 = re.compile(
    r"^\s*(?:print\s+[\"'\w]|exec\s+[\"'\w]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,)", re.MULTILINE
)


class Unreadable(Exception):
    """The file cannot be read as Python; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem.message))
        self.problem = problem


def read_waits(
    path: str, data: bytes, imports: Iterable[ImportText], vocabulary: Vocabulary, roots: Iterable[Root] = ()
) -> PythonFile:
    """Facts of the part of a file that can reach a wait. A file that cannot be read yields its problem."""
    try:
        source, tree = parse(path, data)
        if tree is None:
            return facts_of(
                path, Slice(source, tuple(range(1, source.count("\n") + 2)), openers=vocabulary.openers), vocabulary
            )
        return facts_of(path, slice_file(source, tree, imports, vocabulary, roots), vocabulary)
    except Unreadable as error:
        return PythonFile(path, problems=(error.problem,))


def parse(path: str, data: bytes) -> tuple[str, ast.Module | None]:
    """The decoded source and its tree for extents; no tree where this Python cannot parse what libcst may.

    Raises:
        Unreadable: where it is no text, or nothing that can be parsed as Python 3.
    """
    source = decode(path, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return source, ast.parse(source)
    except SyntaxError as error:
        newer = _EXCEPT.sub(r"\1(\2)\3", source)
        if newer != source and (tree := _parsed(newer)) is not None:
            return newer, tree
        if _nesting(source) > _DEEPEST:
            raise Unreadable(_nested(path)) from error
        if _PYTHON_2.search(source):
            raise Unreadable(_syntax(path, error, msg("this is Python 2: it was not audited"))) from error
        return source, None
    except (RecursionError, MemoryError, ValueError) as error:
        raise Unreadable(_nested(path)) from error


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return None


def decode(path: str, data: bytes) -> str:
    """The text of a source file by its own declaration, with ``\\n`` line ends.

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
        return data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = msg(
            "bytes here are not {encoding}: save the file as UTF-8 or declare its encoding", encoding=error.encoding
        )
        raise Unreadable(Problem(path, line, message)) from error
    except (SyntaxError, LookupError) as error:
        raise Unreadable(Problem(path, 1, msg("the encoding cannot be used: {reason}", reason=str(error)))) from error


def facts_of(path: str, part: Slice, vocabulary: Vocabulary) -> PythonFile:
    """The facts of a slice.

    Raises:
        Unreadable: where libcst cannot parse it.
    """
    if not part.text.strip():
        return PythonFile(path, exports=part.exports, passes=part.passes)
    from timeout_audit.readers.python.facts import collect  # noqa: PLC0415 - libcst takes 0.25 s

    try:
        facts = collect(path, part, vocabulary)
    except RecursionError as error:
        raise Unreadable(_nested(path)) from error
    if isinstance(facts, tuple):
        line, reason = facts
        raise Unreadable(Problem(path, line, msg("syntax error, not audited: {reason}", reason=reason)))
    return facts


def _nesting(source: str) -> int:
    depth = deepest = 0
    for bracket in re.findall(r"[\[\](){}]", source):
        depth = depth + 1 if bracket in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _nested(path: str) -> Problem:
    return Problem(path, 1, msg("nested too deeply to be read: it was not audited"))


def _syntax(path: str, error: SyntaxError, message: Message) -> Problem:
    return Problem(path, error.lineno or 1, message)
