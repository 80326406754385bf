"""Methods that a call runs through on its way to the network, where the project puts its own in their place.

``session.get()`` of requests runs ``request()`` and ``send()`` of the same object, and then ``send()`` of an adapter.
Each may be overridden by a class of the project or replaced on the object, and may write a timeout or lose one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.limits import Hop, Timeout
from timeout_audit.link.arguments import argument, named_argument
from timeout_audit.link.bounds import Asked
from timeout_audit.link.objects import Objects, is_parent_call
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.binding import bind
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import (
    Arguments,
    Frame,
    Instance,
    Lazy,
    Library,
    Method,
    OwnFunction,
    Partial,
    Plain,
    Value,
    Values,
)
from timeout_audit.link.versions import Pins
from timeout_audit.model.expression import Argument, Call, Const, chain
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step

_DEPTH = 5
_OPEN = (State.DISABLED, State.NONE)


class _Through(Struct, frozen=True):
    """One question: what ``name`` of ``receiver`` hands on where the timeout that it is given is ``given``.

    ``given`` is () where it is given none. ``owner`` is the library's class that a file puts the method into. ``sure``
    says that every version of the library that may be there runs through it.
    """

    name: str
    receiver: Instance | None
    spec: Timeout
    given: Values
    call: Call
    frame: Frame
    owner: str = ""
    sure: bool = True


class Overrides:
    """Answers for the methods of the project in a call's way."""

    def __init__(self, evaluator: Evaluator, objects: Objects, pins: Pins) -> None:
        self._evaluator = evaluator
        self._objects = objects
        self._pins = pins

    def verdict(self, asked: Asked) -> Verdict:
        """What the first method of the project says that decides; "absent" where none does."""
        for through, own in self._on_the_way(asked, asked.known.wait.through):
            verdict = self.decided(through, own)
            if verdict.bound is not None:
                return verdict if through.sure else _depending(through, verdict.bound, asked.known.library.name)
        for through, own in self._on_the_way(asked, [Hop(method=name) for name in asked.known.wait.bypasses]):
            bound = self.handed_on(through, own).bound
            if bound is not None and bound.state is State.EXPLICIT:
                reason = msg("a prepared request bypasses the {name}() that sets one", name=through.name)
                return Verdict("bound", replace(bound, state=State.INEFFECTIVE, seconds=None, reason=reason))
        return self._replaced(asked)

    def _replaced(self, asked: Asked) -> Verdict:
        """What a file says that puts another method into a library's class, for every object of the process."""
        names = asked.known.wait.replaced
        spec = asked.known.wait.timeout[0] if names else Timeout()
        given = self._given(asked, spec)
        for name in names:
            for value, place in self._put_in_place(name):
                owner, _, method = name.rpartition(".")
                through = _Through(method, asked.receiver, spec, given, asked.call, asked.frame, owner)
                verdict = self.decided(through, value)
                if verdict.bound is not None:
                    step = Step(msg("`{name}` is replaced here, for the whole process", name=name), place)
                    return Verdict("bound", replace(verdict.bound, steps=(*verdict.bound.steps, step)))
        return ABSENT

    def _put_in_place(self, name: str) -> list[tuple[Value, Place]]:
        """What is assigned to a method of a library's class: ``requests.Session.request = partialmethod(…)``."""
        return self._evaluator.noted(("put in place", name), [], lambda: list(self._assigned_to(name)))

    def _assigned_to(self, name: str) -> Iterator[tuple[Value, Place]]:
        owner, _, method = name.rpartition(".")
        last = owner.rpartition(".")[2]
        program = self._evaluator.program
        for path in sorted(program.holding(f"{last}.{method}")):
            program.ask_mentions(path, last)
            for binding in tuple(program.module(path).attributes.get(method, ())):
                holder = binding.target.rpartition(".")[0]
                frame = Frame(path, binding.scope, binding.block, binding.place)
                if binding.kind == "assign" and self._is_class(holder, owner, frame):
                    for value in self._evaluator.values(binding.value, frame):
                        yield value, binding.place

    def _is_class(self, holder: str, owner: str, frame: Frame) -> bool:
        values = self._evaluator.values(chain(holder.split(".")), frame)
        names = [value.name for value in values if isinstance(value, Library)]
        return owner in map(self._evaluator.catalogue.canonical, names)

    def leaves_open(self, asked: Asked) -> bool:
        """Whether an override writes a timeout of its own that turns out to be none: that is said there, once."""
        for through, own in self._on_the_way(asked, asked.known.wait.through):
            bound = None if through.given else self.handed_on(through, own).bound
            if bound is not None and bound.state in _OPEN and self._writes(through, own):
                return True
        return False

    def _on_the_way(self, asked: Asked, hops: Iterable[Hop]) -> Iterator[tuple[_Through, Value]]:
        """The project's own methods among those that a call runs through, each with the question for it."""
        for hop in hops:
            runs = self._pins.fit(asked.known.library.distribution, hop.versions, asked.call.place.path)
            for receiver in self._running(asked, hop) if runs is not False else ():
                through = replace(self._question(asked, hop, receiver), sure=bool(runs))
                for own in self._in_the_way(through, receiver):
                    if not _stands_in(asked.frame, own):
                        yield through, own

    def _running(self, asked: Asked, hop: Hop) -> Iterator[Instance]:
        """The object whose method it is: that of the call, or those that what made it was certainly given."""
        receiver = asked.receiver
        if receiver is None or hop.of is None:
            yield from (receiver,) if receiver is not None else ()
            return
        made = self._objects.making(receiver)[1]
        found = made and named_argument(self._evaluator, made.call, made.frame, hop.of.keyword, hop.of.position)
        values = found[0] if found else ()
        if all(isinstance(one, Instance) and one.own is not None for one in values):
            yield from (one for one in values if isinstance(one, Instance))

    def _writes(self, through: _Through, own: Value) -> bool:
        """Whether the call by which an override goes on names the timeout."""
        if not isinstance(own, OwnFunction):
            return False
        going_on = self._continuations(through, own, self._arguments(through, own))
        return any(one.keyword == through.spec.keyword for call, _, _ in going_on for one in call.arguments)

    def decided(self, through: _Through, own: Value) -> Verdict:
        """What an override decides; one that only sees to an absent timeout is ineffective where None is given."""
        verdict = self.handed_on(through, own)
        bound = verdict.bound
        if bound is not None and bound.state not in _OPEN:
            return verdict
        if through.given and isinstance(own, OwnFunction):
            pretended = self.handed_on(replace(through, given=()), own).bound
            if pretended is not None and pretended.state is State.EXPLICIT:
                reason = msg(
                    "{owner}.{name}() is always given an explicit None, and keeps it",
                    owner=own.function.owner or through.owner,
                    name=through.name,
                )
                return Verdict("bound", replace(pretended, state=State.INEFFECTIVE, seconds=None, reason=reason))
        return ABSENT

    def question(self, name: str, receiver: Instance, spec: Timeout, given: Values, place: Place) -> _Through:
        """The question for a method that the library itself calls, as an adapter's ``send``."""
        call = Call(Const(None), (), place)
        return _Through(name, receiver, spec, given, call, Frame(place.path, "", at=place))

    def _question(self, asked: Asked, hop: Hop, receiver: Instance) -> _Through:
        class_name = self._objects.making(receiver)[0]
        entries = self._evaluator.catalogue.waits(f"{class_name}.{hop.method}")
        specs = entries[0].wait.timeout if entries else ()
        spec = specs[0] if specs else replace(asked.known.wait.timeout[0], position=None)
        given = self._given(asked, asked.known.wait.timeout[0])
        if not given and hop.given:
            constant: Value = Plain(None) if hop.given == "None" else Library(hop.given)
            given = (constant,)
        return _Through(hop.method, receiver, spec, given, asked.call, asked.frame)

    def _given(self, asked: Asked, spec: Timeout) -> Values:
        """The timeout that a call gives itself, () for none."""
        own = argument(self._evaluator, asked.call, asked.frame, spec)
        return own[0] if own is not None and not asked.left_out else ()

    def _in_the_way(self, through: _Through, receiver: Instance) -> Iterator[Value]:
        for lazy, _ in self._objects.assignments(receiver, through.name):
            yield from self._evaluator.value(lazy)
        if receiver.own is not None:
            yield from self._evaluator.member(receiver, through.name)

    # -- what a function hands on --------------------------------------------------------------------------------

    def handed_on(self, through: _Through, own: Value, depth: int = 0) -> Verdict:
        """What a method or function of the project gives to the next one of the same name, or to the library."""
        if isinstance(own, Partial):
            if through.given:
                # What a call gives outweighs what the partial function has.
                return ABSENT
            found = argument(self._evaluator, own.call, own.frame, replace(through.spec, position=None))
            return ABSENT if found is None else worst(judge(self._evaluator, through.spec, *found))
        if not isinstance(own, OwnFunction) or depth >= _DEPTH:
            return ABSENT
        arguments = self._arguments(through, own)
        for call, frame, value in self._continuations(through, own, arguments):
            if isinstance(value, OwnFunction):
                verdict = self.handed_on(replace(through, call=call, frame=frame, given=()), value, depth + 1)
            else:
                found = argument(self._evaluator, call, frame, through.spec)
                verdict = ABSENT if found is None else worst(judge(self._evaluator, through.spec, *found))
            if verdict.bound is not None:
                step = Step(msg("{name}() of {owner} hands it on", name=through.name, owner=_owner(own)), call.place)
                bound = replace(verdict.bound, steps=(*verdict.bound.steps, step))
                return Verdict(verdict.meaning, bound)
        return ABSENT

    def _arguments(self, through: _Through, own: OwnFunction) -> Arguments:
        """The arguments of the override: those of the call, and the timeout that it is given."""
        place = through.call.place
        # ``get(url)`` runs ``request("GET", url)``.
        verb = Argument(Const("GET"), None, "", place)
        call = Call(through.call.function, (verb, *through.call.arguments), place)
        arguments = bind(self._evaluator, own.function, call, through.frame, bound=own.receiver is not None)
        name = through.spec.keyword
        named = {key: lazies for key, lazies in arguments.named.items() if key != name}
        rest = {key: lazies for key, lazies in arguments.rest.items() if key != name}
        if through.given:
            lazy = Lazy(Const(None), Frame(place.path, "", at=place), through.given)
            accepted = any(one.name == name for one in own.function.parameters)
            (named if accepted else rest)[name] = (lazy,)
        return replace(arguments, named=named, rest=rest)

    def _continuations(
        self, through: _Through, own: OwnFunction, arguments: Arguments
    ) -> Iterator[tuple[Call, Frame, Value]]:
        """The calls by which an override goes on: ``super().request(…)``, or the method it replaced."""
        scope = own.function.qualname
        module = self._evaluator.program.module(own.path)
        sites = [site for name, found in tuple(module.calls.items()) if _is_inside(name, scope) for site in found]
        for site in sites:
            frame = Frame(
                own.path, site.scope, site.block, site.call.place, arguments, own.receiver or through.receiver
            )
            values = self._evaluator.values(site.call.function, frame)
            found = next((value for value in values if _goes_on(value, through.name, own)), None)
            if found is None and is_parent_call(site.call, through.name):
                # A base class that the catalogue does not follow, as that of adapters.
                found = Library(through.name)
            if found is not None:
                yield site.call, frame, found


def _depending(through: _Through, bound: Bound, library: str) -> Verdict:
    reason = msg(
        "whether {library} runs through {name}() depends on its version, which is not pinned",
        library=library,
        name=through.name,
    )
    return Verdict("bound", Bound(State.UNKNOWN, source=bound.source, reason=reason))


def _stands_in(frame: Frame, own: Value) -> bool:
    """Whether a call stands in a method itself: ``super().request()`` does not come through it again."""
    return isinstance(own, OwnFunction) and own.path == frame.path and _is_inside(frame.scope, own.function.qualname)


def _goes_on(value: Value, name: str, own: OwnFunction) -> bool:
    if isinstance(value, (Method, Library)):
        return value.name.rpartition(".")[2] == name
    return isinstance(value, OwnFunction) and value.function.name == name and value.function != own.function


def _is_inside(scope: str, outer: str) -> bool:
    return scope == outer or scope.startswith(f"{outer}.<locals>.")


def _owner(own: OwnFunction) -> str:
    return own.function.owner or own.path
