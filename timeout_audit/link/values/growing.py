"""One dict while it grows: what the steps that change it make of its entries, also of those deeper inside."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.values.items import read_key
from timeout_audit.link.values.kinds import Computed, Frame, Lazy, Plain, Table, Unknown, Value, Values
from timeout_audit.link.values.own_entries import by_entry, by_entry_alone, is_met
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.link.values.tables import one_of
from timeout_audit.link.values.ways import Ways
from timeout_audit.model.expression import Call, Choice, Const, Expr, Name, Sequence
from timeout_audit.model.python import Binding, Block
from timeout_audit.model.text import msg

_Keys = tuple[Expr, ...]


OPENED = "opened"
"""The kind of a step after which the dict may be changed under another name."""

_SETTING = frozenset({"item", "setdefault", "update", OPENED})


class Change(Struct, frozen=True):
    """One step of growth. ``certain``: it surely happened before the point; ``fallback``: where the key was None.

    ``doubt`` is what an item is set to as far as anybody knows, where its own value decides whether it is set.
    ``tests`` are the branches that have to be taken. ``chosen``: entries of the dict say so that cannot be read.
    """

    binding: Binding
    certain: bool
    fallback: bool = False
    doubt: Values = ()
    tests: tuple[Block, ...] = ()
    chosen: bool = False


_HIDDEN = msg("entries are set in it under names that cannot be read")
UNREAD = msg("it cannot be read")
"""Why there may be more in a dict that a call gives."""


def as_dict(value: Value) -> Value:
    """What cannot be read and takes an item under a name, as the dict that it must be: the rest of it is not known."""
    if isinstance(value, (Computed, Unknown)):
        reason = value.reason if isinstance(value, Unknown) else UNREAD
        return Table({}, reason, value.place, value.steps)
    return value


class Growth:
    """One dict while it grows."""

    def __init__(self, evaluator: Evaluate, table: Table) -> None:
        self._evaluator = evaluator
        self._table = table
        self._entries = dict(table.entries)
        self._maybe = set(table.maybe)
        self._chosen = set(table.chosen)
        self._more = table.more
        # What it was before each statement whose branches its own entries choose.
        self._tested: dict[int, Table] = {}
        self._ways = Ways()
        # What each entry is given that a step under an unreadable key has opened, and the keys that are told in it.
        self._opened: dict[str, tuple[tuple[Lazy, ...], frozenset[str]]] = {}

    def through(self, changes: list[Change], frame: Frame) -> Table:
        """What it has become after these changes."""
        for change in changes:
            step = change.binding
            around, key = _path(step)
            inside = replace(frame, scope=step.scope, block=step.block, at=step.place)
            decided = self._decided(change, inside)
            if decided is not None:
                self._take(around, key, decided, inside)
        return self._as_it_is()

    def _decided(self, change: Change, inside: Frame) -> Change | None:
        """A step with what tests of the dict's own entries say of it; None for one that they rule out."""
        if change.certain or not any(by_entry(change.binding.target, test) for test in change.tests):
            return change
        met = [is_met(self._evaluator, self._at(test), change.binding.target, test, inside) for test in change.tests]
        if False in met:
            return None
        chosen = all(by_entry_alone(change.binding.target, test) for test in change.tests)
        return replace(change, certain=None not in met, chosen=chosen)

    def _at(self, test: Block) -> Table:
        """What it was when a branch was chosen: what its suite changes decides no more."""
        if test.statement not in self._tested:
            self._tested[test.statement] = self._as_it_is()
        return self._tested[test.statement]

    def _as_it_is(self) -> Table:
        maybe, chosen = frozenset(self._maybe), frozenset(self._chosen & self._maybe)
        return replace(self._table, entries=dict(self._entries), more=self._more, maybe=maybe, chosen=chosen)

    def _take(self, around: _Keys, key: Expr | None, change: Change, inside: Frame) -> None:
        """One step, in the dict that is found under the keys ``around``."""
        step = change.binding
        if around:
            self._take_deeper(around, key, change, inside)
        elif step.kind == "item":
            self._set(key, (Lazy(step.value, inside, change.doubt),), change)
        elif step.kind == "delete":
            self._remove(key, certain=change.certain)
        elif step.kind == "pop" and isinstance(step.value, Call):
            self._remove(_argument(step.value, 0), certain=change.certain)
        elif step.kind == "setdefault" and isinstance(step.value, Call):
            self._set_default(step.value, inside, certain=change.certain)
        elif step.kind in ("update", "augment|"):
            self._update(step.value, inside, change)
        elif step.kind == OPENED:
            self._more = self._more or msg("it may be changed under another name")

    def _take_deeper(self, around: _Keys, key: Expr | None, change: Change, inside: Frame) -> None:
        step, name = change.binding, _text(around[0])
        if name is None:
            self._take_in_any(around[1:], key, replace(change, certain=False), inside)
            return
        if name not in self._entries:
            self._entries[name] = (Lazy(Const(None), inside, (Table({}, self._more, inside.at),)),)
        values = self._values(name)
        if step.kind in _SETTING:
            values = tuple(map(as_dict, values))
        self._change(name, values, around[1:], key, change, inside)

    def _take_in_any(self, around: _Keys, key: Expr | None, change: Change, inside: Frame) -> None:
        """One step in a dict that may be any entry. One that may hold anything tells no less without one key more."""
        told, is_setting = _text(key) if not around else None, change.binding.kind in _SETTING
        for name, lazies in tuple(self._entries.items()):
            opened, keys = self._opened.get(name, ((), frozenset()))
            if told is not None and opened is lazies and told not in keys:
                continue
            values = self._values(name)
            if is_setting:
                values = tuple(map(_opened, values))
            if told is not None and told not in _keys(values):
                self._entries[name] = (replace(lazies[0], known=values),)
            else:
                self._change(name, values, around, key, change, inside)
            if is_setting:
                self._opened[name] = (self._entries[name], _keys(self._values(name)))

    def _values(self, name: str) -> Values:
        return join(self._evaluator.value(lazy) for lazy in self._entries[name])

    def _change(
        self, name: str, values: Values, around: _Keys, key: Expr | None, change: Change, inside: Frame
    ) -> None:
        """One step in what an entry is."""
        if any(isinstance(value, Table) for value in values):
            known = tuple(self._deeper(value, around, key, change, inside) for value in values)
            self._entries[name] = (replace(self._entries[name][0], known=known),)

    def _deeper(self, value: Value, around: _Keys, key: Expr | None, change: Change, inside: Frame) -> Value:
        if not isinstance(value, Table):
            return value
        growth = Growth(self._evaluator, value)
        growth._take(around, key, change, inside)
        return growth.through([], inside)

    def _set(self, key: Expr | None, lazies: tuple[Lazy, ...], change: Change) -> None:
        names, each = self._texts(key, lazies[0].frame), self._each(key, lazies[0].frame)
        if len(names) == 1 or len(each) == 1:
            self._set_under((*names, *each)[0], lazies, change)
        elif names:
            self._set_under_one_of(names, lazies)
        elif each:
            # Whether the loop comes to one of them is not known, but it comes to no others.
            unsure = Lazy(lazies[0].expression, lazies[0].frame, (Unknown(_HIDDEN, "runtime", change.binding.place),))
            self._entries.update((name, (*self._entries.get(name, ()), unsure)) for name in each)
        else:
            self._entries["*"] = (*self._entries.get("*", ()), *lazies)
            self._more = self._more or _HIDDEN

    def _texts(self, key: Expr | None, frame: Frame) -> tuple[str, ...]:
        """The texts that a key can be, by what is written there; none where that does not tell."""
        if isinstance(key, Choice):
            return tuple(dict.fromkeys(read_key(self._evaluator, key, frame)))
        name = _text(key)
        return () if name is None else (name,)

    def _each(self, key: Expr | None, frame: Frame) -> tuple[str, ...]:
        """The texts that a variable is, one after another in a loop; none where one of them cannot be read."""
        values = self._evaluator.values(key, frame) if isinstance(key, Name) else ()
        texts = [one.value for one in values if isinstance(one, Plain) and isinstance(one.value, str)]
        return tuple(dict.fromkeys(texts)) if len(texts) == len(values) else ()

    def _set_under_one_of(self, names: tuple[str, ...], lazies: tuple[Lazy, ...]) -> None:
        for name in names:
            if name not in self._entries:
                self._maybe.add(name)
            self._entries[name] = (*self._entries.get(name, ()), *lazies)

    def _set_under(self, name: str, lazies: tuple[Lazy, ...], change: Change) -> None:
        earlier, step = self._entries.get(name, ()), change.binding
        branches = self._evaluator.program.module(step.place.path).branches(step.scope)
        left = None if change.certain else self._ways.left(name, step.block, change.tests, branches, earlier)
        if change.certain:
            self._entries[name] = lazies
            self._maybe.discard(name)
        elif change.fallback:
            # Set only where it was missing or None: afterwards it is there.
            self._entries[name] = (*(one for one in earlier if one.expression != Const(None)), *lazies)
            self._maybe.discard(name)
        elif left is not None:
            self._entries[name] = (*left, *lazies)
            self._maybe.discard(name)
        else:
            if not earlier:
                self._maybe.add(name)
                self._chosen.update((name,) if change.chosen else ())
            self._entries[name] = (*earlier, *lazies)

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

    def _update(self, value: Expr, frame: Frame, change: Change) -> None:
        for given in _updates(self._evaluator, value, frame):
            self._more = self._more or given.more
            for key, lazies in given.entries.items():
                self._set(Const(key), lazies, replace(change, certain=False) if key in given.maybe else change)


