"""Adds imports to a file: to the statement that imports from the same module, or in a line of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import libcst as cst

from timeout_audit.fix.document import Edit
from timeout_audit.fix.part import Need
from timeout_audit.fix.python.arguments import Items, separator
from timeout_audit.fix.python.names import Names, Statement, root_of
from timeout_audit.fix.python.style import Style
from timeout_audit.fix.python.tree import Tree
from timeout_audit.readers.python.nodes import dotted_name


def import_edits(tree: Tree, names: Names, needs: Iterable[Need], style: Style) -> list[Edit]:
    """The edits that add the imports that are needed."""
    joined: dict[int, list[str]] = {}
    fresh: dict[tuple[int, str, str], list[str]] = {}
    every = [*names.statements, *names.conditional]
    wanted = sorted(set(needs))
    for need in wanted:
        index = next((i for i, one in enumerate(every) if _takes(names, one, need)), None)
        if index is not None:
            joined.setdefault(index, []).append(need.name)
            continue
        text = _statement(need, wanted)
        if text in fresh.get(_room(tree, names, need.module), ()):
            continue
        fresh.setdefault(_room(tree, names, need.module), []).append(text)
    edits = []
    for index, more in joined.items():
        statement = every[index]
        assert isinstance(statement, cst.ImportFrom)  # noqa: S101 - nothing else takes names
        edits.append(_extended(tree, statement, more, style))
    for (at, before, after), texts in fresh.items():
        edits.append(Edit(at, at, before + tree.document.newline.join(texts) + after))
    return edits


def _statement(need: Need, wanted: list[Need]) -> str:
    """The statement that imports what is needed of a module."""
    if not need.name:
        return f"import {need.module}"
    return (
        f"from {need.module} import {', '.join(one.name for one in wanted if one.module == need.module and one.name)}"
    )


def _takes(names: Names, statement: Statement, need: Need) -> bool:
    """Whether a from-import can be given the name."""
    if not need.name or not isinstance(statement, cst.ImportFrom) or isinstance(statement.names, cst.ImportStar):
        return False
    return names.module_of(statement) == need.module


def _extended(tree: Tree, statement: cst.ImportFrom, more: list[str], style: Style) -> Edit:
    """More names in a from-import: in their order where the names are sorted, else at the end."""
    aliases = [] if isinstance(statement.names, cst.ImportStar) else list(statement.names)
    given = [dotted_name(alias.name) for alias in aliases]
    spans = [tree.span(alias) for alias in aliases]
    in_order = given == sorted(given, key=str.lower)
    index = sum(name.lower() < more[0].lower() for name in given) if in_order else len(given)
    if statement.lpar is not None:
        start = tree.text.rindex("(", 0, spans[0][0])
        items = Items(start, spans[-1][1], tuple(spans), isinstance(aliases[-1].comma, cst.Comma))
        between = separator(tree, items)
        if index:
            at = spans[index - 1][1]
            return Edit(at, at, "".join(between + name for name in more))
        return Edit(spans[0][0], spans[0][0], "".join(name + between for name in more))
    words = [tree.text[slice(*span)] for span in spans]
    words[index:index] = more
    begin = tree.span(statement)[0]
    line = tree.text[tree.document.line_start(begin) : spans[0][0]] + ", ".join(words)
    if len(line) <= style.width:
        return Edit(spans[0][0], spans[-1][1], ", ".join(words))
    newline, indent = tree.document.newline, tree.document.indent(begin)
    body = "".join(f"{newline}{indent}{tree.indent}{word}," for word in words)
    return Edit(spans[0][0], spans[-1][1], f"({body}{newline}{indent})")


def _room(tree: Tree, names: Names, module: str) -> tuple[int, str, str]:
    """Where a new import goes, and the text before and behind it: among its kind in order, else behind the others.

    What depends on a condition goes beside what depends on the same.
    """
    newline = tree.document.newline
    root = module.partition(".")[0]
    beside = next((one for one in names.conditional if root_of(one) == root), None)
    if beside is not None and not any(root_of(one) == root for one in names.statements):
        start, end = tree.span(beside)
        indent = tree.document.indent(start)
        if module < _kind(tree, beside)[1]:
            return start, "", newline + indent
        return tree.document.line_end(end), newline + indent, ""
    wanted = (_section(tree, module), module)
    kinds = [(_kind(tree, one), one) for one in names.statements]
    before = [one for kind, one in kinds if kind <= wanted] or [one for kind, one in kinds if kind[0] == 0]
    if before:
        end = tree.document.line_end(tree.span(before[-1])[1])
        apart = newline if _kind(tree, before[-1])[0] != wanted[0] else ""
        return end, newline + apart, ""
    if names.statements:
        start = tree.document.line_start(tree.span(names.statements[0])[0])
        apart = newline if kinds[0][0][0] != wanted[0] else ""
        return start, "", newline + apart
    return _top(tree), "", newline + newline


def _kind(tree: Tree, statement: Statement) -> tuple[int, str]:
    """Where an import stands among others: its section, and its module."""
    if isinstance(statement, cst.Import):
        name = dotted_name(statement.names[0].name)
    elif statement.relative:
        return 4, ""
    else:
        name = dotted_name(statement.module) if statement.module is not None else ""
    return _section(tree, name), name


def _section(tree: Tree, module: str) -> int:
    """The future, the standard library, other people's, the project's own; imports relative to the file come last."""
    root = module.partition(".")[0]
    return 0 if root == "__future__" else 1 if root in sys.stdlib_module_names else 2 + _is_own(tree, root)


def _is_own(tree: Tree, root: str) -> bool:
    """Whether a module is of the package that the file stands in."""
    return root in tree.document.path.split("/")[:-1]


def _top(tree: Tree) -> int:
    """Behind the docstring and the comments with which a file without imports begins."""
    first = tree.module.body[0] if tree.module.body else None
    if first is None:
        return len(tree.text)
    text = first.body[0] if isinstance(first, cst.SimpleStatementLine) and first.body else None
    if isinstance(text, cst.Expr) and isinstance(text.value, (cst.SimpleString, cst.ConcatenatedString)):
        end = tree.document.line_end(tree.span(first)[1])
        return min(end + len(tree.document.newline), len(tree.text))
    decorators = first.decorators if isinstance(first, (cst.FunctionDef, cst.ClassDef)) else ()
    return tree.document.line_start(tree.span(decorators[0] if decorators else first)[0])
