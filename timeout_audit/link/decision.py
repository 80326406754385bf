"""The order in which the bound of one call is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from timeout_audit.catalogue.limits import Argument, Flag, Timeout
from timeout_audit.link import amounts
from timeout_audit.link.applications import Applications
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.bounds import Asked, Bounds, is_absent
from timeout_audit.link.capacities import Capacities
from timeout_audit.link.clients import Clients
from timeout_audit.link.configurations import Configurations
from timeout_audit.link.engines import Engines
from timeout_audit.link.everywhere import Everywhere
from timeout_audit.link.mailers import Mailers
from timeout_audit.link.sessions import Sessions
from timeout_audit.link.settings import Settings
from timeout_audit.link.sockets import Sockets
from timeout_audit.link.timeouts import ABSENT, Verdict, holds_more
from timeout_audit.link.values.configured import dict_in_force
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Items,
    Library,
    Missing,
    Plain,
    Table,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.values.strings import HOLE, scheme_of, text_of
from timeout_audit.link.versions import Pins
from timeout_audit.model.expression import Attribute, Call, Const, Expr, Item, Name, argument_of
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step

_UNSET = (State.NONE, State.DISABLED)
_WEB = frozenset({"http", "https", "ftp", "feed"})
_CALLED_ADDRESS = re.compile(r"(?i)(?:url|uri|href|link|endpoint|url_?(?:concat|join))$")


class Decision:
    """Decides what bounds a call: its own arguments, what it is called on, settings, the library's default."""

    def __init__(self, evaluator: Evaluator, pins: Pins, values: amounts.Values) -> None:
        self._evaluator = evaluator
        self.bounds = Bounds(evaluator, pins)
        self._applications = Applications(evaluator)
        self._configurations = Configurations(evaluator)
        self.clients = Clients(evaluator, self.bounds)
        self.settings = Settings(evaluator, pins, values)
        self.engines = Engines(evaluator, self.bounds, self.settings)
        self._mailers = Mailers(evaluator, pins)
        self._everywhere = Everywhere(evaluator, self.bounds)
        self._capacities = Capacities(evaluator, self.clients)
        self._sockets = Sockets(evaluator, self.clients)
        self._sessions = Sessions(evaluator)

    def excused(self, asked: Asked) -> bool:
        """Whether the call does not wait at all."""
        wait = asked.known.wait
        if self._is_let_off(self._saying(asked)):
            return True
        if wait.only is not None and not self._is_on(wait.only, asked):
            return True
        if self.clients.in_process(asked) or self.clients.polled(asked):
            return True
        return self._capacities.endless(asked) or self._sockets.excused(asked)

    def _is_let_off(self, asked: Asked) -> bool:
        unless = asked.known.wait.unless
        return unless is not None and self._is_on(unless, asked)

    def _saying(self, asked: Asked) -> Asked:
        """The call that says whether to wait: of one that inherits and does not, what made its object."""
        wait = asked.known.wait
        if wait.unless is None or not wait.inherits:
            return asked
        found = named_argument(self._evaluator, asked.call, asked.frame, wait.unless.keyword, wait.unless.position)
        unsaid = found is None or all(map(is_absent, found[0]))
        return (self.clients.making_call(asked) if unsaid else None) or asked

    def _is_on(self, flag: Flag, asked: Asked) -> bool:
        found = named_argument(self._evaluator, asked.call, asked.frame, flag.keyword, flag.position)
        values = [value for value in found[0] if not isinstance(value, Missing)] if found is not None else []
        if not values:
            return flag.default
        if flag.kind == "empty":
            return all(map(self._is_empty, values))
        if flag.kind == "address":
            return self._is_address(flag, asked, values)
        if flag.names:
            return all(isinstance(value, Library) and value.name in flag.names for value in values)
        return all(isinstance(value, Plain) and repr(value.value) == repr(flag.value) for value in values)

    def _is_empty(self, value: Value) -> bool:
        """Whether a value is nothing, or nothing but addresses of files."""
        if isinstance(value, Items):
            return all(scheme_of(one) == "file" for item in value.items for one in self._evaluator.value(item))
        return isinstance(value, Plain) and value.value in (None, "")

    def _is_address(self, flag: Flag, asked: Asked, values: Sequence[Value]) -> bool:
        """Whether an argument is a URL; where its text cannot be read, its name says it."""
        texts = [text for value in values if (text := text_of(value)) is not None and not text.startswith(HOLE)]
        if texts:
            return any(scheme_of(value).lower() in _WEB for value in values)
        return _is_called_address(flag, asked.call, values)

    def is_said_by_client(self, asked: Asked) -> bool:
        """Whether what bounds the call is said of its client: neither the call nor a copy of the client says more."""
        if not asked.known.wait.said_by_client or self.clients.copied(asked).bound is not None:
            return False
        own = self.bounds.own(asked).bound  # Options that cannot be read say no more: a limit is only one of them.
        return own is None or (own.state is State.UNKNOWN and all(map(holds_more, asked.known.wait.timeout)))

    def bound(self, asked: Asked) -> Bound | None:
        """What bounds the call; None where it turns out to be no wait, or another object's."""
        wait = asked.known.wait
        if wait.semantics.startswith("engine") or wait.semantics == "flask-sqlalchemy":
            verdict = self.engines.verdict(asked)
            return None if verdict is None else verdict.bound
        own = self.bounds.own(asked)
        if own.bound is not None and own.reason is not None:
            # One caller's value cannot be read; another certainly leaves it out.
            without = self._decided(replace(asked, left_out=True), Verdict("absent", reason=own.reason))
            if without is not None and without.state in _UNSET:
                return self._capacities.judged(asked, without)
        decided = self._decided(asked, own)
        return decided and self._capacities.judged(asked, decided)

    def _decided(self, asked: Asked, own: Verdict) -> Bound | None:
        wait = asked.known.wait
        found = self._first(asked, own) if wait.semantics != "application" else self._applications.verdict(asked)
        if (found.bound is None or found.bound.state in _UNSET) and self._sockets.ends(asked):
            return None
        if found.bound is not None:
            return self._chosen(asked, found.bound)
        for spec in wait.delegates:
            for call, frame in self._carrying(asked):
                given = named_argument(self._evaluator, call, frame, spec.keyword, spec.position)
                others = _others(spec, call, given[0]) if given is not None else []
                if given is not None and self._decides(asked, spec, others):
                    return self._delegated(spec, others, given[1])
        if self._mailers.idle(asked):
            return None
        by_settings = self._by_settings(asked)
        if by_settings is not None:
            return by_settings
        if own.bound is None and self.clients.said_on_its_way(asked):
            return None
        return (
            self._everywhere.bound(asked)
            or self._unread(asked)
            or self._sessions.bound(asked)
            or self._without(asked, own if own.reason else found)
        )

    def _by_settings(self, asked: Asked) -> Bound | None:
        """What the framework's settings say: that a class of others does the work, or a limit."""
        wait = asked.known.wait
        unfamiliar = self._mailers.unfamiliar(asked)
        if unfamiliar is not None or not wait.settings:
            return unfamiliar
        spec = wait.timeout[0] if wait.timeout else Timeout()
        superseded, instead = self._mailers.superseded(asked)
        names = [name for name in self._settings_that_count(asked) if name != superseded]
        return self.settings.bound(names, spec, asked.call.place, wait.marks).bound or instead

    def _unread(self, asked: Asked) -> Bound | None:
        """Unknown where settings that decide cannot be read, or what a class or socket is; None elsewhere."""
        unread = self._mailers.undecided(asked) or self._configurations.unread(asked)
        return unread or self._sockets.undecided(asked) or self.clients.undecided(asked)

    def _settings_that_count(self, asked: Asked) -> list[str]:
        """The variables of the settings that hold a limit for where the URL leads."""
        others = {spec.key for spec in asked.known.wait.timeout if spec.key and not self.bounds.counts(asked, spec)}
        return [name for name in asked.known.wait.settings if name.partition(".")[2] not in others]

    def _first(self, asked: Asked, own: Verdict) -> Verdict:
        """The first that says anything: what overrules the call, the call itself, what it is called on."""
        overruled = self.clients.overruled(asked)
        if overruled.bound is not None:
            return overruled
        if own.bound is None or own.bound.state in _UNSET:
            on_its_way = self.clients.in_the_way(asked)
            if on_its_way.bound is not None:
                return on_its_way
        if own.bound is not None or own.meaning == "default":
            return own
        wait = asked.known.wait
        if wait.inherits:
            return self.clients.inherited(asked)
        if wait.attributes or wait.setters or wait.role == "client":
            return self.clients.later(asked)
        return ABSENT

    def _chosen(self, asked: Asked, bound: Bound) -> Bound:
        """A wrapper's None switches off what the library would have done without it."""
        if bound.state is State.NONE and asked.known.wait.default:
            return replace(bound, state=State.DISABLED)
        if bound.state is State.DEFAULT and bound.seconds is None:
            # A configuration object without timeouts: the library's own.
            return replace(bound, seconds=self.bounds.default(asked.known, asked.call).seconds)
        return bound

    def _carrying(self, asked: Asked) -> Iterator[tuple[Call, Frame]]:
        """The calls that may be given another object that decides: the call itself, and what made its receiver."""
        yield asked.call, asked.frame
        made = self.clients.made(asked) if asked.receiver is not None else None
        if made is not None:
            yield made.call, made.frame

    def _decides(self, asked: Asked, spec: Argument, given: Sequence[Value]) -> bool:
        """Whether there is another object that decides.

        A client that another sends through, and that was given no limit, does not: that other one has a default.
        """
        if not given:
            return False
        made = [(one.library, one.made) for one in given if isinstance(one, Instance) and one.made is not None]
        if spec.keyword not in asked.known.wait.sends_through or len(made) < len(given):
            return True
        known = [(self.clients.constructor_entry(name, asked), call) for name, call in made]
        return any(entry is None or self.bounds.own(Asked(entry, at.call, at.frame)).bound for entry, at in known)

    def _delegated(self, spec: Argument, others: Sequence[Value], place: Place) -> Bound | None:
        """Another object decides; one that is made in the project is judged where it is made."""
        for value in others:
            if isinstance(value, Instance) and value.made is not None:
                return None
            reason = (
                value.reason if isinstance(value, Unknown) else msg("its `{name}` is made elsewhere", name=spec.keyword)
            )
            return Bound(State.UNKNOWN, source=place, reason=reason)
        return None

    def _without(self, asked: Asked, own: Verdict) -> Bound:
        """The library's own limit, or none."""
        wait = asked.known.wait
        steps = [self.bounds.unset(asked)]
        written = dict_in_force(self._evaluator, wait.settings, asked.call.place, wait.marks)
        if written is not None:
            steps.append(Step(msg("nor does the dict that is set for it"), written))
        bound = self.bounds.default(asked.known, asked.call)
        made = self.clients.made(asked) if asked.receiver is not None else None
        if made is not None:
            steps.append(Step(msg("nor does what made the object that it is called on"), made.call.place))
            if bound.state is State.DEFAULT:
                # The default is the client's: said there, once.
                client = (asked.receiver and asked.receiver.made) or made
                bound = replace(bound, source=client.call.place)
        bound = self.bounds.decoyed(asked, bound)
        if bound.state is State.NONE and asked.receiver is not None:
            bound = self.clients.decoyed(asked, bound)
        if bound.state is State.NONE:
            bound = replace(bound, reason=bound.reason or own.reason or self._mailers.relayed(asked))
            steps.append(Step(msg("{library} waits without a limit by default", library=asked.known.library.name)))
        return replace(bound, steps=(*steps, *bound.steps))


def _others(spec: Argument, call: Call, values: Values) -> list[Value]:
    """The values of an argument that are other objects: text and dicts are none, nor what is called an address."""
    given: list[Value] = [one for one in values if not isinstance(one, Table)]
    given = [one for one in given if not is_absent(one) and text_of(one) is None]
    return [] if _is_called_address(spec, call, given) else given


def _is_called_address(spec: Argument, call: Call, values: Sequence[Value]) -> bool:
    """Whether an argument that cannot be read has the name of an address."""
    given = argument_of(call, spec.position, spec.keyword)
    unread = all(isinstance(value, (Unknown, Computed)) or text_of(value) is not None for value in values)
    return given is not None and unread and bool(_CALLED_ADDRESS.search(_called(given)))


def _called(expression: Expr) -> str:
    """The last name of an expression: of a variable, an attribute, a key, or what is called."""
    if isinstance(expression, Item) and isinstance(expression.index, Const):
        return str(expression.index.value)
    if isinstance(expression, Call):
        return _called(expression.function)
    if isinstance(expression, Attribute):
        return expression.name
    return expression.id if isinstance(expression, Name) else ""
