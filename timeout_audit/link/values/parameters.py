"""Where a function's parameters come from: the call that is followed, every caller, an annotation, a default."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values import escapes
from timeout_audit.link.values.alternatives import both, telling
from timeout_audit.link.values.annotations import annotated, is_limit, is_never_none
from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.inheritance import Own
from timeout_audit.link.values.kinds import (
    CIRCLE,
    UNSEEN,
    Arguments,
    Computed,
    Frame,
    Handed,
    Instance,
    Items,
    OwnClass,
    OwnFunction,
    Plain,
    Table,
    Unknown,
    Value,
    Values,
    through,
)
from timeout_audit.link.values.options import option, options
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.link.values.switches import by_value, comes_to
from timeout_audit.link.values.tables import MOST
from timeout_audit.model.expression import Const, Name
from timeout_audit.model.python import Function, Parameter
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Step


def parameter(evaluator: Evaluate, module: Module, function: Function, name: str, frame: Frame) -> Values | None:
    """What a parameter can be, None where the function has none of that name."""
    found = next((one for one in function.parameters if one.name == name), None)
    if found is None:
        return None
    if function.owner and found is function.parameters[0] and not _is_static(function):
        return (_own_object(module, function, frame),)
    if frame.arguments is not None and frame.arguments.function == function.qualname:
        return _from(evaluator, module, function, found, frame.arguments)
    own = _on_behalf_of(function, frame)
    point = (frame.block, frame.at) if by_value(function, module.branches(function.qualname), frame.block) else None
    key = ("parameter", module.path, function.qualname, name, own and (own[0], own[1].qualname), point)
    return evaluator.once(key, lambda: _from_anywhere(evaluator, module, function, found, frame), remember=True)


def _on_behalf_of(function: Function, frame: Frame) -> Own | None:
    """The class on whose objects a method is called, where that is another one than the class that it stands in."""
    instance = frame.instance if function.owner else None
    if instance is None or instance.own is None or instance.own[1].qualname == function.owner:
        return None
    return instance.own if function.name == "__init__" or instance.made is None else None


def _is_static(function: Function) -> bool:
    return Name("staticmethod") in function.decorators


def _own_object(module: Module, function: Function, frame: Frame) -> Value:
    class_ = module.classes.get(function.owner)
    if Name("classmethod") in function.decorators and class_ is not None:
        return OwnClass(module.path, class_)
    if frame.instance is not None:
        return frame.instance
    if class_ is None:
        return Unknown(msg("the class of this method was not read"))
    return Instance(own=(module.path, class_))


def _calls(evaluator: Evaluate, module: Module, function: Function, frame: Frame) -> list[Arguments]:
    """The calls of a function that may come to a point of it; all, where none would."""
    calls = escapes.calls_of(evaluator, module, function, _on_behalf_of(function, frame))
    tests = by_value(function, module.branches(function.qualname), frame.block)
    if not tests:
        return calls
    return [one for one in calls if comes_to(evaluator, tests, replace(frame, arguments=one))] or calls


def _from_anywhere(evaluator: Evaluate, module: Module, function: Function, found: Parameter, frame: Frame) -> Values:
    """Over all callers; without any, what annotation and default say."""
    calls = _calls(evaluator, module, function, frame)
    if found.kind == "**" and not any(one.rest or one.opaque for one in calls):
        # A command of click is called without arguments: the command line gives them.
        table = options(evaluator, module.path, function)
        if table is not None:
            return (table,)
    given = summarised(join(_from(evaluator, module, function, found, arguments) for arguments in calls))
    typed = annotated(evaluator, found.annotation, Frame(module.path, function.scope)) if found.annotation else None
    limit = typed is not None and is_limit(evaluator, typed)
    less = typed and all(_tells_less(value) and not (limit and is_none(value)) for value in given)
    if any(not isinstance(value, Unknown) for value in given) and not less:
        return given
    default = _default(evaluator, module, function, found)
    stands = bool(default) and not any(map(is_none, default)) and not _is_decided(found, calls, given)
    if limit and stands:
        typed = None
    if typed or any(isinstance(value, (Instance, OwnFunction)) for value in default):
        return (*(value for value in default if not is_none(value)), *(typed or ()))
    if found.kind == "**":
        return (Table({}, _caller_decides(function)),)
    if stands:
        return tuple(as_default(value, _caller_decides(function)) for value in default)
    if calls:
        return given
    never = found.default is None and is_never_none(found.annotation)
    return (Unknown(_caller_decides(function), "caller", not_none=never),)


def _is_decided(found: Parameter, calls: list[Arguments], given: Values) -> bool:
    """Whether every call gives a parameter something, which may not be known: its default is never used."""
    circular = all(isinstance(value, Unknown) and value.kind == "cycle" for value in given)
    return bool(calls) and not circular and all(found.name in one.named for one in calls)


def _tells_less(value: Value) -> bool:
    """Whether a value tells less than an annotation that names a class."""
    return isinstance(value, (Unknown, Computed)) or is_none(value)


def _caller_decides(function: Function) -> Message:
    return msg(
        "the caller of {function}() decides, and none is seen in this code",
        function=function.qualname.replace(".<locals>", ""),
    )


def _from(evaluator: Evaluate, module: Module, function: Function, found: Parameter, arguments: Arguments) -> Values:
    """What one call gives a parameter."""
    shown = function.owner.rpartition(".")[2] if function.name == "__init__" else function.name
    if found.kind == "**" and arguments.opaque == CIRCLE:
        # A function that calls itself passes on what it was given.
        return (Unknown(CIRCLE, "cycle"),)
    if found.kind == "**":
        # Who hands on what it was given left nothing out.
        handed = arguments.forwarded or Handed(shown, f"**{found.name}", (arguments.place,), omitted=True)
        maybe = arguments.maybe.intersection(arguments.rest)
        return (Table(dict(arguments.rest), arguments.opaque, arguments.place, maybe=maybe, handed=handed),)
    if found.kind == "*":
        if arguments.opaque is None:
            return (Items(arguments.extra, arguments.place),)
        return (Unknown(arguments.opaque, "caller"),)
    lazies = arguments.named.get(found.name, ())
    handed = Handed(shown, found.name, (arguments.place,))
    step = Step(msg("the call here passes `{name}`", name=found.name), arguments.place)
    values = tuple(_handed(through(value, step), handed) for lazy in lazies for value in evaluator.value(lazy))
    if lazies and found.name not in arguments.maybe:
        return values
    if arguments.opaque is not None:
        return (*values, *_unseen(evaluator, module, function, found, arguments.opaque))
    handed = Handed(shown, found.name, (arguments.place,), omitted=True)
    step = Step(msg("the call here passes no `{name}`", name=found.name), arguments.place)
    default = _default(evaluator, module, function, found)
    return (*values, *(_handed(through(value, step), handed) for value in default))


def _unseen(evaluator: Evaluate, module: Module, function: Function, found: Parameter, why: Message) -> Values:
    """What a parameter may be given where that is not seen: its default holds where the call itself is not seen."""
    default = _default(evaluator, module, function, found) if why == UNSEEN else ()
    if default and not any(map(is_none, default)):
        return tuple(as_default(value, why) for value in default)
    return (Unknown(why, "caller"),)


def _handed(value: Value, handed: Handed) -> Value:
    """A value remembers the outermost function that it came through."""
    if isinstance(value, (Plain, Table)) and value.handed is None:
        return replace(value, handed=handed)
    return value


def summarised(values: Values) -> Values:
    """What many calls give, without repetitions: None first, then dicts by their size, then the rest."""
    plain: dict[object, Plain] = {}
    tables: dict[frozenset[str], Table] = {}
    rest: dict[object, Value] = {}
    known = [value for value in values if not (isinstance(value, Unknown) and value.kind == "cycle")]
    for value in known or values:
        if isinstance(value, Plain):
            key = (type(value.value), value.value, value.default, _way(value.handed))
            plain[key] = _joined(plain[key], value) if key in plain else value
        elif isinstance(value, Table) and value.more is None:
            keys = frozenset(value.entries)
            tables[keys] = _together(tables[keys], value) if keys in tables else value
        else:
            rest.setdefault(telling(value), value)
    nones = [value for value in plain.values() if value.value is None]
    others = [value for value in plain.values() if value.value is not None]
    return (*nones, *sorted(tables.values(), key=lambda one: len(one.entries)), *others, *rest.values())


def _way(handed: Handed | None) -> object:
    return (handed.function, handed.parameter, handed.omitted) if handed is not None else None


def _joined(one: Plain, other: Plain) -> Plain:
    return replace(one, handed=both(one.handed, other.handed))


def _together(one: Table, other: Table) -> Table:
    entries = {key: (*lazies, *other.entries[key])[:MOST] for key, lazies in one.entries.items()}
    return replace(one, entries=entries, maybe=one.maybe | other.maybe, handed=both(one.handed, other.handed))


def _default(evaluator: Evaluate, module: Module, function: Function, found: Parameter) -> Values:
    if found.default is None:
        return option(evaluator, module.path, function, found.name)
    if isinstance(found.default, Const):
        at = function.place
        values = evaluator.values(found.default, Frame(module.path, function.scope, at=at))
        step = Step(
            msg(
                "`{name}` of {function}() is {value} by default",
                name=found.name,
                function=function.name,
                value=repr(found.default.value),
            ),
            at,
        )
        return tuple(through(value, step) for value in values)
    return evaluator.values(found.default, Frame(module.path, function.scope))


def entered(evaluator: Evaluate, value: Value) -> Values:
    """What ``with value as name`` gives the name."""
    if isinstance(value, Instance) and value.own is not None:
        for name in ("__aenter__", "__enter__"):
            for method in evaluator.member(value, name):
                if isinstance(method, OwnFunction):
                    return evaluator.returned(
                        method, Arguments(method.function.qualname, {}, {}, method.function.place)
                    )
    return (value,)