def _opened(value: Value) -> Value:
    """A dict that may be the one that a step changes."""
    if isinstance(value, Table) and value.more == _HIDDEN:
        return value
    found = as_dict(value)
    return replace(found, more=_HIDDEN) if isinstance(found, Table) else found


def _keys(values: Values) -> frozenset[str]:
    """The keys of all dicts among values."""
    return frozenset(key for value in values if isinstance(value, Table) for key in value.entries)


def _path(step: Binding) -> tuple[_Keys, Expr | None]:
    """The keys that lead to the dict that a step changes, and the key that it sets or deletes itself."""
    if not isinstance(step.key, Sequence):
        return (), step.key
    keys = step.key.items
    return (keys[:-1], keys[-1]) if step.kind in ("item", "delete") else (keys, None)


def _updates(evaluator: Evaluate, value: Expr, frame: Frame) -> Iterator[Table]:
    """The dicts that a step adds."""
    if not isinstance(value, Call):
        if tables := [one for one in evaluator.values(value, frame) if isinstance(one, Table)]:
            yield one_of(tables)
        return
    for argument in value.arguments:
        if argument.keyword is not None:
            yield Table({argument.keyword: (Lazy(argument.value, frame),)})
            continue
        found = evaluator.values(argument.value, frame)
        if tables := [one for one in found if isinstance(one, Table)]:
            yield one_of(tables)
        if len(tables) < len(found):
            yield Table({}, msg("a dict is added that cannot be read"))


def _argument(call: Call, index: int) -> Expr | None:
    return call.arguments[index].value if len(call.arguments) > index else None


def _text(key: Expr | None) -> str | None:
    return key.value if isinstance(key, Const) and isinstance(key.value, str) else None
