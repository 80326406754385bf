"""Slices to facts through libcst. Imported only when there is a slice to parse."""

from __future__ import annotations

import libcst as cst

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.model.python import PythonFile
from timeout_audit.readers.python.cut import Slice, original_line
from timeout_audit.readers.python.light import Light
from timeout_audit.readers.python.light_places import Unlike
from timeout_audit.readers.python.origins import Origins, Tree
from timeout_audit.readers.python.positions import Positions, parse
from timeout_audit.readers.python.scan import Scanner


def collect(path: str, part: Slice, vocabulary: Vocabulary) -> PythonFile | tuple[int, str]:
    """The facts of a slice, or line and reason where libcst cannot parse it."""
    try:
        light = Light(part.text)
        return _collect(path, part, vocabulary, light.module, light)
    except Unlike:
        return collect_exactly(path, part, vocabulary)


def collect_exactly(path: str, part: Slice, vocabulary: Vocabulary) -> PythonFile | tuple[int, str]:
    """The same, with libcst's own tree."""
    try:
        module = parse(part.text)
    except cst.ParserSyntaxError as error:
        return original_line(part.lines, error.raw_line), error.message.split("\n", maxsplit=1)[0]
    return _collect(path, part, vocabulary, module, Positions(module))


def _collect(path: str, part: Slice, vocabulary: Vocabulary, module: cst.Module, tree: Tree) -> PythonFile:
    origins = Origins(path, tree, part.lines)
    scanner = Scanner(origins, vocabulary, package_of(path), part.openers or vocabulary.openers)
    scanner.module(module)
    return PythonFile(
        path=path,
        imports=tuple(scanner.imports),
        bindings=tuple(scanner.bindings),
        functions=tuple(scanner.functions),
        classes=tuple(scanner.classes),
        calls=tuple(scanner.calls),
        blocks=scanner.blocks,
        leads=part.leads,
    )


def package_of(path: str) -> tuple[str, ...]:
    """The dotted package that a relative import in this file starts from, as far as the path tells."""
    return tuple(path.split("/")[:-1])
