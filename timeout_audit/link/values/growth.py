"""Dicts that grow line by line: ``kwargs["timeout"] = 5``, ``setdefault``, ``update``, ``pop``."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.values.kinds import Frame, Lazy, Table, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.reaching import reaching
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Name
from timeout_audit.model.python import Binding, Block
from timeout_audit.model.text import Message, msg

_GROWING = frozenset({"setdefault", "update", "pop"})
_WHOLE = Block(0, 0, "scope")


def grown(evaluator: Evaluate, name: str, values: Values, scope: str, frame: Frame) -> Values:
    """The same values, with every dict among them as it has become at the point of the frame."""
    if not any(isinstance(value, Table) for value in values):
        return values
    changes = _changes(evaluator, name, scope, frame)
    if not changes:
        return values
    return tuple(
        _apply(evaluator, value, changes, replace(frame, scope=scope)) if isinstance(value, Table) else value
        for value in values
    )


def _changes(evaluator: Evaluate, name: str, scope: str, frame: Frame) -> list[tuple[Binding, bool, bool]]:
    """The steps of growth before the point: each with whether it surely happened, and whether only where the key was None."""
    module = evaluator.program.module(frame.path)
    blocks = module.blocks.get(scope, (_WHOLE,))
    steps = [binding for binding in module.bindings.get((scope, name), ()) if binding.kind in ("item", "augment|")]
    for site in module.calls.get(scope, ()):
        function = site.call.function
        if isinstance(function, Attribute) and function.value == Name(name) and function.name in _GROWING:
            steps.append(Binding(name, site.call, scope, site.call.place, site.block, function.name))
    block, at = (frame.block, frame.at) if scope == frame.scope else (0, None)
    found = []
    for step in sorted(steps, key=lambda one: one.place):
        reach = reaching(name, [replace(step, kind="assign")], blocks, block, at)
        if not reach.bindings:
            continue
        key = step.key.value if isinstance(step.key, Const) else ""
        around = blocks[step.block] if step.block < len(blocks) else _WHOLE
        found.append((step, reach.certain, around.none and around.tested == f"{name}[{key}]"))
    return found


def _apply(evaluator: Evaluate, table: Table, changes: list[tuple[Binding, bool, bool]], frame: Frame) -> Table:
    entries = dict(table.entries)
    maybe = set(table.maybe)
    more = table.more
    for step, certain, fallback in changes:
        inside = replace(frame, block=step.block, at=step.place)
        if step.kind == "item" and isinstance(step.key, Const) and isinstance(step.key.value, str):
            _set(entries, maybe, step.key.value, Lazy(step.value, inside), certain=certain, fallback=fallback)
        elif step.kind == "setdefault" and isinstance(step.value, Call):
            key = _constant(step.value, 0)
            if key is not None and len(step.value.arguments) > 1 and (key not in entries or key in maybe):
                kept = entries.get(key, ())
                entries[key] = (*kept, Lazy(step.value.arguments[1].value, inside))
                maybe.discard(key)
        elif step.kind == "pop" and isinstance(step.value, Call):
            key = _constant(step.value, 0)
            if key is not None and certain:
                entries.pop(key, None)
        elif step.kind in ("update", "augment|"):
            for given, opened in _updates(evaluator, step.value, inside):
                more = more or opened
                for key, lazies in given.items():
                    _set(entries, maybe, key, lazies[0], certain=certain, fallback=False)
    return Table(entries, more, table.place, table.steps, frozenset(maybe))


def _set(
    entries: dict[str, tuple[Lazy, ...]], maybe: set[str], key: str, lazy: Lazy, *, certain: bool, fallback: bool
) -> None:
    if certain:
        entries[key] = (lazy,)
        maybe.discard(key)
    elif fallback:
        # Set only where it was missing or None: afterwards it is there.
        entries[key] = (*(one for one in entries.get(key, ()) if one.expression != Const(None)), lazy)
        maybe.discard(key)
    else:
        if key not in entries:
            maybe.add(key)
        entries[key] = (*entries.get(key, ()), lazy)


def _updates(
    evaluator: Evaluate, value: Expr, frame: Frame
) -> list[tuple[dict[str, tuple[Lazy, ...]], Message | None]]:
    if not isinstance(value, Call):
        return [(one.entries, one.more) for one in evaluator.values(value, frame) if isinstance(one, Table)]
    found: list[tuple[dict[str, tuple[Lazy, ...]], Message | None]] = []
    for argument in value.arguments:
        if argument.keyword is not None:
            found.append(({argument.keyword: (Lazy(argument.value, frame),)}, None))
            continue
        for one in evaluator.values(argument.value, frame):
            if isinstance(one, Table):
                found.append((one.entries, one.more))
            else:
                found.append(({}, msg("a dict is added that cannot be read")))
    return found


def _constant(call: Call, index: int) -> str | None:
    value = call.arguments[index].value if len(call.arguments) > index else None
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None
