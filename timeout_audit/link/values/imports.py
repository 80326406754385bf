"""Modules that a call imports, by a name that is written there."""

from __future__ import annotations

from timeout_audit.link.values.kinds import Frame, Library, OwnModule, Values
from timeout_audit.link.values.question import Evaluate, unread
from timeout_audit.model.expression import Call, Const, Name, last_name

_IMPORT = Name("__import__")
_LAZY = frozenset({"LazyImport", "LazyLoader", "LazyModule"})


def imported(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``importlib.import_module("name")``: the module, where its name is written there."""
    name = call.arguments[0].value if call.arguments else None
    if len(call.arguments) != 1 or not isinstance(name, Const) or not isinstance(name.value, str):
        return (unread(call),)
    return _named_module(
        evaluator, name.value.partition(".")[0] if call.function == _IMPORT else name.value, call, frame
    )


def imported_lazily(evaluator: Evaluate, call: Call, frame: Frame) -> Values | None:
    """``requests = LazyImport("requests")``: what a class of the project with such a name stands for."""
    first = call.arguments[0].value if call.arguments else None
    if last_name(call.function) not in _LAZY or not isinstance(first, Const) or not isinstance(first.value, str):
        return None
    return _named_module(evaluator, first.value, call, frame)


def _named_module(evaluator: Evaluate, target: str, call: Call, frame: Frame) -> Values:
    found = evaluator.program.resolve(target, frame.path)
    if found is None:
        return (Library(target),)
    return (unread(call),) if found[1] else (OwnModule(found[0]),)
