"""What a bare name means: the assignments that reach it, parameters, definitions, imports, in the order of scopes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from timeout_audit.link.program import History, Module
from timeout_audit.link.values import parameters
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.assignments import binding_values
from timeout_audit.link.values.growth import grown
from timeout_audit.link.values.included import included_before
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Library,
    OwnClass,
    OwnFunction,
    OwnModule,
    Unknown,
    Value,
    Values,
    through,
)
from timeout_audit.link.values.loose import set_on_module
from timeout_audit.link.values.question import Evaluate, is_general, standing
from timeout_audit.link.values.reaching import Reach, reaching, reaching_imports
from timeout_audit.link.values.stand_ins import not_stood_in_for
from timeout_audit.link.values.steps import is_changed
from timeout_audit.link.values.switches import not_skipped
from timeout_audit.model.expression import Attribute, dotted
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Import
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Step

NOWHERE = Place("", 0, 0)
# Bindings of a scope around a function that are looked at where none is known to reach it.
_MOST = 8


def lookup(evaluator: Evaluate, name: str, frame: Frame) -> Values:
    """What a name is at the point of the frame."""
    key = (
        "name",
        frame.path,
        frame.scope,
        name,
        frame.block,
        frame.at,
        id(frame.arguments),
        frame.instance.identity if frame.instance else None,
    )
    if is_general(frame):
        return evaluator.once(key, lambda: _lookup(evaluator, name, frame), remember=True)
    return evaluator.kept(key, standing(frame), lambda: evaluator.once(key, lambda: _lookup(evaluator, name, frame)))


def _lookup(evaluator: Evaluate, name: str, frame: Frame) -> Values:
    module = evaluator.program.module(frame.path)
    scope = frame.scope
    while scope:
        found = _in_function(evaluator, module, name, scope, frame)
        if found is not None:
            return found if scope == frame.scope else guarded(module, name, found, frame)
        scope = _around(module, scope)
    found = in_module(evaluator, frame.path, name, frame if not frame.scope else None)
    if found is not None:
        return found
    return (Library(f"builtins.{name}"),) if name in _BUILTINS else (_unresolved(name),)


_BUILTINS = frozenset(
    {
        *("abs", "bool", "dict", "float", "getattr", "int", "list", "max", "min", "object", "open", "round", "set"),
        *("staticmethod", "str", "sum", "super", "tuple", "type", "vars", "__import__"),
    }
)


def _unresolved(name: str) -> Unknown:
    return Unknown(msg("`{name}` is not defined where it can be read", name=name))


def _around(module: Module, scope: str) -> str:
    """The scope around a function; the bodies of classes are invisible to their methods."""
    function = module.functions.get(scope)
    if function is not None:
        outer = function.scope
        while outer and outer in module.classes:
            outer = module.classes[outer].scope
        return outer
    class_ = module.classes.get(scope)
    return class_.scope if class_ else ""


def _in_function(evaluator: Evaluate, module: Module, name: str, scope: str, frame: Frame) -> Values | None:
    """What a scope other than the module's makes of a name, None where it does not bind it."""
    block, at = (frame.block, frame.at) if scope == frame.scope else (0, None)
    history = module.history(scope, name)
    reach = reaching(name, history, module.branches(scope), block, at)
    if not reach.bindings and scope != frame.scope and history.whole:
        # A function inside of an endless loop, which is left by returning alone.
        reach = Reach(tuple((one, False) for one in history.whole[-_MOST:]), certain=False, earlier_not_none=False)
    inside = replace(frame, scope=scope, block=block, at=at)
    if every := not_stood_in_for(evaluator, module, name, reach, inside):
        return grown(evaluator, name, every, scope, frame)
    values = _declared(evaluator, history, _bound_values(evaluator, reach, scope, frame), replace(frame, scope=scope))
    if reach.certain:
        return grown(evaluator, name, values, scope, frame)
    local = _defined(evaluator, module, name, scope, (block, at))
    if local is not None:
        return (*values, *local)
    function = module.functions.get(scope)
    if function is not None:
        given = parameters.parameter(evaluator, module, function, name, inside)
        if given is not None:
            if reach.earlier_not_none:
                given = _without_none(given) or (() if values else (_never_none(name),))
            return grown(evaluator, name, (*given, *values), scope, frame)
    return grown(evaluator, name, values, scope, frame) if values else None


