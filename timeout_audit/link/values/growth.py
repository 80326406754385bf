"""Dicts that grow line by line: ``kwargs["timeout"] = 5``, ``setdefault``, ``update``, ``pop``, ``del``."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.program import History, Module
from timeout_audit.link.values.arithmetic import is_falsy, is_none, is_truthy
from timeout_audit.link.values.kinds import Frame, Lazy, Missing, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.reaching import reaching
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Name, dotted
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Block, CallSite
from timeout_audit.model.text import Message, msg

_GROWING = frozenset({"setdefault", "update", "pop"})
# Changes of one dict that are looked at before a point, and after it.
_MOST = 128


class _Change(Struct, frozen=True):
    """One step of growth. ``certain``: it surely happened before the point; ``fallback``: where the key was None."""

    binding: Binding
    certain: bool
    fallback: bool = False


def grown(evaluator: Evaluate, name: str, values: Values, scope: str, frame: Frame) -> Values:
    """The same values, with every dict among them as it has become at the point of the frame."""
    if not any(isinstance(value, Table) for value in values):
        return values
    module = evaluator.program.module(frame.path)
    steps = _steps(evaluator, module, name, scope)
    near = _near(steps, frame.at if scope == frame.scope else None)
    if len(near) < len(steps):
        more = msg("it is changed in more places than are followed")
        values = tuple(replace(one, more=one.more or more) if isinstance(one, Table) else one for one in values)
    changes = list(_before(evaluator, module, near, scope, frame))
    return _applied(evaluator, values, changes, replace(frame, scope=scope))


def grown_attribute(
    evaluator: Evaluate, values: Values, bindings: Iterable[Binding], sites: Iterable[CallSite], frame: Frame
) -> Values:
    """The same for the dict of an attribute, which any method may change: what is done outside of branches is certain.

    ``bindings`` are those of the attribute, ``sites`` the calls of the class's methods.
    """
    if not any(isinstance(value, Table) for value in values):
        return values
    steps = [one for one in bindings if one.kind in ("item", "delete", "augment|")]
    targets = {one.target for one in bindings}
    steps += [step for site in sites if (step := _growing(site)) is not None and step.target in targets]
    changes = [_Change(step, certain=not step.block) for step in sorted(steps, key=lambda one: one.place)]
    return _applied(evaluator, values, changes, frame)


def _steps(evaluator: Evaluate, module: Module, name: str, scope: str) -> tuple[Binding, ...]:
    """What changes the dict of a name in a scope, in the order of the places."""
    changes = module.history(scope, name).changes
    calls = _growing_calls(evaluator, module, scope).get(name, ())
    if not calls:
        return changes
    memo = evaluator.memo
    key = ("growth", module.path, scope, name, len(changes), len(calls))
    if key not in memo:
        memo[key] = tuple(sorted((*changes, *calls), key=lambda one: one.place))
    found: tuple[Binding, ...] = memo[key]
    return found


def _near(steps: tuple[Binding, ...], at: Place | None) -> tuple[Binding, ...]:
    """The last steps before a point, and the first ones after it (a loop may lead back): all, where they are few."""
    if len(steps) <= _MOST:
        return steps
    index = len(steps) if at is None else bisect_left(steps, at, key=lambda one: one.place)
    return steps[max(index - _MOST, 0) : index + _MOST]


def _before(
    evaluator: Evaluate, module: Module, steps: Iterable[Binding], scope: str, frame: Frame
) -> Iterator[_Change]:
    block, at = (frame.block, frame.at) if scope == frame.scope else (0, None)
    branches = module.branches(scope)
    for step in steps:
        name = step.target
        reach = reaching(name, History((replace(step, kind="assign"),)), branches, block, at)
        if reach.bindings:
            key = step.key.value if isinstance(step.key, Const) else ""
            around = branches.blocks[step.block]
            met = None
            if not reach.certain and branches.encloses(around.parent, block):
                met = _met(evaluator, around, replace(frame, scope=scope, block=around.parent, at=step.place))
            if met is not False:
                fallback = around.none and around.tested == f"{name}[{key}]"
                yield _Change(step, reach.certain or met is True, fallback)


def _met(evaluator: Evaluate, block: Block, frame: Frame) -> bool | None:
    """Whether the test of a branch (of one name) is met whoever calls, or by nobody; None where it depends."""
    if block.kind not in ("if", "else") or not block.test or not block.tested.isidentifier():
        return None
    tell = _tell_none if block.test == "none" else _tell_false
    found = {tell(value) for value in evaluator.values(Name(block.tested), frame)}
    return None if len(found) > 1 or None in found else block.none in found


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


def _growing_calls(evaluator: Evaluate, module: Module, scope: str) -> dict[str, list[Binding]]:
    """The calls of a scope that change dicts, by the dict's name."""
    sites = module.calls.get(scope, ())
    key = ("growing", module.path, scope, len(sites))
    memo = evaluator.memo
    if key not in memo:
        found: dict[str, list[Binding]] = {}
        for site in sites:
            step = _growing(site)
            if step is not None:
                found.setdefault(step.target, []).append(step)
        memo[key] = found
    steps: dict[str, list[Binding]] = memo[key]
    return steps


