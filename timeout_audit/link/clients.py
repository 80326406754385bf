"""What an object carries for the calls that are made on it: its constructor's bound, what was set on it later, its
adapters and transports, and the methods that a class of the project overrides.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.catalogue.entry import Timeout
from timeout_audit.catalogue.index import Known
from timeout_audit.link.bounds import Asked, Bounds, pretended
from timeout_audit.link.timeouts import ABSENT, Verdict, argument, judge, named_argument, worst
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import (
    Arguments,
    Frame,
    Instance,
    Lazy,
    Library,
    Made,
    OwnFunction,
    Partial,
    Plain,
)
from timeout_audit.link.values.members import constructor_arguments, order
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr, Name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step

IN_PROCESS = frozenset({"ASGITransport", "WSGITransport", "MockTransport"})
_SESSION = "requests.Session"
_DEPTH = 4


class Clients:
    """Follows objects to what bounds their calls."""

    def __init__(self, evaluator: Evaluator, bounds: Bounds) -> None:
        self._evaluator = evaluator
        self._bounds = bounds
        self._depth = 0

    def inherited(self, asked: Asked) -> Verdict:
        """What the receiver of a call brings along; "absent" where it brings nothing."""
        receiver = asked.receiver
        if receiver is None or self._depth >= _DEPTH:
            return ABSENT
        self._depth += 1
        try:
            for find in (self._overridden, self._assigned, self._mounted, self._constructed):
                verdict = find(asked, receiver)
                if verdict.meaning != "absent":
                    return verdict
            return ABSENT
        finally:
            self._depth -= 1

    def later(self, asked: Asked) -> Verdict:
        """What is set on the object that a constructor's call makes (``client.timeout = 5``)."""
        made = Made(asked.call, asked.frame, "")
        receiver = asked.receiver or Instance(asked.known.wait.calls[0], made=made)
        if receiver.made is None:
            receiver = replace(receiver, made=made)
        verdict = self._assigned_names(asked, receiver, set(asked.known.wait.attributes))
        return verdict if verdict.meaning != "absent" else self._transported(asked)

    def decoyed(self, asked: Asked, bound: Bound) -> Bound:
        """``session.timeout = 5``: an attribute that the library never reads."""
        receiver = asked.receiver
        if receiver is None:
            return bound
        attributes = (decoy for decoy in asked.known.wait.decoys if decoy.attribute)
        found = ((decoy, place) for decoy in attributes for _, place in self.assignments(receiver, decoy.attribute))
        return pretended(bound, found)

    # -- the constructor -----------------------------------------------------------------------------------------

    def _constructed(self, asked: Asked, receiver: Instance) -> Verdict:
        class_name, made = self.making(receiver)
        known = self.constructor_entry(class_name, asked)
        if known is None:
            return ABSENT
        if made is None:
            reason = msg("the client is made elsewhere")
            return Verdict("bound", Bound(State.UNKNOWN, reason=reason, steps=receiver.steps))
        inner = Asked(known, made.call, made.frame)
        verdict = self._transported(inner)
        if verdict.meaning == "absent":
            verdict = self._bounds.own(inner)
        if verdict.bound is None:
            return verdict if verdict.meaning == "absent" else ABSENT
        step = Step(msg("the client is made here"), made.call.place)
        bound = verdict.bound
        return Verdict("bound", replace(bound, steps=(*bound.steps, step, *receiver.steps)))

    def making(self, receiver: Instance) -> tuple[str, Made | None]:
        """The library class behind an object, and the call of that class's constructor."""
        if receiver.own is None:
            return receiver.library, receiver.made
        own, library = order(self._evaluator, *receiver.own)
        name = next((one for one in library if self._evaluator.catalogue.is_class(one)), "")
        for path, class_ in own:
            module = self._evaluator.program.module(path)
            init = module.functions.get(f"{class_.qualname}.__init__")
            if init is None:
                continue
            arguments = constructor_arguments(self._evaluator, receiver, path, init.qualname)
            for site in module.calls.get(init.qualname, ()):
                if _is_parent_call(site.call.function, "__init__"):
                    frame = Frame(path, init.qualname, site.block, site.call.place, arguments, receiver)
                    return name, Made(site.call, frame, name)
            return name, None
        return name, receiver.made

    def constructor_entry(self, class_name: str, asked: Asked) -> Known | None:
        """The entry of a client's constructor that speaks of the same limit as a call on it."""
        entries = self._evaluator.catalogue.waits(class_name) if class_name else ()
        wanted = asked.known.wait.parameter
        clients = [entry for entry in entries if entry.wait.role == "client"]
        return next((entry for entry in clients if entry.wait.parameter == wanted), clients[0] if clients else None)

    # -- what was set later --------------------------------------------------------------------------------------

    def _assigned(self, asked: Asked, receiver: Instance) -> Verdict:
        wait = asked.known.wait
        entry = self.constructor_entry(self.making(receiver)[0], asked)
        names = {*wait.attributes, *(entry.wait.attributes if entry else ())}
        return self._assigned_names(asked, receiver, names)

    def _assigned_names(self, asked: Asked, receiver: Instance, names: set[str]) -> Verdict:
        entry = self.constructor_entry(self.making(receiver)[0], asked)
        specs = asked.known.wait.timeout or (entry.wait.timeout if entry else ())
        for name in sorted(names):
            for lazy, place in self.assignments(receiver, name):
                spec = specs[0] if specs else Timeout(keyword=name)
                return worst(judge(self._evaluator, spec, self._evaluator.value(lazy), place))
        return ABSENT

    def assignments(self, receiver: Instance, name: str) -> Iterator[tuple[Lazy, Place]]:
        """Every ``object.name = value`` on this very object."""
        if receiver.made is None:
            return
        for path in dict.fromkeys((receiver.made.frame.path,)):
            module = self._evaluator.program.module(path)
            for binding in module.attributes.get(name, ()):
                holder = binding.target.rpartition(".")[0]
                frame = Frame(path, binding.scope, binding.block, binding.place)
                if self._same(_chain(holder), frame, receiver):
                    yield Lazy(binding.value, frame), binding.place

    def _same(self, holder: Expr, frame: Frame, receiver: Instance) -> bool:
        return any(
            isinstance(value, Instance)
            and value.made is not None
            and receiver.made is not None
            and value.made.call.place == receiver.made.call.place
            for value in self._evaluator.values(holder, frame)
        )

    def calls_on(self, receiver: Instance, name: str) -> Iterator[tuple[CallSite, Frame]]:
        """Every call ``object.name(…)`` on this very object, in the file where it is made."""
        if receiver.made is None:
            return
        path = receiver.made.frame.path
        for sites in tuple(self._evaluator.program.module(path).calls.values()):
            for site in sites:
                function = site.call.function
                if isinstance(function, Attribute) and function.name == name:
                    frame = Frame(path, site.scope, site.block, site.call.place)
                    if self._same(function.value, frame, receiver):
                        yield site, frame

    # -- requests: adapters and overrides ------------------------------------------------------------------------

    def _mounted(self, asked: Asked, receiver: Instance) -> Verdict:
        if not asked.known.wait.calls[0].startswith(_SESSION):
            return ABSENT
        for site, frame in self.calls_on(receiver, "mount"):
            prefix = named_argument(self._evaluator, site.call, frame, "prefix", 0)
            adapter = named_argument(self._evaluator, site.call, frame, "adapter", 1)
            if prefix is None or adapter is None:
                continue
            general = any(isinstance(value, Plain) and value.value in ("http://", "https://") for value in prefix[0])
            for value in adapter[0]:
                if general and isinstance(value, Instance) and value.own is not None:
                    verdict = self._sending(asked, value, site.call.place)
                    if verdict.meaning == "bound":
                        return verdict
        return ABSENT

    def _sending(self, asked: Asked, adapter: Instance, place: Place) -> Verdict:
        """What an adapter's own ``send`` makes of the None that a Session always passes."""
        for own in self._evaluator.member(adapter, "send"):
            if not isinstance(own, OwnFunction):
                continue
            module = self._evaluator.program.module(own.path)
            passed = Lazy(Const(None), Frame(own.path, "", at=place))
            arguments = Arguments(own.function.qualname, {"timeout": (passed,)}, {"timeout": (passed,)}, place)
            for site in module.calls.get(own.function.qualname, ()):
                if _is_parent_call(site.call.function, "send"):
                    frame = Frame(own.path, own.function.qualname, site.block, site.call.place, arguments, adapter)
                    found = argument(
                        self._evaluator, site.call, frame, replace(asked.known.wait.timeout[0], position=2)
                    )
                    if found is None:
                        continue
                    verdict = worst(judge(self._evaluator, asked.known.wait.timeout[0], *found))
                    if verdict.bound is not None and verdict.bound.state is State.DISABLED:
                        reason = msg("the adapter's send() sees the None that a Session always passes, and keeps it")
                        return Verdict("bound", replace(verdict.bound, state=State.INEFFECTIVE, reason=reason))
                    return verdict
        return ABSENT

    def _overridden(self, asked: Asked, receiver: Instance) -> Verdict:
        """``request`` replaced on the object or overridden by its class: every verb of a Session goes through it."""
        if not asked.known.wait.calls[0].startswith((_SESSION, "httpx.")) or "send" in asked.known.wait.calls[0]:
            return ABSENT
        for lazy, _ in self.assignments(receiver, "request"):
            for value in self._evaluator.value(lazy):
                if isinstance(value, Partial):
                    found = argument(
                        self._evaluator, value.call, value.frame, replace(asked.known.wait.timeout[0], position=None)
                    )
                    if found is not None:
                        return worst(judge(self._evaluator, asked.known.wait.timeout[0], *found))
        if receiver.own is None or _is_parent_call(asked.call.function, "request"):
            return ABSENT
        for own in self._evaluator.member(receiver, "request"):
            if isinstance(own, OwnFunction):
                return self._through(asked, own, receiver)
        return ABSENT

    def _through(self, asked: Asked, own: OwnFunction, receiver: Instance) -> Verdict:
        module = self._evaluator.program.module(own.path)
        verb = Argument(Const("GET"), None, "", asked.call.place)
        given = Call(asked.call.function, (verb, *asked.call.arguments), asked.call.place)
        arguments = bind(self._evaluator, own.function, given, asked.frame, bound=True)
        for site in module.calls.get(own.function.qualname, ()):
            if not _is_parent_call(site.call.function, "request"):
                continue
            frame = Frame(own.path, own.function.qualname, site.block, site.call.place, arguments, receiver)
            spec = replace(asked.known.wait.timeout[0], position=8)
            found = argument(self._evaluator, site.call, frame, spec)
            if found is not None:
                verdict = worst(judge(self._evaluator, spec, *found))
                if verdict.bound is not None:
                    step = Step(
                        msg("{name}() of {owner} passes it on", name="request", owner=own.function.owner),
                        site.call.place,
                    )
                    return Verdict(verdict.meaning, replace(verdict.bound, steps=(*verdict.bound.steps, step)))
        return ABSENT

    # -- httpx: transports ---------------------------------------------------------------------------------------

    def in_process(self, receiver: Instance | None, call: Call, frame: Frame) -> bool:
        """Whether a client talks to an application in its own process: no wait."""
        if receiver is not None:
            _, made = self.making(receiver)
            if made is None:
                return False
            call, frame = made.call, made.frame
        if any(one.keyword == "app" for one in call.arguments):
            return True
        found = named_argument(self._evaluator, call, frame, "transport", None)
        return found is not None and any(
            (isinstance(value, Library) and value.name.rpartition(".")[2] in IN_PROCESS)
            or _made_of(value) in IN_PROCESS
            for value in found[0]
        )

    def _transported(self, asked: Asked) -> Verdict:
        """A transport of the project that writes a timeout into every request."""
        found = named_argument(self._evaluator, asked.call, asked.frame, "transport", None)
        if found is None:
            return ABSENT
        for value in found[0]:
            if not isinstance(value, Instance) or value.own is None:
                continue
            for name in ("handle_async_request", "handle_request"):
                for own in self._evaluator.member(value, name):
                    if isinstance(own, OwnFunction):
                        place = self._extends(own)
                        if place is not None:
                            return Verdict("bound", Bound(State.EXPLICIT, None, "extensions", place))
        return ABSENT

    def _extends(self, own: OwnFunction) -> Place | None:
        module = self._evaluator.program.module(own.path)
        for (scope, target), bindings in tuple(module.bindings.items()):
            if scope == own.function.qualname and target.endswith("extensions"):
                for binding in bindings:
                    if binding.key == Const("timeout") or "timeout" in str(binding.value):
                        return binding.place
        for site in module.calls.get(own.function.qualname, ()):
            function = site.call.function
            if (
                isinstance(function, Attribute)
                and function.name in ("update", "setdefault")
                and "timeout" in str(site.call.arguments)
            ):
                return site.call.place
        return None


def _made_of(value: object) -> str:
    return value.source.removesuffix("()").rpartition(".")[2] if hasattr(value, "source") else ""


def _is_parent_call(function: Expr, name: str) -> bool:
    if not isinstance(function, Attribute) or function.name != name:
        return False
    return (isinstance(function.value, Call) and function.value.function == Name("super")) or (
        isinstance(function.value, (Name, Attribute)) and not _is_self(function.value)
    )


def _is_self(value: Expr) -> bool:
    return value == Name("self") or (isinstance(value, Attribute) and _is_self(value.value))


def _chain(text: str) -> Expr:
    first, *rest = text.split(".")
    expression: Expr = Name(first)
    for name in rest:
        expression = Attribute(expression, name)
    return expression
