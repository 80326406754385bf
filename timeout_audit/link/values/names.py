"""What a bare name means: the assignments that reach it, parameters, definitions, imports, in the order of scopes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values import parameters
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.growth import grown
from timeout_audit.link.values.kinds import (
    Frame,
    Instance,
    Library,
    OwnClass,
    OwnFunction,
    OwnModule,
    Plain,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.link.values.reaching import Reach, reaching, ruled_out
from timeout_audit.model.expression import Attribute, Const, Item, Opaque, dotted
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Block, Import
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Step

NOWHERE = Place("", 0, 0)


def lookup(evaluator: Evaluate, name: str, frame: Frame) -> Values:
    """What a name is at the point of the frame."""
    key = ("name", frame.path, frame.scope, name, frame.block, frame.at, id(frame.arguments), identity(frame.instance))
    return evaluator.once(key, lambda: _lookup(evaluator, name, frame), remember=is_general(frame))


def identity(instance: Instance | None) -> object:
    """What tells objects apart: their class, and the call that made them."""
    if instance is None:
        return None
    own = (instance.own[0], instance.own[1].qualname) if instance.own else None
    return instance.library, own, instance.made.call.place if instance.made else None


def is_general(frame: Frame) -> bool:
    """Whether a frame stands for every call of its function: what is found there can be remembered."""
    return frame.arguments is None and (frame.instance is None or frame.instance.made is None)


def _lookup(evaluator: Evaluate, name: str, frame: Frame) -> Values:
    module = evaluator.program.module(frame.path)
    scope = frame.scope
    while scope:
        found = _in_function(evaluator, module, name, scope, frame)
        if found is not None:
            return found
        scope = _around(module, scope)
    found = in_module(evaluator, frame.path, name, frame if not frame.scope else None)
    if found is not None:
        return found
    return (Library(f"builtins.{name}"),) if name in _BUILTINS else (_unresolved(name),)


_BUILTINS = frozenset(
    [
        "float",
        "int",
        "str",
        "bool",
        "dict",
        "list",
        "tuple",
        "set",
        "getattr",
        "max",
        "min",
        "sum",
        "abs",
        "round",
        "super",
        "open",
        "type",
        "object",
    ]
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
    here = scope == frame.scope
    function = module.functions.get(scope)
    bindings = whole(module.bindings.get((scope, name), ()))
    block, at = (frame.block, frame.at) if here else (0, None)
    blocks = module.blocks.get(scope, (_WHOLE,))
    reach = reaching(name, bindings, blocks, block, at)
    values = _bound_values(evaluator, reach, scope, frame)
    if reach.certain:
        return grown(evaluator, name, values, scope, frame)
    local = _defined(evaluator, module, name, scope)
    if local is not None:
        return (*values, *local)
    if function is not None:
        given = parameters.parameter(evaluator, module, function, name, replace(frame, scope=scope, block=block, at=at))
        if given is not None:
            if reach.earlier_not_none or ruled_out(name, blocks, block, at):
                given = tuple(value for value in given if not is_none(value)) or (
                    (_never_none(name),) if not values else ()
                )
            return grown(evaluator, name, (*given, *values), scope, frame)
    return grown(evaluator, name, values, scope, frame) if values else None


_WHOLE = Block(0, 0, "scope")


def whole(bindings: Sequence[Binding]) -> list[Binding]:
    """The bindings that give a name a new value, not an item to the dict it names."""
    return [binding for binding in bindings if binding.kind not in ("item", "augment|")]


def _never_none(name: str) -> Unknown:
    return Unknown(msg("`{name}` is not None here; a caller decides", name=name), "caller")


def _bound_values(evaluator: Evaluate, reach: Reach, scope: str, frame: Frame) -> Values:
    found: list[Value] = []
    for binding, not_none in reach.bindings:
        values = binding_values(evaluator, binding, replace(frame, scope=scope))
        found += [value for value in values if not (not_none and is_none(value))]
    return tuple(found)


def binding_values(evaluator: Evaluate, binding: Binding, frame: Frame) -> Values:
    """What one assignment gives its target."""
    if binding.kind == "declare":
        return parameters.annotated(evaluator, binding.annotation, frame) or ()
    if binding.kind == "for":
        return _elements(evaluator, binding, frame)
    inside = replace(frame, block=binding.block, at=binding.place)
    if binding.kind.startswith("global "):
        inside = replace(inside, scope=binding.kind.removeprefix("global "))
    values = evaluator.values(binding.value, inside)
    if binding.kind == "with":
        values = join(parameters.entered(evaluator, value) for value in values)
    if all(isinstance(value, Unknown) for value in values) and binding.annotation is not None:
        values = parameters.annotated(evaluator, binding.annotation, frame) or values
    return tuple(_written_at(value, binding) for value in values)


def _written_at(value: Value, binding: Binding) -> Value:
    """A value remembers the assignment that it came through, and a constant where it is written."""
    step = Step(msg("`{name}` is set here", name=binding.target), binding.place)
    if step in value.steps:
        return value
    steps = (*value.steps, step)
    return (
        replace(value, steps=steps, place=binding.place)
        if isinstance(value, Plain) and value.place is None
        else replace(value, steps=steps)
    )


def _elements(evaluator: Evaluate, binding: Binding, frame: Frame) -> Values:
    item = binding.value
    whole = item.value if isinstance(item, Item) else Opaque("")
    return evaluator.values(Item(whole, Const("*")), replace(frame, block=binding.block, at=binding.place))


def _defined(evaluator: Evaluate, module: Module, name: str, scope: str) -> Values | None:
    """A function, class or import inside a scope."""
    prefix = f"{scope}." if scope in module.classes else f"{scope}.<locals>." if scope else ""
    function = module.functions.get(prefix + name)
    if function is not None:
        return (OwnFunction(module.path, function),)
    class_ = module.classes.get(prefix + name)
    if class_ is not None:
        return (OwnClass(module.path, class_),)
    imports = module.imports.get((scope, name))
    if imports:
        return join(imported(evaluator, module, entry) for entry in imports)
    return None


def in_module(evaluator: Evaluate, path: str, name: str, frame: Frame | None = None) -> Values | None:
    """What a name of a module's top level is, None where the module has none; it is read on demand."""
    module = evaluator.program.module(path)
    found = _top_level(evaluator, module, name, frame)
    if found is None and evaluator.program.ask(path, name):
        found = _top_level(evaluator, module, name, frame)
    if found is None:
        answers = (_from_star(evaluator, star, path, name) for star in module.stars)
        return next((answer for answer in answers if answer), None)
    return found or None


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
    bindings = whole(module.bindings.get(("", name), ()))
    at, block = (frame.at, frame.block) if frame else (None, 0)
    reach = reaching(name, bindings, module.blocks.get("", (_WHOLE,)), block, at)
    inside = Frame(module.path, "")
    values = _bound_values(evaluator, reach, "", inside)
    if len(values) > 1:
        # A global that begins as None and is set once elsewhere is what it is set to.
        values = tuple(value for value in values if not is_none(value)) or values
    if values:
        end = frame or replace(inside, at=None)
        return grown(evaluator, name, values, "", end)
    return _defined(evaluator, module, name, "")


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
    found = in_module(evaluator, path, names[0])
    if found is None:
        return (Unknown(msg("`{name}` was not found in {path}", name=names[0], path=path)),)
    step = Step(msg("`{name}` is imported from {path}", name=entry.local, path=path), entry.place)
    return tuple(replace(value, steps=(*value.steps, step)) for value in found)


