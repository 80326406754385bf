"""Transports and request hooks of httpx: those that write a timeout into it, and those that stay in process."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import inside, named_argument
from timeout_audit.link.bounds import is_absent
from timeout_audit.link.objects import is_parent_call
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Items,
    Library,
    Made,
    OwnFunction,
    Parent,
    Value,
    Values,
)
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr
from timeout_audit.model.place import Place
from timeout_audit.model.wait import Bound, State

_IN_PROCESS = frozenset({"ASGITransport", "WSGITransport", "MockTransport"})
# Transports of the project that are followed from one to the next.
_DEPTH = 4
_ENTRY = Timeout(keyword="read")
_OBJECT = Timeout(keyword="timeout", objects=("httpx.Timeout",))
_HANDLERS = ("handle_async_request", "handle_request")


class Transports:
    """Answers for clients of httpx, from the call that makes them."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def in_process(self, made: Made) -> bool:
        """Whether a client talks to an application in its own process: no wait."""
        if any(one.keyword == "app" for one in made.call.arguments):
            return True
        found = named_argument(self._evaluator, made.call, made.frame, "transport", None)
        return found is not None and all(self._stays(value, 0) for value in found[0])

    def _stays(self, value: Value, depth: int) -> bool:
        """Whether a transport stays in process: a known one, or one of the project that hands all to such a one."""
        if isinstance(value, Parent):
            return self._derives(value.instance)
        if not isinstance(value, Instance) or value.own is None:
            return _name_of(value) in _IN_PROCESS
        handlers = [one for name in _HANDLERS for one in _functions(self._evaluator.member(value, name))]
        if not handlers:
            return self._derives(value)
        return depth < _DEPTH and all(self._hands_to_one_that_stays(own, depth) for own in handlers)

    def _derives(self, transport: Instance) -> bool:
        """Whether the class of a transport derives from a known one that stays in process."""
        bases = order(self._evaluator, *transport.own)[1] if transport.own is not None else ()
        return any(name.rpartition(".")[2] in _IN_PROCESS for name in bases)

    def _hands_to_one_that_stays(self, own: OwnFunction, depth: int) -> bool:
        """Whether a handler hands requests on, and to nothing but transports that stay in process."""
        onward = list(self._given_requests(own))
        return bool(onward) and all(self._stays(value, depth + 1) for value in onward)

    def _given_requests(self, own: OwnFunction) -> Iterator[Value]:
        """The transports that a handler hands requests to."""
        for site in self._evaluator.program.module(own.path).calls.get(own.function.qualname, ()):
            function = site.call.function
            if isinstance(function, Attribute) and function.name in _HANDLERS:
                frame = Frame(own.path, site.scope, site.block, site.call.place, instance=own.receiver)
                found = self._evaluator.values(function.value, frame)
                # None hands nothing on: it stands for a transport that is made when the first request comes.
                yield from (value for value in found if not is_absent(value))

    def verdict(self, made: Made) -> Verdict:
        """What a transport or hook of the project writes into every request, whatever the client says."""
        for own in (*self._handlers(made), *self._hooks(made)):
            verdict = self._extends(own)
            if verdict.bound is not None:
                return verdict
        return ABSENT

    def _handlers(self, made: Made) -> Iterator[OwnFunction]:
        found = named_argument(self._evaluator, made.call, made.frame, "transport", None)
        for value in found[0] if found is not None else ():
            if isinstance(value, Instance) and value.own is not None:
                for name in _HANDLERS:
                    yield from _functions(self._evaluator.member(value, name))

    def _hooks(self, made: Made) -> Iterator[OwnFunction]:
        found = named_argument(self._evaluator, made.call, made.frame, "event_hooks", None)
        hooks = inside(self._evaluator, found, ["request"]) if found is not None else None
        for value in hooks[0] if hooks is not None else ():
            if isinstance(value, Items):
                for item in value.items:
                    yield from _functions(self._evaluator.value(item))

    def _extends(self, own: OwnFunction) -> Verdict:
        """The timeout that a function writes into ``request.extensions``."""
        for value, frame in self._written(own):
            spec, found = self._limit(value, frame, frame.at or own.function.place)
            if found is not None:
                return worst(judge(self._evaluator, spec, *found))
            return Verdict("bound", Bound(State.EXPLICIT, None, "extensions", frame.at))
        return ABSENT

    def _limit(self, value: Expr, frame: Frame, place: Place) -> tuple[Timeout, tuple[Values, Place] | None]:
        """What is written as the timeout, and how to read it: ``as_dict()`` says what its object says."""
        if isinstance(value, Call) and isinstance(value.function, Attribute) and value.function.name == "as_dict":
            return _OBJECT, (self._evaluator.values(value.function.value, frame), place)
        return _ENTRY, inside(self._evaluator, (self._evaluator.values(value, frame), place), ["read"])

    def _written(self, own: OwnFunction) -> Iterator[tuple[Expr, Frame]]:
        module = self._evaluator.program.module(own.path)
        scope = own.function.qualname
        for (inside_, target), bindings in tuple(module.bindings.items()):
            if inside_ == scope and target.endswith("extensions"):
                for binding in bindings:
                    frame = Frame(own.path, scope, binding.block, binding.place, instance=own.receiver)
                    if binding.key == Const("timeout"):
                        yield binding.value, frame
                    elif binding.key is None:
                        yield from self._entry(binding.value, frame)
        for site in module.calls.get(scope, ()):
            function = site.call.function
            if (
                isinstance(function, Attribute)
                and function.name in ("update", "setdefault")
                and _of_extensions(function)
            ):
                frame = Frame(own.path, scope, site.block, site.call.place, instance=own.receiver)
                yield from self._given(site.call.arguments, frame)

    def _given(self, arguments: tuple[Argument, ...], frame: Frame) -> Iterator[tuple[Expr, Frame]]:
        if arguments and arguments[0].value == Const("timeout") and len(arguments) > 1:
            yield arguments[1].value, frame
        for one in arguments:
            if one.keyword == "timeout":
                yield one.value, frame
            elif one.keyword is None and not isinstance(one.value, Const):
                yield from self._entry(one.value, frame)

    def _entry(self, value: Expr, frame: Frame) -> Iterator[tuple[Expr, Frame]]:
        """The entry for the timeout of a dict of extensions."""
        for one in self._evaluator.values(value, frame):
            entries = getattr(one, "entries", {})
            yield from ((lazy.expression, lazy.frame) for lazy in entries.get("timeout", ()))


def hands_on(call: Call, scope: str) -> bool:
    """Whether a transport hands a request on to the one it derives from: it carries the timeout of its client."""
    name = scope.rpartition(".")[2]
    return name in _HANDLERS and is_parent_call(call, name)


def passes_on(call: Call, scope: str) -> bool:
    """Whether an override hands all that it is given to the method that it overrides: its callers' calls are judged."""
    return is_parent_call(call, scope.rpartition(".")[2]) and any(one.star == "**" for one in call.arguments)


def _of_extensions(function: Attribute) -> bool:
    return isinstance(function.value, Attribute) and function.value.name == "extensions"


def _functions(values: Values) -> Iterator[OwnFunction]:
    return (value for value in values if isinstance(value, OwnFunction))


def _name_of(value: Value) -> str:
    """The last name of the class that an object is of, or of what made it."""
    if isinstance(value, Library):
        return value.name.rpartition(".")[2]
    if isinstance(value, Computed):
        return value.source.removesuffix("()").rpartition(".")[2]
    return ""
