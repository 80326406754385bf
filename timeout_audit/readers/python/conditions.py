"""Conditions as source text, their opposites, and what they tell of how a text begins."""

from __future__ import annotations

import libcst as cst

from timeout_audit.model.python import Begins
from timeout_audit.readers.python.nodes import dotted_name
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
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And if holds else cst.Or):
        return beginning(test.left, origins, holds=holds) or beginning(test.right, origins, holds=holds)
    if not holds or not isinstance(test, cst.Call) or not isinstance(test.func, cst.Attribute):
        return None
    text = test.args[0].value if len(test.args) == 1 else None
    name = dotted_name(test.func.value)
    if test.func.attr.value != "startswith" or not name or not isinstance(text, cst.SimpleString):
        return None
    value = text.evaluated_value
    return Begins(name, value, origins.place(test)) if isinstance(value, str) else None
