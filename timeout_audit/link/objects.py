"""Following one object: the call that made it, what is assigned to it, what is called on it."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.values.callers import sites_named
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Lazy, Made
from timeout_audit.link.values.members import constructor_arguments, order
from timeout_audit.model.expression import Attribute, Call, Expr, Item, Name, chain
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite

_HOOKS = ("hooks", "event_hooks")
_ADDING = frozenset({"append", "extend", "insert", "setdefault", "update"})


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
                if is_parent_call(site.call.function, "__init__"):
                    frame = Frame(path, init.qualname, site.block, site.call.place, arguments, receiver)
                    return name, Made(site.call, frame, name)
            return name, None
        return name, receiver.made

    def assignments(self, receiver: Instance, name: str) -> list[tuple[Lazy, Place]]:
        """Every ``object.name = value`` on this very object; ``name`` may be dotted (``client.timeout``)."""
        memo = self._evaluator.memo
        key = ("assignments", receiver.identity, name)
        if key not in memo:
            memo[key] = []
            memo[key] = list(self._assignments(receiver, name))
        found: list[tuple[Lazy, Place]] = memo[key]
        return found

    def _assignments(self, receiver: Instance, name: str) -> Iterator[tuple[Lazy, Place]]:
        for path in self._homes(receiver):
            module = self._evaluator.program.module(path)
            for binding in tuple(module.attributes.get(name.rpartition(".")[2], ())):
                if binding.kind == "assign" and binding.target.endswith(f".{name}"):
                    holder = binding.target.removesuffix(f".{name}")
                    frame = Frame(path, binding.scope, binding.block, binding.place)
                    if self._same(chain(holder.split(".")), frame, receiver):
                        yield Lazy(binding.value, frame), binding.place

    def calls_on(self, receiver: Instance, name: str) -> list[tuple[CallSite, Frame]]:
        """Every call ``object.name(…)`` on this very object. ``name`` may lead through calls: ``sock().settimeout``."""
        memo = self._evaluator.memo
        key = ("calls on", receiver.identity, name)
        if key not in memo:
            memo[key] = []
            memo[key] = list(self._calls_on(receiver, name))
        found: list[tuple[CallSite, Frame]] = memo[key]
        return found

    def _calls_on(self, receiver: Instance, name: str) -> Iterator[tuple[CallSite, Frame]]:
        names = name.split(".")
        sites = list(sites_named(self._evaluator, names[-1]))
        for path in self._homes(receiver):
            calls = self._evaluator.program.module(path).calls.values()
            sites += [(path, site) for found in tuple(calls) for site in found]
        seen: set[Place] = set()
        for path, site in sites:
            holder = _holder(site.call.function, names)
            if holder is not None and site.call.place not in seen:
                seen.add(site.call.place)
                frame = Frame(path, site.scope, site.block, site.call.place)
                if self._same(holder, frame, receiver):
                    yield site, frame

    def hooked(self, receiver: Instance) -> bool:
        """Whether functions of the project are told of every response: ``session.hooks["response"].append(check)``."""
        memo = self._evaluator.memo
        key = ("hooked", receiver.identity)
        if key not in memo:
            memo[key] = False
            memo[key] = any(self._same(holder, frame, receiver) for holder, frame in self._hooking(receiver))
        found: bool = memo[key]
        return found

    def _hooking(self, receiver: Instance) -> Iterator[tuple[Expr, Frame]]:
        """What hooks for responses are given to, where the object may be it."""
        for path in self._homes(receiver):
            module = self._evaluator.program.module(path)
            for name in _HOOKS:
                for binding in tuple(module.attributes.get(name, ())):
                    holder = chain(binding.target.split(".")[:-1])
                    yield holder, Frame(path, binding.scope, binding.block, binding.place)
            for site in [one for calls in tuple(module.calls.values()) for one in calls]:
                function = site.call.function
                if isinstance(function, Attribute) and function.name in _ADDING:
                    inner = function.value.value if isinstance(function.value, Item) else function.value
                    if isinstance(inner, Attribute) and inner.name in _HOOKS:
                        yield inner.value, Frame(path, site.scope, site.block, site.call.place)

    def _homes(self, receiver: Instance) -> tuple[str, ...]:
        """The files where an object's making is known: that of the call, and those of its classes."""
        paths = [receiver.made.frame.path] if receiver.made is not None else []
        if receiver.own is not None:
            paths += [path for path, _ in order(self._evaluator, *receiver.own)[0]]
        return tuple(dict.fromkeys(paths))

    def _same(self, holder: Expr, frame: Frame, receiver: Instance) -> bool:
        return any(
            isinstance(value, Instance) and _is_same(value, receiver) for value in self._evaluator.values(holder, frame)
        )


def _is_same(one: Instance, other: Instance) -> bool:
    """Whether two objects were made by the same call, or are ``self`` in methods of the class of the other."""
    if one.made is not None and other.made is not None:
        return one.made.call.place == other.made.call.place
    return one.made is None and one.own is not None and other.own is not None and one.own[1] == other.own[1]


def is_parent_call(function: Expr, name: str) -> bool:
    """Whether ``name`` of a base class is called: ``super().name(…)``, ``Base.name(self, …)``."""
    if not isinstance(function, Attribute) or function.name != name:
        return False
    return (isinstance(function.value, Call) and function.value.function == Name("super")) or (
        isinstance(function.value, (Name, Attribute)) and not _is_self(function.value)
    )


def _is_self(value: Expr) -> bool:
    return value == Name("self") or (isinstance(value, Attribute) and _is_self(value.value))


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
