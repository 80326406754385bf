"""Calls that never lead to a wait, and those that limit or take what is inside them."""

from __future__ import annotations

import libcst as cst

# Leaving these out halves the facts.
_IDLE = frozenset(
    {
        *("print", "len", "str", "int", "bool", "repr", "isinstance", "issubclass", "hasattr", "range", "enumerate"),
        *("zip", "sorted", "set", "list", "tuple", "min", "max", "sum", "any", "all", "abs", "round", "iter", "next"),
        *("id", "hash", "format", "type", "vars", "dir", "callable", "bytes", "bytearray", "ord", "chr", "reversed"),
        *("ValueError", "TypeError", "RuntimeError", "KeyError", "Exception", "NotImplementedError"),
        *("AttributeError", "HTTPException"),
    }
)
_LOGGERS = frozenset({"logger", "logging", "log", "LOGGER", "_LOGGER", "_logger", "LOG"})
_IDLE_OWNERS = _LOGGERS | {"json", "os", "re", "time", "datetime"}
# What waits all the same: os.system().
_WAITING = frozenset({"system"})
# These look at what they are given and neither read nor keep it.
_LOOKING = frozenset({"print", "len", "str", "bool", "repr", "isinstance", "hasattr", "id", "type", "callable"})


def is_idle(callee: cst.BaseExpression) -> bool:
    """Whether a call of this name cannot matter."""
    if isinstance(callee, cst.Name):
        return callee.value in _IDLE
    return isinstance(callee, cst.Attribute) and _owner(callee) in _IDLE_OWNERS and callee.attr.value not in _WAITING


def only_looks(callee: cst.BaseExpression) -> bool:
    """Whether a call of this name leaves its arguments as they are."""
    if isinstance(callee, cst.Name):
        return callee.value in _LOOKING
    return isinstance(callee, cst.Attribute) and _owner(callee) in _LOGGERS


def _owner(callee: cst.Attribute) -> str:
    return callee.value.value if isinstance(callee.value, cst.Name) else ""
