"""Queues that are never full: a call that puts something into one does not wait."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.arguments import named_argument
from timeout_audit.link.bounds import Asked
from timeout_audit.link.clients import Clients
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Missing, Plain, Value
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State

_OPEN = (State.NONE, State.DISABLED, State.INEFFECTIVE)


class Capacities:
    """Answers for the entries that name a ``capacity``."""

    def __init__(self, evaluator: Evaluator, clients: Clients) -> None:
        self._evaluator = evaluator
        self._clients = clients

    def endless(self, asked: Asked) -> bool:
        """Whether the object that the call is made on surely has room for everything."""
        return asked.known.wait.capacity is not None and self._limited(asked) is False

    def judged(self, asked: Asked, bound: Bound) -> Bound:
        """The bound of a call that waits only where there is no room: unknown where that cannot be said."""
        capacity = asked.known.wait.capacity
        if capacity is None or bound.state not in _OPEN or self._limited(asked):
            return bound
        reason = msg("it waits only on a full queue, and what `{name}` is cannot be read", name=capacity.keyword)
        return replace(bound, state=State.UNKNOWN, source=bound.source or asked.call.place, reason=reason)

    def _limited(self, asked: Asked) -> bool | None:
        """Whether there is room for so many only; None where that is not known."""
        capacity = asked.known.wait.capacity
        made = self._clients.made(asked)
        if capacity is None or made is None:
            return None
        found = named_argument(self._evaluator, made.call, made.frame, capacity.keyword, capacity.position)
        sizes = [_size(value) for value in found[0]] if found is not None else [0]
        if any(size is not None and size > 0 for size in sizes):
            return True
        return None if None in sizes else False


def _size(value: Value) -> float | None:
    """A number of places, 0 for one that is not given; None for what cannot be read."""
    if isinstance(value, Missing):
        return 0
    return value.value if isinstance(value, Plain) and isinstance(value.value, (int, float)) else None
