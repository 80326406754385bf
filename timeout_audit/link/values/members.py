"""Attributes and items: of modules, classes, objects and dicts of the project, and of objects of libraries."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit.link.program import CHANGES, Module
from timeout_audit.link.values import configured, environment, names, parameters
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.assignments import binding_values
from timeout_audit.link.values.by_name import replaced, set_by_name
from timeout_audit.link.values.decorated import of_decorated
from timeout_audit.link.values.inheritance import Own, has_objects, heirs, is_named, order
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Items,
    Library,
    Method,
    OwnClass,
    OwnFunction,
    OwnModule,
    Parent,
    Plain,
    Table,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.own_members import (
    assigned,
    grown,
    in_class,
    is_something,
    is_whole,
    known_in_class,
    self_bindings,
)
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Attribute, Call, Name
from timeout_audit.model.python import Binding, Class
from timeout_audit.model.text import msg

_SELF = Name("self")


def attribute(evaluator: Evaluate, value: Value, name: str, frame: Frame) -> Values:
    """What ``value.name`` is."""
    if isinstance(value, OwnModule):
        return _of_module(evaluator, value, name)
    if isinstance(value, Library):
        found = configured.variable(evaluator, name) if value.name in configured.MODULES else ()
        return found or (Library(f"{value.name}.{name}", steps=value.steps),)
    if isinstance(value, Instance):
        return of_instance(evaluator, value, name) or (_no_member(value, name),)
    if isinstance(value, Method) and (given := evaluator.catalogue.returned(value.name)):
        # It was no method: an attribute of a library's object that is another one.
        return attribute(evaluator, Instance(given, part=value, steps=value.steps), name, frame)
    if isinstance(value, OwnClass):
        return _of_class(evaluator, value, name)
    if isinstance(value, Parent):
        return _of_parent(evaluator, value, name)
    if isinstance(value, Items) and name in value.names:
        return evaluator.value(value.items[value.names.index(name)])
    if isinstance(value, Plain) and name == "value" and value.value is not None:
        # A number or a text has no such attribute: it is a member of an Enum.
        return (value,)
    if isinstance(value, OwnFunction) and (found := of_decorated(evaluator, value, name)):
        return found
    return (Computed(f"….{name}", frame.at, value.steps),)


def _no_member(value: Instance, name: str) -> Unknown:
    owner = value.own[1].name if value.own else value.library
    return Unknown(msg("`{name}` of {owner} was not found", name=name, owner=owner))


def _of_module(evaluator: Evaluate, value: OwnModule, name: str) -> Values:
    found = names.in_module(evaluator, value.path, name)
    if found is not None:
        return found
    # A package's attribute may be its submodule.
    if value.path.endswith("/__init__.py"):
        target = value.path.removesuffix("/__init__.py").replace("/", ".") + f".{name}"
        resolved = evaluator.program.resolve(target, value.path)
        if resolved is not None and not resolved[1]:
            return (OwnModule(resolved[0]),)
    return (Unknown(msg("`{name}` was not found in {path}", name=name, path=value.path)),)


# -- classes ---------------------------------------------------------------------------------------------------------


def of_instance(evaluator: Evaluate, value: Instance, name: str) -> Values:
    """An attribute of an object, () where nothing is known of it."""
    if value.own is None:
        return _of_library(evaluator, value, value.library, name)
    own, library = order(evaluator, *value.own)
    found = _search(evaluator, value, name, own, library)
    if value.made is not None or any(isinstance(one, (Method, OwnFunction)) for one in found):
        return found
    key = ("of heirs", value.own[0], value.own[1].qualname, name)
    given = evaluator.once(key, lambda: _over_heirs(evaluator, own, name, found), remember=True)
    return given or found


def _is_made(value: Value) -> bool:
    return not isinstance(value, (Unknown, Instance)) or (isinstance(value, Instance) and value.made is not None)


def _over_heirs(evaluator: Evaluate, own: tuple[Own, ...], name: str, found: Values) -> Values:
    """What an attribute of self is in the classes that inherit from this one, the first of ``own``.

    What it was ``found`` to be here counts as long as objects may be made that have no other.
    """
    base = own[0]
    before = [one for path, class_ in own for one in self_bindings(evaluator.program.module(path), class_, name)]
    every = [(heir, _overriding(evaluator, heir, base, name, before, found)) for heir in heirs(evaluator, base)]
    if not any(values for _, values in every):
        return ()
    made = [values for heir, values in every if has_objects(evaluator, heir)]
    is_inherited = not all(made) or is_named(evaluator, base)
    given = join(made)
    if not any(map(_is_made, found)):
        return parameters.summarised(tuple(filter(_is_made, given)))
    return parameters.summarised((*(found if is_inherited else ()), *given))


def _overriding(evaluator: Evaluate, heir: Own, base: Own, name: str, before: list[Binding], found: Values) -> Values:
    """What an heir, or a class between it and its base, makes of an attribute; () where that leaves it alone.

    ``before`` is what the base itself sets on self: that outweighs what the body of a class says. ``found`` is what
    becomes of it there.
    """
    nearer: list[Own] = []
    value = Instance(own=heir)
    for path, class_ in order(evaluator, *heir)[0]:
        if (path, class_.qualname) == (base[0], base[1].qualname):
            break
        module = evaluator.program.module(path)
        if not is_whole(found):
            evaluator.program.ask(path, f"{class_.qualname}.{name}")
        on_self = any(True for _ in self_bindings(module, class_, name))
        if on_self or (not before and _declares(module, class_, name)):
            values = known_in_class(evaluator, value, module, class_, name)
            if values and not (all(map(is_none, values)) and any(map(_is_set_later, before))):
                return _grown_by(evaluator, values, value, nearer, name)
        nearer.append((path, class_))
    changed = _grown_by(evaluator, found, value, nearer, name)
    return () if changed is found else changed


def _declares(module: Module, class_: Class, name: str) -> bool:
    """Whether the body of a class gives an attribute a value, or defines it."""
    whole = module.history(class_.qualname, name).whole
    return any(one.kind != "declare" for one in whole) or bool(module.definitions(f"{class_.qualname}.{name}"))


def _is_set_later(binding: Binding) -> bool:
    """Whether an assignment on self stands outside of the constructor, which may have begun with None."""
    return not binding.scope.endswith(".__init__")


def _of_parent(evaluator: Evaluate, value: Parent, name: str) -> Values:
    if value.instance.own is None:
        return ()
    own, library = order(evaluator, *value.instance.own)
    index = next((i for i, (path, class_) in enumerate(own) if (path, class_.qualname) == value.after), -1)
    found = _search(evaluator, value.instance, name, own[index + 1 :], library)
    return found or (_no_member(value.instance, name),)


def _search(
    evaluator: Evaluate, value: Instance, name: str, own: tuple[tuple[str, Class], ...], library: tuple[str, ...]
) -> Values:
    for index, (path, class_) in enumerate(own):
        found = in_class(evaluator, value, path, class_, name)
        if found:
            begun = _is_begun(evaluator.program.module(path), class_, name, found)
            later = set_by_name(evaluator, value, own, name) if begun else ()
            if later and all(map(is_none, found)):
                return later
            return replaced(_grown_by(evaluator, found, value, own[:index], name), later)
    return join(_of_library(evaluator, value, base, name) for base in library)


def _is_begun(module: Module, class_: Class, name: str, found: Values) -> bool:
    """Whether an attribute may be set later by another name: None, and the dict that the constructor begins with."""
    if any(not is_none(one) and not isinstance(one, Table) for one in found):
        return False
    scope = f"{class_.qualname}.__init__"
    whole = (one for one in self_bindings(module, class_, name) if one.kind not in CHANGES)
    return all(map(is_none, found)) or all(one.scope == scope for one in whole)


def _grown_by(evaluator: Evaluate, values: Values, value: Instance, nearer: Sequence[Own], name: str) -> Values:
    """The same values, with every dict among them as the classes change it that are nearer than the one it is from."""
    for own in reversed(nearer):
        values = grown(evaluator, values, value, own, name)
    return values


def _of_library(evaluator: Evaluate, value: Instance, class_name: str, name: str) -> Values:
    catalogue = evaluator.catalogue
    full = f"{class_name}.{name}"
    if catalogue.has_method(class_name, name) or environment.is_reading(class_name, name):
        # An attribute that is an object (no call) and a method that gives one are entered alike.
        return (Method(full, value, value.steps),)
    return ()


def _of_class(evaluator: Evaluate, value: OwnClass, name: str) -> Values:
    own, library = order(evaluator, value.path, value.class_)
    for path, class_ in own:
        module = evaluator.program.module(path)
        for _ in range(2):
            methods = module.definitions(f"{class_.qualname}.{name}")
            if methods:
                bound = Name("classmethod") in methods[-1].decorators
                receiver = Instance(own=(value.path, value.class_)) if bound else None
                return (OwnFunction(path, methods[-1], receiver),)
            found = _on_class(evaluator, module, class_, name)
            if found:
                return found
            if not evaluator.program.ask(path, f"{class_.qualname}.{name}"):
                break
    if library:
        return tuple(Library(f"{base}.{name}") for base in library)
    return (Unknown(msg("`{name}` of {owner} was not found", name=name, owner=value.class_.name)),)


def of_own_class(evaluator: Evaluate, node: Attribute, frame: Frame) -> Values:
    """``type(self).name`` and ``self.__class__.name``, in its heirs too; () for anything else."""
    holder, own_class = node.value, Attribute(_SELF, "__class__")
    if isinstance(holder, Call) and holder.function == Name("type"):
        holder = own_class if [one.value for one in holder.arguments] == [_SELF] else holder
    if holder != own_class:
        return ()
    objects = (one for one in evaluator.values(_SELF, frame) if isinstance(one, Instance))
    return join(_by_class(evaluator, one.own, node.name) for one in objects if one.own is not None)


def _by_class(evaluator: Evaluate, own: Own, name: str) -> Values:
    """An attribute of a class, or of those that inherit from it, as their bodies make it."""
    modules = evaluator.program.module
    every = [own, *(one for one in heirs(evaluator, own) if _declares(modules(one[0]), one[1], name))]
    given = join(_of_class(evaluator, OwnClass(*one), name) for one in every)
    known = tuple(one for one in given if not isinstance(one, Unknown))
    # None in a class that others inherit from is what these set.
    return tuple(one for one in known if not is_none(one)) if len(every) > 1 else known


def _on_class(evaluator: Evaluate, module: Module, class_: Class, name: str) -> Values:
    """An attribute of the class itself: what its body says, and what methods set on it later."""
    found: Values = ()
    declared = module.history(class_.qualname, name).whole
    if declared:
        found = binding_values(evaluator, declared[-1], Frame(module.path, class_.qualname))
    if not any(map(is_something, found)):
        found = (*found, *assigned(evaluator, Instance(own=(module.path, class_)), module, class_, name))
    return tuple(one for one in found if not is_none(one)) or found
