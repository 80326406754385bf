"""Conditions as source text, their opposites, and what they tell of how a text begins, or what it holds."""

from __future__ import annotations

import libcst as cst
from msgspec.structs import replace

from timeout_audit.model.python import Begins
from timeout_audit.readers.python.nodes import named
from timeout_audit.readers.python.origins import Origins

_SWAPPED = {
    cst.Equal: "!=",
    cst.NotEqual: "==",
    cst.Is: "is not",
    cst.IsNot: "is",
    cst.In: "not in",
    cst.NotIn: "in",
}


def negated(test: cst.BaseExpression, origins: Origins) -> str:
    """The opposite of a condition, as one would write it."""
    text = origins.text(test)
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return origins.text(test.expression)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        target = test.comparisons[0]
        operator = _SWAPPED.get(type(target.operator))
        if operator:
            return f"{origins.text(test.left)} {operator} {origins.text(target.comparator)}"
    return f"not {text}" if isinstance(test, (cst.Name, cst.Attribute, cst.Call)) else f"not ({text})"


def beginning(test: cst.BaseExpression, origins: Origins, *, holds: bool = True) -> Begins | None:
    """What a condition tells of how a text begins, where it holds or where it does not; None where it tells nothing."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return beginning(test.expression, origins, holds=not holds)
    if isinstance(test, cst.BooleanOperation):
        return _joined(test, origins, holds=holds)
    if isinstance(test, cst.Comparison):
        return _held(test, origins, holds=holds)
    if not holds or not isinstance(test, cst.Call) or not isinstance(test.func, cst.Attribute):
        return None
    name = named(test.func.value)
    texts = _texts(test.args[0].value) if len(test.args) == 1 else ()
    if test.func.attr.value != "startswith" or not name or not texts:
        return None
    return Begins(name, texts, origins.place(test))


def _joined(test: cst.BooleanOperation, origins: Origins, *, holds: bool) -> Begins | None:
    """Both of two conditions, or one of them: then both must tell of the same name."""
    left, right = (beginning(part, origins, holds=holds) for part in (test.left, test.right))
    if isinstance(test.operator, cst.And if holds else cst.Or):
        found = left or right
        return replace(found, alone=False) if found is not None else None
    if left is None or right is None or (left.name, left.anywhere) != (right.name, right.anywhere):
        return None
    return replace(left, texts=(*left.texts, *right.texts), alone=left.alone and right.alone)


def _held(test: cst.Comparison, origins: Origins, *, holds: bool) -> Begins | None:
    """``"sqlite" in url``, or ``not in`` where that does not hold."""
    if len(test.comparisons) != 1 or not isinstance(test.comparisons[0].operator, cst.In if holds else cst.NotIn):
        return None
    name = named(test.comparisons[0].comparator)
    texts = _texts(test.left) if isinstance(test.left, cst.SimpleString) else ()
    return Begins(name, texts, origins.place(test), anywhere=True) if name and texts else None


def _texts(node: cst.BaseExpression) -> tuple[str, ...]:
    """The texts that ``startswith()`` is given: one, or a tuple of them; () where one of them cannot be read."""
    nodes = [one.value for one in node.elements] if isinstance(node, cst.Tuple) else [node]
    found = [one.evaluated_value if isinstance(one, cst.SimpleString) else None for one in nodes]
    texts = tuple(one for one in found if isinstance(one, str) and one)
    return texts if len(texts) == len(nodes) else ()