def assigned_attribute(evaluator: Evaluate, node: Attribute, frame: Frame) -> Values | None:
    """What was assigned to ``name.attribute`` in the same scope before this point (``session.request = partial(…)``)."""
    target = dotted(node)
    if target is None or target.startswith(("self.", "cls.")):
        return None
    module = evaluator.program.module(frame.path)
    for scope in dict.fromkeys((frame.scope, "")):
        bindings = whole(module.bindings.get((scope, target), ()))
        if not bindings:
            continue
        block, at = (frame.block, frame.at) if scope == frame.scope else (0, None)
        reach = reaching(target, bindings, module.blocks.get(scope, (_WHOLE,)), block, at)
        if reach.bindings:
            key = ("attribute", frame.path, scope, target)
            return evaluator.once(key, lambda: _bound_values(evaluator, reach, scope, frame)) or None
    return None


def loose(evaluator: Evaluate, node: Attribute) -> Values:
    """What was assigned to an attribute of the same last two names anywhere (``app.state.client``); () where nothing was.

    It is asked only where the holder itself cannot be followed.
    """
    target = dotted(node)
    if target is None or "." not in target:
        return ()
    tail = ".".join(target.split(".")[-2:])
    found: list[Value] = []
    for path, binding in _loose_bindings(evaluator).get(tail, ()):
        found += _loose_values(evaluator, path, binding)
    return tuple(value for value in found if not is_none(value))


def _loose_values(evaluator: Evaluate, path: str, binding: Binding) -> Values:
    frame = Frame(path, binding.scope)
    return evaluator.once(("loose", binding.place), lambda: binding_values(evaluator, binding, frame), remember=True)


def _loose_bindings(evaluator: Evaluate) -> dict[str, list[tuple[str, Binding]]]:
    memo = evaluator.memo
    if "loose" not in memo:
        index: dict[str, list[tuple[str, Binding]]] = {}
        for path, module in tuple(evaluator.program.modules.items()):
            for bindings in module.attributes.values():
                for binding in bindings:
                    names = binding.target.split(".")
                    if names[0] not in ("self", "cls") or len(names) > 2:
                        index.setdefault(".".join(names[-2:]), []).append((path, binding))
        memo["loose"] = index
    found: dict[str, list[tuple[str, Binding]]] = memo["loose"]
    return found
