"""Items of dicts and sequences, and what is read of a configuration under a name."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.values import configured
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Items,
    Lazy,
    Library,
    Method,
    OwnClass,
    Plain,
    Table,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.opened import as_opened
from timeout_audit.link.values.picking import picked
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.link.values.tables import Merged, one_of
from timeout_audit.model.expression import Attribute, Choice, Const, Expr, Item, Mapping, Name, Opaque, dotted
from timeout_audit.model.text import msg

_ITEM = "__getitem__"
# How many alternatives are looked at where any of them may be meant.
_MOST = 6


def table(evaluator: Evaluate, node: Mapping, frame: Frame) -> Table:
    """A dict display as its entries; later ones win."""
    if node.kept or node.names is not None:
        return picked(evaluator, node, frame)
    merged, more = Merged(), None
    entries, maybe = merged.entries, merged.maybe
    for key, value in node.entries:
        if isinstance(key, Const) and isinstance(key.value, str):
            merged.put(key.value, Lazy(value, frame))
        elif key is not None and len(names := read_key(evaluator, key, frame)) == 1:
            merged.put(names[0], Lazy(value, frame))
        elif key is not None and names:
            maybe.update(name for name in names if name not in entries)
            entries.update((name, (*entries.get(name, ()), Lazy(value, frame))) for name in names)
        elif key is not None:
            entries["*"] = (*entries.get("*", ()), Lazy(value, frame))
        else:
            found = evaluator.values(value, frame)
            if tables := [one for one in found if isinstance(one, Table)]:
                inner = one_of(tables)
                merged.take(inner)
                more = inner.more or more
            if any(not isinstance(one, Table) and not is_none(one) for one in found):
                more = msg("a dict is spread into it that cannot be read")
    return Table(entries, more, node.place or frame.at, (), frozenset(maybe))


def read_key(evaluator: Evaluate, key: Expr, frame: Frame) -> tuple[str, ...]:
    """The texts that a key can be which is written as a name; none where that cannot be read."""
    values = evaluator.values(key, frame) if isinstance(key, (Name, Attribute, Choice)) else ()
    plain = [value.value for value in values if isinstance(value, Plain) and not value.default]
    texts = tuple(text for text in plain if isinstance(text, str))
    return texts if len(texts) == len(values) else ()


def item(evaluator: Evaluate, value: Value, index: Values, node: Item) -> Values:
    """What ``value[index]`` is."""
    key = index[0].value if len(index) == 1 and isinstance(index[0], Plain) else None
    if isinstance(value, Items):
        return _of_items(evaluator, value, key)
    if isinstance(value, Table):
        return entry(evaluator, value, key)
    if isinstance(value, Instance) and (given := evaluator.catalogue.returned(f"{value.library}.{_ITEM}")):
        return (replace(value, library=given),)
    if isinstance(key, str) and (found := configured.read(evaluator, node.value, key)):
        return as_opened(evaluator, found)
    if isinstance(value, Library) and value.name == "os.environ":
        return (Computed(value.name, value.place),)
    if found := _of_object(evaluator, value):
        return found
    if isinstance(value, (Library, OwnClass)):
        # ``Queue[int]()``: a generic class is the class itself.
        return (value,)
    if isinstance(node.index, Opaque):
        return (Unknown(msg("one of several values")),)
    shown = repr(key) if key is not None else "…"
    return (Computed(f"{dotted(node.value) or '…'}[{shown}]", getattr(value, "place", None), value.steps),)


def _of_object(evaluator: Evaluate, value: Value) -> Values:
    """What an object of a library holds that gives the same by any name: ``repo.remotes[0]``."""
    if isinstance(value, Method) and (given := evaluator.catalogue.returned(value.name)):
        # An attribute that is an object.
        value = Instance(given, part=value, steps=value.steps)
    if not isinstance(value, Instance) or value.own is not None:
        return ()
    found = (one.name for one in evaluator.member(value, "__getitem__") if isinstance(one, Method))
    classes = (evaluator.catalogue.returned(name) for name in found)
    return tuple(Instance(name, steps=value.steps) for name in classes if name)


def _of_items(evaluator: Evaluate, value: Items, key: object) -> Values:
    if isinstance(key, int) and not isinstance(key, bool) and -len(value.items) <= key < len(value.items):
        return evaluator.value(value.items[key])
    if not value.items:
        return (Unknown(msg("an empty sequence")),)
    return join(evaluator.value(one) for one in value.items[:_MOST])


def entry(evaluator: Evaluate, value: Table, key: object) -> Values:
    """What a dict holds under a key; any of what it holds, where the key cannot be read."""
    if isinstance(key, str) and key in value.entries and key != "*":
        return join(evaluator.value(lazy) for lazy in value.entries[key])
    if isinstance(key, str) and "*" not in value.entries:
        return (Computed(f"[{key!r}]", value.place, value.steps),)
    lazies = [
        lazy for name, found in value.entries.items() for lazy in found if not isinstance(key, str) or name == "*"
    ]
    if not lazies:
        return (Computed("[…]", value.place, value.steps),)
    return join(evaluator.value(lazy) for lazy in lazies[:_MOST])
