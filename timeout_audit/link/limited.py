"""Clients each call of which has a limit of its own, or tells that it has none: nothing is left to say of them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from timeout_audit.link.bounds import Asked
from timeout_audit.link.clients import Clients
from timeout_audit.link.private import kept_chained, kept_global, kept_local, kept_private
from timeout_audit.link.program import Module, Program
from timeout_audit.model.expression import Name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.wait import Bound, State, Wait

# What a client says that sets no limit, and that each call may make up for.
_OPEN = (State.NONE, State.DISABLED, State.INEFFECTIVE)


class _Use(Struct, frozen=True):
    """A call on a client: how it is bounded, and the limit that it takes over from the client, "" for none.

    ``spread``: it is given arguments that are not written there, among which a limit may be, or not. ``told``: it is
    reported itself where it has no limit.
    """

    state: State
    inherits: str
    spread: bool
    told: bool


class Limited:
    """Keeps, for each client, the calls on it, and whether others than those that are seen may be made."""

    def __init__(self, program: Program, clients: Clients) -> None:
        self._program = program
        self._clients = clients
        self._uses: dict[Place, list[_Use]] = {}
        self._made: dict[Place, tuple[Module, CallSite]] = {}
        self._entered: set[Place] = set()

    def add_call(self, found: Iterable[tuple[Bound, Asked]]) -> None:
        """Note a call, which may be made on several clients."""
        for bound, asked in found:
            made, wait = self._clients.made(asked), asked.known.wait
            if made is not None:
                spread = any(argument.star for argument in asked.call.arguments)
                inherits = wait.parameter if wait.inherits else ""
                use = _Use(bound.state, inherits, spread=spread, told=not wait.said_by_client)
                self._uses.setdefault(made.call.place, []).append(use)

    def add_client(self, module: Module, site: CallSite) -> None:
        """Note where a client is made."""
        self._made[site.call.place] = (module, site)
        if site.managed or stays(module, site) or _is_entered(module, site):
            self._entered.add(site.call.place)

    def settles(self, wait: Wait) -> bool:
        """Whether nobody ever waits for as long as a client says, and no call on it can have been overlooked.

        A call that waits for ever since neither it nor its client says more tells it all: the client is not told too.
        """
        uses = self._uses.get(wait.place, ())
        if wait.bound.state is State.DEFAULT:
            limited = not any(map(_may_rest, uses))
        else:
            limited = wait.bound.state in _OPEN and all(_makes_up(use, wait) or _tells(use, wait) for use in uses)
        if not uses or not limited:
            return False
        if wait.place in self._entered:
            return True
        made, keeping = self._made.get(wait.place), (kept_chained, kept_private, kept_local, kept_global)
        return made is not None and any(keeps(self._program, *made) for keeps in keeping)


def _may_rest(use: _Use) -> bool:
    """Whether a call may rest on the default of its client."""
    return use.state is State.DEFAULT or (use.state is State.UNKNOWN and use.spread)


def _makes_up(use: _Use, wait: Wait) -> bool:
    """Whether a call has the limit that its client lacks."""
    return use.state is State.EXPLICIT and use.inherits == wait.parameter


def _tells(use: _Use, wait: Wait) -> bool:
    """Whether a call that takes over that its client was given nothing is reported itself, with what it stops."""
    return use.told and wait.bound.state is use.state is State.NONE and use.inherits == wait.parameter


def _is_entered(module: Module, site: CallSite) -> bool:
    """Whether a call makes what a ``with`` enters afterwards, by the one name that it was given."""
    held = site.fate.held
    if len(module.bindings.get((site.scope, held), ())) != 1:
        return False
    here = (found for (scope, _), found in module.bindings.items() if scope == site.scope)
    return any(one.kind == "with" and one.value == Name(held) for found in here for one in found)


def stays(module: Module, site: CallSite) -> bool:
    """Whether all that is done with what a call makes stands in the function that makes the call."""
    fate = site.fate
    return site.scope in module.functions and bool(fate.used) and not (fate.handed or fate.lost)
