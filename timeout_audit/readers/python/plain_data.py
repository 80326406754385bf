"""Annotations of mere data: what is one of those is no object to follow, and no response."""

from __future__ import annotations

import ast

from timeout_audit.readers.python.atoms import dotted, unquoted

_DATA = frozenset({"str", "bytes", "int", "float", "bool", "complex", "None", "Literal", "LiteralString", "NoReturn"})
_OF_DATA = frozenset(
    {
        *("list", "dict", "set", "frozenset", "tuple", "List", "Dict", "Set", "FrozenSet", "Tuple", "Optional", "Union"),
        *("Sequence", "Mapping", "Iterable", "Iterator", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator"),
    }
)


def is_plain(node: ast.expr | None) -> bool:
    """Whether an annotation says that something is text, a number, or a container of nothing else."""
    pending = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            one = unquoted(one.value)
        if isinstance(one, ast.Constant):
            if one.value not in (None, ...):
                return False
        elif isinstance(one, ast.BinOp):
            pending += (one.left, one.right)
        elif isinstance(one, ast.Subscript) and (name := _last(one.value)) in _OF_DATA | {"Literal"}:
            if name != "Literal":
                pending += one.slice.elts if isinstance(one.slice, ast.Tuple) else [one.slice]
        elif one is None or _last(one) not in _DATA:
            return False
    return True


def _last(node: ast.expr) -> str:
    return dotted(node).rpartition(".")[2]
