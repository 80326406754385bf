"""Assignments that stand in for a parameter that is None, where every call is seen to give something else."""

from __future__ import annotations

from timeout_audit.link.program import Module
from timeout_audit.link.values import parameters
from timeout_audit.link.values.arithmetic import is_truthy
from timeout_audit.link.values.kinds import Frame, Plain, Table, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.reaching import Reach


def not_stood_in_for(evaluator: Evaluate, module: Module, name: str, reach: Reach, frame: Frame) -> Values:
    """What the calls give a parameter where no assignment that reaches the point is made for any of them; or ()."""
    function = module.functions.get(frame.scope)
    if function is None or not _stand_in(module, name, reach, frame.scope):
        return ()
    given = parameters.parameter(evaluator, module, function, name, frame) or ()
    return given if all(map(_is_something, given)) else ()


def _stand_in(module: Module, name: str, reach: Reach, scope: str) -> bool:
    """Whether all that reaches a point is set only where the name was None."""
    if reach.certain or reach.more or not reach.bindings:
        return False
    branches = module.branches(scope)
    return all(branches.where_none(binding.block, name) for binding, _ in reach.bindings)


def _is_something(value: Value) -> bool:
    """Whether a value is what a call is seen to give, and true in a test."""
    return isinstance(value, (Plain, Table)) and value.handed is not None and is_truthy(value)
