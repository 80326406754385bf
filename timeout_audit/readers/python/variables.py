"""What the variables of a function are made from, as far as names tell: its parameters, and attributes of self."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any


class Variables:
    """The parameters and the attributes of self that each name of a function may be made from.

    It is told of assignments in the order of the text. What a name was before counts, too: who assigns it again may do
    so in a branch.
    """

    def __init__(self, parameters: Collection[str] = (), entries: str = "") -> None:
        """``entries`` is the parameter that takes what has no name of its own (``**kwargs``)."""
        self._entries = entries
        self.has_parameters = bool(parameters)
        self._parameters: dict[str, tuple[str, ...]] = {name: (name,) for name in parameters}
        self._attributes: dict[str, tuple[str, ...]] = {}

    def assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> None:
        """Take an assignment in."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        if not names or node.value is None or isinstance(node.value, ast.Constant):
            return
        for part in _amounts(node.value, self._entries):
            parameters, attributes = self.parameters_in(part), self._attributes_of(part)
            for name in names:
                _add(self._parameters, name, parameters)
                _add(self._attributes, name, attributes)

    def parameters_in(self, node: ast.expr) -> tuple[str, ...]:
        """The parameters that an expression mentions, straight or by what is made from them."""
        known = self._parameters
        if not known or isinstance(node, ast.Constant):
            return ()
        if isinstance(node, ast.Name):
            return known.get(node.id, ())
        return tuple(name for one in ast.walk(node) if isinstance(one, ast.Name) for name in known.get(one.id, ()))

    def attributes_in(self, node: ast.expr) -> tuple[str, ...]:
        """The attributes of self that an expression mentions, straight or by what is made from them."""
        if isinstance(node, ast.Constant):
            return ()
        if isinstance(node, ast.Name):
            return self._attributes.get(node.id, ())
        return tuple(name for one in ast.walk(node) for name in self._attributes_of(one))

    def _attributes_of(self, node: ast.AST) -> tuple[str, ...]:
        if isinstance(node, ast.Name):
            return self._attributes.get(node.id, ())
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            return (node.attr,)
        return ()


# Calls that make an amount of time of another.
_MAKING = frozenset({"float", "int", "min", "max", "round", "abs"})


def _amounts(node: ast.expr, entries: str) -> Iterator[ast.Name | ast.Attribute]:
    """The names and attributes that an amount of time may be made from.

    What other calls are given is left out, and entries of other dicts: to take it in made a third more to be read, of
    clients made from clients, and of options that are handed on everywhere.
    """
    pending: list[ast.expr] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, (ast.Name, ast.Attribute)):
            yield one
        elif isinstance(one, (ast.Call, ast.Subscript)):
            held = one.func if isinstance(one, ast.Call) else one
            if isinstance(held, (ast.Attribute, ast.Subscript)) and getattr(held.value, "id", "") == entries:
                pending.append(held.value)
            if isinstance(one, ast.Call) and _makes_an_amount(one):
                pending += [*one.args, *(keyword.value for keyword in one.keywords)]
        elif (inner := _INNER.get(type(one))) is not None:
            pending += inner(one)


def _makes_an_amount(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in _MAKING or "timeout" in name.lower()


_INNER: dict[type[ast.expr], Callable[[Any], Iterable[ast.expr]]] = {
    ast.IfExp: lambda node: (node.body, node.orelse),
    ast.BoolOp: lambda node: node.values,
    ast.BinOp: lambda node: (node.left, node.right),
    ast.Tuple: lambda node: node.elts,
    ast.Dict: lambda node: node.values,
    ast.Await: lambda node: (node.value,),
}


def _add(known: dict[str, tuple[str, ...]], name: str, more: Iterable[str]) -> None:
    if more:
        known[name] = tuple(dict.fromkeys((*known.get(name, ()), *more)))
