"""The calls of a program that wait, each with what bounds it. The way into this package."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from msgspec.structs import replace

from timeout_audit.catalogue.index import Catalogue, Known
from timeout_audit.link import amounts
from timeout_audit.link.around import around
from timeout_audit.link.blocks import blocks
from timeout_audit.link.bounds import Asked, Bounds
from timeout_audit.link.clients import Clients
from timeout_audit.link.engines import Engines
from timeout_audit.link.forwarders import forwarder
from timeout_audit.link.program import Module, Program
from timeout_audit.link.remedies import Remedies, agreed
from timeout_audit.link.responses import response_waits
from timeout_audit.link.timeouts import named_argument
from timeout_audit.link.values.callers import callee_of
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import (
    Frame,
    Instance,
    Library,
    Made,
    Method,
    OwnClass,
    Partial,
    Plain,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.members import order
from timeout_audit.link.versions import Pins
from timeout_audit.model.expression import Argument, Call
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Confidence, Layer, State, Wait


def link_waits(
    program: Program, catalogue: Catalogue, pins: Pins, values: amounts.Values = MappingProxyType({})
) -> list[Wait]:
    """Every wait of the program's Python code, in the order of places. ``values`` are the limits that fixes write."""
    linker = _Linker(program, catalogue, pins, values)
    found = [wait for path in sorted(program.modules) for wait in linker.of_module(program.modules[path])]
    return sorted(found, key=lambda wait: (wait.place, wait.api, wait.parameter))


