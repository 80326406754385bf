"""What a call gives: an object, what a function of the project returns, or what a well-known helper does."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from timeout_audit.link.values import members, names
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.kinds import (
    Arguments,
    Computed,
    Frame,
    Instance,
    Lazy,
    Library,
    Made,
    Method,
    OwnClass,
    OwnFunction,
    Parent,
    Partial,
    Plain,
    Table,
    Template,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.parameters import annotated
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Lambda, dotted
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Step


def result(evaluator: Evaluate, function: Value, call: Call, frame: Frame) -> Values:
    """What ``function(…)`` gives."""
    if isinstance(function, OwnFunction):
        bound = function.receiver is not None
        arguments = bind(evaluator, function.function, call, frame, bound=bound)
        return returned(evaluator, function, arguments, call)
    if isinstance(function, OwnClass):
        name = function.class_.name
        return (Instance(own=(function.path, function.class_), made=Made(call, frame, name), place=call.place),)
    if isinstance(function, Method):
        given = evaluator.catalogue.returned(function.name)
        if given:
            return (Instance(given, made=Made(call, frame, function.name), place=call.place),)
        return (Computed(f"{function.name.rpartition('.')[2]}()", call.place),)
    if isinstance(function, Partial):
        return _of_partial(evaluator, function, call, frame)
    if isinstance(function, Library):
        return _of_library(evaluator, function, call, frame)
    if isinstance(function, Instance) and function.own is not None:
        return join(
            result(evaluator, one, call, frame)
            for one in evaluator.member(function, "__call__")
            if isinstance(one, OwnFunction)
        ) or (_unread(call),)
    return (_unread(call),)


def _unread(call: Call) -> Value:
    return Computed(f"{dotted(call.function) or '…'}()", call.place)


def returned(evaluator: Evaluate, function: OwnFunction, arguments: Arguments, call: Call | None = None) -> Values:
    """What a function of the project returns (or yields) for these arguments."""
    key = ("returned", function.path, function.function.qualname, arguments.place, names.identity(function.receiver))
    plain = not (arguments.named or arguments.rest or arguments.extra)
    general = plain and (function.receiver is None or function.receiver.made is None)
    return evaluator.once(key, lambda: _returned(evaluator, function, arguments, call), remember=general)


def _returned(evaluator: Evaluate, own: OwnFunction, arguments: Arguments, call: Call | None) -> Values:
    function = own.function
    module = evaluator.program.module(own.path)
    if not (function.returns or function.yields) and evaluator.program.ask(own.path, function.qualname):
        function = module.functions.get(function.qualname, function)
    found: list[Value] = []
    for expression, place, block in function.yields or function.returns:
        frame = Frame(own.path, function.qualname, block, place, arguments, own.receiver)
        found += evaluator.values(expression, frame)
    step = Step(msg("{name}() returns it", name=function.name), function.place)
    values = tuple(replace(value, steps=(*value.steps, step)) for value in found)
    if len(values) > 1:
        values = tuple(value for value in values if not is_none(value)) or values
    if not values or all(isinstance(value, (Unknown, Computed)) for value in values):
        typed = annotated(evaluator, function.annotation, Frame(own.path, function.scope))
        if typed:
            return typed
    del call
    return values or (Plain(None, function.place),)


# -- libraries -------------------------------------------------------------------------------------------------------


def _of_library(evaluator: Evaluate, function: Library, call: Call, frame: Frame) -> Values:
    name = function.name
    known = _KNOWN.get(name) or _KNOWN.get(name.rpartition(".")[2] if name.startswith(_FRAMEWORKS) else "")
    if known is not None:
        return known(evaluator, call, frame)
    given = evaluator.catalogue.returned(name)
    if given:
        return (Instance(given, made=Made(call, frame, name), place=call.place, steps=function.steps),)
    return (Computed(f"{name.removeprefix('builtins.')}()", call.place),)


def _first(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """The value of the first argument: ``closing(x)``, ``copy(x)``, ``enter_context(x)``."""
    argument = next((one for one in call.arguments if not one.star), None)
    return evaluator.values(argument.value, replace(frame, at=argument.place)) if argument else (_unread(call),)


def _cast(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    if len(call.arguments) < 2:
        return (_unread(call),)
    values = evaluator.values(call.arguments[1].value, frame)
    if any(not isinstance(value, (Unknown, Computed)) for value in values):
        return values
    return annotated(evaluator, call.arguments[0].value, frame) or values


def _partial(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    if not call.arguments:
        return (_unread(call),)
    rest = Call(call.function, call.arguments[1:], call.place)
    return tuple(Partial(value, rest, frame, value.steps) for value in evaluator.values(call.arguments[0].value, frame))


def _of_partial(evaluator: Evaluate, partial: Partial, call: Call, frame: Frame) -> Values:
    if isinstance(partial.call.function, Lambda):
        return evaluator.values(partial.call.function.body, partial.frame)
    merged = Call(call.function, (*partial.call.arguments, *call.arguments), call.place)
    return result(evaluator, partial.function, merged, frame)


def _environment(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``os.getenv(name, default)``: the default stands for it; without one it is None unless it is set."""
    name = call.arguments[0].value if call.arguments else Const("")
    text = str(name.value) if isinstance(name, Const) else "…"
    default = _argument(call, 1, "default")
    if default is None:
        reason = msg("the environment variable {name} decides; it is None where it is not set", name=text)
        return (Unknown(reason, "runtime", call.place, default=(Plain(None, call.place),)),)
    step = Step(msg("the environment variable {name} decides; this is its default", name=text), call.place)
    values = evaluator.values(default, replace(frame, at=call.place))
    return tuple(replace(value, steps=(*value.steps, step)) for value in values)


