"""The calls of a function of the project, found by name and confirmed by following the callee."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, takewhile

from msgspec.structs import replace

from timeout_audit.catalogue.vocabulary import COMMON
from timeout_audit.link.program import Module
from timeout_audit.link.values.binding import bind_each, bind_parts
from timeout_audit.link.values.inheritance import Own, inherits, order
from timeout_audit.link.values.kinds import (
    UNSEEN,
    Arguments,
    Frame,
    Instance,
    OwnClass,
    OwnFunction,
    Partial,
    Value,
)
from timeout_audit.link.values.on_self import is_hidden, is_on_itself, method_around, on_self_in_bases
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.sites import aliases, callee_of, handed_by_name, sites_named, subclasses
from timeout_audit.model.expression import Call, Name, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite, Function

_MOST = 60


def calls_by_name(evaluator: Evaluate, module: Module, function: Function, own: Own | None = None) -> list[Arguments]:
    """The arguments of every call of a function by its own name that can be found, at most sixty.

    Of a method that another class inherits, ``own`` (its path and class), those on objects of that class.
    """
    key = ("calls", module.path, function.qualname, own and (own[0], own[1].qualname))
    return evaluator.noted(key, [], lambda: list(_confirmed(evaluator, module, function, own)))


def _confirmed(evaluator: Evaluate, module: Module, function: Function, own: Own | None) -> Iterable[Arguments]:
    count, seen = 0, set[Place]()
    for path, site in (*_candidates(evaluator, module, function), *handed_by_name(evaluator).get(function.name, ())):
        callee = _called(evaluator, (path, site), module, function, own)
        if callee is not None:
            on_itself = isinstance(callee, OwnFunction) and is_on_itself(site.call.function, function.name)
            instance = Instance(own=own) if own is not None and on_itself else None
            each = _each(evaluator, callee, function, (path, site), instance)
            yield from each
            count += len(each)
            seen.add(site.call.place)
        if count >= _MOST:
            return
    on_self = (one for one in on_self_in_bases(evaluator, module, function) if one[1].call.place not in seen)
    for path, site, callee in islice(on_self, _MOST - count):
        # What a base class hands on is what calls on objects of this one give it, not on those of other heirs.
        instance = callee.receiver if own is None else Instance(own=own)
        yield from _each(evaluator, callee, function, (path, site), instance)


def _called(
    evaluator: Evaluate, at: tuple[str, CallSite], module: Module, function: Function, own: Own | None = None
) -> Value | None:
    """What a call calls, where that runs a function of the project, for objects of ``own``; None where nothing does."""
    callees = callee_of(evaluator, *at)
    runs = (one for one in callees if is_call_of(evaluator, one, module.path, function))
    return next((one for one in runs if own is None or _is_for(evaluator, one, at, function, own)), None)


def _is_for(evaluator: Evaluate, callee: Value, at: tuple[str, CallSite], function: Function, own: Own) -> bool:
    """Whether a call of an inherited method is made on objects of a class: on such ones, or on self in its bases."""
    if function.name == "__init__":
        return _makes(evaluator, callee, own)
    on = callee.receiver.own if isinstance(callee, OwnFunction) and callee.receiver is not None else None
    if on is None or inherits(evaluator, on, own):
        return True
    path, site = at
    if not is_on_itself(site.call.function, function.name) or not inherits(evaluator, own, on):
        return False
    method = method_around(evaluator.program.module(path), site.scope)
    bases = order(evaluator, *own)[0]
    nearer = takewhile(lambda one: method is not None and one[1].qualname != method.owner, bases)
    return method is not None and not is_hidden(evaluator, method.name, nearer)


def _each(
    evaluator: Evaluate, callee: Value, function: Function, at: tuple[str, CallSite], instance: Instance | None
) -> tuple[Arguments, ...]:
    """The arguments that a call gives a function; ``instance`` is what ``self`` is where the call stands."""
    path, site = at
    frame = Frame(path, site.scope, site.block, site.call.place, instance=instance)
    if isinstance(callee, Partial):
        return (arguments_of(evaluator, callee, function, (site.call, frame)),)
    return bind_each(evaluator, function, site.call, frame, bound=is_bound(callee, function))


def calling_functions(evaluator: Evaluate, path: str, function: Function) -> Iterable[tuple[str, Function]]:
    """The functions in which calls of a function of the project stand, with their files."""
    key = ("calling", path, function.qualname)
    return evaluator.noted(key, [], lambda: list(_calling(evaluator, path, function)))


def _calling(evaluator: Evaluate, path: str, function: Function) -> Iterable[tuple[str, Function]]:
    module = evaluator.program.module(path)
    if ".<locals>." in function.qualname:
        # What is defined inside another function is called there.
        outer = module.functions.get(function.scope)
        sites = [one for one in module.calls.get(function.scope, ()) if one.call.function == Name(function.name)]
        if outer is not None and sites:
            yield path, outer
        return
    near: list[tuple[str, CallSite]] = []
    if evaluator.program.holds(path, "async def"):
        # Functions of its own file that no slice needed may call it too.
        evaluator.program.ask_mentions(path, function.name)
        every = (site for sites in tuple(module.calls.values()) for site in sites)
        near = [(path, site) for site in every if _is_named(site, function.name)]
    found = {site.call.place: (where, site) for where, site in (*_candidates(evaluator, module, function), *near)}
    for where, site in found.values():
        caller = evaluator.program.module(where).functions.get(site.scope)
        if caller is not None and any(
            is_call_of(evaluator, callee, path, function) for callee in callee_of(evaluator, where, site)
        ):
            yield where, caller


def _is_named(site: CallSite, name: str) -> bool:
    return name == last_name(site.call.function)


def is_call_of(evaluator: Evaluate, callee: object, path: str, function: Function) -> bool:
    """Whether a call of ``callee`` runs a function of the project."""
    target = _target(evaluator, callee)
    return target is not None and target.path == path and target.function.qualname == function.qualname


def is_bound(callee: object, function: Function) -> bool:
    """Whether a call of ``callee`` gives a method its object without naming it."""
    return bool(function.owner) and not _through_class(callee, function)


def arguments_of(
    evaluator: Evaluate, callee: Value, function: Function, made: tuple[Call, Frame] | None, place: Place | None = None
) -> Arguments:
    """The arguments of a call of ``callee``, which may be a partial, by the parameters of the function behind it.

    ``made`` is the call and where it stands; None for one that is not seen, of what stands at ``place``.
    """
    parts = [] if made is None else [made]
    while isinstance(callee, Partial):
        parts.insert(0, (callee.call, callee.frame))
        callee = callee.function
    at = place or parts[-1][0].place
    found = bind_parts(evaluator, function, parts, at, bound=is_bound(callee, function))
    return found if made is not None else replace(found, opaque=UNSEEN)


def _makes(evaluator: Evaluate, callee: object, own: Own) -> bool:
    """Whether a call of a constructor may make an object of a class: as itself, or on behalf of one that inherits."""
    if isinstance(callee, OwnClass):
        return inherits(evaluator, (callee.path, callee.class_), own)
    made = callee.receiver.own if isinstance(callee, OwnFunction) and callee.receiver is not None else None
    return made is None or inherits(evaluator, made, own) or inherits(evaluator, own, made)


def _through_class(callee: object, function: Function) -> bool:
    """Whether a method is called on its class with the object as first argument (or is static)."""
    if Name("staticmethod") in function.decorators:
        return True
    return (
        isinstance(callee, OwnFunction) and callee.receiver is None and Name("classmethod") not in function.decorators
    )


def _candidates(evaluator: Evaluate, module: Module, function: Function) -> Iterable[tuple[str, CallSite]]:
    names = {function.name}
    if function.name == "__init__" and function.owner:
        names = {
            function.owner.rpartition(".")[2],
            "cls",
            "__init__",
            *subclasses(evaluator, function.owner),
        }
    elif function.name == "__call__" and function.owner:
        names = set()
    others = aliases(evaluator)
    every = sorted(names.union(*(others.get(one, ()) for one in names)))
    found = (one for name in every for one in sites_named(evaluator, name))
    if not function.owner or function.name not in COMMON or not module.leads_through(function.name):
        return found
    # Whoever calls a method with such a name was told that it leads somewhere.
    program, may_wait = evaluator.program, evaluator.promising.may_wait
    return ((path, site) for path, site in found if may_wait(program.module(path), site))


def parameter_at(callee: object, key: int | str) -> str:
    """The name of the parameter of a function that an argument at a position or keyword is given to; "" for none."""
    if not isinstance(callee, OwnFunction):
        return ""
    names = [one.name for one in callee.function.parameters if one.kind in ("", "positional")]
    if callee.receiver is not None:
        names = names[1:]
    if isinstance(key, str):
        return key
    return names[key] if key < len(names) else ""


def _target(evaluator: Evaluate, callee: object) -> OwnFunction | None:
    if isinstance(callee, OwnFunction):
        return callee
    if isinstance(callee, Partial):
        return _target(evaluator, callee.function)
    if isinstance(callee, OwnClass):
        return constructor(evaluator, callee)
    return None


def constructor(evaluator: Evaluate, class_: OwnClass) -> OwnFunction | None:
    """The ``__init__`` that a call of a class runs, where the project defines it."""
    found = evaluator.member(Instance(own=(class_.path, class_.class_)), "__init__")
    return next((value for value in found if isinstance(value, OwnFunction)), None)