def _declared(evaluator: Evaluate, history: History, values: Values, frame: Frame) -> Values:
    """What a name holds; where no assignment tells, what an annotation above them says of it."""
    declared = next((one for one in history.whole if one.kind == "declare"), None)
    if declared is None or not values or not all(isinstance(one, (Unknown, Computed)) for one in values):
        return values
    return _once_bound(evaluator, declared, frame) or values


def guarded(module: Module, name: str, values: Values, frame: Frame) -> Values:
    """A variable of a function around, or an attribute, where a test inside of this one rules None out for it."""
    if not module.branches(frame.scope).ruled_out(name, frame.block, follows=frame.at is not None):
        return values
    return _without_none(values) or (_never_none(name),)


def _without_none(values: Values) -> Values:
    return tuple(_not_none(value) for value in values if not is_none(value))


def _not_none(value: Value) -> Value:
    return replace(value, not_none=True) if isinstance(value, Unknown) else value


def _never_none(name: str) -> Unknown:
    return Unknown(msg("`{name}` is not None here; a caller decides", name=name), "caller", not_none=True)


def _bound_values(evaluator: Evaluate, reach: Reach, scope: str, frame: Frame) -> Values:
    found: list[Value] = []
    module = evaluator.program.module(frame.path)
    bindings = not_skipped(evaluator, module, reach.bindings, frame) if scope == frame.scope else reach.bindings
    for binding, not_none in bindings:
        values = _once_bound(evaluator, binding, replace(frame, scope=scope))
        found += [_not_none(value) if not_none else value for value in values if not (not_none and is_none(value))]
    if reach.more:
        found.append(Unknown(msg("it is set in more places than are followed"), "depth"))
    return tuple(found)


def _once_bound(evaluator: Evaluate, binding: Binding, frame: Frame) -> Values:
    """What an assignment gives its target; the same for every point that it reaches."""
    given = frame.instance.identity if frame.instance else None
    key = ("bound", frame.path, frame.scope, binding.target, binding.place, binding.kind, id(frame.arguments), given)
    if is_general(frame):
        return evaluator.once(key, lambda: binding_values(evaluator, binding, frame), remember=True)
    return evaluator.kept(key, standing(frame), lambda: binding_values(evaluator, binding, frame))


def _defined(
    evaluator: Evaluate, module: Module, name: str, scope: str, here: tuple[int, Place | None] = (0, None)
) -> Values | None:
    """A function, class or import inside a scope. ``here`` is the block and the place of the question."""
    prefix = f"{scope}." if scope in module.classes else f"{scope}.<locals>." if scope else ""
    found: list[Value] = [OwnFunction(module.path, one) for one in module.definitions(prefix + name)]
    class_ = module.classes.get(prefix + name)
    if class_ is not None:
        found.append(OwnClass(module.path, class_))
    for entry in reaching_imports(module.imports.get((scope, name), ()), module.branches(scope), *here):
        found += imported(evaluator, module, entry)
    return tuple(found) or None


def in_module(
    evaluator: Evaluate, path: str, name: str, frame: Frame | None = None, *, copied: bool = False
) -> Values | None:
    """What a name of a module's top level is, None where the module has none; it is read on demand.

    One that is ``copied``, by an import of it, is not what other files make of it afterwards.
    """
    module = evaluator.program.module(path)
    found = _top_level(evaluator, module, name, frame)
    if found is None and evaluator.program.ask(path, name):
        found = _top_level(evaluator, module, name, frame)
    if found and all(map(is_none, found)) and evaluator.program.holds(path, "global "):
        # A function that no slice needed may set it later.
        evaluator.program.ask_mentions(path, name)
        found = _top_level(evaluator, module, name, frame)
    if found and all(map(is_none, found)) and frame is None and not copied:
        found = set_on_module(evaluator, path, name) or found
    if found is None:
        taken = _taken_over(evaluator, module, name)
        return grown(evaluator, name, taken, "", frame or Frame(path, "")) if taken else None
    return found or None


