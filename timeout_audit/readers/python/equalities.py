"""What a condition tells of a name's being equal to a text, or to what another name stands for."""

from __future__ import annotations

import libcst as cst
from msgspec.structs import replace

from timeout_audit.model.expression import Const, Expr, chain
from timeout_audit.model.python import Equals
from timeout_audit.readers.python.nodes import dotted_name, named

_SAME = (cst.Equal, cst.Is, cst.In)
_OTHER = (cst.NotEqual, cst.IsNot, cst.NotIn)
_MANY = (cst.In, cst.NotIn)
_FOLDING = frozenset({"casefold", "lower", "upper"})


def equality(test: cst.BaseExpression) -> Equals | None:
    """What holds of a name where a condition does; None where it tells nothing."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return opposite(equality(test.expression))
    if isinstance(test, cst.BooleanOperation):
        return _joined(test)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        return _compared(test.left, test.comparisons[0])
    return _ending(test) if isinstance(test, cst.Call) else None


def opposite(told: Equals | None) -> Equals | None:
    """What holds where a condition does not."""
    return replace(told, inside=not told.inside) if told is not None and told.alone else None


def _joined(test: cst.BooleanOperation) -> Equals | None:
    """One of two conditions that both hold; of two of which one does, both must be of the same name."""
    left, right = equality(test.left), equality(test.right)
    if isinstance(test.operator, cst.And):
        found = left or right
        return replace(found, alone=False) if found is not None else None
    if left is None or right is None or not (left.inside and right.inside):
        return None
    same = (left.name, left.folded, left.ending) == (right.name, right.folded, right.ending)
    return replace(left, values=(*left.values, *right.values), alone=left.alone and right.alone) if same else None


def _compared(left: cst.BaseExpression, target: cst.ComparisonTarget) -> Equals | None:
    operator, right = target.operator, target.comparator
    folded = isinstance(left, cst.Call) and isinstance(left.func, cst.Attribute) and not left.args
    if folded and isinstance(left, cst.Call) and isinstance(left.func, cst.Attribute):
        folded = left.func.attr.value in _FOLDING
        left = left.func.value if folded else left
    name = _name(left)
    if not name or not isinstance(operator, (*_SAME, *_OTHER)):
        return None
    values = _several(right) if isinstance(operator, _MANY) else (_value(right),)
    known = tuple(value for value in values if value is not None)
    if not known or len(known) != len(values):
        return None
    return Equals(name, known, isinstance(operator, _SAME), folded)


def _ending(test: cst.Call) -> Equals | None:
    """``engine.endswith("postgresql")``."""
    if not isinstance(test.func, cst.Attribute) or test.func.attr.value != "endswith" or len(test.args) != 1:
        return None
    name, given = _name(test.func.value), test.args[0].value
    values = _several(given) if isinstance(given, cst.Tuple) else (_value(given),)
    known = tuple(value for value in values if value is not None)
    return Equals(name, known, ending=True) if name and known and len(known) == len(values) else None


def _name(node: cst.BaseExpression) -> str:
    """A name, or the entry of a dict."""
    if isinstance(node, cst.Subscript):
        return named(node)
    return node.value if isinstance(node, cst.Name) else ""


def _several(node: cst.BaseExpression) -> tuple[Expr | None, ...]:
    if not isinstance(node, (cst.Tuple, cst.List, cst.Set)):
        return ()
    return tuple(_value(one.value) if isinstance(one, cst.Element) else None for one in node.elements)


def _value(node: cst.BaseExpression) -> Expr | None:
    """A text, or a dotted name; None for anything else."""
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return Const(value) if isinstance(value, str) else None
    name = dotted_name(node)
    return chain(name.split(".")) if name and name not in ("None", "True", "False") else None
