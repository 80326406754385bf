"""What is set on an object after it was made: ``sock.settimeout(5)``, ``socket.RCVTIMEO = 5000``."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.limits import Setter, Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.bounds import Asked
from timeout_audit.link.objects import Objects
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.arithmetic import is_truthy
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Library, Missing, Plain, Value, Values
from timeout_audit.link.wrappers import omitted, passed
from timeout_audit.model.expression import chain
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State


class _Given(Struct, frozen=True):
    """What a setter is given, and where; ``frame`` is that of its call, None for an attribute."""

    values: Values
    place: Place
    frame: Frame | None = None


class Setters:
    """Answers for the entries that name ``setters``."""

    def __init__(self, evaluator: Evaluator, objects: Objects) -> None:
        self._evaluator = evaluator
        self._objects = objects

    def verdict(self, asked: Asked, receiver: Instance) -> Verdict:
        """What a setter of the entry was given on this object; "absent" where none was called."""
        first = asked.known.wait.timeout[0] if asked.known.wait.timeout else Timeout()
        found = ABSENT
        for setter in asked.known.wait.setters:
            zero = "immediate" if setter.switch else setter.zero or first.zero
            spec = replace(
                first, keyword=setter.attribute or setter.method, unit=setter.unit, zero=zero, key="", pattern=""
            )
            judged = [
                (one, worst(judge(self._evaluator, spec, one.values, one.place)))
                for one in self._given(setter, receiver)
            ]
            given = [one for one, verdict in judged if verdict.meaning != "absent"]
            for one, verdict in judged:
                is_sure = verdict.meaning == "absent" or self._is_sure(asked, given)
                meant = verdict if is_sure else self._perhaps(asked, one, verdict, alone=len(given) == 1)
                if meant.meaning != "absent":
                    return meant
                found = found if found.reason else meant
        return found

    def _given(self, setter: Setter, receiver: Instance) -> Iterator[_Given]:
        if setter.attribute:
            for lazy, place in self._objects.assignments(receiver, setter.attribute):
                yield _Given(self._evaluator.value(lazy), place)
            return
        for site, frame in self._objects.calls_on(receiver, setter.method):
            found = self._argument(setter, site, frame)
            if found is not None:
                yield _Given(tuple(_meant(setter, one) for one in found[0]), found[1], frame)

    def _argument(self, setter: Setter, site: CallSite, frame: Frame) -> tuple[Values, Place] | None:
        """What a call of a setter's method sets; None where it sets another option."""
        if setter.keyword:
            return named_argument(self._evaluator, site.call, frame, setter.keyword, setter.position)
        arguments = site.call.arguments
        if len(arguments) <= bool(setter.options):
            return None
        chosen = self._evaluator.values(arguments[0].value, frame)
        if not setter.options:
            return chosen, site.call.place
        if any(isinstance(value, Library) and value.name in setter.options for value in chosen):
            return self._evaluator.values(arguments[1].value, frame), site.call.place
        return None

    def _is_sure(self, asked: Asked, given: list[_Given]) -> bool:
        """Whether what waits is reached by no path that leaves the setters out, as far as their functions tell."""
        assigned: set[int] = set()
        for one in given:
            frame = one.frame
            if frame is None or frame.path != asked.frame.path or frame.scope != asked.frame.scope:
                return True
            branches = self._evaluator.program.module(frame.path).branches(frame.scope)
            if branches.complete(branches.chosen(frame.block), assigned, asked.frame.block):
                return True
        return False

    def _perhaps(self, asked: Asked, given: _Given, verdict: Verdict, *, alone: bool) -> Verdict:
        """A limit that is set in a branch alone; "absent" where some caller surely does not come there."""
        if verdict.bound is None or verdict.bound.state is not State.EXPLICIT:
            return verdict
        reason = msg("it is set on some paths, not on all")
        tested = self._tested(asked, given.frame) if alone and given.frame is not None else ()
        none = next((one for one in tested if isinstance(one, Plain) and one.value is None and not one.default), None)
        if none is not None:
            return Verdict("absent", reason=omitted(none.handed, "", "None") or passed(none.handed, "None") or reason)
        if tested and all(map(is_truthy, tested)):
            return verdict
        return Verdict("bound", Bound(State.UNKNOWN, source=verdict.bound.source, reason=reason))

    def _tested(self, asked: Asked, frame: Frame) -> Values:
        """What the name can be whose being something decides whether it is set: ``if limit: sock.settimeout(limit)``.

        Nothing where another test decides.
        """
        branches = self._evaluator.program.module(frame.path).branches(frame.scope)
        block = branches.blocks[frame.block]
        if block.kind != "if" or block.none or not block.test or "[" in block.tested:
            return ()
        if not branches.encloses(block.parent, asked.frame.block):
            return ()
        return self._evaluator.values(chain(block.tested.split(".")), replace(frame, block=block.parent))


def _meant(setter: Setter, value: Value) -> Value:
    """What a value means as a limit. A switch is none where it is on, and none of waiting at all where it is off."""
    if not isinstance(value, Plain):
        return value
    if setter.switch:
        return replace(value, value=None if value.value else 0)
    is_absent = setter.absent is not None and value.value == setter.absent
    return Missing(value.place, value.steps, value.handed) if is_absent else value