def _taken_over(evaluator: Evaluate, module: Module, name: str) -> Values | None:
    """What a module that gives a name no value itself has it from; None where that is nowhere."""
    answers = (_from_star(evaluator, star, module.path, name) for star in module.stars)
    taken = next((answer for answer in answers if answer), None)
    if taken is None and is_changed(evaluator, module, "", name):
        files = included_before(evaluator, module.path, name)
        taken = next((found for path in files if (found := in_module(evaluator, path, name))), None)
    return taken


def _from_star(evaluator: Evaluate, star: Import, path: str, name: str) -> Values:
    """What ``from module import *`` gives a name, () where it gives nothing."""
    target = evaluator.program.resolve(star.target, path)
    if target is None:
        full = f"{star.target}.{name}"
        return (Library(full),) if evaluator.catalogue.waits(full) else ()
    origin, rest = target
    if rest or origin == path:
        return ()
    return evaluator.once(("star", origin, name), lambda: in_module(evaluator, origin, name) or ())


def _top_level(evaluator: Evaluate, module: Module, name: str, frame: Frame | None) -> Values | None:
    at, block = (frame.at, frame.block) if frame else (None, 0)
    history = module.history("", name)
    reach = reaching(name, history, module.branches(""), block, at)
    if at is None:
        # What a function sets counts wherever the function stands.
        known = [one for one, _ in reach.bindings]
        later = [(one, False) for one in history.whole if one.kind.startswith("global ") and one not in known]
        reach = replace(reach, bindings=(*reach.bindings, *later)) if later else reach
    inside = Frame(module.path, "")
    values = _bound_values(evaluator, reach, "", inside)
    if not reach.certain or all(map(is_none, values)):
        # ``except ImportError: httpx = None`` leaves what was imported, as does a global that a function imports.
        values = (*values, *(_defined(evaluator, module, name, "") or ()))
    if len(values) > 1:
        # A global that begins as None and is set once elsewhere is what it is set to.
        values = tuple(value for value in values if not is_none(value)) or values
    return grown(evaluator, name, values, "", frame or inside) if values else None


def imported(evaluator: Evaluate, module: Module, entry: Import) -> Values:
    """What an import statement binds: a module or symbol of the project, or a dotted name outside of it."""
    resolved = evaluator.program.resolve(entry.target, module.path)
    if resolved is None:
        return (Library(entry.target),)
    path, rest = resolved
    if not rest:
        return (OwnModule(path),)
    key = ("import", path, rest, entry.place)
    return evaluator.once(key, lambda: _symbol(evaluator, path, rest.split("."), entry), remember=True)


def _symbol(evaluator: Evaluate, path: str, names: Sequence[str], entry: Import) -> Values:
    found = in_module(evaluator, path, names[0], copied=True)
    if found is None and evaluator.catalogue.begins(entry.target) and _shares_its_name(path, entry.target):
        return (Library(entry.target),)
    if found is None:
        return (Unknown(msg("`{name}` was not found in {path}", name=names[0], path=path)),)
    step = Step(msg("`{name}` is imported from {path}", name=entry.local, path=path), entry.place)
    return tuple(through(value, step) for value in found)


def _shares_its_name(path: str, target: str) -> bool:
    """Whether a file or folder of the project has the name of a library: ``google.cloud``, ``app/celery.py``."""
    return path.endswith(("/__init__.py", f"/{target.partition('.')[0]}.py"))


def assigned_attribute(evaluator: Evaluate, node: Attribute, frame: Frame) -> Values | None:
    """What was assigned to ``name.attribute`` in its scope before this point (``session.request = partial(…)``)."""
    target = dotted(node)
    if target is None or target.startswith(("self.", "cls.")):
        return None
    module = evaluator.program.module(frame.path)
    for scope in dict.fromkeys((frame.scope, "")):
        history = module.history(scope, target)
        block, at = (frame.block, frame.at) if scope == frame.scope else (0, None)
        reach = reaching(target, history, module.branches(scope), block, at)
        if reach.bindings:
            return _assigned(evaluator, reach, scope, frame, target)
    return None


def _assigned(evaluator: Evaluate, reach: Reach, scope: str, frame: Frame, target: str) -> Values | None:
    key = ("attribute", frame.path, scope, target)
    return evaluator.once(key, lambda: _bound_values(evaluator, reach, scope, frame)) or None
