"""Dicts that a comprehension makes of another one: ``{k: options[k] for k in ("verify", "timeout")}``."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.kinds import Frame, Items, Lazy, Plain, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.link.values.tables import one_of
from timeout_audit.model.expression import Const, Expr, Item, Mapping
from timeout_audit.model.text import Message, msg

_HIDDEN = "*"
_UNREAD = msg("a dict is spread into it that cannot be read")


def picked(evaluator: Evaluate, node: Mapping, frame: Frame) -> Table:
    """What a comprehension keeps of the entries of another dict."""
    holder = node.entries[0][1]
    found = evaluator.values(holder, frame)
    whole = one_of([one for one in found if isinstance(one, Table)] or [Table({})])
    unread = any(not isinstance(one, Table) and not is_none(one) for one in found)
    more = _UNREAD if unread else whole.more
    entries, maybe = dict(whole.entries), set(whole.maybe)
    names = None if node.names is None else _texts(evaluator, node.names, frame)
    if names is None:
        maybe.update(entries if node.names is not None else ())
    else:
        entries = {name: one for name, one in entries.items() if name == _HIDDEN or (name in names) is not node.without}
    if names is not None and not node.without:
        if more is not None or _HIDDEN in entries:
            entries.update((name, _unseen(node, holder, name, more, frame)) for name in names - entries.keys())
        entries.pop(_HIDDEN, None)
        more = None
    _filter(evaluator, node.kept, entries, maybe)
    return Table(entries, more, node.place or frame.at, (), frozenset(maybe & entries.keys()))


def _unseen(node: Mapping, holder: Expr, name: str, more: Message | None, frame: Frame) -> tuple[Lazy, ...]:
    """An entry that the other dict may have; without a test it has it."""
    lazy = Lazy(Item(holder, Const(name)), frame)
    if not node.kept:
        return (lazy,)
    return (replace(lazy, known=(Unknown(more or _UNREAD, "runtime", node.place),)),)


def _texts(evaluator: Evaluate, node: Expr, frame: Frame) -> frozenset[str] | None:
    """The names that keys are looked for in; None where one of them cannot be read."""
    every = [_each(evaluator, value) for value in evaluator.values(node, frame)]
    return every[0] if len(every) == 1 else None


def _each(evaluator: Evaluate, value: Value) -> frozenset[str] | None:
    if isinstance(value, Table):
        return None if value.more or value.maybe or _HIDDEN in value.entries else frozenset(value.entries)
    if not isinstance(value, Items):
        return None
    texts = list(_plain(join(evaluator.value(one) for one in value.items)))
    return None if None in texts else frozenset(text for text in texts if text is not None)


def _plain(values: Values) -> Iterator[str | None]:
    for value in values:
        yield value.value if isinstance(value, Plain) and isinstance(value.value, str) and not value.default else None


def _filter(evaluator: Evaluate, kept: str, entries: dict[str, tuple[Lazy, ...]], maybe: set[str]) -> None:
    """Leave out what the condition of a comprehension leaves out of these entries, as far as it can be read."""
    for name, lazies in tuple(entries.items()) if kept in _TESTED else ():
        if kept == "some":
            maybe.add(name)
            continue
        values = join(evaluator.value(lazy) for lazy in lazies)
        stay = tuple(value for value in values if not _left_out(value, kept))
        if not stay:
            del entries[name]
            continue
        entries[name] = (replace(lazies[0], known=stay),)
        if len(stay) < len(values) or any(isinstance(value, Unknown) and not value.not_none for value in stay):
            maybe.add(name)


_TESTED = ("known", "some", "true")


def _left_out(value: Value, kept: str) -> bool:
    return is_none(value) or (kept == "true" and isinstance(value, Plain) and not value.value)
