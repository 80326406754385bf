"""The entries that a comprehension takes of another dict, as they are: all, some of them, or those under some names."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from timeout_audit.readers.python.nodes import dotted_name, named, none_test


class Picked(Struct, frozen=True):
    """The dict that the entries are of, and which of them: ``kept`` and ``without`` as with ``Mapping``.

    ``names`` are what the keys are looked for in, ``name`` is the only one; None for both where any key will do.
    """

    holder: cst.BaseExpression
    kept: str
    names: cst.BaseExpression | None = None
    name: cst.BaseExpression | None = None
    without: bool = False


def entries_picked(node: cst.DictComp) -> Picked | None:
    """What a comprehension takes of another dict; None where it makes something else."""
    part = node.for_in
    if part.inner_for_in is not None:
        return None
    tests = [one.test for one in part.ifs]
    if isinstance(part.target, cst.Name):
        return _by_name(node, part.target.value, tests)
    items = part.iter
    pair = [dotted_name(one.value) for one in part.target.elements] if isinstance(part.target, cst.Tuple) else []
    same = all(pair) and pair == [dotted_name(node.key), dotted_name(node.value)]
    if not same or not isinstance(items, cst.Call) or not isinstance(items.func, cst.Attribute):
        return None
    if items.args or items.func.attr.value != "items":
        return None
    return _of_items(items.func.value, pair[0], pair[1], tests)


def _of_items(holder: cst.BaseExpression, key: str, value: str, tests: list[cst.BaseExpression]) -> Picked:
    """``{k: v for k, v in holder.items() if k in names}``."""
    asked = [(one, found) for one in tests if (found := _asked(one, key)) is not None]
    if len(asked) != 1:
        return Picked(holder, _kept(tests, value))
    test, (operator, names) = asked[0]
    kept = _kept([one for one in tests if one is not test], value) or "there"
    without = isinstance(operator, (cst.NotIn, cst.NotEqual))
    if isinstance(operator, (cst.In, cst.NotIn)):
        return Picked(holder, kept, names=names, without=without)
    return Picked(holder, kept, name=names, without=without)


def _asked(test: cst.BaseExpression, key: str) -> tuple[cst.BaseCompOp, cst.BaseExpression] | None:
    """How a test compares a key, and with what; None where it tests something else."""
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1 or dotted_name(test.left) != key:
        return None
    operator, right = test.comparisons[0].operator, test.comparisons[0].comparator
    known = isinstance(operator, (cst.In, cst.NotIn, cst.Equal, cst.NotEqual))
    return (operator, right) if known else None


def _by_name(node: cst.DictComp, key: str, tests: list[cst.BaseExpression]) -> Picked | None:
    """``{k: holder[k] for k in names if k in holder}``."""
    value, names = node.value, node.for_in.iter
    if dotted_name(node.key) != key or not isinstance(value, cst.Subscript) or len(value.slice) != 1:
        return None
    index, holder = value.slice[0].slice, dotted_name(value.value)
    if not holder or not isinstance(index, cst.Index) or dotted_name(index.value) != key:
        return None
    there = [one for one in tests if _is_there(one, key, holder)]
    kept = "some" if len(there) < len(tests) else "there" if tests else ""
    return Picked(value.value, kept, names=names)


def _is_there(test: cst.BaseExpression, key: str, holder: str) -> bool:
    """``k in holder``."""
    asked = _asked(test, key)
    return asked is not None and isinstance(asked[0], cst.In) and dotted_name(asked[1]) == holder


def _kept(tests: list[cst.BaseExpression], value: str) -> str:
    if not tests:
        return ""
    if len(tests) == 1 and named(tests[0]) == value:
        return "true"
    alone = len(tests) == 1 and isinstance(tests[0], cst.Comparison)
    return "known" if alone and none_test(tests[0]) == (value, False) else "some"
