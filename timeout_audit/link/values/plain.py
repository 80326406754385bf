"""Methods of what is no object of a library: dicts, text, context variables, exit stacks, configurations."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.link.values import configured, dumped, environment, items, strings
from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.escapes import calls_of
from timeout_audit.link.values.kinds import (
    Absent,
    Computed,
    Frame,
    Instance,
    Items,
    Lazy,
    Library,
    Plain,
    Table,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.known import CONTEXT
from timeout_audit.link.values.opened import as_opened
from timeout_audit.link.values.parameters import entered
from timeout_audit.link.values.question import Evaluate, join, unread
from timeout_audit.link.values.sites import sites_named
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Name, argument_of, dotted
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg

_OF_TABLES = frozenset({"get", "copy", "items", "pop", "setdefault", "values"})
_ENTERING = frozenset({"enter_context", "enter_async_context"})
_BY_HAND = frozenset({"__enter__", "__aenter__"})
_METHODS = _OF_TABLES | _ENTERING | _BY_HAND | strings.METHODS | dumped.METHODS


def on_plain(evaluator: Evaluate, call: Call, frame: Frame) -> Values | None:
    """A method of a dict or a string: ``options.get("timeout", 5)``, ``url.replace(…)``; None where it is none."""
    function = call.function
    if not isinstance(function, Attribute) or function.name not in _METHODS:
        return None
    found: list[Value] = []
    for value in evaluator.values(function.value, frame):
        given = _method(evaluator, value, function, call, frame)
        if given is None:
            return None
        found += given
    return tuple(found)


def _method(evaluator: Evaluate, value: Value, function: Attribute, call: Call, frame: Frame) -> Values | None:
    name = function.name
    if isinstance(value, Table):
        return _of_table(evaluator, value, name, call, frame) if name in _OF_TABLES else None
    if name in dumped.METHODS:
        return dumped.of_method(evaluator, value, call, frame)
    if isinstance(value, (Unknown, Computed, Library)) and name in _ENTERING and call.arguments:
        argument = call.arguments[0]
        inside = replace(frame, at=argument.place)
        return join(entered(evaluator, one) for one in evaluator.values(argument.value, inside))
    if name in _BY_HAND and isinstance(value, Instance) and not call.arguments:
        return entered(evaluator, value)
    if name == "get":
        return _get(evaluator, value, function.value, call, frame)
    return strings.method(evaluator, value, name, call, frame)


def _get(evaluator: Evaluate, value: Value, holder: Expr, call: Call, frame: Frame) -> Values | None:
    if isinstance(value, Library) and value.name == "os.environ":
        return environment.of_system(evaluator, call, frame)
    if isinstance(value, Instance) and value.library == CONTEXT:
        return _of_context(evaluator, value)
    # A literal has no such method: where it is None, or a default, something else is configured.
    if not isinstance(value, (Unknown, Computed, Library, Plain)):
        return None
    key = call.arguments[0].value if call.arguments else None
    if isinstance(key, Const) and isinstance(key.value, str):
        found = configured.read(evaluator, holder, key.value)
        if found:
            return as_opened(evaluator, found)
    is_configuration = isinstance(holder, Attribute) and holder.name == "config"
    return None if isinstance(value, Library) and not is_configuration else _of_unknown(evaluator, call, frame)


def _of_context(evaluator: Evaluate, variable: Instance) -> Values:
    """What a context variable is set to, anywhere."""
    found: list[Value] = []
    for path, site in sites_named(evaluator, "set"):
        function = site.call.function
        if isinstance(function, Attribute) and site.call.arguments:
            for frame in _frames(evaluator, path, site, function.value):
                holders = evaluator.values(function.value, frame)
                if any(isinstance(one, Instance) and one.identity == variable.identity for one in holders):
                    found += evaluator.values(site.call.arguments[0].value, frame)
    return tuple(value for value in found if not is_none(value)) or (
        Unknown(msg("nothing is known to set the context variable"), "runtime"),
    )


def _frames(evaluator: Evaluate, path: str, site: CallSite, holder: Expr) -> Iterator[Frame]:
    """Where ``holder.set(…)`` stands: once for each call of its function where the call passes the holder."""
    frame = Frame(path, site.scope, site.block, site.call.place)
    module = evaluator.program.module(path)
    function = module.functions.get(site.scope)
    passed = function is not None and any(Name(one.name) == holder for one in function.parameters)
    calls = calls_of(evaluator, module, function) if function is not None and passed else ()
    yield from [replace(frame, arguments=arguments) for arguments in calls] or [frame]


def _of_table(evaluator: Evaluate, value: Table, name: str, call: Call, frame: Frame) -> Values:
    if name == "copy":
        return (value,)
    if name in ("values", "items"):
        return (_listed(value, name, call, frame),)
    key = call.arguments[0].value if call.arguments else None
    if not isinstance(key, Const) or not isinstance(key.value, str):
        return (*(items.entry(evaluator, value, None) if value.entries else ()), unread(call))
    default = argument_of(call, 1, "default")
    fallback: Values = (Plain(None, call.place),)
    if default is not None:
        fallback = evaluator.values(default, replace(frame, at=call.place))
    if key.value in value.entries:
        values = join(evaluator.value(lazy) for lazy in value.entries[key.value])
        return (*values, *fallback) if key.value in value.maybe else values
    if value.more is not None:
        more = Unknown(value.more, "caller", call.place)
        return tuple(more if is_none(one) else as_default(one, value.more) for one in fallback)
    absent = Absent(key.value, value.place) if default in (None, Const(None)) else None
    return tuple(
        replace(one, handed=value.handed, absent=absent) if isinstance(one, Plain) else one for one in fallback
    )


def _listed(value: Table, name: str, call: Call, frame: Frame) -> Value:
    """The values of a dict, or its pairs of keys and values; where there may be more, one of which nothing is known."""
    found = [(Lazy(Const(key), frame), lazy) for key, lazies in value.entries.items() for lazy in lazies]
    if value.more is not None:
        unseen = Lazy(call, frame, (Unknown(value.more, "caller", call.place),))
        found.append((unseen, unseen))
    if name == "values":
        return Items(tuple(lazy for _, lazy in found), call.place)
    pairs = (Items(pair, call.place) for pair in found)
    return Items(tuple(Lazy(call, frame, (pair,)) for pair in pairs), call.place)


def _of_unknown(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``config.get("timeout", 30)`` on something that run time decides."""
    default = argument_of(call, 1, "default")
    values = evaluator.values(default, replace(frame, at=call.place)) if default is not None else ()
    asked = _shown(call.arguments[0].value) if call.arguments else ""
    reason = msg("`{name}` decides at run time", name=f"{dotted(call.function) or 'get'}({asked})")
    known = tuple(as_default(value, reason) for value in values if not is_none(value))
    return known or (Unknown(reason, "runtime", call.place),)


def _shown(expression: Expr) -> str:
    """An expression as short text for a message."""
    return dotted(expression) or ("…" if not isinstance(expression, Const) else repr(expression.value))
