"""Classes of which nothing is known, where a class of the project inherits from one before the library's.

Python asks them first, so a ``request()`` of theirs may give every call a limit of its own.
"""

from __future__ import annotations

import sys

from timeout_audit.link.bounds import Asked
from timeout_audit.link.objects import is_parent_call
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import each_base
from timeout_audit.link.values.kinds import Instance, Library, OwnClass
from timeout_audit.model.python import Class
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State

_HARMLESS = sys.stdlib_module_names | {"typing_extensions"}
"""What a class inherits from to be abstract, generic or hashable: none of it knows a library's limits."""
_DEPTH = 5


def undecided(evaluator: Evaluator, asked: Asked) -> Bound | None:
    """Unknown where a class that nobody here has read stands before the library's; None elsewhere."""
    # The constructor's call stands in the class itself.
    inside = is_parent_call(asked.call, "__init__")
    holder = asked.receiver or (asked.frame.instance if inside else None)
    name = _stranger(evaluator, holder) if holder is not None else ""
    if not name:
        return None
    return Bound(State.UNKNOWN, source=asked.call.place, reason=msg("`{name}` may set one, and is not read", name=name))


def _stranger(evaluator: Evaluator, holder: Instance) -> str:
    """The first base of an object's class of which nothing is known; "" where the library's comes first."""
    return _first(evaluator, *holder.own)[0] if holder.own is not None else ""


def _first(evaluator: Evaluator, path: str, class_: Class, depth: int = 0) -> tuple[str, bool]:
    """The stranger before the library's class, and whether that class was found at all."""
    for found in each_base(evaluator, path, class_):
        names = [evaluator.catalogue.canonical(value.name) for value in found if isinstance(value, Library)]
        if any(evaluator.catalogue.is_class(name) or evaluator.catalogue.waits(name) for name in names):
            return "", True
        strangers = [name for name in names if name.partition(".")[0] not in _HARMLESS]
        if strangers:
            return strangers[0], True
        for value in found if depth < _DEPTH else ():
            if isinstance(value, OwnClass):
                name, is_found = _first(evaluator, value.path, value.class_, depth + 1)
                if is_found:
                    return name, True
    return "", False
