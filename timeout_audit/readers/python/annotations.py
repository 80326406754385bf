"""Annotations as expressions, also those in quotes."""

from __future__ import annotations

import libcst as cst

from timeout_audit.model.expression import Attribute, Const, Expr, Item, Name, Opaque, Operation, Sequence
from timeout_audit.readers.python.expressions import Converter


def annotation(converter: Converter, node: cst.BaseExpression) -> Expr:
    """The expression that an annotation is; an opaque one where its text is no expression."""
    if not isinstance(node, cst.SimpleString):
        return converter.convert(node)
    try:
        return _names_only(cst.parse_expression(node.value.strip("\"'")))
    except (cst.ParserSyntaxError, RecursionError):
        return Opaque("")


def _names_only(node: cst.CSTNode) -> Expr:
    """An annotation in quotes has no positions: chains of names, subscripts and unions are all that is kept."""
    if isinstance(node, cst.Name):
        return Const(None) if node.value == "None" else Name(node.value)
    if isinstance(node, cst.Attribute):
        return Attribute(_names_only(node.value), node.attr.value)
    if isinstance(node, cst.BinaryOperation):
        return Operation("|", (_names_only(node.left), _names_only(node.right)))
    if isinstance(node, cst.Subscript):
        items = tuple(_names_only(one.slice.value) for one in node.slice if isinstance(one.slice, cst.Index))
        return Item(_names_only(node.value), items[0] if len(items) == 1 else Sequence(items))
    return Opaque("")
