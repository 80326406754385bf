"""What well-known functions of the standard library and of frameworks give."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from timeout_audit.link.values import environment, strings
from timeout_audit.link.values.annotations import annotated
from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.classes import NAMEDTUPLE, of_namedtuple, of_type
from timeout_audit.link.values.configured import MODULES
from timeout_audit.link.values.dumped import of_argument
from timeout_audit.link.values.imports import imported
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Items,
    Joined,
    Lazy,
    Library,
    Made,
    Method,
    OwnFunction,
    Parent,
    Partial,
    Plain,
    Table,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.question import Evaluate, unread
from timeout_audit.link.values.tables import Merged, one_of
from timeout_audit.model.expression import Attribute, Call, Const, argument_of, dotted
from timeout_audit.model.text import msg

CONTEXT = "contextvars.ContextVar"


def known(evaluator: Evaluate, name: str, call: Call, frame: Frame) -> Values | None:
    """What the function of that dotted name gives; None where it is not among those known."""
    found = _KNOWN.get(name)
    if found is None and name.startswith(_FRAMEWORKS):
        found = _KNOWN.get(name.rpartition(".")[2])
    return found(evaluator, call, frame) if found is not None else environment.of_library(evaluator, name, call, frame)


def _first(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """The value of the first argument: ``closing(x)``, ``copy(x)``, ``enter_context(x)``."""
    argument = next((one for one in call.arguments if not one.star), None)
    return evaluator.values(argument.value, replace(frame, at=argument.place)) if argument else (unread(call),)


def _cast(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    if len(call.arguments) < 2:
        return (unread(call),)
    values = evaluator.values(call.arguments[1].value, frame)
    if any(not isinstance(value, (Unknown, Computed)) for value in values):
        return values
    return annotated(evaluator, call.arguments[0].value, frame) or values


def _partial(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    if not call.arguments:
        return (unread(call),)
    rest = Call(call.function, call.arguments[1:], call.place)
    return tuple(Partial(value, rest, frame, value.steps) for value in evaluator.values(call.arguments[0].value, frame))


def _number(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``float(x)`` and ``int(x)``: never None."""
    return tuple(_as_number(value, call) for value in _first(evaluator, call, frame))


def _as_number(value: Value, call: Call) -> Value:
    if isinstance(value, Plain) and isinstance(value.value, (str, int, float)) and not isinstance(value.value, bool):
        try:
            return replace(value, value=float(value.value))
        except ValueError:
            pass
    return Computed(f"{dotted(call.function)}(…)", call.place, value.steps)


