"""Branches that the call which entered a function switches off by what it passes."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec.structs import replace

from timeout_audit.link.branches import Branches
from timeout_audit.link.program import Module
from timeout_audit.link.values.arithmetic import is_none, is_off, is_truthy
from timeout_audit.link.values.kinds import Frame, Library, Plain, Value, Values
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Name
from timeout_audit.model.python import Binding, Block, Equals, Function


def is_skipped(evaluator: Evaluate, function: Function, branches: Branches, frame: Frame) -> bool:
    """Whether a call never comes to a point of a function: what it passes switches off a branch around that."""
    parameters = {one.name for one in function.parameters}
    for branch in branches.around(frame.block):
        if branch.tested in parameters and (branch.kind == "if" or not branch.none):
            tested = evaluator.values(Name(branch.tested), replace(frame, block=branch.parent))
            if all(is_truthy(one) if branch.none else is_none(one) or is_off(one) for one in tested):
                return True
        if _is_other(evaluator, branch, parameters, frame):
            return True
    return False


def by_value(function: Function, branches: Branches, block: int) -> tuple[Block, ...]:
    """The branches around a point that run for some values of a parameter alone."""
    tests = [one for one in branches.around(block) if one.equals is not None]
    names = {one.name for one in function.parameters} if tests else set()
    return tuple(one for one in tests if one.equals is not None and one.equals.name in names)


def comes_to(evaluator: Evaluate, tests: tuple[Block, ...], frame: Frame) -> bool:
    """Whether the call that is followed may come to a point inside of such branches."""
    return not any(_is_other(evaluator, one, {one.equals.name} if one.equals else set(), frame) for one in tests)


def not_skipped(
    evaluator: Evaluate, module: Module, bindings: tuple[tuple[Binding, bool], ...], frame: Frame
) -> tuple[tuple[Binding, bool], ...]:
    """The assignments that a followed call may come to; all, where it would come to none of several."""
    function = module.functions.get(frame.scope)
    if len(bindings) < 2 or frame.arguments is None or function is None:
        return bindings
    branches = module.branches(frame.scope)
    if not any(block.equals for block in branches.blocks):
        return bindings
    parameters = {one.name for one in function.parameters}

    def comes(binding: Binding) -> bool:
        inside = replace(frame, block=binding.block, at=binding.place)
        return not any(_is_other(evaluator, one, parameters, inside) for one in branches.around(binding.block))

    return tuple(one for one in bindings if comes(one[0])) or bindings


def _is_other(evaluator: Evaluate, branch: Block, parameters: set[str], frame: Frame) -> bool:
    """Whether a branch runs for other values of a parameter than those that a followed call passes."""
    equals = branch.equals
    if equals is None or equals.ending or frame.arguments is None or equals.name not in parameters:
        return False
    around = replace(frame, block=branch.parent)
    given = _keys(evaluator.values(Name(equals.name), around), equals)
    wanted = _keys(join(evaluator.values(one, around) for one in equals.values), equals)
    if not given or not wanted or {kind for kind, _ in given} != {kind for kind, _ in wanted}:
        return False
    return given.isdisjoint(wanted) if equals.inside else given <= wanted


def _keys(values: Values, equals: Equals) -> set[tuple[str, Hashable]]:
    """What tells values apart, each with its kind: only those of one kind are compared. Empty where one is hidden."""
    found = [_key(value, equals) for value in values]
    known = {one for one in found if one is not None}
    return known if None not in found else set()


def _key(value: Value, equals: Equals) -> tuple[str, Hashable] | None:
    if isinstance(value, Plain) and not value.default:
        text = value.value
        return "plain", text.casefold() if equals.folded and isinstance(text, str) else text
    if isinstance(value, Library):
        # Names of one class or module: what those of others are equal to is not known.
        owner, _, name = value.name.rpartition(".")
        return owner, name
    return None
