"""Conditions as source text, and their opposites."""

from __future__ import annotations

import libcst as cst

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
