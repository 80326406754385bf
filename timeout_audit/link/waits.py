"""The calls of a program that wait, each with what bounds it. The way into this package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Wait as Entry
from timeout_audit.catalogue.index import Catalogue, Known
from timeout_audit.link import amounts
from timeout_audit.link.adapters import makes_pools
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.around import around, is_later, outlives
from timeout_audit.link.awaiting import limited_elsewhere
from timeout_audit.link.blocks import Blocking, Stop, is_for_the_loop
from timeout_audit.link.bounds import Asked
from timeout_audit.link.called import Called, Callees
from timeout_audit.link.called_within import called_within
from timeout_audit.link.command_lines import command_of
from timeout_audit.link.decision import Decision
from timeout_audit.link.decorating import decorated_by
from timeout_audit.link.limited import Limited, stays
from timeout_audit.link.private import kept_local
from timeout_audit.link.program import Module, Program
from timeout_audit.link.receiving import unless_receiving
from timeout_audit.link.remedies import Remedies, agreed
from timeout_audit.link.responses import closing_waits
from timeout_audit.link.settings import Settings
from timeout_audit.link.several import worst_of
from timeout_audit.link.subcommands import route
from timeout_audit.link.timeouts import badness
from timeout_audit.link.transports import hands_on, passes_on
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance
from timeout_audit.link.values.sites import makers_of, sites_named
from timeout_audit.link.versions import Pins
from timeout_audit.model.defect import defect
from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Layer, State, Step, Wait

# The evaluator counts its own depth; each step of it takes two dozen calls.
_RECURSION = 6000

# Steps of work for what a call calls, and what it gives. In 49 repositories the callee of no wait took 300; in the most
# entangled package that we know (litellm) a few take 500.
_TO_CALLEE, _TO_RESPONSE = 1000, 2000

_OPEN = (State.NONE, State.DISABLED, State.INEFFECTIVE)


class Linked(Struct, frozen=True):
    """The waits of a program, the calls that could not be judged, and the way to ask more of it and of its settings."""

    waits: list[Wait]
    problems: list[Problem]
    evaluator: Evaluator
    settings: Settings


def link_waits(
    program: Program,
    catalogue: Catalogue,
    pins: Pins,
    values: amounts.Values = MappingProxyType({}),
    alive: Callable[[], None] = lambda: None,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Linked:
    """Every wait of the program's Python code, in the order of places.

    ``values`` are the limits that fixes write. ``alive`` is told, file by file, that something goes on. ``wanted`` says
    of which files the waits are asked: those of others are there as far as they matter to these.
    """
    linker = _Linker(program, catalogue, pins, values)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    try:
        paths = sorted(program.modules)
        first = [path for path in paths if wanted(path)]
        found = [wait for path in first for wait in linker.of_module(path, alive)]
        if len(first) < len(paths):
            more = linker.involved(found, paths).difference(first)
            found += [wait for path in sorted(more) for wait in linker.of_module(path, alive)]
        found = [linker.reconsidered(wait) for wait in found]
        found += linker.settings.waits()
    finally:
        sys.setrecursionlimit(limit)
    once: dict[object, Wait] = {}
    for wait in sorted(found, key=lambda wait: badness(wait.bound)):
        once.setdefault((wait.place, wait.layer, wait.api, wait.parameter, wait.role), wait)
    waits = sorted(once.values(), key=lambda wait: (wait.place, wait.api, wait.parameter))
    return Linked(waits, linker.problems, linker.evaluator, linker.settings)


class _Linker:
    def __init__(self, program: Program, catalogue: Catalogue, pins: Pins, values: amounts.Values) -> None:
        self._program = program
        self.problems: list[Problem] = []
        self._lent: set[Place] = set()
        self._made: dict[Place, Place] = {}
        self._catalogue = catalogue
        self._pins = pins
        self.evaluator = Evaluator(program, catalogue)
        self._callees = Callees(self.evaluator)
        self._decision = Decision(self.evaluator, pins, values)
        self._limited = Limited(program, self._decision.clients)
        self._blocking = Blocking(self.evaluator)
        self._remedies = Remedies(
            self.evaluator, self._decision.bounds, self._decision.clients, self._decision.engines, values
        )
        self.settings = self._decision.settings

    def of_module(self, path: str, alive: Callable[[], None]) -> Iterator[Wait]:
        """The waits of one file."""
        alive()
        module = self._program.module(path)
        for site in tuple(module.sites):
            if not self.evaluator.promising.may_wait(module, site):
                continue
            self.evaluator.begin()
            try:
                yield from self._of_site(module, site)
            except RecursionError:
                message = msg("what is called here is entangled too deeply to be judged: this call was not audited")
                self.problems.append(Problem(module.path, site.call.place.line, message))
            except Exception as error:  # noqa: BLE001 - one call is not to end the audit of all others
                self.problems.append(defect(module.path, site.call.place.line, error))

    def involved(self, found: Iterable[Wait], paths: Iterable[str]) -> set[str]:
        """The files whose waits decide what is said of some waits: a default is said where its client is made."""
        involved = set[str]()
        for wait in found:
            if wait.layer is Layer.SERVER or (wait.role == "client" and wait.bound.state is State.DEFAULT):
                return set(paths)
            if wait.role == "call" and wait.bound.state is State.DEFAULT and wait.bound.source is not None:
                involved |= self._making(wait.bound.source)
        return involved

    def _making(self, source: Place) -> set[str]:
        """The file where a client is made; where its class is the project's, those that make objects of the class."""
        module = self._program.module(source.path)
        functions = (module.functions.get(site.scope) for site in module.sites if site.call.place == source)
        owners = {function.owner for function in functions if function is not None and function.owner}
        return {source.path}.union(*(makers_of(self.evaluator, owner) for owner in owners))

    def _of_site(self, module: Module, site: CallSite) -> list[Wait]:
        with self.evaluator.within(_TO_CALLEE):
            callees = list(self._callees.of(module, site))
        found = (
            wait
            for called in callees
            for known in self._catalogue.waits(called.api)
            for wait in self._judged(module, site, called, known)
        )
        waits = agreed(list(worst_of(found)))
        with self.evaluator.within(_TO_RESPONSE):
            return [*waits, *closing_waits(self.evaluator, module, site)]

    def _judged(self, module: Module, site: CallSite, called: Called, known: Known) -> Iterator[Wait]:
        """The wait of one entry on one call; of several objects that it may be made on, the worst counts."""
        role = known.wait.role
        if not _waits(module, site, known.wait) or self._is_led(module, site, called, known):
            return
        frame = Frame(module.path, site.scope, site.block, site.call.place)
        limit = self._limit(module, site, called, known)
        found: list[tuple[Bound, Asked]] = []
        for receiver in called.receivers:
            asked = self._asked(known, called, frame, receiver)
            if not self._decision.excused(asked):
                bound = self._bound(module, site, asked, limit)
                if bound is not None:
                    found.append((bound, asked))
        if found:
            bound, asked = min(found, key=lambda pair: badness(pair[0]))
            if bound.state is State.UNKNOWN and self._judged_elsewhere(site, called):
                return
            if role == "call":
                self._limited.add_call(found)
                if limit is None and self._decision.is_said_by_client(asked):
                    return
            elif role == "client":
                self._lent |= self._clients_given(known, asked)
                made = self._made.get(asked.call.place, site.call.place)
                self._made[asked.call.place] = min(made, site.call.place)
                self._limited.add_client(module, site)
            yield self._wait(module, site, called, asked, bound)

    def _limit(self, module: Module, site: CallSite, called: Called, known: Known) -> Bound | None:
        """The limit that stands around a call, or around the await of what it gives."""
        limit = around(self.evaluator, module, site, known.wait).bound
        if limit is None and known.wait.role == "call" and is_for_the_loop(called.shown or called.api):
            return limited_elsewhere(self.evaluator, module, site).bound
        return limit

    def _bound(self, module: Module, site: CallSite, asked: Asked, limit: Bound | None) -> Bound | None:
        """What bounds a call: the limit around it; where that cannot be read, it or the call's own, if that is better.

        What has none may have one around every call of its function. None for what is no wait.
        """
        if limit is not None and limit.state is not State.UNKNOWN:
            return limit
        own = self._decision.bound(asked)
        own = own and unless_receiving(self._program, module.path, asked.known.wait, own)
        if own is not None and own.state in _OPEN and not self._outlives(module, site, asked):
            own = called_within(self.evaluator, module, site).bound or own
        return max(own, limit, key=badness) if own is not None and limit is not None else own

    def _outlives(self, module: Module, site: CallSite, asked: Asked) -> bool:
        """Whether what a call makes may wait when the function of the call has returned."""
        if not is_later(asked.known.wait) or not outlives(site):
            return False
        return not kept_local(self._program, module, site)

    def _is_led(self, module: Module, site: CallSite, called: Called, known: Known) -> bool:
        """Whether a call stands inside of a transport or an adapter, which carries the timeout of its client."""
        pools = known.wait.role == "client" and known.library.name == "urllib3"
        return hands_on(called.call, site.scope) or (pools and makes_pools(self.evaluator, module, site.scope))

    def _clients_given(self, known: Known, asked: Asked) -> set[Place]:
        """Where the clients are made that another one sends its requests through, each with a limit of its own."""
        names = known.wait.sends_through
        given = (named_argument(self.evaluator, asked.call, asked.frame, name, None) for name in names)
        values = (value for found in given if found is not None for value in found[0])
        return {value.made.call.place for value in values if isinstance(value, Instance) and value.made is not None}

    def _judged_elsewhere(self, site: CallSite, called: Called) -> bool:
        """Whether an override hands on what the calls on objects of its class give: those are judged."""
        owner = site.scope.rpartition(".")[0].rpartition(".")[2]
        return passes_on(called.call, site.scope) and bool(sites_named(self.evaluator, owner))

    def reconsidered(self, wait: Wait) -> Wait:
        """What a client has by default, or lacks, is settled where each of its calls has a limit of its own.

        That is known of one that lives in one ``with`` or never leaves its function, of one that a class or a file
        keeps to itself, and of one that another client sends through.
        """
        made = self._made.get(wait.bound.source) if wait.role == "call" and wait.bound.source is not None else None
        if made is not None and wait.bound.state is State.DEFAULT:
            # A call on self rests on the default of the objects of its class: that is said where one is made.
            return replace(wait, bound=replace(wait.bound, source=made))
        lent = wait.bound.state is State.DEFAULT and wait.place in self._lent
        return replace(wait, settled=True) if lent or self._limited.settles(wait) else wait

    def _asked(self, known: Known, called: Called, frame: Frame, receiver: Instance | None) -> Asked:
        call = called.call
        if receiver is not None and receiver.own is not None and known.wait.role == "client":
            # A class of the project: its constructor hands on what the library's takes.
            call, frame = self._decision.clients.behind(receiver, call, frame)
        return Asked(known, call, frame, receiver)

    def _wait(self, module: Module, site: CallSite, called: Called, asked: Asked, bound: Bound) -> Wait:
        known, wait = asked.known, asked.known.wait
        layer = Layer(wait.layer or known.library.layer)
        resolved = Step(msg("it is {api}", api=called.api), site.call.place)
        open_ = bound.state in _OPEN
        by_other = wait.default_of if bound.state is State.DEFAULT else ""
        stop = Stop(None)
        if wait.role == "call" or wait.connects:
            stop = self._blocking.of(module, site, called, thoroughly=open_)
        return Wait(
            layer=layer,
            api=called.api,
            shown=called.shown if called.shown != called.api else "",
            place=site.call.place,
            bound=replace(bound, steps=(*called.steps, resolved, *bound.steps)),
            library=by_other or known.library.name,
            version=self._pins.version(by_other or known.library.distribution, module.path),
            parameter="stop" if wait.semantics == "retry" else wait.parameter,
            role="client" if wait.role == "client" else "call",
            function=site.scope.replace(".<locals>", ""),
            blocks=stop.blocks,
            beneath=stop.beneath,
            remedy=self._remedies.of(site, called, asked, bound),
            settled=bound.state is State.DEFAULT and any(default.enough for default in wait.default),
            notes=(Message(wait.note),) if wait.note else (),
            docs=wait.docs or known.library.docs,
            route=route(self.evaluator, module, site, command_of(known)) if layer is Layer.SERVER else None,
        )


def _waits(module: Module, site: CallSite, wait: Entry) -> bool:
    """Whether a call waits, or something that is done with what it makes."""
    if wait.role == "listener" or (wait.role == "with" and not site.managed):
        return False
    if wait.at_once and (function := decorated_by(module, site)) and (function.is_async or function.yields):
        return False
    return not (wait.idle and stays(module, site) and ("*" in wait.idle or set(site.fate.used) <= set(wait.idle)))
