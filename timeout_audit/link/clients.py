"""What an object carries for the calls that are made on it.

That is its constructor's bound, what was set on it later, its adapters and transports, and the methods that a class of
the project overrides.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from timeout_audit.catalogue.index import Known
from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link import strangers
from timeout_audit.link.adapters import Adapters
from timeout_audit.link.bounds import Asked, Bounds, pretended
from timeout_audit.link.objects import Objects
from timeout_audit.link.overrides import Overrides
from timeout_audit.link.setters import Setters
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.transports import Transports
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Lazy, Made, Method
from timeout_audit.model.expression import Call
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step

_HTTPX = frozenset({"httpx", "httpx2"})


class Clients:
    """Follows objects to what bounds their calls."""

    def __init__(self, evaluator: Evaluator, bounds: Bounds) -> None:
        self._evaluator = evaluator
        self._bounds = bounds
        self._objects = Objects(evaluator)
        self._overrides = Overrides(evaluator, self._objects, bounds.pins)
        self._adapters = Adapters(evaluator, self._objects, self._overrides)
        self._transports = Transports(evaluator)
        self._setters = Setters(evaluator, self._objects)

    def overruled(self, asked: Asked) -> Verdict:
        """What the project puts in the way of a call, which decides whatever the call says; "absent" for nothing."""
        made = self.made(asked)
        if made is not None and asked.known.library.name in _HTTPX:
            verdict = self._transports.verdict(made)
            if verdict.bound is not None:
                return verdict
        return ABSENT

    def in_the_way(self, asked: Asked) -> Verdict:
        """What overridden methods and adapters make of a call that has no timeout of its own."""
        verdict = self._overrides.verdict(asked)
        return verdict if verdict.bound is not None else self._adapters.verdict(asked)

    def said_on_its_way(self, asked: Asked) -> bool:
        """Whether a method of the project in the call's way has no limit, and is reported itself."""
        return self._overrides.leaves_open(asked)

    def undecided(self, asked: Asked) -> Bound | None:
        """Unknown where a class that nobody here has read may set a limit first; None elsewhere."""
        return strangers.undecided(self._evaluator, asked)

    def in_process(self, asked: Asked) -> bool:
        """Whether the client talks to an application in its own process: no wait."""
        made = self.made(asked)
        return made is not None and asked.known.library.name in _HTTPX and self._transports.in_process(made)

    def polled(self, asked: Asked) -> bool:
        """Whether the object that a call is made on is asked somewhere whether that would wait."""
        receiver, polled = asked.receiver, asked.known.wait.polled
        owner = asked.known.wait.calls[0].rpartition(".")[0]
        if receiver is not None and polled and receiver.library != owner:
            receiver = Instance(owner, part=Method(owner, receiver))
        return receiver is not None and any(self._objects.calls_on(receiver, one) for one in polled)

    def made(self, asked: Asked) -> Made | None:
        """The call of the library's constructor behind the object that a call is made on, or makes."""
        if asked.known.wait.role == "client":
            return Made(asked.call, asked.frame, "")
        if asked.receiver is None:
            return None
        return self._objects.making(self._copies(asked.receiver)[-1])[1]

    def making(self, receiver: Instance) -> tuple[str, Made | None]:
        """The library class behind an object, and the call of that class's constructor."""
        return self._objects.making(receiver)

    def behind(self, receiver: Instance, call: Call, frame: Frame) -> tuple[Call, Frame]:
        """The call of the library's constructor that a call of a class of the project leads to."""
        made = self._objects.making(replace(receiver, made=Made(call, frame, "")))[1]
        return (made.call, made.frame) if made is not None else (call, frame)

    def inherited(self, asked: Asked) -> Verdict:
        """What the receiver of a call brings along; "absent" where it brings nothing."""
        copies = self._copies(asked.receiver) if asked.receiver is not None else []
        return self._first_of(asked, copies)

    def copied(self, asked: Asked) -> Verdict:
        """What the receiver of a call says where it is a copy of another client; "absent" where it says nothing."""
        copies = self._copies(asked.receiver) if asked.receiver is not None else []
        return self._first_of(asked, copies[:-1])

    def _copies(self, receiver: Instance) -> list[Instance]:
        """An object, and what it is a copy of: ``client.with_options(…)`` gives another one of its class.

        So is what takes over the limits of the object that gives it, or that it is made of:
        ``manager.connection_from_host(…)``, ``context.wrap_socket(sock)``.
        """
        found = [receiver]
        while (original := self._original(found[-1])) is not None:
            found.append(original)
        return found

    def _original(self, copy: Instance) -> Instance | None:
        made = copy.made
        if made is None or copy.own is not None:
            return None
        inherits = self._evaluator.catalogue.inherits(made.name)
        if inherits and (given := self._wrapped(made, copy.library)) is not None:
            return given
        original = made.receiver and made.receiver.whole
        same = original is not None and self._objects.making(original)[0] == copy.library
        return original if same or inherits else None

    def _wrapped(self, made: Made, library: str) -> Instance | None:
        """What a call is given to make another of its class around it: ``context.wrap_socket(sock)``."""
        arguments = made.call.arguments
        values = self._evaluator.values(arguments[0].value, made.frame) if arguments else ()
        return next((one for one in values if isinstance(one, Instance) and one.library == library), None)

    def _first_of(self, asked: Asked, receivers: list[Instance]) -> Verdict:
        for receiver in receivers:
            for verdict in (self._assigned(asked, receiver), self._constructed(asked, receiver)):
                if verdict.meaning != "absent":
                    return verdict
        return ABSENT

    def later(self, asked: Asked) -> Verdict:
        """What is set on the object that a constructor's call makes (``client.timeout = 5``)."""
        receiver = asked.receiver
        if receiver is None or (receiver.own is None and asked.known.wait.role == "client"):
            # Not what the call is made on, as a context is that gives a socket.
            receiver = Instance(asked.known.wait.calls[0])
        if receiver.made is None or receiver is not asked.receiver:
            receiver = replace(receiver, made=Made(asked.call, asked.frame, ""))
        found = ABSENT
        for one in self._copies(receiver):
            assigned = self._assigned_names(asked, one, set(asked.known.wait.attributes))
            for verdict in (assigned, self._setters.verdict(asked, one)):
                if verdict.meaning != "absent":
                    return verdict
                found = found if found.reason else verdict
        return found

    def decoyed(self, asked: Asked, bound: Bound) -> Bound:
        """``session.timeout = 5``: an attribute that the library never reads."""
        receiver = asked.receiver
        if receiver is None:
            return bound
        attributes = (decoy for decoy in asked.known.wait.decoys if decoy.attribute)
        found = (
            (decoy, place) for decoy in attributes for _, place in self._objects.assignments(receiver, decoy.attribute)
        )
        return pretended(bound, found)

    # -- the constructor -----------------------------------------------------------------------------------------

    def _constructed(self, asked: Asked, receiver: Instance) -> Verdict:
        class_name, made = self._objects.making(receiver)
        known = self._maker_entry(class_name, made, asked)
        if known is None:
            return ABSENT
        if made is None:
            reason = msg("the client is made elsewhere")
            return Verdict("bound", Bound(State.UNKNOWN, reason=reason, steps=receiver.steps))
        inner = Asked(known, made.call, made.frame)
        verdict = self._bounds.own(inner)
        if verdict.bound is None:
            return verdict if verdict.meaning == "absent" else ABSENT
        step = Step(msg("the client is made here"), made.call.place)
        bound = verdict.bound
        return Verdict("bound", replace(bound, steps=(*bound.steps, step, *receiver.steps)))

    def making_call(self, asked: Asked) -> Asked | None:
        """The call that made the object that a call is made on, with what is known of the same limit there."""
        class_name, made = self._objects.making(asked.receiver) if asked.receiver is not None else ("", None)
        known = self._maker_entry(class_name, made, asked)
        return Asked(known, made.call, made.frame) if known is not None and made is not None else None

    def _maker_entry(self, class_name: str, made: Made | None, asked: Asked) -> Known | None:
        """The entry of what made an object: a method that makes it takes its arguments at other positions.

        None for one that takes no limit, but hands on that of its object.
        """
        if made is not None and self._evaluator.catalogue.inherits(made.name):
            return None
        by_name = self.constructor_entry(made.name, asked) if made is not None else None
        if by_name is not None and by_name.wait.parameter == asked.known.wait.parameter:
            return by_name
        return self.constructor_entry(class_name, asked)

    def constructor_entry(self, class_name: str, asked: Asked) -> Known | None:
        """The entry of a client's constructor that speaks of the same limit as a call on it."""
        entries = self._evaluator.catalogue.waits(class_name) if class_name else ()
        wanted = asked.known.wait.parameter
        clients = [entry for entry in entries if entry.wait.role in ("client", "with")]
        return next((entry for entry in clients if entry.wait.parameter == wanted), clients[0] if clients else None)

    # -- what was set later --------------------------------------------------------------------------------------

    def _assigned(self, asked: Asked, receiver: Instance) -> Verdict:
        wait = asked.known.wait
        entry = self.constructor_entry(self._objects.making(receiver)[0], asked)
        names = {*wait.attributes, *(entry.wait.attributes if entry else ())}
        return self._assigned_names(asked, receiver, names)

    def _in_time(
        self, asked: Asked, receiver: Instance, assigned: list[tuple[Lazy, Place]]
    ) -> Iterator[tuple[Lazy, Place]]:
        """The assignments that count: where connecting takes a limit over, those before it."""
        if not (assigned and asked.known.wait.connects):
            yield from assigned
        elif not asked.call.arguments:
            made = self._objects.calls_on(receiver, "connect")
            for lazy, place in assigned:
                before = [site for site, frame in made if frame.scope == lazy.frame.scope and site.call.place < place]
                if not before:
                    yield lazy, place

    def _assigned_names(self, asked: Asked, receiver: Instance, names: set[str]) -> Verdict:
        entry = self.constructor_entry(self._objects.making(receiver)[0], asked)
        specs = asked.known.wait.timeout or (entry.wait.timeout if entry else ())
        for name in sorted(names):
            for lazy, place in self._in_time(asked, receiver, self._objects.assignments(receiver, name)):
                spec = specs[0] if specs else Timeout(keyword=name)
                return worst(judge(self._evaluator, spec, self._evaluator.value(lazy), place))
        return ABSENT