def _growing(site: CallSite) -> Binding | None:
    """A call that changes a dict, as a step."""
    function = site.call.function
    target = dotted(function.value) if isinstance(function, Attribute) and function.name in _GROWING else None
    if target is None or not isinstance(function, Attribute):
        return None
    return Binding(target, site.call, site.scope, site.call.place, site.block, function.name)


def _applied(evaluator: Evaluate, values: Values, changes: list[_Change], frame: Frame) -> Values:
    if not changes:
        return values
    return tuple(
        _Growth(evaluator, value).through(changes, frame) if isinstance(value, Table) else value for value in values
    )


class _Growth:
    """One dict while it grows."""

    def __init__(self, evaluator: Evaluate, table: Table) -> None:
        self._evaluator = evaluator
        self._table = table
        self._entries = dict(table.entries)
        self._maybe = set(table.maybe)
        self._more = table.more
        self._branches: set[tuple[str, int]] = set()

    def through(self, changes: list[_Change], frame: Frame) -> Table:
        for change in changes:
            step = change.binding
            inside = replace(frame, scope=step.scope, block=step.block, at=step.place)
            if step.kind == "item":
                self._set(step.key, (Lazy(step.value, inside),), change)
            elif step.kind == "delete":
                self._remove(step.key, certain=change.certain)
            elif step.kind == "pop" and isinstance(step.value, Call):
                self._remove(_argument(step.value, 0), certain=change.certain)
            elif step.kind == "setdefault" and isinstance(step.value, Call):
                self._set_default(step.value, inside, certain=change.certain)
            elif step.kind in ("update", "augment|"):
                self._update(step.value, inside, change)
        return replace(self._table, entries=self._entries, more=self._more, maybe=frozenset(self._maybe))

    def _set(self, key: Expr | None, lazies: tuple[Lazy, ...], change: _Change) -> None:
        name = _text(key)
        if name is None:
            self._entries["*"] = (*self._entries.get("*", ()), *lazies)
            self._more = self._more or msg("entries are set in it under names that cannot be read")
            return
        earlier = self._entries.get(name, ())
        completes = self._is_other_branch(name, change)
        if change.certain:
            self._entries[name] = lazies
            self._maybe.discard(name)
        elif change.fallback:
            # Set only where it was missing or None: afterwards it is there.
            self._entries[name] = (*(one for one in earlier if one.expression != Const(None)), *lazies)
            self._maybe.discard(name)
        else:
            if not earlier:
                self._maybe.add(name)
            elif completes:
                self._maybe.discard(name)
            self._entries[name] = (*earlier, *lazies)

    def _is_other_branch(self, name: str, change: _Change) -> bool:
        """Whether the key is set in the ``if`` of the same statement whose ``else`` this is."""
        module = self._evaluator.program.module(change.binding.place.path)
        block = module.branches(change.binding.scope).blocks[change.binding.block]
        other = "if" if block.kind == "else" else "else"
        self._branches.add((f"{name} {block.kind}", block.statement))
        return (f"{name} {other}", block.statement) in self._branches

    def _remove(self, key: Expr | None, *, certain: bool) -> None:
        name = _text(key)
        if name in self._entries:
            if certain:
                del self._entries[name]
                self._maybe.discard(name)
            else:
                self._maybe.add(name)

    def _set_default(self, call: Call, frame: Frame, *, certain: bool) -> None:
        name, value = _text(_argument(call, 0)), _argument(call, 1)
        if name is None or value is None or (name in self._entries and name not in self._maybe):
            return
        kept = self._entries.get(name, ())
        self._entries[name] = (*kept, Lazy(value, frame))
        if certain:
            self._maybe.discard(name)
        elif not kept:
            self._maybe.add(name)

    def _update(self, value: Expr, frame: Frame, change: _Change) -> None:
        for given, opened in _updates(self._evaluator, value, frame):
            self._more = self._more or opened
            for key, lazies in given.items():
                self._set(Const(key), lazies, change)


def _updates(
    evaluator: Evaluate, value: Expr, frame: Frame
) -> Iterator[tuple[dict[str, tuple[Lazy, ...]], Message | None]]:
    if not isinstance(value, Call):
        yield from ((one.entries, one.more) for one in evaluator.values(value, frame) if isinstance(one, Table))
        return
    for argument in value.arguments:
        if argument.keyword is not None:
            yield {argument.keyword: (Lazy(argument.value, frame),)}, None
            continue
        for one in evaluator.values(argument.value, frame):
            if isinstance(one, Table):
                yield one.entries, one.more
            else:
                yield {}, msg("a dict is added that cannot be read")


def _argument(call: Call, index: int) -> Expr | None:
    return call.arguments[index].value if len(call.arguments) > index else None


def _text(key: Expr | None) -> str | None:
    return key.value if isinstance(key, Const) and isinstance(key.value, str) else None
