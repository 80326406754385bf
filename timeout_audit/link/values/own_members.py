"""Attributes that a class of the project gives its objects: what its methods set on self, and what its body says."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.program import CHANGES, Module
from timeout_audit.link.values import loose
from timeout_audit.link.values.annotations import annotated
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.assignments import binding_values
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.fields import class_level
from timeout_audit.link.values.growth import grown_attribute
from timeout_audit.link.values.inheritance import Own, order
from timeout_audit.link.values.kinds import (
    Arguments,
    Computed,
    Frame,
    Instance,
    OwnFunction,
    Table,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.properties import is_property
from timeout_audit.link.values.question import Evaluate, is_general
from timeout_audit.link.values.steps import GROWING, growing
from timeout_audit.model.python import Binding, Class


def in_class(evaluator: Evaluate, value: Instance, path: str, class_: Class, name: str) -> Values:
    """An attribute of an object as one of its classes makes it; () where that leaves it alone."""
    module = evaluator.program.module(path)
    found = known_in_class(evaluator, value, module, class_, name)
    # Methods that lead to no wait were not read.
    if not is_whole(found) and evaluator.program.ask(path, f"{class_.qualname}.{name}"):
        found = known_in_class(evaluator, value, module, class_, name)
    return found


def is_whole(values: Values) -> bool:
    """Whether an attribute is something already, and no dict: no other method need set it, or change what it holds."""
    return bool(values) and all(is_something(one) and not isinstance(one, Table) for one in values)


def known_in_class(evaluator: Evaluate, value: Instance, module: Module, class_: Class, name: str) -> Values:
    """The same by what was read of the class."""
    on_self = tuple(self_bindings(module, class_, name))
    key = ("member", module.path, class_.qualname, name, value.identity, len(module.functions))
    general = value.made is None or is_general(value.made.frame)
    found: Values = ()
    if on_self:
        found = evaluator.kept(
            key,
            (value.made, *on_self),
            lambda: evaluator.once(key, lambda: assigned(evaluator, value, module, class_, name), remember=general),
        )
    for method in reversed(module.definitions(f"{class_.qualname}.{name}")):
        own = OwnFunction(module.path, method, value)
        if is_property(method):
            return evaluator.returned(own, Arguments(method.qualname, {}, {}, method.place))
        return (own,)
    # What one assignment gives is what its callers give, None too.
    once = found if len(on_self) == 1 else ()
    declared = module.history(class_.qualname, name).whole
    if declared and not any(is_something(one) for one in found):
        found = (*found, *class_level(evaluator, value, module, class_, name, declared[-1]))
    if (declared or on_self) and not any(is_something(one) for one in found):
        found = (*loose.set_from_outside(evaluator, (module.path, class_.qualname), name), *found)
    if not any(is_something(one) and not isinstance(one, Computed) for one in found):
        kept = (one.annotation for one in (*on_self, *declared))
        typed = (annotated(evaluator, one, Frame(module.path, class_.qualname)) for one in kept)
        found = next((one for one in typed if one), found)
    if len(found) > 1 and found is not once:
        # Set to None at first and to something later: what it is when it is used.
        found = tuple(one for one in found if not is_none(one)) or found
    return found


def is_something(value: Value) -> bool:
    """Whether a value is known, and is not None."""
    return not isinstance(value, Unknown) and not is_none(value)


def self_bindings(module: Module, class_: Class, name: str) -> Iterator[Binding]:
    """What the methods of a class do to an attribute of self."""
    targets, prefix = _targets(name), f"{class_.qualname}."
    for binding in module.attributes.get(name, ()):
        is_of_self = binding.target in targets and binding.scope.startswith(prefix)
        if is_of_self and _owner(module, binding.scope) in (None, class_.qualname):
            yield binding


def _targets(name: str) -> tuple[str, ...]:
    return f"self.{name}", f"cls.{name}", f"self.__class__.{name}"


def _owner(module: Module, scope: str) -> str | None:
    """The class of the method in which a scope lies; None where that was not read."""
    method = module.method_around(scope)
    return method.owner if method is not None else None


def assigned(evaluator: Evaluate, value: Instance, module: Module, class_: Class, name: str) -> Values:
    """What the methods of a class set an attribute of self to."""
    found: list[Value] = []
    for binding in self_bindings(module, class_, name):
        if binding.kind not in CHANGES:
            given = _given(evaluator, value, module, binding)
            frame = Frame(module.path, binding.scope, binding.block, binding.place, given, value)
            found += binding_values(evaluator, binding, frame)
    return grown(evaluator, tuple(found), value, (module.path, class_), name)


def grown(evaluator: Evaluate, values: Values, value: Instance, own: Own, name: str) -> Values:
    """The same values, with every dict among them as the methods of a class change it; themselves where none does."""
    if not any(isinstance(one, Table) for one in values):
        return values
    module, owner = evaluator.program.module(own[0]), own[1].qualname
    steps = [one for one in self_bindings(module, own[1], name) if one.kind in CHANGES]
    targets = _targets(name)
    for site in (site for method in sorted(GROWING) for site in module.named.get(method, ())):
        step = growing(site) if _owner(module, site.scope) == owner else None
        if step is not None and step.target in targets:
            steps.append(step)
    return grown_attribute(evaluator, values, steps, Frame(module.path, "", instance=value))


def _given(evaluator: Evaluate, value: Instance, module: Module, binding: Binding) -> Arguments | None:
    """The constructor's arguments, where the object's making is known and the assignment stands in ``__init__``."""
    function = module.functions.get(binding.scope)
    if value.made is None or value.own is None or function is None or function.name != "__init__":
        return None
    return constructor_arguments(evaluator, value, module.path, function.qualname)


def constructor_arguments(evaluator: Evaluate, value: Instance, path: str, qualname: str) -> Arguments | None:
    """What the making of ``value`` passes to the ``__init__`` of that scope; None where another one is run first."""
    if value.made is None or value.own is None:
        return None
    for candidate_path, class_ in order(evaluator, *value.own)[0]:
        init = evaluator.program.module(candidate_path).functions.get(f"{class_.qualname}.__init__")
        if init is not None:
            if (candidate_path, init.qualname) != (path, qualname):
                return None
            return bind(evaluator, init, value.made.call, value.made.frame, bound=True)
    return None
