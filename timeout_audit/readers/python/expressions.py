"""libcst expressions to the expressions of the model."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import libcst as cst

from timeout_audit.model.expression import (
    Argument,
    Attribute,
    Call,
    Choice,
    Const,
    Expr,
    Item,
    Lambda,
    Mapping,
    Name,
    Opaque,
    Operation,
    Sequence,
    Text,
)
from timeout_audit.readers.python.nodes import children, none_test, source_of
from timeout_audit.readers.python.positions import Positions

_CONSTANTS = {"None": None, "True": True, "False": False}
_OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Minus: "-",
    cst.Plus: "+",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.BitOr: "|",
}


class Converter:
    """Turns expressions into data and tells ``on_call`` of every call inside them, inner ones first."""

    def __init__(self, positions: Positions, on_call: Callable[[cst.Call, Call], None]) -> None:
        self._place = positions.place
        self._on_call = on_call

    def convert(self, node: cst.BaseExpression | None) -> Expr:
        """One expression; an absent one is None."""
        if node is None:
            return Const(None)
        method = _METHODS.get(type(node))
        if method is not None:
            return method(self, node)
        for child in children(node):
            self._visit(child)
        return Opaque(source_of(node))

    def _visit(self, node: cst.CSTNode) -> None:
        """Look for calls inside something that is kept as text."""
        if isinstance(node, cst.Call):
            self.convert(node)
            return
        for child in children(node):
            self._visit(child)

    def _name(self, node: cst.Name) -> Expr:
        if node.value in _CONSTANTS:
            return Const(_CONSTANTS[node.value])
        return Name(node.value)

    def _attribute(self, node: cst.Attribute) -> Expr:
        return Attribute(self.convert(node.value), node.attr.value)

    def _call(self, node: cst.Call) -> Expr:
        function = self.convert(node.func)
        arguments = tuple(
            Argument(self.convert(arg.value), arg.keyword.value if arg.keyword else None, arg.star, self._place(arg))
            for arg in node.args
        )
        call = Call(function, arguments, self._place(node))
        self._on_call(node, call)
        return call

    def _number(self, node: cst.Integer | cst.Float) -> Expr:
        try:
            value = ast.literal_eval(node.value)
        except (ValueError, SyntaxError):
            return Opaque(node.value[:60])
        return Const(value) if abs(value) < 1 << 62 else Opaque(node.value[:60])

    def _string(self, node: cst.SimpleString | cst.ConcatenatedString) -> Expr:
        if isinstance(node, cst.ConcatenatedString):
            left, right = self.convert(node.left), self.convert(node.right)
            if isinstance(left, Const) and isinstance(right, Const):
                return Const(f"{left.value}{right.value}")
            parts = (
                *(left.parts if isinstance(left, Text) else (left,)),
                *(right.parts if isinstance(right, Text) else (right,)),
            )
            return Text(parts)
        try:
            value = ast.literal_eval(node.value)
        except (ValueError, SyntaxError):
            return Opaque(node.value[:60])
        return Const(value) if isinstance(value, str) else Opaque(node.value[:60])

    def _formatted(self, node: cst.FormattedString) -> Expr:
        parts: list[Expr] = []
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                parts.append(Const(part.value))
            elif isinstance(part, cst.FormattedStringExpression):
                parts.append(self.convert(part.expression))
        return Text(tuple(parts))

    def _sequence(self, node: cst.Tuple | cst.List | cst.Set) -> Expr:
        items: list[Expr] = []
        for element in node.elements:
            value = self.convert(element.value)
            items.append(Opaque("*" + source_of(element.value)) if isinstance(element, cst.StarredElement) else value)
        return Sequence(tuple(items))

    def _mapping(self, node: cst.Dict) -> Expr:
        entries: list[tuple[Expr | None, Expr]] = []
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                entries.append((self.convert(element.key), self.convert(element.value)))
            else:
                entries.append((None, self.convert(element.value)))
        return Mapping(tuple(entries))

    def _binary(self, node: cst.BinaryOperation) -> Expr:
        left, right = self.convert(node.left), self.convert(node.right)
        operator = _OPERATORS.get(type(node.operator))
        return Operation(operator, (left, right)) if operator else Opaque(source_of(node))

    def _unary(self, node: cst.UnaryOperation) -> Expr:
        value = self.convert(node.expression)
        operator = _OPERATORS.get(type(node.operator))
        return Operation(operator, (value,)) if operator else Opaque(source_of(node))

    def _boolean(self, node: cst.BooleanOperation) -> Expr:
        kind = "or" if isinstance(node.operator, cst.Or) else "and"
        left, right = self.convert(node.left), self.convert(node.right)
        if isinstance(left, Choice) and left.kind == kind:
            return Choice(kind, (*left.options, right))
        return Choice(kind, (left, right))

    def _conditional(self, node: cst.IfExp) -> Expr:
        self._visit(node.test)
        tested, none = none_test(node.test)
        return Choice("if", (self.convert(node.body), self.convert(node.orelse)), tested, none)

    def _subscript(self, node: cst.Subscript) -> Expr:
        value = self.convert(node.value)
        index: Expr = Opaque("…")
        if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
            index = self.convert(node.slice[0].slice.value)
        elif node.slice:
            # Only annotations such as ``Annotated[Client, Depends(get)]`` and slices have several; the first leads.
            items = [self.convert(one.slice.value) for one in node.slice if isinstance(one.slice, cst.Index)]
            index = Sequence(tuple(items))
        return Item(value, index)

    def _await(self, node: cst.Await) -> Expr:
        return self.convert(node.expression)

    def _walrus(self, node: cst.NamedExpr) -> Expr:
        return self.convert(node.value)

    def _lambda(self, node: cst.Lambda) -> Expr:
        return Lambda(self.convert(node.body))


_METHODS: dict[type[cst.CSTNode], Callable[[Converter, Any], Expr]] = {
    cst.Name: Converter._name,
    cst.Attribute: Converter._attribute,
    cst.Call: Converter._call,
    cst.Integer: Converter._number,
    cst.Float: Converter._number,
    cst.SimpleString: Converter._string,
    cst.ConcatenatedString: Converter._string,
    cst.FormattedString: Converter._formatted,
    cst.Tuple: Converter._sequence,
    cst.List: Converter._sequence,
    cst.Set: Converter._sequence,
    cst.Dict: Converter._mapping,
    cst.BinaryOperation: Converter._binary,
    cst.UnaryOperation: Converter._unary,
    cst.BooleanOperation: Converter._boolean,
    cst.IfExp: Converter._conditional,
    cst.Subscript: Converter._subscript,
    cst.Await: Converter._await,
    cst.NamedExpr: Converter._walrus,
    cst.Lambda: Converter._lambda,
}