def _number(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``float(x)`` and ``int(x)``: never None."""
    found: list[Value] = []
    for value in _first(evaluator, call, frame):
        if (
            isinstance(value, Plain)
            and isinstance(value.value, (str, int, float))
            and not isinstance(value.value, bool)
        ):
            try:
                found.append(replace(value, value=float(value.value)))
                continue
            except ValueError:
                pass
        found.append(Computed(f"{dotted(call.function)}(…)", call.place, value.steps))
    return tuple(found)


def _dict(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    entries: dict[str, tuple[Lazy, ...]] = {}
    more = None
    maybe: frozenset[str] = frozenset()
    for argument in call.arguments:
        if argument.keyword is not None:
            entries[argument.keyword] = (Lazy(argument.value, replace(frame, at=argument.place)),)
            continue
        for value in evaluator.values(argument.value, frame):
            if isinstance(value, Table):
                entries.update(value.entries)
                more, maybe = value.more or more, maybe | value.maybe
            else:
                more = msg("a dict is copied into it that cannot be read")
    return (Table(entries, more, call.place, (), maybe),)


def _getattr(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    if len(call.arguments) < 2 or not isinstance(call.arguments[1].value, Const):
        return (_unread(call),)
    node = Attribute(call.arguments[0].value, str(call.arguments[1].value.value))
    values = evaluator.values(node, frame)
    default = _argument(call, 2, "default")
    if default is None or any(not isinstance(value, (Unknown, Computed)) for value in values):
        return values
    reason = msg("`{name}` decides at run time", name=str(call.arguments[1].value.value))
    return tuple(
        Unknown(reason, "runtime", call.place, default=(value,)) if is_none(value) else value
        for value in evaluator.values(default, frame)
    )


def _injected(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``Depends(get_client)``: what the function gives."""
    if not call.arguments:
        return (_unread(call),)
    empty = Call(call.arguments[0].value, (), call.place)
    return evaluator.values(empty, frame)


def _field(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """A field of a dataclass or a settings class: its default."""
    factory = _argument(call, None, "default_factory")
    if factory is not None:
        return evaluator.values(Call(factory, (), call.place), frame)
    default = _argument(call, 0, "default")
    if default is None:
        return (Unknown(msg("it must be configured"), "runtime", call.place),)
    return evaluator.values(default, replace(frame, at=call.place))


def _parent(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    module = evaluator.program.module(frame.path)
    function = module.functions.get(frame.scope.partition(".<locals>")[0])
    class_ = module.classes.get(function.owner) if function else None
    if class_ is None:
        return (_unread(call),)
    instance = frame.instance or Instance(own=(frame.path, class_))
    return (Parent(instance, (frame.path, class_.qualname)),)


def _argument(call: Call, position: int | None, keyword: str) -> Expr | None:
    plain = [argument for argument in call.arguments if argument.keyword is None and not argument.star]
    if position is not None and len(plain) > position:
        return plain[position].value
    return next((argument.value for argument in call.arguments if argument.keyword == keyword), None)


# -- methods of plain values -----------------------------------------------------------------------------------------


def on_plain(evaluator: Evaluate, call: Call, frame: Frame) -> Values | None:
    """A method of a dict or a string: ``options.get("timeout", 5)``, ``url.replace(…)``; None where it is none."""
    function = call.function
    if not isinstance(function, Attribute) or function.name not in _PLAIN_METHODS:
        return None
    found: list[Value] = []
    for value in evaluator.values(function.value, frame):
        if isinstance(value, Table):
            found += _on_table(evaluator, value, function.name, call, frame)
        elif function.name in ("replace", "strip", "rstrip", "lstrip", "format") and isinstance(
            value, (Plain, Template)
        ):
            found += _on_text(evaluator, value, function.name, call, frame)
        elif isinstance(value, Library) and value.name == "os.environ" and function.name == "get":
            found += _environment(evaluator, call, frame)
        elif function.name == "get" and isinstance(value, (Unknown, Computed)):
            found += _on_unknown(evaluator, call, frame)
        else:
            return None
    return tuple(found)


_PLAIN_METHODS = frozenset({"get", "copy", "pop", "setdefault", "replace", "strip", "rstrip", "lstrip", "format"})


def _on_table(evaluator: Evaluate, value: Table, name: str, call: Call, frame: Frame) -> Values:
    if name == "copy":
        return (value,)
    key = call.arguments[0].value if call.arguments else None
    if name not in ("get", "pop", "setdefault") or not isinstance(key, Const) or not isinstance(key.value, str):
        return (_unread(call),)
    default = _argument(call, 1, "default")
    fallback = (
        evaluator.values(default, replace(frame, at=call.place)) if default is not None else (Plain(None, call.place),)
    )
    if key.value in value.entries:
        values = join(evaluator.value(lazy) for lazy in value.entries[key.value])
        return (*values, *fallback) if key.value in value.maybe else values
    if value.more is not None:
        return tuple(
            Unknown(value.more, "caller", call.place, default=(one,)) if is_none(one) else one for one in fallback
        )
    return fallback


def _on_unknown(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``config.get("timeout", 30)`` on something that run time decides."""
    default = _argument(call, 1, "default")
    if default is None:
        reason = msg(
            "`{name}` decides at run time", name=members.text_of(call.arguments[0].value) if call.arguments else "get()"
        )
        return (Unknown(reason, "runtime", call.place, default=(Plain(None, call.place),)),)
    return tuple(value for value in evaluator.values(default, replace(frame, at=call.place)) if not is_none(value)) or (
        Unknown(msg("run-time configuration decides"), "runtime", call.place, default=(Plain(None, call.place),)),
    )


def _on_text(evaluator: Evaluate, value: Plain | Template, name: str, call: Call, frame: Frame) -> Values:
    text = value.value if isinstance(value, Plain) else value.text
    if not isinstance(text, str):
        return (_unread(call),)
    if name == "replace" and len(call.arguments) >= 2:
        pairs = [evaluator.values(argument.value, frame) for argument in call.arguments[:2]]
        if all(len(one) == 1 and isinstance(one[0], Plain) and isinstance(one[0].value, str) for one in pairs):
            old, new = str(pairs[0][0].value), str(pairs[1][0].value)  # type: ignore[union-attr]
            return (
                replace(value, value=text.replace(old, new))
                if isinstance(value, Plain)
                else replace(value, text=text.replace(old, new)),
            )
        return (Template(text, value.place, value.steps),)
    if name == "format":
        return (Template(text, value.place, value.steps),)
    return (value,)


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
    "decouple.",
    "environ",
)
_KNOWN: dict[str, Callable[[Evaluate, Call, Frame], Values]] = {
    "functools.partial": _partial,
    "partial": _partial,
    "partialmethod": _partial,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "builtins.float": _number,
    "builtins.int": _number,
    "builtins.dict": _dict,
    "builtins.getattr": _getattr,
    "builtins.super": _parent,
    "Depends": _injected,
    "Security": _injected,
    "Field": _field,
    "field": _field,
    "ib": _field,
    "cast": _cast,
    "closing": _first,
    "aclosing": _first,
    "nullcontext": _first,
    "copy": _first,
    "deepcopy": _first,
}
