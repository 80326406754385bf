"""What a call site calls: the library's functions and methods behind it, also those it hands to others to call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from timeout_audit.link.forwarders import forwarder, handed_over, with_parameters
from timeout_audit.link.program import Module
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order, written_base
from timeout_audit.link.values.kinds import Frame, Instance, Library, Method, OwnClass, OwnFunction, Partial, Value
from timeout_audit.link.values.sites import callee_of
from timeout_audit.model.expression import Attribute, Call, Name
from timeout_audit.model.python import CallSite
from timeout_audit.model.wait import Step

# Of several objects that a name may stand for, those that are looked at.
_MOST = 4


class Called(Struct, frozen=True):
    """One library call that a site makes. ``receivers`` are the objects that it may be made on, or none.

    ``forwarded`` says that somebody else makes the call, in a thread of theirs. ``shown`` is the name that the
    code uses.
    """

    api: str
    call: Call
    receivers: tuple[Instance | None, ...]
    steps: tuple[Step, ...] = ()
    forwarded: bool = False
    shown: str = ""


def _is_followed(module: Module, call: Call, callee: Iterable[Value]) -> bool:
    """Whether what a call hands over is looked for in the function that it calls: one of this file, or of self."""
    near = call.function.value == Name("self") if isinstance(call.function, Attribute) else True
    return near and any(isinstance(one, OwnFunction) and one.path == module.path for one in callee)


class Callees:
    """Answers what call sites call."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._catalogue = evaluator.catalogue

    def of(self, module: Module, site: CallSite) -> Iterator[Called]:
        """The library calls that a site makes, directly or by handing a function over."""
        callee = callee_of(self._evaluator, module.path, site)
        found = list(self._behind(callee, site.call))
        if _is_followed(module, site.call, callee) or any(self._catalogue.waits(one.api) for one in found):
            yield from found
            return
        for call in self._handed_over(module, site):
            frame = Frame(module.path, site.scope, site.block, site.call.place)
            values = self._evaluator.values(call.function, frame)
            kept = (value for value in values if isinstance(value, (Library, Method, Partial)))
            for one in self._behind(kept, call):
                if any(known.wait.role == "call" for known in self._catalogue.waits(one.api)):
                    yield Called(one.api, one.call, one.receivers, one.steps, forwarded=True, shown=one.shown)

    def _handed_over(self, module: Module, site: CallSite) -> Iterator[Call]:
        """The calls that somebody else is asked to make; of a command it is its callback that is called.

        A queue of jobs ends each after a time of its own.
        """
        forwards, function = forwarder(site.call), module.functions.get(site.scope)
        if forwards is not None and forwards.queues:
            return
        for call in handed_over(site.call):
            if forwards is None or not forwards.commands:
                yield call
                continue
            callback = Call(Attribute(call.function, "callback"), call.arguments, call.place)
            yield with_parameters(callback, function) if forwards.parameters and function is not None else callback

    def _behind(self, values: Iterable[Value], call: Call) -> Iterator[Called]:
        """The calls by name, each with the objects that it may be made on."""
        found: dict[str, list[Called]] = {}
        for value in values:
            for one in self._apis(value, call):
                found.setdefault(one.api, []).append(one)
        for same in found.values():
            receivers = [one.receivers[0] for one in same]
            # Where one of several objects is known by its making, the others (a caller's) may differ.
            made = [one for one in receivers if one is not None and (one.made is not None or one.own is not None)]
            first = same[receivers.index(made[0])] if made else same[0]
            kept = tuple((made or receivers[:1])[:_MOST])
            yield Called(first.api, first.call, kept, first.steps, shown=first.shown)

    def _apis(self, value: Value, call: Call) -> Iterator[Called]:
        if isinstance(value, Library):
            yield Called(self._catalogue.canonical(value.name), call, (None,), value.steps, shown=value.name)
        elif isinstance(value, Method):
            yield Called(value.name, call, (value.receiver.whole,), value.steps, shown=self._written(value))
        elif isinstance(value, Partial):
            merged = Call(call.function, (*value.call.arguments, *call.arguments), call.place)
            yield from self._apis(value.function, merged)
        elif isinstance(value, OwnFunction):
            yield from (Called(name, call, (None,), value.steps) for name in self._configured(value))
        elif isinstance(value, OwnClass):
            for base in order(self._evaluator, value.path, value.class_)[1]:
                if any(known.wait.role == "client" for known in self._catalogue.waits(base)):
                    own = (value.path, value.class_)
                    shown = written_base(self._evaluator, own, base)
                    yield Called(base, call, (Instance(own=own),), value.steps, shown=shown)

    def _written(self, method: Method) -> str:
        """A method by the name that its object's class has in the code."""
        if (part := method.receiver.part) is not None:
            return f"{self._written(part)}.{method.name.rpartition('.')[2]}"
        made, owner, own = method.receiver.made, method.receiver.library, method.receiver.own
        if own is not None:
            entered, _, name = method.name.rpartition(".")
            return f"{written_base(self._evaluator, own, entered)}.{name}"
        known = made is not None and made.name != owner and self._catalogue.canonical(made.name) == owner
        if made is None or not known or not made.name.rpartition(".")[2][:1].isupper():
            return method.name
        return f"{made.name}{method.name.removeprefix(owner)}"

    def _configured(self, value: OwnFunction) -> Iterator[str]:
        """The name under which the project's configuration enters one of its own functions, if it does."""
        if not self._catalogue.own:
            return
        parts = value.path.removesuffix(".py").removesuffix("/__init__").split("/")
        names = (".".join((*parts[start:], value.function.qualname)) for start in range(len(parts)))
        yield from (name for name in names if name in self._catalogue.own)
