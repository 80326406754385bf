"""Functions of the project as values: another name, an entry of a table, a partial, an argument of somebody's call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from timeout_audit.link.forwarders import forwarder, handed_over, hands_over
from timeout_audit.link.program import Module
from timeout_audit.link.values import callers
from timeout_audit.link.values.escaping import Escape, escapes
from timeout_audit.link.values.inheritance import Own
from timeout_audit.link.values.kinds import Arguments, Frame, Instance, OwnClass, OwnFunction, Partial, Value, Values
from timeout_audit.link.values.makings import maker_of, makings, named_as
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.sites import callee_of
from timeout_audit.model.expression import (
    Argument,
    Attribute,
    Call,
    Expr,
    Item,
    Name,
    Opaque,
    chain,
    dotted,
    last_name,
)
from timeout_audit.model.python import CallSite, Function, Import

# Places where one name stands as a value, and files that may know a table by its name, that are looked at.
_MOST, _FILES = 40, 8
# Steps of work for the calls of one function.
_WORK = 60
# What looks at a function and does not call it.
_LOOKING = frozenset({"callable", "hasattr", "id", "isinstance", "issubclass", "print", "repr", "str", "super", "type"})
# What calls a function with one item after another.
_MAPPING = frozenset({"imap", "imap_unordered", "map", "map_async"})
_ANYWHERE = "*"
_LOOKUPS = frozenset({"get", "items", "pop", "setdefault", "values"})


def calls_of(evaluator: Evaluate, module: Module, function: Function, own: Own | None = None) -> list[Arguments]:
    """The arguments of every call of a function that can be found, by its own name and by others.

    One that may be made by something unseen is among them, with nothing but the reason. ``own`` as with callers.
    """
    by_name = callers.calls_by_name(evaluator, module, function, own)
    key = ("escapes", module.path, function.qualname)
    none: list[Arguments] = []
    with evaluator.apart(_WORK):
        return [*by_name, *evaluator.noted(key, none, lambda: list(_elsewhere(evaluator, module, function)))]


def _elsewhere(evaluator: Evaluate, module: Module, function: Function) -> Iterator[Arguments]:
    name = function.owner.rpartition(".")[2] if function.name == "__init__" else function.name
    likely = (one for one in escapes(evaluator).get(name, ()) if _may_be_called(one, function))
    found = ((one, _values(evaluator, one, module, function)) for one in likely)
    for escape, values in islice((one for one in found if one[1]), _MOST):
        for value in values:
            if callers.is_call_of(evaluator, value, module.path, function):
                yield from _calls_through(evaluator, escape, value, module, function)


def _may_be_called(escape: Escape, function: Function) -> bool:
    """Whether a function may be called that stands somewhere: not by what only looks at it.

    A class is given to those who ask what something is much more often than to be called. What a decorator makes of a
    function bears its name: who calls that calls it.
    """
    call = escape.call
    if call is not None and call.function in function.decorators:
        return False
    if call is None or call.function == escape.value or escape.value is not escape.named:
        return call is not None or bool(escape.target) or function.name != "__init__"
    return last_name(call.function) not in _LOOKING and (function.name != "__init__" or hands_over(call))


def _values(evaluator: Evaluate, escape: Escape, module: Module, function: Function) -> Values:
    """What stands as a value, where its name may be that of a function; () where it is not.

    A function is told by its scope: to follow every name that is spelled like it would take too long.
    """
    frame, named = escape.frame, escape.named
    own = _own(escape, module, function)
    if own is not None and escape.value is named:
        return (own,)
    if own is None and (frame.path == module.path or not _may_lead(evaluator, escape, module.path)):
        return ()
    return evaluator.values(escape.value, frame)


def _own(escape: Escape, module: Module, function: Function) -> Value | None:
    """A function of the file that a name stands in, None where it is none."""
    frame, named = escape.frame, escape.named
    if frame.path != module.path:
        return None
    inside = module.functions.get(frame.scope)
    class_ = module.classes.get(function.owner)
    if isinstance(named, Attribute):
        on_self = named.value in (Name("self"), Name("cls"))
        owner = inside.owner if inside is not None else ""
        if not on_self or class_ is None or owner != function.owner:
            return None
        return OwnFunction(module.path, function, Instance(own=(module.path, class_)))
    if _shadows(module, inside, frame.scope, named.id):
        return None
    if function.name == "__init__":
        return OwnClass(module.path, class_) if class_ is not None and not class_.scope else None
    reaches = frame.scope == function.owner if function.owner else _is_within(frame.scope, function.scope)
    return OwnFunction(module.path, function) if reaches else None


def _is_within(scope: str, outer: str) -> bool:
    return not outer or f"{scope}.".startswith(f"{outer}.")


def _shadows(module: Module, inside: Function | None, scope: str, name: str) -> bool:
    """Whether a function has a variable or parameter of that name."""
    given = inside is not None and any(one.name == name for one in inside.parameters)
    return given or (inside is not None and (scope, name) in module.bindings)


def _may_lead(evaluator: Evaluate, escape: Escape, path: str) -> bool:
    """Whether the name of an escape begins with something that is imported from a file, or through another one."""
    memo, frame = evaluator.memo, escape.frame
    key = ("escape leads", frame.path, frame.scope, escape.named)
    if key not in memo:
        memo[key] = frozenset(_leads(evaluator, frame, dotted(escape.named) or ""))
    leads: frozenset[str] = memo[key]
    return path in leads or _ANYWHERE in leads


def _leads(evaluator: Evaluate, frame: Frame, name: str) -> Iterator[str]:
    """The files that a dotted name leads to by imports; ``_ANYWHERE`` where one of them has it from elsewhere."""
    program, where = evaluator.program, evaluator.program.module(frame.path)
    first, _, rest = name.partition(".")
    for entry in _imported(where, frame.scope, first):
        found = program.resolve(f"{entry.target}.{rest}" if rest else entry.target, where.path)
        if found is not None:
            yield found[0]
            if _hands_on(program.module(found[0]), found[1].partition(".")[0]):
                yield _ANYWHERE


def _imported(where: Module, scope: str, name: str) -> Iterable[Import]:
    """The imports that a name stands for in a scope, where it is no variable of its function."""
    if _shadows(where, where.functions.get(scope), scope, name):
        return ()
    while (scope, name) not in where.imports:
        if not scope:
            return ()
        scope = scope.rpartition(".")[0]
    return where.imports[scope, name]


def _hands_on(module: Module, name: str) -> bool:
    """Whether a module has a name from elsewhere."""
    return bool(module.stars) or ("", name) in module.imports


def _calls_through(
    evaluator: Evaluate, escape: Escape, value: Value, module: Module, function: Function
) -> Iterator[Arguments]:
    """The calls that are made of a function where it stands as a value; an unseen one where they are not known."""
    call = escape.call
    if escape.target:
        found = list(_by_target(evaluator, escape, module, function))
    elif (maker := maker_of(escape, module, function)) is not None:
        found = list(_of_wrapped(evaluator, value, module, maker, function))
    elif call is not None and isinstance(escape.value, (Name, Attribute)) and _is_handed_over(call, escape.value):
        return  # it is found by its name
    else:
        made = _made(call, escape.value) if call is not None else None
        found = [] if made is None else [callers.arguments_of(evaluator, value, function, (made, escape.frame))]
    if found:
        yield from found
    elif function.name != "__init__" or isinstance(value, Partial):
        yield callers.arguments_of(evaluator, value, function, None, escape.place)


def _is_handed_over(call: Call, value: Expr) -> bool:
    forwards = forwarder(call)
    return (forwards is None or not forwards.each) and any(one.function == value for one in handed_over(call))


def _made(call: Call, value: Expr) -> Call | None:
    """The call of a value that another call makes, or is; None where that is not known."""
    if call.function == value:
        return call
    forwards = forwarder(call)
    if forwards is not None and forwards.each:
        return _each(call) if last_name(call.function) in _MAPPING and call.arguments[0].value == value else None
    return next((one for one in handed_over(call) if one.function == value), None)


def _each(call: Call) -> Call:
    """``map(function, values)``: the function is called with an element of each of the values.

    Those of a pool take values once, and after them how many are handed over together.
    """
    positional = [one for one in call.arguments[1:] if one.keyword is None]
    positional = positional if last_name(call.function) == "map" else positional[:1]
    elements = (one if one.star else Argument(Item(one.value, Opaque("…")), None, "", one.place) for one in positional)
    return Call(call.arguments[0].value, tuple(elements), call.place)


def _by_target(evaluator: Evaluate, escape: Escape, module: Module, function: Function) -> Iterator[Arguments]:
    """The calls of what a name is given, or of an entry of it."""
    for where, site in _sites_through(evaluator, escape):
        frame = Frame(where, site.scope, site.block, site.call.place)
        for callee in callee_of(evaluator, where, site):
            if callers.is_call_of(evaluator, callee, module.path, function):
                yield callers.arguments_of(evaluator, callee, function, (site.call, frame))


def _of_wrapped(
    evaluator: Evaluate, value: Value, module: Module, maker: Function, function: Function
) -> Iterator[Arguments]:
    """The calls of what a wrapper makes of functions that wait: ``get = polite(requests.get)``.

    An unseen one is among them where the name that it is given stands as a value elsewhere.
    """
    for where, site in makings(evaluator, module.path, maker):
        found = [] if site is None else list(_of_making(evaluator, where, site, module, function))
        yield from found or [callers.arguments_of(evaluator, value, function, None, maker.place)]


def _of_making(
    evaluator: Evaluate, where: str, made: CallSite, module: Module, function: Function
) -> Iterator[Arguments]:
    """The calls of what one call of a wrapper gives, where it is called at once or has a name."""
    frame = Frame(where, made.scope, made.block, made.call.place)
    here = evaluator.program.module(where)
    for site in here.calls.get(made.scope, ()):
        if site.call.function == made.call:
            at = Frame(where, site.scope, site.block, site.call.place)
            own = OwnFunction(module.path, function)
            yield callers.arguments_of(evaluator, own, function, (site.call, at))
    for binding in named_as(here, made.call):
        target = last_name(chain(binding.target.split(".")))
        yield from _by_target(
            evaluator, Escape(Name(target), made.call, frame, binding.place, binding.target), module, function
        )
        if any(one.frame.path == where for one in escapes(evaluator).get(target, ())):
            yield callers.arguments_of(evaluator, OwnFunction(module.path, function), function, None, binding.place)


def _sites_through(evaluator: Evaluate, escape: Escape) -> Iterator[tuple[str, CallSite]]:
    """The calls of what may be the target of an escape, or an entry of it, with their files."""
    program, path = evaluator.program, escape.frame.path
    name = escape.target.rpartition(".")[2]
    paths = [path]
    if escape.target != name or escape.frame.scope not in program.module(path).functions:
        stem = path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
        knowing = set(program.importing(stem)) - {path}
        by_name = knowing.intersection(program.importing(name))
        paths += [*sorted(by_name), *sorted(knowing - by_name)][:_FILES]
    for where in paths:
        program.ask_mentions(where, name)
        module = program.module(where)
        names = _handles(module, name)
        every = (site for sites in tuple(module.calls.values()) for site in tuple(sites))
        yield from ((where, site) for site in every if _reached(site.call.function) in names)


def _handles(module: Module, name: str) -> set[str]:
    """A name, and those that a file gives to it, or to an entry of it."""
    every = [one for found in module.bindings.values() for one in found]
    return {name} | {one.target.rpartition(".")[2] for one in every if _reached(one.value) == name}


def _reached(value: Expr) -> str:
    """The last name of what an expression is, or is an entry of."""
    while True:
        if isinstance(value, Item):
            value = value.value
        elif isinstance(value, Call) and isinstance(value.function, Attribute) and value.function.name in _LOOKUPS:
            value = value.function.value
        else:
            return last_name(value)
