"""Slices to facts through libcst. Imported only when there is a slice to parse."""

from __future__ import annotations

import libcst as cst

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.positions import Positions
from timeout_audit.readers.python.scan import Scanner
from timeout_audit.readers.python.slices import Slice, original_line


def collect(path: str, part: Slice, vocabulary: Vocabulary) -> PythonFile | tuple[int, str]:
    """The facts of a slice, or line and reason where libcst cannot parse it."""
    try:
        module = _parse(part.text)
    except cst.ParserSyntaxError as error:
        return original_line(part.lines, error.raw_line), error.message.split("\n", maxsplit=1)[0]
    positions = Positions(path, module, part.lines)
    scanner = Scanner(positions, vocabulary, package_of(path), part.openers or vocabulary.openers)
    scanner.module(module)
    return PythonFile(
        path=path,
        imports=tuple(scanner.imports),
        bindings=tuple(scanner.bindings),
        functions=tuple(scanner.functions),
        classes=tuple(scanner.classes),
        calls=tuple(scanner.calls),
        blocks=scanner.blocks,
    )


def _parse(text: str) -> cst.Module:
    """The tree of a text. Its nodes are not checked one by one, as those that somebody else makes: a third of the time.

    Raises:
        ParserSyntaxError: where it is no Python.

    """
    check = cst.CSTNode.__post_init__
    cst.CSTNode.__post_init__ = _nothing  # type: ignore[assignment,method-assign]
    try:
        return cst.parse_module(text)
    finally:
        cst.CSTNode.__post_init__ = check  # type: ignore[method-assign]


def _nothing(node: cst.CSTNode) -> None:
    """The check of a node that the parser made: it is right."""


def package_of(path: str) -> tuple[str, ...]:
    """The dotted package that a relative import in this file starts from, as far as the path tells."""
    return tuple(path.split("/")[:-1])