def _extreme(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``max(a, b)`` and ``min(a, b)`` of numbers."""
    choose = max if dotted(call.function) == "max" else min
    numbers: list[float] = []
    for argument in call.arguments:
        values = evaluator.values(argument.value, replace(frame, at=argument.place))
        number = values[0].value if len(values) == 1 and isinstance(values[0], Plain) else None
        if not isinstance(number, (int, float)) or argument.star or argument.keyword:
            return (unread(call),)
        numbers.append(number)
    return (Plain(choose(numbers), call.place),) if numbers else (unread(call),)


def _text(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``str(x)``: the same text where it is text."""
    values = _first(evaluator, call, frame)
    return tuple(value if strings.text_of(value) is not None else unread(call) for value in values)


def _gathered(_: Evaluate, call: Call, frame: Frame) -> Values:
    """``gather(a(), b())``: what each of them gives."""
    if any(one.star for one in call.arguments):
        return (unread(call),)
    given = (one for one in call.arguments if one.keyword is None)
    return (Items(tuple(Lazy(one.value, replace(frame, at=one.place)) for one in given), call.place),)


def _called_elsewhere(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``to_thread(function, …)``: what the function gives."""
    if not call.arguments or call.arguments[0].star:
        return (unread(call),)
    return evaluator.values(Call(call.arguments[0].value, call.arguments[1:], call.place), frame)


def _wrapped(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``sync_to_async(function)``: the same function."""
    values = _first(evaluator, call, frame)
    functions = tuple(value for value in values if isinstance(value, (OwnFunction, Method, Library, Partial)))
    return functions or (unread(call),)


def _context(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    del evaluator
    return (Instance(CONTEXT, made=Made(call, frame, CONTEXT), place=call.place),)


def _dict(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    merged, more = Merged(), None
    for argument in call.arguments:
        if argument.keyword is not None:
            merged.put(argument.keyword, Lazy(argument.value, replace(frame, at=argument.place)))
            continue
        found = evaluator.values(argument.value, frame)
        if tables := [one for one in found if isinstance(one, Table)]:
            inner = one_of(tables)
            merged.take(inner)
            more = inner.more or more
        if len(tables) < len(found):
            more = msg("a dict is copied into it that cannot be read")
    return (Table(merged.entries, more, call.place, (), frozenset(merged.maybe)),)


def _getattr(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    if len(call.arguments) < 2:
        return (unread(call),)
    holder, name = call.arguments[0].value, call.arguments[1].value
    if not isinstance(name, Const):
        return _any_verb(evaluator, evaluator.values(holder, frame)) or (unread(call),)
    values = evaluator.values(Attribute(holder, str(name.value)), frame)
    default = argument_of(call, 2, "default")
    if default is None or any(_is_found(value) for value in values):
        return values
    reason = msg("`{name}` decides at run time", name=str(name.value))
    return tuple(
        Unknown(reason, "runtime", call.place) if is_none(value) else as_default(value, reason)
        for value in evaluator.values(default, frame)
    )


def _is_found(value: Value) -> bool:
    if isinstance(value, Library):
        return value.name.rpartition(".")[0] not in MODULES
    return not isinstance(value, (Unknown, Computed))


def _any_verb(evaluator: Evaluate, holders: Values) -> Values:
    """``getattr(session, verb)``: some method of a client; they all wait alike."""
    for holder in holders:
        if isinstance(holder, Instance) and evaluator.catalogue.has_method(holder.library, "request"):
            return evaluator.member(holder, "request")
        if isinstance(holder, Library) and evaluator.catalogue.waits(f"{holder.name}.request"):
            return (Library(f"{holder.name}.request", steps=holder.steps),)
    return ()


def _any_of(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``stop_any(a, b)``, which is ``a | b``."""
    return (Joined("|", _given(evaluator, call, frame), call.place),)


def _all_of(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``stop_all(a, b)``, which is ``a & b``."""
    return (Joined("&", _given(evaluator, call, frame), call.place),)


def _given(evaluator: Evaluate, call: Call, frame: Frame) -> tuple[Values, ...]:
    """The alternatives of each argument of a call; what ``*`` gives may be anything."""
    return tuple(
        (unread(call),) if argument.star else evaluator.values(argument.value, replace(frame, at=argument.place))
        for argument in call.arguments
    )


def _injected(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``Depends(get_client)``: what the function gives."""
    if not call.arguments:
        return (unread(call),)
    empty = Call(call.arguments[0].value, (), call.place)
    return evaluator.values(empty, frame)


def _field(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """A field of a dataclass or a settings class: its default."""
    factory = argument_of(call, None, "default_factory") or argument_of(call, None, "factory")
    if factory is not None:
        return evaluator.values(Call(factory, (), call.place), frame)
    default = argument_of(call, 0, "default")
    if default is None:
        return (Unknown(msg("it must be configured"), "runtime", call.place),)
    return evaluator.values(default, replace(frame, at=call.place))


def _parent(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    module = evaluator.program.module(frame.path)
    function = module.method_around(frame.scope)
    class_ = module.classes.get(function.owner) if function else None
    if class_ is None:
        return (unread(call),)
    instance = frame.instance or Instance(own=(frame.path, class_))
    return (Parent(instance, (frame.path, class_.qualname)),)


_FRAMEWORKS = (
    "fastapi.",
    "pydantic",
    "dataclasses.",
    "contextlib.",
    "functools.",
    "copy.",
    "typing",
    "attr",
    "msgspec.",
)
_KNOWN: dict[str, Callable[[Evaluate, Call, Frame], Values]] = {
    "functools.partial": _partial,
    "partial": _partial,
    "partialmethod": _partial,
    "os.getenv": environment.of_system,
    "os.environ.get": environment.of_system,
    "pycti.get_config_variable": environment.of_pycti,
    "pycti.connector.opencti_connector_helper.get_config_variable": environment.of_pycti,
    "builtins.float": _number,
    "builtins.int": _number,
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.str": _text,
    "builtins.dict": _dict,
    "builtins.getattr": _getattr,
    "builtins.staticmethod": _first,
    "builtins.super": _parent,
    "builtins.type": of_type,
    "builtins.vars": of_argument,
    NAMEDTUPLE.name: of_namedtuple,
    "builtins.__import__": imported,
    "importlib.import_module": imported,
    "cachecontrol.CacheControl": _first,
    "cachecontrol.wrapper.CacheControl": _first,
    "contextvars.ContextVar": _context,
    "asyncio.create_task": _first,
    "asyncio.ensure_future": _first,
    "asyncio.gather": _gathered,
    "asyncio.shield": _first,
    "asyncio.to_thread": _called_elsewhere,
    "asyncio.wait_for": _first,
    "asgiref.sync.sync_to_async": _wrapped,
    "asgiref.sync.async_to_sync": _wrapped,
    "lru_cache": _wrapped,
    "cache": _wrapped,
    "wraps": _wrapped,
    "sqlalchemy.URL.create": strings.url_from_parts,
    "sqlalchemy.engine.URL.create": strings.url_from_parts,
    "sqlalchemy.engine.url.URL.create": strings.url_from_parts,
    "sqlalchemy.engine.url.URL": strings.url_from_parts,
    "sqlalchemy.make_url": _first,
    "sqlalchemy.engine.make_url": _first,
    "sqlalchemy.engine.url.make_url": _first,
    "tenacity.stop_any": _any_of,
    "tenacity.stop_all": _all_of,
    "urllib.parse.urlencode": strings.encoded,
    "Depends": _injected,
    "Security": _injected,
    "asdict": of_argument,
    "Field": _field,
    "field": _field,
    "typer.Option": _field,
    "typer.Argument": _field,
    "ib": _field,
    "cast": _cast,
    "closing": _first,
    "aclosing": _first,
    "nullcontext": _first,
    "copy": _first,
    "deepcopy": _first,
}
