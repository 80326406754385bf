"""libcst expressions to the expressions of the model."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

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
from timeout_audit.readers.python.idle import only_looks
from timeout_audit.readers.python.nodes import children, none_test
from timeout_audit.readers.python.origins import Origins
from timeout_audit.readers.python.picked import Picked, entries_picked

_SHORT = 18
_BYTES = Opaque("bytes")
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
    cst.BitAnd: "&",
}


class Listener(Protocol):
    """Who wants to know what an expression does."""

    def on_call(self, node: cst.Call, call: Call) -> None:
        """A call; inner ones come first."""

    def on_bind(self, target: cst.BaseExpression, value: Expr, node: cst.CSTNode, kind: str) -> None:
        """A name that is bound inside of an expression: by ``:=``, a comprehension or a lambda."""

    def on_choice(self, test: cst.BaseExpression) -> None:
        """The condition of a conditional expression."""


class Converter:
    """Turns expressions into data and tells ``listener`` what happens inside them.

    ``checks`` are the attributes that only look at an object. ``mentions`` and ``looks`` count names.
    """

    def __init__(self, origins: Origins, checks: frozenset[str], listener: Listener) -> None:
        self._place, self._source = origins.place, origins.text
        self._checks = checks
        self._listener = listener
        self.mentions: Counter[str] = Counter()
        self.looks: Counter[str] = Counter()

    def convert(self, node: cst.BaseExpression | None) -> Expr:
        """One expression; an absent one is None."""
        if node is None:
            return Const(None)
        method = _METHODS.get(type(node))
        if method is not None:
            return method(self, node)
        for child in children(node):
            self._visit(child)
        return Opaque(self._source(node))

    def _visit(self, node: cst.CSTNode) -> None:
        """Look for calls, and for names that are given a value, inside something that is kept as text."""
        if isinstance(node, (cst.Call, cst.NamedExpr)):
            self.convert(node)
            return
        for child in children(node):
            self._visit(child)

    def _name(self, node: cst.Name) -> Expr:
        if node.value in _CONSTANTS:
            return Const(_CONSTANTS[node.value])
        self.mentions[node.value] += 1
        return Name(node.value)

    def _attribute(self, node: cst.Attribute) -> Expr:
        if isinstance(node.value, cst.Name) and node.attr.value in self._checks:
            self.looks[node.value.value] += 1
        return Attribute(self.convert(node.value), node.attr.value)

    def _call(self, node: cst.Call) -> Expr:
        function = self.convert(node.func)
        arguments = tuple(
            Argument(self.convert(arg.value), arg.keyword.value if arg.keyword else None, arg.star, self._place(arg))
            for arg in node.args
        )
        call = Call(function, arguments, self._place(node))
        if only_looks(node.func):
            self.looks.update(arg.value.value for arg in node.args if isinstance(arg.value, cst.Name))
        self._listener.on_call(node, call)
        return call

    def _number(self, node: cst.Integer | cst.Float) -> Expr:
        text = node.value
        try:
            value = int(text) if len(text) < _SHORT and text.isdecimal() else ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return Opaque(text[:60])
        return Const(value) if abs(value) < 1 << 62 else Opaque(node.value[:60])

    def _string(self, node: cst.SimpleString | cst.ConcatenatedString) -> Expr:
        if isinstance(node, cst.ConcatenatedString):
            left, right = self.convert(node.left), self.convert(node.right)
            if isinstance(left, Const) and isinstance(right, Const):
                return Const(f"{left.value}{right.value}")
            if left is _BYTES:
                return left
            parts = (
                *(left.parts if isinstance(left, Text) else (left,)),
                *(right.parts if isinstance(right, Text) else (right,)),
            )
            return _joined(parts)
        text = node.value
        quote = text[0]
        if quote in "'\"" and "\\" not in text and not (text.startswith(quote * 3) and len(text) > 2):
            return Const(text[1:-1])
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return Opaque(text[:60])
        return Const(value) if isinstance(value, str) else _BYTES

    def _formatted(self, node: cst.FormattedString) -> Expr:
        parts: list[Expr] = []
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                parts.append(Const(_text_of(part.value, node.start)))
            elif isinstance(part, cst.FormattedStringExpression):
                parts.append(self.convert(part.expression))
        return _joined(parts)

    def _sequence(self, node: cst.Tuple | cst.List | cst.Set) -> Expr:
        items: list[Expr] = []
        for element in node.elements:
            value = self.convert(element.value)
            items.append(
                Opaque("*" + self._source(element.value)) if isinstance(element, cst.StarredElement) else value
            )
        return Sequence(tuple(items))

    def _mapping(self, node: cst.Dict) -> Expr:
        entries: list[tuple[Expr | None, Expr]] = []
        for element in node.elements:
            if isinstance(element, cst.DictElement):
                entries.append((self.convert(element.key), self.convert(element.value)))
            else:
                entries.append((None, self.convert(element.value)))
        return Mapping(tuple(entries), self._place(node))

    def _comprehension(self, node: cst.BaseSimpleComp) -> Expr:
        self._for_in(node.for_in, node)
        return Sequence((self.convert(node.elt),))

    def _dict_comprehension(self, node: cst.DictComp) -> Expr:
        self._for_in(node.for_in, node)
        if (picked := entries_picked(node)) is not None:
            entries = ((None, self.convert(picked.holder)),)
            return Mapping(entries, self._place(node), picked.kept, self._names(picked), picked.without)
        return Mapping(((self.convert(node.key), self.convert(node.value)),), self._place(node))

    def _names(self, picked: Picked) -> Expr | None:
        """The keys that a comprehension looks for."""
        if picked.names is not None:
            return self.convert(picked.names)
        return None if picked.name is None else Sequence((self.convert(picked.name),))

    def _for_in(self, part: cst.CompFor, node: cst.CSTNode) -> None:
        self._listener.on_bind(part.target, Item(self.convert(part.iter), Opaque("each")), node, "inner")
        for condition in part.ifs:
            self._visit(condition.test)
        if part.inner_for_in is not None:
            self._for_in(part.inner_for_in, node)

    def _binary(self, node: cst.BinaryOperation) -> Expr:
        left, right = self.convert(node.left), self.convert(node.right)
        operator = _OPERATORS.get(type(node.operator))
        return Operation(operator, (left, right)) if operator else Opaque(self._source(node))

    def _unary(self, node: cst.UnaryOperation) -> Expr:
        value = self.convert(node.expression)
        operator = _OPERATORS.get(type(node.operator))
        return Operation(operator, (value,)) if operator else Opaque(self._source(node))

    def _boolean(self, node: cst.BooleanOperation) -> Expr:
        kind = "or" if isinstance(node.operator, cst.Or) else "and"
        left, right = self.convert(node.left), self.convert(node.right)
        if isinstance(left, Choice) and left.kind == kind:
            return Choice(kind, (*left.options, right))
        return Choice(kind, (left, right))

    def _conditional(self, node: cst.IfExp) -> Expr:
        self._visit(node.test)
        self._listener.on_choice(node.test)
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
        value = self.convert(node.value)
        self._listener.on_bind(node.target, value, node, "assign")
        return value

    def _lambda(self, node: cst.Lambda) -> Expr:
        for parameter in node.params.params:
            given = self.convert(parameter.default) if parameter.default else Opaque(parameter.name.value)
            self._listener.on_bind(parameter.name, given, node, "inner")
        return Lambda(self.convert(node.body))


def _joined(parts: Iterable[Expr]) -> Text:
    """A text of parts, of which no two constant ones stand side by side."""
    found: list[Expr] = []
    for part in parts:
        last = found[-1] if found else None
        if isinstance(part, Const) and isinstance(last, Const):
            found[-1] = Const(f"{last.value}{part.value}")
        else:
            found.append(part)
    return Text(tuple(found))


def _text_of(written: str, start: str | None) -> str:
    """What a constant part of a formatted string stands for. ``start`` is its prefix with the quotes."""
    if "\\" in written and start is not None and "r" not in start.lower():
        with suppress(ValueError, SyntaxError):
            written = ast.literal_eval(f"{start.lower().replace('f', '')}{written}{start.lstrip('fFrR')}")
    return written.replace("{{", "{").replace("}}", "}")


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
    cst.ListComp: Converter._comprehension,
    cst.SetComp: Converter._comprehension,
    cst.GeneratorExp: Converter._comprehension,
    cst.DictComp: Converter._dict_comprehension,
    cst.BinaryOperation: Converter._binary,
    cst.UnaryOperation: Converter._unary,
    cst.BooleanOperation: Converter._boolean,
    cst.IfExp: Converter._conditional,
    cst.Subscript: Converter._subscript,
    cst.Await: Converter._await,
    cst.NamedExpr: Converter._walrus,
    cst.Lambda: Converter._lambda,
}