class _Linker:
    def __init__(self, program: Program, catalogue: Catalogue, pins: Pins, values: amounts.Values) -> None:
        self.catalogue = catalogue
        self.pins = pins
        self.evaluator = Evaluator(program, catalogue)
        self.bounds = Bounds(self.evaluator, pins)
        self.clients = Clients(self.evaluator, self.bounds)
        self.engines = Engines(self.evaluator, self.bounds)
        self.remedies = Remedies(self.evaluator, self.clients, self.engines, values)

    def of_module(self, module: Module) -> Iterator[Wait]:
        for site in tuple(module.sites):
            self.evaluator.begin()
            found = [
                wait
                for api, call, receiver, confidence in self._called(module, site)
                for wait in self._judge(module, site, api, call, receiver, confidence)
            ]
            yield from agreed(found)
            yield from response_waits(self.evaluator, module, site)

    # -- what is called ------------------------------------------------------------------------------------------

    def _called(self, module: Module, site: CallSite) -> Iterator[tuple[str, Call, Instance | None, Confidence]]:
        """The library calls that a call site makes, directly or by handing a function over."""
        seen: dict[str, list[tuple[Call, Instance | None]]] = {}
        for value in callee_of(self.evaluator, module.path, site):
            for api, call, receiver in self._apis(value, site.call):
                seen.setdefault(api, []).append((call, receiver))
        for api, found in seen.items():
            # Where one of several objects is known by its making, the others (a caller's) may differ.
            made = [
                pair for pair in found if pair[1] is not None and (pair[1].made is not None or pair[1].own is not None)
            ]
            for call, receiver in (made or found)[:1]:
                yield api, call, receiver, Confidence.HIGH
        forwards = forwarder(site.call)
        if forwards is not None and not any(map(self.catalogue.waits, seen)):
            yield from self._forwarded(module, site, forwards.position)

    def _apis(self, value: Value, call: Call) -> Iterator[tuple[str, Call, Instance | None]]:
        if isinstance(value, Library):
            yield self.catalogue.canonical(value.name), call, None
        elif isinstance(value, Method):
            yield value.name, call, value.receiver
        elif isinstance(value, Partial):
            merged = Call(call.function, (*value.call.arguments, *call.arguments), call.place)
            yield from self._apis(value.function, merged)
        elif isinstance(value, OwnClass):
            for base in order(self.evaluator, value.path, value.class_)[1]:
                if any(known.wait.role == "client" for known in self.catalogue.waits(base)):
                    made = Instance(own=(value.path, value.class_))
                    yield base, call, made

    def _forwarded(
        self, module: Module, site: CallSite, position: int
    ) -> Iterator[tuple[str, Call, Instance | None, Confidence]]:
        arguments = site.call.arguments
        if len(arguments) <= position or arguments[position].star or arguments[position].keyword:
            return
        frame = Frame(module.path, site.scope, site.block, site.call.place)
        rest: tuple[Argument, ...] = arguments[position + 1 :]
        for value in self.evaluator.values(arguments[position].value, frame):
            if isinstance(value, (Library, Method, Partial)):
                call = Call(arguments[position].value, rest, site.call.place)
                for api, merged, receiver in self._apis(value, call):
                    if any(known.wait.role == "call" for known in self.catalogue.waits(api)):
                        yield api, merged, receiver, Confidence.HIGH

    # -- judgement -----------------------------------------------------------------------------------------------

    def _judge(
        self, module: Module, site: CallSite, api: str, call: Call, receiver: Instance | None, confidence: Confidence
    ) -> Iterator[Wait]:
        frame = Frame(module.path, site.scope, site.block, site.call.place)
        for known in self.catalogue.waits(api):
            wait = known.wait
            if wait.role == "listener" or (wait.role == "with" and not site.managed):
                continue
            if receiver is not None and receiver.own is not None and wait.role == "client":
                # A class of the project: its constructor hands on what the library's takes.
                call_, frame_ = self._behind(receiver, call, frame)
            else:
                call_, frame_ = call, frame
            asked = Asked(known, call_, frame_, receiver)
            if self._excused(asked):
                continue
            limit = around(self.evaluator, module.path, site) if site.within else None
            bound = limit.bound if limit is not None and limit.bound is not None else self._bound(asked)
            if bound is None or (bound.state is State.DEFAULT and any(default.enough for default in wait.default)):
                continue
            yield self._wait(module, site, api, known, bound, asked, confidence)

    def _behind(self, receiver: Instance, call: Call, frame: Frame) -> tuple[Call, Frame]:
        _, made = self.clients.making(replace(receiver, made=Made(call, frame, "")))
        return (made.call, made.frame) if made is not None else (call, frame)

    def _excused(self, asked: Asked) -> bool:
        """Whether the call does not wait at all."""
        flag = asked.known.wait.unless
        if flag is not None:
            found = named_argument(self.evaluator, asked.call, asked.frame, flag.keyword, flag.position)
            if found is not None and all(isinstance(value, Plain) and value.value is flag.value for value in found[0]):
                return True
        if asked.known.library.name in ("httpx", "httpx2"):
            receiver = asked.receiver if asked.known.wait.role == "call" else None
            return (receiver is not None or asked.known.wait.role == "client") and self.clients.in_process(
                receiver, asked.call, asked.frame
            )
        return False

    def _bound(self, asked: Asked) -> Bound | None:
        wait = asked.known.wait
        if wait.semantics.startswith("engine"):
            verdict = self.engines.verdict(asked)
            return None if verdict is None else verdict.bound
        verdict = self.bounds.own(asked)
        if verdict.bound is not None:
            return verdict.bound
        if verdict.meaning != "default" and (wait.inherits or wait.attributes or wait.role == "client"):
            inherited = self.clients.inherited(asked) if wait.inherits else self.clients.later(asked)
            if inherited.bound is not None:
                return inherited.bound
        for spec in wait.delegates:
            found = named_argument(self.evaluator, asked.call, asked.frame, spec.keyword, spec.position)
            if found is not None:
                return self._delegated(*found)
        return self.bounds.globally(asked) or self._without(asked)

    def _delegated(self, values: Values, place: Place) -> Bound | None:
        """Another object decides; one that is made in the project is judged where it is made."""
        for value in values:
            if isinstance(value, Instance) and value.made is not None:
                return None
            if isinstance(value, Plain) and value.value is None:
                continue
            reason = value.reason if isinstance(value, Unknown) else msg("it is made elsewhere")
            return Bound(State.UNKNOWN, source=place, reason=reason)
        return None

    def _without(self, asked: Asked) -> Bound:
        bound = self.bounds.default(asked.known, asked.call)
        if bound.state is State.DEFAULT and asked.receiver is not None:
            # The default is the client's: said there, once.
            made = self.clients.making(asked.receiver)[1]
            bound = replace(bound, source=made.call.place) if made is not None else bound
        bound = self.bounds.decoyed(asked, bound)
        if bound.state is State.NONE and asked.receiver is not None:
            bound = self.clients.decoyed(asked, bound)
        return bound

    def _wait(
        self, module: Module, site: CallSite, api: str, known: Known, bound: Bound, asked: Asked, confidence: Confidence
    ) -> Wait:
        wait = known.wait
        return Wait(
            layer=Layer(wait.layer or known.library.layer),
            api=api,
            place=site.call.place,
            bound=bound,
            library=known.library.name,
            version=self.pins.version(known.library.distribution),
            parameter=wait.parameter,
            role="client" if wait.role == "client" else "call",
            function=site.scope.replace(".<locals>", ""),
            blocks=blocks(module, site) if wait.role == "call" else None,
            confidence=confidence,
            remedy=self.remedies.of(site, asked, bound),
            docs=wait.docs or known.library.docs,
        )
