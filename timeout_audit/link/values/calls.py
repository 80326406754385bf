"""What a call gives: an object, what a function of the project returns, or what a well-known helper does."""

from __future__ import annotations

from timeout_audit.link.values import environment
from timeout_audit.link.values.annotations import annotated
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.classes import NAMEDTUPLE, of_fields
from timeout_audit.link.values.imports import imported_lazily
from timeout_audit.link.values.kinds import (
    Arguments,
    Computed,
    Frame,
    Instance,
    Library,
    Made,
    Method,
    OwnClass,
    OwnFunction,
    Partial,
    Plain,
    Unknown,
    Value,
    Values,
    through,
)
from timeout_audit.link.values.known import known
from timeout_audit.link.values.question import Evaluate, join, unread
from timeout_audit.link.values.switches import is_skipped
from timeout_audit.model.expression import Call, Lambda
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Step


def result(evaluator: Evaluate, function: Value, call: Call, frame: Frame) -> Values:
    """What ``function(…)`` gives."""
    if isinstance(function, OwnFunction):
        bound = function.receiver is not None
        arguments = bind(evaluator, function.function, call, frame, bound=bound)
        return returned(evaluator, function, arguments)
    if isinstance(function, OwnClass):
        if (module := imported_lazily(evaluator, call, frame)) is not None:
            return module
        name = function.class_.name
        return (Instance(own=(function.path, function.class_), made=Made(call, frame, name), place=call.place),)
    if isinstance(function, Method):
        if (read := environment.of_method(evaluator, function, call, frame)) is not None:
            return read
        given = evaluator.catalogue.returned(function.name)
        if given:
            return (Instance(given, made=Made(call, frame, function.name, function.receiver), place=call.place),)
        return (unread(call, function.name.rpartition(".")[2]),)
    if isinstance(function, Partial):
        return _of_partial(evaluator, function, call, frame)
    if isinstance(function, Library):
        return _of_library(evaluator, function, call, frame)
    if isinstance(function, Instance):
        return join(
            result(evaluator, one, call, frame)
            for one in evaluator.member(function, "__call__")
            if isinstance(one, (OwnFunction, Method))
        ) or (unread(call),)
    return (unread(call),)


def returned(evaluator: Evaluate, function: OwnFunction, arguments: Arguments) -> Values:
    """What a function of the project returns (or yields) for these arguments."""
    receiver = function.receiver.identity if function.receiver else None
    key = ("returned", function.path, function.function.qualname, arguments.place, receiver)
    plain = not (arguments.named or arguments.rest or arguments.extra)
    general = plain and (function.receiver is None or function.receiver.made is None)
    if general:
        return evaluator.once(key, lambda: _returned(evaluator, function, arguments), remember=True)
    of = (arguments, function.receiver.made if function.receiver else None)
    return evaluator.kept(key, of, lambda: evaluator.once(key, lambda: _returned(evaluator, function, arguments)))


def _returned(evaluator: Evaluate, own: OwnFunction, arguments: Arguments) -> Values:
    function = own.function
    module = evaluator.program.module(own.path)
    if not (function.returns or function.yields) and evaluator.program.ask(own.path, function.qualname):
        function = module.functions.get(function.qualname, function)
    found: list[Value] = []
    for expression, place, block in function.yields or function.returns:
        frame = Frame(own.path, function.qualname, block, place, arguments, own.receiver)
        if not is_skipped(evaluator, function, module.branches(function.qualname), frame):
            found += evaluator.values(expression, frame)
    step = Step(msg("{name}() returns it", name=function.name), function.place)
    values = tuple(through(value, step) for value in found)
    if len(values) > 1:
        values = tuple(value for value in values if not is_none(value)) or values
    if not values or all(isinstance(value, (Unknown, Computed)) for value in values):
        typed = annotated(evaluator, function.annotation, Frame(own.path, function.scope))
        if typed:
            return typed
    return values or (Plain(None, function.place),)


def _of_library(evaluator: Evaluate, function: Library, call: Call, frame: Frame) -> Values:
    name = function.name
    found = known(evaluator, name, call, frame)
    if found is not None:
        return found
    given = evaluator.catalogue.returned(name)
    if given:
        return (Instance(given, made=Made(call, frame, name), place=call.place, steps=function.steps),)
    return (unread(call, name.removeprefix("builtins.")),)


def _of_partial(evaluator: Evaluate, partial: Partial, call: Call, frame: Frame) -> Values:
    if isinstance(partial.call.function, Lambda):
        return evaluator.values(partial.call.function.body, partial.frame)
    if partial.function == NAMEDTUPLE:
        return (of_fields(partial.call, call, frame),)
    merged = Call(call.function, (*partial.call.arguments, *call.arguments), call.place)
    return result(evaluator, partial.function, merged, frame)
