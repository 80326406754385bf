"""Where a function's parameters come from: the call that is followed, every caller, an annotation, a default."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values import callers
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.kinds import (
    Arguments,
    Frame,
    Instance,
    Items,
    Library,
    OwnClass,
    OwnFunction,
    Table,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Call, Const, Expr, Item, Name, Operation, Sequence
from timeout_audit.model.python import Function, Parameter
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Step

_OPTIONAL = frozenset(
    {"Optional", "Union", "Annotated", "Final", "ClassVar", "Type", "type", "Required", "NotRequired"}
)
_PRODUCED = frozenset(
    {"AsyncGenerator", "Generator", "AsyncIterator", "Iterator", "AsyncIterable", "Iterable", "Awaitable"}
)
_INJECTED = frozenset({"Depends", "Security"})


def parameter(evaluator: Evaluate, module: Module, function: Function, name: str, frame: Frame) -> Values | None:
    """What a parameter can be, None where the function has none of that name."""
    found = next((one for one in function.parameters if one.name == name), None)
    if found is None:
        return None
    if function.owner and found is function.parameters[0] and not _is_static(function):
        return (_own_object(module, function, frame),)
    if frame.arguments is not None and frame.arguments.function == function.qualname:
        return _from(evaluator, module, function, found, frame.arguments)
    key = ("parameter", module.path, function.qualname, name)
    return evaluator.once(key, lambda: _from_anywhere(evaluator, module, function, found), remember=True)


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


def _from_anywhere(evaluator: Evaluate, module: Module, function: Function, found: Parameter) -> Values:
    """Over all callers; without any, what annotation and default say."""
    calls = callers.calls_of(evaluator, module, function)
    given = join(_from(evaluator, module, function, found, arguments) for arguments in calls)
    known = tuple(value for value in given if not isinstance(value, Unknown))
    typed = annotated(evaluator, found.annotation, Frame(module.path, function.scope)) if found.annotation else None
    if known and not (typed and all(is_none(value) for value in known)):
        return tuple(sorted(given, key=lambda value: not is_none(value)))
    default = _default(evaluator, module, function, found)
    if typed or any(isinstance(value, (Instance, OwnFunction)) for value in default):
        return (*(value for value in default if not is_none(value)), *(typed or ()))
    if found.kind == "**":
        return (Table({}, _caller_decides(function)),)
    if default and not any(is_none(value) for value in default):
        return default
    if calls:
        return given
    return (Unknown(_caller_decides(function), "caller", default=default),)


def _caller_decides(function: Function) -> Message:
    return msg(
        "the caller of {function}() decides: no call of it was found",
        function=function.qualname.replace(".<locals>", ""),
    )


def _from(evaluator: Evaluate, module: Module, function: Function, found: Parameter, arguments: Arguments) -> Values:
    if found.kind == "**":
        return (Table(dict(arguments.rest), arguments.opaque, arguments.place),)
    if found.kind == "*":
        if arguments.opaque is None:
            return (Items(arguments.extra, arguments.place),)
        return (Unknown(arguments.opaque, "caller"),)
    lazies = arguments.named.get(found.name)
    if lazies:
        step = Step(msg("the call here passes `{name}`", name=found.name), arguments.place)
        values = join(evaluator.value(lazy) for lazy in lazies)
        return tuple(replace(value, steps=(*value.steps, step)) for value in values)
    if arguments.opaque is not None:
        return (Unknown(arguments.opaque, "caller"),)
    step = Step(msg("the call here passes no `{name}`", name=found.name), arguments.place)
    values = _default(evaluator, module, function, found)
    return tuple(replace(value, steps=(*value.steps, step)) for value in values)


def _default(evaluator: Evaluate, module: Module, function: Function, found: Parameter) -> Values:
    if found.default is None:
        return ()
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
        return tuple(replace(value, steps=(*value.steps, step)) for value in values)
    return evaluator.values(found.default, Frame(module.path, function.scope))


def annotated(evaluator: Evaluate, annotation: Expr | None, frame: Frame) -> Values | None:
    """An object of the class that an annotation names, None where it names none that is followed."""
    if annotation is None:
        return None
    if isinstance(annotation, Item):
        return _subscripted(evaluator, annotation, frame)
    if isinstance(annotation, Operation):
        return next((found for side in annotation.operands if (found := annotated(evaluator, side, frame))), None)
    if isinstance(annotation, Const):
        if isinstance(annotation.value, str) and annotation.value.isidentifier():
            return annotated(evaluator, Name(annotation.value), frame)
        return None
    objects = (_object_of(evaluator, value) for value in evaluator.values(annotation, frame))
    return tuple(one for one in objects if one is not None) or None


def _subscripted(evaluator: Evaluate, annotation: Item, frame: Frame) -> Values | None:
    head = annotation.value
    name = head.id if isinstance(head, Name) else getattr(head, "name", "")
    items = annotation.index.items if isinstance(annotation.index, Sequence) else (annotation.index,)
    if name == "Annotated":
        for item in items[1:]:
            if isinstance(item, Call) and getattr(item.function, "id", getattr(item.function, "name", "")) in _INJECTED:
                return evaluator.values(item, frame)
    if name in _OPTIONAL or name in _PRODUCED:
        return next((found for item in items if (found := annotated(evaluator, item, frame))), None)
    return None


def _object_of(evaluator: Evaluate, value: Value) -> Value | None:
    if isinstance(value, OwnClass):
        return Instance(own=(value.path, value.class_), steps=value.steps)
    if isinstance(value, Library):
        name = evaluator.catalogue.canonical(value.name)
        if evaluator.catalogue.is_class(name):
            return Instance(library=name, steps=value.steps)
    if isinstance(value, Instance) and value.made is not None:
        # An alias such as ``ClientDep = Annotated[Client, Depends(get_client)]``.
        return value
    return None


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
