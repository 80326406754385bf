"""What the statement around a call does with its value at once."""

from __future__ import annotations

import libcst as cst
from msgspec import Struct

from timeout_audit.readers.python.nodes import LEAVES, children, without_await


class Use(Struct, frozen=True):
    """What is done with a value.

    ``kind``: "held" (given the name ``name``), "dropped", "with", "iterated", "chained" (only ``name`` of it is used),
    or "handed" (it goes on to somebody else).
    """

    kind: str
    name: str = ""
    awaited: bool = False


def use_of(node: cst.BaseExpression) -> dict[int, Use]:
    """The uses of the calls inside an expression, by the identity of the call; calls not listed are handed on."""
    found: dict[int, Use] = {}
    _collect(node, found)
    return found


def _collect(node: cst.CSTNode, found: dict[int, Use]) -> None:
    kind = type(node)
    if kind in LEAVES:
        return
    if kind in _USING:  # isinstance takes long to say no
        _note(node, found)
    for child in children(node):
        _collect(child, found)


_USING = frozenset({cst.NamedExpr, cst.Attribute, cst.Await})


def _note(node: cst.CSTNode, found: dict[int, Use]) -> None:
    if isinstance(node, cst.NamedExpr):
        call = without_await(node.value)
        if isinstance(call, cst.Call) and isinstance(node.target, cst.Name):
            found[id(call)] = Use("held", node.target.value, awaited=call is not node.value)
    elif isinstance(node, cst.Attribute):
        call = without_await(node.value)
        if isinstance(call, cst.Call):
            found[id(call)] = Use("chained", node.attr.value, awaited=call is not node.value)
    elif isinstance(node, cst.Await) and isinstance(node.expression, cst.Call):
        found.setdefault(id(node.expression), Use("handed", awaited=True))
