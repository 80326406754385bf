"""Methods of the project that are read like attributes."""

from __future__ import annotations

from timeout_audit.model.expression import dotted
from timeout_audit.model.python import Function

_PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "reify", "classproperty"})


def is_property(method: Function) -> bool:
    """Whether a decorator makes an attribute of a method, which is what the method returns."""
    return any((dotted(one) or "").rpartition(".")[2] in _PROPERTIES for one in method.decorators)
