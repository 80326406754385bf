"""Dicts that grow line by line: ``kwargs["timeout"] = 5``, ``setdefault``, ``update``, ``pop``, ``del``."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from msgspec.structs import replace

from timeout_audit.link.branches import Branches
from timeout_audit.link.program import History, Module
from timeout_audit.link.values.arithmetic import is_falsy, is_none, is_truthy
from timeout_audit.link.values.growing import Change, Growth, as_dict
from timeout_audit.link.values.kinds import Computed, Frame, Library, Missing, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.reaching import reaching
from timeout_audit.link.values.steps import growing_calls, opened
from timeout_audit.model.expression import Call, Const, Expr, Name, Sequence, chain, dotted
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Block
from timeout_audit.model.text import msg

# Changes of one dict that are looked at before a point, and after it.
_MOST = 128
_NUMBERS = (Name("float"), Name("int"))


def grown(evaluator: Evaluate, name: str, values: Values, scope: str, frame: Frame) -> Values:
    """The same values, with every dict among them as it has become at the point of the frame."""
    module = evaluator.program.module(frame.path)
    if any(_names(one) for one in module.history(scope, name).changes):
        values = tuple(map(as_dict, values))
    if not any(isinstance(value, Table) for value in values):
        return values
    steps = steps_of(evaluator, module, scope, name)
    near = _near(steps, frame.at if scope == frame.scope else None)
    if len(near) < len(steps):
        more = msg("it is changed in more places than are followed")
        values = tuple(replace(one, more=one.more or more) if isinstance(one, Table) else one for one in values)
    changes = list(_before(evaluator, module, near, scope, frame))
    return _applied(evaluator, values, changes, replace(frame, scope=scope))


def grown_attribute(evaluator: Evaluate, values: Values, steps: Iterable[Binding], frame: Frame) -> Values:
    """The same for the dict of an attribute, which any method may change: what is done outside of branches is certain.

    ``steps`` are what the methods of a class do to it.
    """
    changes = [Change(step, certain=not step.block) for step in sorted(steps, key=lambda one: one.place)]
    return _applied(evaluator, values, changes, frame)


def _names(change: Binding) -> bool:
    """Whether a change gives a dict an item under a name, which no list takes."""
    key = change.key.items[0] if isinstance(change.key, Sequence) and change.key.items else change.key
    return change.kind == "item" and isinstance(key, Const) and isinstance(key.value, str)


def steps_of(evaluator: Evaluate, module: Module, scope: str, name: str) -> tuple[Binding, ...]:
    """What changes the dict of a name in a scope, in the order of the places."""
    changes = module.history(scope, name).changes
    others = (*growing_calls(evaluator, module, scope).get(name, ()), *opened(evaluator, module, scope, name))
    if not others:
        return changes
    memo = evaluator.memo
    key = ("growth", module.path, scope, name, len(changes), len(others))
    if key not in memo:
        memo[key] = tuple(sorted((*changes, *others), key=_takes_effect))
    found: tuple[Binding, ...] = memo[key]
    return found


def _takes_effect(step: Binding) -> tuple[int, int, int, int]:
    """A step is made when it ends: what stands inside of it comes first (``d["a"] = d.pop("a", 5)``)."""
    place = step.place
    return place.end_line, place.end_column, -place.line, -place.column


def _near(steps: tuple[Binding, ...], at: Place | None) -> tuple[Binding, ...]:
    """The last steps before a point, and the first ones after it (a loop may lead back): all, where they are few."""
    if len(steps) <= _MOST:
        return steps
    index = len(steps) if at is None else bisect_left(steps, at, key=lambda one: one.place)
    return steps[max(index - _MOST, 0) : index + _MOST]


def _before(
    evaluator: Evaluate, module: Module, steps: tuple[Binding, ...], scope: str, frame: Frame
) -> Iterator[Change]:
    block, at = (frame.block, frame.at) if scope == frame.scope else (0, None)
    branches = module.branches(scope)
    for step, certain in _reaching(evaluator, module, steps, scope, (block, at)):
        key = step.key.value if isinstance(step.key, Const) else ""
        around = branches.blocks[step.block]
        met: bool | None = None
        doubt: Values = ()
        if not certain and branches.encloses(around.parent, block):
            point = replace(frame, scope=scope, block=around.parent, at=step.place)
            met = _met(evaluator, around, point)
            doubt = _doubted(evaluator, step, around, point) if met is None else ()
        if met is not False:
            fallback = around.none and around.tested == f"{step.target}[{key}]"
            tests = () if certain else tuple(_between(branches, step.block, block))
            yield Change(step, certain or met is True or bool(doubt), fallback, doubt, tests)


def _between(branches: Branches, inner: int, outer: int) -> Iterator[Block]:
    """The blocks around a step that do not stand around a point, the innermost first."""
    while not branches.encloses(inner, outer):
        yield branches.blocks[inner]
        inner = branches.blocks[inner].parent


def _reaching(
    evaluator: Evaluate, module: Module, steps: tuple[Binding, ...], scope: str, point: tuple[int, Place | None]
) -> tuple[tuple[Binding, bool], ...]:
    """The steps that can have been made before a point, each with whether it surely was."""
    branches, memo = module.branches(scope), evaluator.memo
    key = ("grown", module.path, scope, point, steps[0].target if steps else "")
    known = memo.get(key)
    if known is None or known[0] is not branches or known[1] != steps:
        reached = (
            (one, reaching(one.target, History((replace(one, kind="assign"),)), branches, *point)) for one in steps
        )
        memo[key] = known = (branches, steps, tuple((one, reach.certain) for one, reach in reached if reach.bindings))
    found: tuple[tuple[Binding, bool], ...] = known[2]
    return found


def _met(evaluator: Evaluate, block: Block, frame: Frame) -> bool | None:
    """Whether the test of a branch (of one name) is met whoever calls, or by nobody; None where it depends."""
    if block.kind not in ("if", "else") or not block.test or not block.tested.isidentifier():
        return None
    tell = _tell_none if block.test == "none" else _tell_false
    found = {tell(value) for value in evaluator.values(Name(block.tested), frame)}
    return None if len(found) > 1 or None in found else block.none in found


def _doubted(evaluator: Evaluate, step: Binding, block: Block, frame: Frame) -> Values:
    """What a value is known to be that is set where a test of itself is met: ``if limit: options["timeout"] = limit``.

    Nothing where it can be read: what it is tells then, and that there are paths on which it is not set.
    """
    name = block.tested
    if step.kind != "item" or block.kind != "if" or block.none or not block.test or "[" in name:
        return ()
    value = step.value.arguments[0].value if _is_number(step.value) else step.value
    if dotted(value) != name:
        return ()
    tested = evaluator.values(chain(name.split(".")), frame)
    if not all(isinstance(one, (Computed, Library, Unknown)) for one in tested):
        return ()
    reason = msg("`{name}` decides at run time whether it is set", name=name)
    return tuple(one if isinstance(one, Unknown) else Unknown(reason, "runtime", step.place) for one in tested)


def _is_number(value: Expr) -> TypeGuard[Call]:
    """``float(limit)``."""
    return isinstance(value, Call) and value.function in _NUMBERS and len(value.arguments) == 1


def _tell_none(value: Value) -> bool | None:
    """Whether a value is None; None where that is not known."""
    return None if isinstance(value, (Unknown, Missing)) and not _is_something(value) else is_none(value)


def _tell_false(value: Value) -> bool | None:
    """Whether a value is false in a test; None where that is not known. A number that is not None is taken for one."""
    if is_truthy(value) or _is_something(value):
        return False
    return True if is_falsy(value) else None


def _is_something(value: Value) -> bool:
    return isinstance(value, Unknown) and value.not_none


def _applied(evaluator: Evaluate, values: Values, changes: list[Change], frame: Frame) -> Values:
    if not changes:
        return values
    return tuple(
        Growth(evaluator, value).through(changes, frame) if isinstance(value, Table) else value for value in values
    )
