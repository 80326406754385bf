"""Following one object: the call that made it, what is assigned to it, what is called on it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Frame, Instance, Lazy, Made, Method, Value
from timeout_audit.link.values.own_members import constructor_arguments
from timeout_audit.link.values.sites import sites_named
from timeout_audit.model.expression import Attribute, Call, Expr, Item, Name, chain
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, CallSite

_HOOKS = ("hooks", "event_hooks")
_ADDING = ("append", "extend", "insert", "setdefault", "update")
# What a method calls the object that it is called on.
_OBJECTS = (Name("self"), Name("cls"))
_Held = TypeVar("_Held")


class Objects:
    """Answers for objects of libraries, and of the project's classes that derive from a library's."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def making(self, receiver: Instance) -> tuple[str, Made | None]:
        """The library class behind an object, and the call of that class's constructor."""
        if receiver.own is None:
            return receiver.library, receiver.made
        own, library = order(self._evaluator, *receiver.own)
        name = next((one for one in library if self._evaluator.catalogue.is_class(one)), "")
        for path, class_ in own:
            self._evaluator.program.ask(path, f"{class_.qualname}.__init__")
            module = self._evaluator.program.module(path)
            init = module.functions.get(f"{class_.qualname}.__init__")
            if init is None:
                continue
            arguments = constructor_arguments(self._evaluator, receiver, path, init.qualname)
            for site in module.calls.get(init.qualname, ()):
                if is_parent_call(site.call, "__init__"):
                    frame = Frame(path, init.qualname, site.block, site.call.place, arguments, receiver)
                    return name, Made(site.call, frame, name)
            return name, None
        return name, receiver.made

    def assignments(self, receiver: Instance, name: str) -> list[tuple[Lazy, Place]]:
        """Every ``object.name = value`` on this very object; ``name`` may be dotted (``client.timeout``)."""
        key = ("assignments", receiver.identity, name)
        return self._evaluator.noted(key, [], lambda: list(self._assignments(receiver, name)))

    def _assignments(self, receiver: Instance, name: str) -> Iterator[tuple[Lazy, Place]]:
        last = name.rpartition(".")[2]
        for path in self._homes(receiver):
            bindings = tuple(self._evaluator.program.module(path).attributes.get(last, ()))
            key = ("assigned", path, name, len(bindings))
            for binding, frame in self._on(receiver, key, _assigned(path, name, bindings)):
                yield Lazy(binding.value, frame), binding.place

    def calls_on(self, receiver: Instance, name: str) -> list[tuple[CallSite, Frame]]:
        """Every call ``object.name(…)`` on this very object. ``name`` may lead through calls: ``sock().settimeout``."""
        key = ("calls on", receiver.identity, name)
        return self._evaluator.noted(key, [], lambda: list(self._calls_on(receiver, name)))

    def _calls_on(self, receiver: Instance, name: str) -> Iterator[tuple[CallSite, Frame]]:
        last = name.rpartition(".")[2]
        everywhere = sites_named(self._evaluator, last)
        found = list(self._on(receiver, ("called", "", name, len(everywhere)), _called(name, everywhere)))
        for path in self._homes(receiver):
            sites = self._evaluator.program.module(path).named.get(last, ())
            here = _called(name, [(path, site) for site in sites])
            found += self._on(receiver, ("called", path, name, len(sites)), here)
        seen: set[Place] = set()
        for site, frame in found:
            if site.call.place not in seen:
                seen.add(site.call.place)
                yield site, frame

    def hooked(self, receiver: Instance) -> bool:
        """Whether functions of the project are told of every response: ``session.hooks["response"].append(check)``."""
        for path in self._homes(receiver):
            module = self._evaluator.program.module(path)
            bindings = [one for name in _HOOKS for one in module.attributes.get(name, ())]
            sites = [one for name in _ADDING for one in module.named.get(name, ())]
            key = ("hooking", path, len(bindings), len(sites))
            if any(self._on(receiver, key, _hooking(path, bindings, sites))):
                return True
        return False

    def _on(
        self, receiver: Instance, key: Hashable, held: Iterator[tuple[Expr, Frame, _Held]]
    ) -> Iterator[tuple[_Held, Frame]]:
        """Those of ``held`` whose holder is this very object, in their order.

        What each holder is gets found once for all objects, and remembered under ``key``.
        """
        nothing: dict[object, list[tuple[int, Frame, _Held]]] = {}
        groups = self._evaluator.noted(key, nothing, lambda: self._by_holder(held))
        mine = {found[0]: found for one in _identities(receiver) for found in groups.get(one, ())}
        return ((found, frame) for _, frame, found in map(mine.__getitem__, sorted(mine)))

    def _by_holder(self, held: Iterator[tuple[Expr, Frame, _Held]]) -> dict[object, list[tuple[int, Frame, _Held]]]:
        groups: dict[object, list[tuple[int, Frame, _Held]]] = {}
        for index, (holder, frame, what) in enumerate(held):
            values = map(self._part, self._evaluator.values(holder, frame))
            for identity in dict.fromkeys(_identity(one) for one in values if isinstance(one, Instance)):
                groups.setdefault(identity, []).append((index, frame, what))
        return groups

    def _part(self, value: Value) -> Value:
        """A value; where it is an attribute of a library's object that is another one, that one."""
        given = self._evaluator.catalogue.returned(value.name) if isinstance(value, Method) else ""
        return Instance(given, part=value) if isinstance(value, Method) and given else value

    def _homes(self, receiver: Instance) -> tuple[str, ...]:
        """The files where an object's making is known: that of the call, and those of its classes."""
        receiver = receiver.whole
        paths = [receiver.made.frame.path] if receiver.made is not None else []
        if receiver.own is not None:
            paths += [path for path, _ in order(self._evaluator, *receiver.own)[0]]
        return tuple(dict.fromkeys(paths))


