"""Objects as the dicts that are made of them: ``asdict(options)``, ``settings.model_dump()``, ``vars(options)``.

What becomes an entry is what ``dataclasses.fields()``, ``attrs.fields()`` and ``BaseModel.model_fields`` hold: what the
body of a class annotates, or makes a field; not what is annotated as ``ClassVar`` or ``InitVar``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values.fields import is_model
from timeout_audit.link.values.inheritance import Own, bases, heirs, order
from timeout_audit.link.values.kinds import Frame, Instance, Lazy, Library, OwnClass, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate, unread
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr, Item, Mapping, Sequence, last_name
from timeout_audit.model.python import Binding, Class
from timeout_audit.model.text import Message, msg

METHODS = frozenset({"model_dump", "dict", "_asdict"})
"""Methods that make a dict of the object that they are called on."""

# Bases that add no field.
_CLOSED = frozenset({"BaseModel", "BaseSettings", "Struct", "SQLModel", "NamedTuple", "Generic", "ABC", "object"})
_MAKERS = frozenset({"ib", "attrib", "field", "Field"})
_NO_FIELDS = frozenset({"ClassVar", "InitVar"})
# What adds entries that are no fields.
_WRITERS = ("computed_field", "model_serializer")
# What leaves out fields that nobody gave a value.
_PARTLY = frozenset({"exclude_unset", "exclude_defaults"})
_CHOOSING = frozenset({"include", "exclude"})
_NO_EXTRA = (Const("ignore"), Const("forbid"))
# What changes no names, or leaves out what is None, of which a field says itself what it may be.
_HARMLESS = frozenset({"exclude_none", "mode", "round_trip", "warnings", "context", "recurse"})

_UNREAD = msg("it cannot be read")
_Names = frozenset[str]


def of_argument(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """What ``asdict(x)`` and ``vars(x)`` give."""
    if not call.arguments or call.arguments[0].star:
        return (unread(call),)
    first, asked = call.arguments[0], call.arguments[1:]
    inside = replace(frame, at=first.place)
    found = [_table(evaluator, one, first.value, asked, inside) for one in evaluator.values(first.value, inside)]
    return tuple(one or unread(call) for one in found)


def of_method(evaluator: Evaluate, value: Value, call: Call, frame: Frame) -> Values | None:
    """What ``x.model_dump()`` gives; None where the class of ``x`` says itself what that is, or is not known."""
    function = call.function
    if not isinstance(function, Attribute) or not isinstance(value, Instance) or evaluator.member(value, function.name):
        return None
    found = _table(evaluator, value, function.value, call.arguments, replace(frame, at=call.place))
    return (found,) if found is not None else None


def _table(evaluator: Evaluate, value: Value, holder: Expr, asked: tuple[Argument, ...], frame: Frame) -> Table | None:
    if not isinstance(value, Instance) or value.own is None:
        return None
    own = value.own
    if not is_model(evaluator, evaluator.program.module(own[0]), own[1]):
        return None
    closed = (frozenset[str](), _UNREAD)
    names, more = evaluator.noted(("fields", own[0], own[1].qualname), closed, lambda: _fields(evaluator, own))
    if value.made is None and heirs(evaluator, own):
        more = _UNREAD
    kept, sure = _asked_for(names, asked)
    if kept is None:
        return Table({}, _UNREAD, frame.at, value.steps)
    entries = {name: (_entry(holder, name, own[1], frame, sure=sure),) for name in sorted(kept)}
    return Table(entries, more, frame.at, value.steps)


def _entry(holder: Expr, name: str, class_: Class, frame: Frame, *, sure: bool) -> Lazy:
    """What a field holds: the attribute. One that may be left out where nobody set it is not known."""
    reason = msg("`{name}` of {owner} is configured", name=name, owner=class_.name)
    known: Values = () if sure else (Unknown(reason, "runtime", frame.at),)
    return Lazy(Attribute(holder, name), frame, known)


# -- what is asked for ------------------------------------------------------------------------------------------------


def _asked_for(names: _Names, asked: Iterable[Argument]) -> tuple[_Names | None, bool]:
    """The fields that the arguments ask for, and whether they are there in any case; None where that cannot be said."""
    sure = True
    for one in asked:
        off = one.value in (Const(False), Const(None))
        if one.star or (one.keyword is None) or (one.keyword not in _PARTLY | _HARMLESS | _CHOOSING and not off):
            return None, False
        if off or one.keyword in _HARMLESS:
            continue
        if one.keyword in _PARTLY:
            sure = False
        elif (chosen := _chosen(one.value)) is None:
            return None, False
        else:
            names = names & chosen if one.keyword == "include" else names - chosen
    return names, sure


def _chosen(value: Expr) -> _Names | None:
    """The names that stand in a set; None where one of them is not written out."""
    items = value.items if isinstance(value, Sequence) else None
    if items is None or not all(isinstance(one, Const) for one in items):
        return None
    return frozenset(str(one.value) for one in items if isinstance(one, Const))


# -- fields ----------------------------------------------------------------------------------------------------------


def _fields(evaluator: Evaluate, own: Own) -> tuple[_Names, Message | None]:
    """The names of the fields of a class and of its bases, and why there may be more."""
    names: set[str] = set()
    more: Message | None = None
    every, library = order(evaluator, *own)
    for path, class_ in every:
        evaluator.program.ask(path, class_.qualname)
        module = evaluator.program.module(path)
        names.update(_written(module, class_))
        if _is_open(evaluator, module, class_):
            more = _UNREAD
    if any(base.rpartition(".")[2] not in _CLOSED for base in library):
        more = _UNREAD
    return frozenset(names), more


def _written(module: Module, class_: Class) -> Iterator[str]:
    for (scope, target), bindings in tuple(module.bindings.items()):
        if scope == class_.qualname and "." not in target and any(map(_is_field, bindings)):
            yield target


def _is_field(binding: Binding) -> bool:
    if binding.kind not in ("assign", "declare"):
        return False
    annotation = binding.annotation
    if annotation is None:
        return isinstance(binding.value, Call) and last_name(binding.value.function) in _MAKERS
    head = annotation.value if isinstance(annotation, Item) else annotation
    return last_name(head) not in _NO_FIELDS


def _is_open(evaluator: Evaluate, module: Module, class_: Class) -> bool:
    """Whether objects of a class may hold entries that are no fields of its own or of the bases that were read."""
    if any(evaluator.program.holds(module.path, writer) for writer in _WRITERS):
        return True
    read = (isinstance(base, (OwnClass, Library)) for base in bases(evaluator, module.path, class_))
    return not all(read) or any(map(_may_allow, _configurations(module, class_)))


def _configurations(module: Module, class_: Class) -> Iterator[Expr | None]:
    """What a model says of entries that are no fields: ``model_config = {"extra": …}``, ``class Config: extra = …``."""
    for binding in module.history(class_.qualname, "model_config").whole:
        value = binding.value
        if isinstance(value, Mapping):
            yield from (inner for key, inner in value.entries if key in (None, Const("extra")))
        elif isinstance(value, Call):
            yield from (one.value for one in value.arguments if one.star or one.keyword in (None, "extra"))
        else:
            yield None
    yield from (binding.value for binding in module.history(f"{class_.qualname}.Config", "extra").whole)


def _may_allow(extra: Expr | None) -> bool:
    return extra not in _NO_EXTRA
