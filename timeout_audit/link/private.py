"""Objects that a class, or a function, keeps to itself: nothing gives them away."""

from __future__ import annotations

from collections.abc import Iterable

from timeout_audit.link.program import Module, Program
from timeout_audit.model.expression import (
    Attribute,
    Call,
    Choice,
    Expr,
    Item,
    Lambda,
    Name,
    held,
    last_name,
    mentions,
)
from timeout_audit.model.python import Binding, CallSite, Function

_SELF = "self"


def kept_private(program: Program, module: Module, site: CallSite) -> bool:
    """Whether what a call makes is kept in an attribute of self, and seen to get away from there nowhere.

    The attribute is private, or no other file names one like it. A private method of the class may return it.
    """
    function = module.functions.get(site.scope)
    targets = {one.target for one in _bound(module).get(site.scope, ()) if _makes(one.value, site.call)}
    if function is None or not function.owner or len(targets) != 1:
        return False
    holder, _, attribute = targets.pop().rpartition(".")
    if holder != _SELF or not (_is_private(attribute) or program.holding(f".{attribute}") <= {module.path}):
        return False
    return not _Escape(program, module, function.owner, attribute).happens()


def kept_global(program: Program, module: Module, site: CallSite) -> bool:
    """Whether a file keeps what a call makes in a variable, seen to get away nowhere, that no other file names."""
    names = {one.target for one in _bound(module).get("", ()) if _makes(one.value, site.call)}
    name = names.pop() if len(names) == 1 else ""
    if site.scope or not name.isidentifier():
        return False
    stem = module.path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
    if not {*program.importing(name), *program.holding(f"{stem}.{name}")} <= {module.path}:
        return False
    program.ask_mentions(module.path, name)
    given = [value for one in module.functions.values() for value, *_ in (*one.returns, *one.yields)]
    given += [one.value for found in module.bindings.values() for one in found]
    given += [one.value for sites in module.calls.values() for other in sites for one in other.call.arguments]
    return not any(_is_or_holds(_base(value), name) for value in given)


def _base(value: Expr) -> Expr:
    """What an attribute belongs to in the end: who is given one may call it."""
    return _base(value.value) if isinstance(value, Attribute) else value


def kept_local(program: Program, module: Module, site: CallSite) -> str:
    """The name under which a function keeps what a call makes, "" where it has none or is seen to get away.

    What iterates over it, and a function inside that mentions it, count as others.
    """
    names = {one.target for one in _bound(module).get(site.scope, ()) if _holds(one.value, site)}
    name = names.pop() if len(names) == 1 else ""
    if not site.scope or not name.isidentifier():
        return ""
    program.ask_mentions(module.path, name)
    around = module.functions.get(site.scope)
    given = [value for value, *_ in (*around.returns, *around.yields)] if around is not None else []
    given += [one.value for one in _bound(module).get(site.scope, ())]
    given += [one.value for other in module.calls.get(site.scope, ()) for one in other.call.arguments]
    inner = [other for scope, sites in module.calls.items() if scope.startswith(f"{site.scope}.") for other in sites]
    is_given = any(_is_or_holds(value, name) for value in given) or any(mentions(one.call, name) for one in inner)
    return "" if is_given else name


def kept_chained(program: Program, module: Module, site: CallSite) -> bool:
    """Whether what a call makes is given no name, but called at once: ``Client().items.get(…)``."""
    del program
    chained = (other.call.function for other in module.calls.get(site.scope, ()))
    return any(isinstance(function, Attribute) and _base(function) == site.call for function in chained)


def _holds(value: Expr, site: CallSite) -> bool:
    """Whether a value is what a call makes, or what a limit around the call, or ``closing()``, gives of it."""
    gives = isinstance(value, Call) and (value in site.within or last_name(value.function) == "closing")
    given = (one.value for one in (value.arguments if isinstance(value, Call) and gives else ()))
    return value == site.call or site.call in given


def _is_or_holds(value: Expr, name: str) -> bool:
    return value == Name(name) or any(_is_or_holds(part, name) for part in _parts(value))


class _Escape:
    """Looks for what gives an object away. ``sources`` are the names of the attribute and of what returns it."""

    def __init__(self, program: Program, module: Module, owner: str, attribute: str) -> None:
        self._program = program
        self._module = module
        self._owner = owner
        self._sources = {attribute}
        self._bound: dict[str, list[Binding]] = {}

    def happens(self) -> bool:
        """Whether anything gives the object to somebody outside of the class."""
        pending = set(self._sources)
        while pending:
            for name in pending:
                self._program.ask_mentions(self._module.path, name)
            self._bound = _bound(self._module)
            functions = tuple(self._module.functions.values())
            getters = {one.name for one in functions if self._returns(one)}
            if any(self._returns(one) and not self._is_own(one) for one in functions):
                return True
            pending = getters - self._sources
            self._sources |= pending
        scopes = {*self._module.calls, *self._module.functions, ""}
        return any(self._leaves(scope) for scope in scopes)

    def _is_own(self, function: Function) -> bool:
        return function.owner == self._owner and _is_private(function.name) and not function.yields

    def _returns(self, function: Function) -> bool:
        names = self._names(function.qualname)
        return any(self._gives(value, names) for value, *_ in (*function.returns, *function.yields))

    def _leaves(self, scope: str) -> bool:
        """Whether a scope passes the object on, or keeps it elsewhere."""
        names = self._names(scope)
        stored = (one for one in self._bound.get(scope, ()) if not one.target.isidentifier() or not scope)
        passed = (one.value for site in self._module.calls.get(scope, ()) for one in site.call.arguments)
        return any(self._gives(one, names) for one in (*(one.value for one in stored), *passed))

    def _names(self, scope: str) -> set[str]:
        """The local names of the object in a scope, and ``self`` where it may be what holds it."""
        names = set[str]() if self._is_another(scope) else {_SELF}
        bindings = [one for one in self._bound.get(scope, ()) if one.target.isidentifier()]
        while found := {one.target for one in bindings if self._gives(one.value, names)} - names:
            names |= found
        return names

    def _is_another(self, scope: str) -> bool:
        """Whether a scope is a method of a class that does not inherit from the object's."""
        function = self._module.functions.get(scope)
        class_ = self._module.classes.get(function.owner) if function is not None else None
        if class_ is None or class_.qualname == self._owner:
            return False
        return self._owner.rpartition(".")[2] not in {last_name(base) for base in class_.bases}

    def _gives(self, value: Expr, names: set[str]) -> bool:
        """Whether a value is the object, or holds it."""
        if isinstance(value, Name):
            return value.id in names and value.id != _SELF
        if isinstance(value, Call):
            return isinstance(value.function, Attribute) and self._gives(value.function, names)
        if isinstance(value, Attribute):
            return value.name in self._sources and (value.value != Name(_SELF) or _SELF in names)
        return any(self._gives(part, names) for part in _parts(value))


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _makes(value: Expr, call: Call) -> bool:
    return value == call or (isinstance(value, Choice) and call in value.options)


def _bound(module: Module) -> dict[str, list[Binding]]:
    """What is given a value in a file, by the scope."""
    found: dict[str, list[Binding]] = {}
    for (scope, _), bindings in module.bindings.items():
        found.setdefault(scope, []).extend(bindings)
    return found


def _parts(value: Expr) -> Iterable[Expr]:
    if isinstance(value, Lambda):
        return (value.body,)
    return (value.value,) if isinstance(value, Item) else held(value)