def _identity(value: Instance) -> object:
    """The call that made an object; for ``self`` in a method, the class. A part of another one has its class too."""
    if value.part is not None:
        return value.library, _identity(value.whole)
    if value.made is not None:
        return value.made.call.place
    return value.own and value.own[1]


def _identities(receiver: Instance) -> tuple[object, ...]:
    """What an object may be known by: the call that made it, or being ``self`` in the methods of its class."""
    if receiver.part is not None:
        return tuple((receiver.library, one) for one in _identities(receiver.whole))
    made = () if receiver.made is None else (receiver.made.call.place,)
    return (*made, receiver.own[1]) if receiver.own is not None else made


def _assigned(path: str, name: str, bindings: Iterable[Binding]) -> Iterator[tuple[Expr, Frame, Binding]]:
    """The assignments to an attribute, each with the expression whose attribute it is."""
    for binding in bindings:
        if binding.kind == "assign" and binding.target.endswith(f".{name}"):
            holder = binding.target.removesuffix(f".{name}")
            yield chain(holder.split(".")), Frame(path, binding.scope, binding.block, binding.place), binding


def _called(name: str, sites: Iterable[tuple[str, CallSite]]) -> Iterator[tuple[Expr, Frame, CallSite]]:
    """The calls of a method, each with the expression whose method it is."""
    names = name.split(".")
    for path, site in sites:
        holder = _holder(site.call.function, names)
        if holder is not None:
            yield holder, Frame(path, site.scope, site.block, site.call.place), site


def _hooking(
    path: str, bindings: Iterable[Binding], sites: Iterable[CallSite]
) -> Iterator[tuple[Expr, Frame, Binding | CallSite]]:
    """What hooks for responses are given to."""
    for binding in bindings:
        holder = chain(binding.target.split(".")[:-1])
        yield holder, Frame(path, binding.scope, binding.block, binding.place), binding
    for site in sites:
        function = site.call.function
        if isinstance(function, Attribute):
            inner = function.value.value if isinstance(function.value, Item) else function.value
            if isinstance(inner, Attribute) and inner.name in _HOOKS:
                yield inner.value, Frame(path, site.scope, site.block, site.call.place), site


def is_parent_call(call: Call, name: str) -> bool:
    """Whether ``name`` of a base class is called: ``super().name(…)``, ``Base.name(self, …)``.

    A function of a module of that name is another: ``requests.post(url)`` in a method ``post``.
    """
    function = call.function
    if not isinstance(function, Attribute) or function.name != name:
        return False
    if isinstance(function.value, Call):
        return function.value.function == Name("super")
    first = call.arguments[0] if call.arguments else None
    return first is not None and first.keyword is None and not first.star and first.value in _OBJECTS


def _holder(function: Expr, names: list[str]) -> Expr | None:
    """What a chain of attributes hangs on, None where the function is another chain. ``()`` is a call on the way."""
    for name in reversed(names):
        if name.endswith("()"):
            if not isinstance(function, Call):
                return None
            function = function.function
        if not isinstance(function, Attribute) or function.name != name.removesuffix("()"):
            return None
        function = function.value
    return function
