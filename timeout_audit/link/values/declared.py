"""Which fields the body of a class declares: those of dataclasses, models and settings.

They are what ``dataclasses.fields()``, ``attrs.fields()`` and ``BaseModel.model_fields`` hold: what is annotated, or
made a field; not what is annotated as ``ClassVar``. What is annotated as ``InitVar`` the constructor alone is given.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.link.program import Module
from timeout_audit.link.values.inheritance import Own, bases, order
from timeout_audit.link.values.kinds import Library, OwnClass
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call, Const, Expr, Item, Mapping, last_name
from timeout_audit.model.python import Binding, Class

_DATA = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "s"})
_TUPLES = frozenset({"Struct", "NamedTuple"})
_MODELS = _TUPLES | {"BaseSettings", "BaseModel", "SQLModel", "TypedDict"}
# Bases that hold no field, and those that add none.
_EMPTY = frozenset({"Generic", "ABC", "object"})
_CLOSED = (_MODELS - {"TypedDict"}) | _EMPTY
_MAKERS = frozenset({"ib", "attrib", "field", "Field"})
# What adds entries that are no fields.
_WRITERS = ("computed_field", "model_serializer")
_NO_EXTRA = (Const("ignore"), Const("forbid"))


class Field(Struct, frozen=True):
    """One field. ``kept``: the object has it; ``placed``: it has a position among the constructor's arguments."""

    name: str
    kept: bool = True
    placed: bool = True


class Fields(Struct, frozen=True):
    """The fields of a class, those of its bases first; ``closed`` says that there are no others."""

    fields: tuple[Field, ...] = ()
    closed: bool = True


def is_model(evaluator: Evaluate, own: Own) -> bool:
    """Whether the attributes of a class are fields, which whoever makes an object may set."""
    every, library = order(evaluator, *own)
    named = {base.rpartition(".")[2] for base in library} | {one.name for _, one in every}
    return bool(named & _MODELS) or any(map(_is_decorator, own[1].decorators))


def _is_decorator(decorator: Expr) -> bool:
    return last_name(decorator.function if isinstance(decorator, Call) else decorator) in _DATA


def place_of(evaluator: Evaluate, own: Own, name: str) -> int | None:
    """Which of the constructor's positions a field has; None for none, and where that cannot be said."""
    every, library = order(evaluator, *own)
    tuples = {base.rpartition(".")[2] for base in library} <= _TUPLES | _EMPTY
    made = all(library or any(map(_is_decorator, class_.decorators)) for _, class_ in every)
    if not tuples or not made or any(_makes_itself(evaluator, one) for one in every):
        return None
    known = fields_of(evaluator, own)
    placed = [one.name for one in known.fields if one.placed]
    return placed.index(name) if known.closed and name in placed else None


def _makes_itself(evaluator: Evaluate, own: Own) -> bool:
    """Whether a class has a constructor of its own, or one that takes names alone."""
    module, class_ = evaluator.program.module(own[0]), own[1]
    calls = [one for one in class_.decorators if isinstance(one, Call)]
    named = any(argument.keyword in ("kw_only", "init") for one in calls for argument in one.arguments)
    return named or bool(module.definitions(f"{class_.qualname}.__init__"))


def fields_of(evaluator: Evaluate, own: Own) -> Fields:
    """The fields of a class."""
    key, circle = ("fields", own[0], own[1].qualname), Fields(closed=False)
    return evaluator.noted(key, circle, lambda: _fields_of(evaluator, own))


def _fields_of(evaluator: Evaluate, own: Own) -> Fields:
    found: dict[str, Field] = {}
    every, library = order(evaluator, *own)
    closed = all(base.rpartition(".")[2] in _CLOSED for base in library)
    for path, class_ in reversed(every):
        evaluator.program.ask(path, class_.qualname)
        module = evaluator.program.module(path)
        found.update((one.name, one) for one in _declared(module, class_))
        closed = closed and not _is_open(evaluator, module, class_)
    return Fields(tuple(found.values()), closed)


def _declared(module: Module, class_: Class) -> list[Field]:
    scope, known = class_.qualname, tuple(module.bindings.items())
    every = [one for (where, _), bindings in known if where == scope for one in bindings if "." not in one.target]
    every.sort(key=lambda one: one.place)
    by_name = any(_head(one) == "KW_ONLY" for one in every)
    return [found for one in every if (found := _field(one, placed=not by_name)) is not None]


def _field(binding: Binding, *, placed: bool) -> Field | None:
    made = binding.value if isinstance(binding.value, Call) and last_name(binding.value.function) in _MAKERS else None
    head = _head(binding)
    if binding.kind not in ("assign", "declare") or head in ("ClassVar", "KW_ONLY") or not (head is not None or made):
        return None
    named = made is not None and any(one.keyword in ("init", "kw_only") for one in made.arguments)
    return Field(binding.target, head != "InitVar", placed and not named)


def _head(binding: Binding) -> str | None:
    """The name that an annotation begins with; None where there is no annotation."""
    annotation = binding.annotation
    if annotation is None:
        return None
    return last_name(annotation.value if isinstance(annotation, Item) else annotation)


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
