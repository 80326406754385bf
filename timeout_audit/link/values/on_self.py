"""Calls that a method makes on its own object: what they call is decided by the class of that object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from timeout_audit.link.program import Module
from timeout_audit.link.values.inheritance import Own, order
from timeout_audit.link.values.kinds import Instance, OwnFunction
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Attribute, Call, Expr, Name
from timeout_audit.model.python import CallSite, Function

# What a method calls the object, or the class, that it is called on.
_ITSELF = (Name("self"), Name("cls"))


def on_self_in_bases(
    evaluator: Evaluate, module: Module, function: Function
) -> Iterator[tuple[str, CallSite, OwnFunction]]:
    """The calls on self in the classes that a method's class inherits from: it stands in for what they seem to call."""
    class_ = module.classes.get(function.owner)
    if class_ is None or function.name == "__init__":
        return
    callee = OwnFunction(module.path, function, Instance(own=(module.path, class_)))
    bases = order(evaluator, module.path, class_)[0]
    for index, (path, base) in enumerate(bases[1:], 1):
        # Nothing that leads to a wait may stand in the file of an abstract class.
        evaluator.program.ask_mentions(path, function.name)
        where = evaluator.program.module(path)
        for site in tuple(where.named.get(function.name, ())):
            method = method_around(where, site.scope) if _is_on_self(site.call.function) else None
            inside = method is not None and method.owner == base.qualname
            if method is not None and inside and not is_hidden(evaluator, method.name, bases[:index]):
                yield path, site, callee


def method_around(module: Module, scope: str) -> Function | None:
    """The method in which a scope lies, None where it lies in none."""
    function = module.functions.get(scope)
    while function is not None and not function.owner:
        function = module.functions.get(function.scope)
    return function


def is_hidden(evaluator: Evaluate, name: str, nearer: Iterable[Own]) -> bool:
    """Whether a nearer class has a method of that name which does not go on to the one that it overrides."""
    for path, class_ in nearer:
        scope = f"{class_.qualname}.{name}"
        evaluator.program.ask(path, scope)
        module = evaluator.program.module(path)
        going_on = (_is_on_parent(one.call.function, name) for one in module.calls.get(scope, ()))
        if module.definitions(scope) and not any(going_on):
            return True
    return False


def is_on_itself(called: Expr, name: str) -> bool:
    """Whether a method is called on the object that the calling method is called on."""
    if name == "__init__":
        return True
    return _is_on_self(called) or _is_on_parent(called, name)


def _is_on_self(called: Expr) -> bool:
    """``self.name`` and ``cls.name``."""
    return isinstance(called, Attribute) and called.value in _ITSELF


def _is_on_parent(called: Expr, name: str) -> bool:
    """``super().name``."""
    if not isinstance(called, Attribute) or called.name != name or not isinstance(called.value, Call):
        return False
    return called.value.function == Name("super")
