"""Engines of databases: which driver a URL chooses, and what bounds a statement on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec.structs import replace

from timeout_audit.catalogue.entry import Decoy, Driver, Timeout
from timeout_audit.link.bounds import Asked, Bounds, nested, pretended, search, text_of
from timeout_audit.link.timeouts import ABSENT, Verdict, argument, judge, named_argument, quantity, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Library,
    OwnFunction,
    Partial,
    Plain,
    Table,
    Template,
    Unknown,
    Value,
    Values,
)
from timeout_audit.model.expression import Attribute, Call, Const
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step

_SCHEME = re.compile(r"^\s*([a-zA-Z][\w+.-]*)\s*:")
_EVENTS = frozenset({"connect", "begin", "checkout", "first_connect", "engine_connect", "do_connect"})
# Run once only, or undone by every rollback.
_LOST = {
    "first_connect": "a first_connect event runs for one connection only",
    "engine_connect": "what an engine_connect event sets is undone by the next rollback",
}


class Engines:
    """Decides what bounds a statement on an engine."""

    def __init__(self, evaluator: Evaluator, bounds: Bounds) -> None:
        self._evaluator = evaluator
        self._bounds = bounds

    def verdict(self, asked: Asked) -> Verdict | None:
        """What bounds a statement on the engine that this call makes; None where it is no wait (SQLite)."""
        urls = self._urls(asked)
        chosen = self._drivers(urls)
        if chosen and all(driver.no_wait for driver in chosen):
            return None
        chosen = [driver for driver in chosen if not driver.no_wait]
        drivers = chosen or [driver for driver in self._evaluator.catalogue.drivers.values() if not driver.no_wait]
        given = list(self._given(asked, drivers))
        if self._creator(asked) is not None:
            return self._created(given)
        verdicts = given or list(self._in_urls(urls, drivers))
        found = _best(verdicts)
        if found.meaning == "absent" or (found.bound and found.bound.state is State.UNKNOWN):
            event = self._events(asked, drivers)
            found = event if event.meaning != "absent" else found
        if found.meaning == "absent":
            return Verdict("bound", self._decoyed(asked, chosen, urls))
        return found

    def driver(self, asked: Asked) -> Driver | None:
        """The one driver that the URL chooses; None where that is open, or something else opens the connections."""
        chosen = self._drivers(self._urls(asked))
        return chosen[0] if len(chosen) == 1 and self._creator(asked) is None else None

    # -- the URL and its driver ----------------------------------------------------------------------------------

    def _urls(self, asked: Asked) -> Values:
        query = asked.known.wait.query
        if query is None:
            return ()
        found = named_argument(self._evaluator, asked.call, asked.frame, query.keyword, query.position)
        return tuple(value for one in (found[0] if found else ()) for value in self._url(one))

    def _url(self, value: Value) -> Values:
        """``URL.create("postgresql+psycopg2", …, query={…})`` and ``make_url(text)`` as text."""
        if (
            isinstance(value, Instance)
            and value.made is not None
            and value.made.name.endswith(("URL.create", "make_url", "URL"))
        ):
            call, frame = value.made.call, value.made.frame
            first = named_argument(self._evaluator, call, frame, "drivername", 0)
            query = named_argument(self._evaluator, call, frame, "query", 7)
            keys = [key for one in (query[0] if query else ()) if isinstance(one, Table) for key in one.entries]
            texts = [text_of(one) for one in (first[0] if first else ())]
            return tuple(
                Template(f"{text}://?{'&'.join(f'{key}={{}}' for key in keys)}" if "://" not in text else text)
                for text in texts
                if text
            )
        return (value,)

    def _drivers(self, urls: Values) -> list[Driver]:
        found: list[Driver] = []
        for value in urls:
            text = text_of(value)
            scheme = _SCHEME.match(text) if text else None
            if scheme is None and text is not None and text.startswith("sqlite"):
                continue
            if scheme is None:
                return []
            driver = self._of_scheme(scheme[1])
            if driver is not None and driver not in found:
                found.append(driver)
        return found

    def _of_scheme(self, scheme: str) -> Driver | None:
        for driver in self._evaluator.catalogue.drivers.values():
            versions = driver.schemes.get(scheme)
            if versions is None:
                continue
            if not versions or self._bounds.pins.allows("sqlalchemy", versions):
                return driver
        return None

    # -- arguments, URL, events ----------------------------------------------------------------------------------

    def _given(self, asked: Asked, drivers: Iterable[Driver]) -> Iterator[Verdict]:
        prefix = asked.known.wait.arguments.split(".") if asked.known.wait.arguments else []
        for driver in drivers:
            for spec in driver.connect_args:
                verdict = self._argument(asked, nested(spec, prefix))
                if verdict.meaning != "absent":
                    yield verdict

    def _argument(self, asked: Asked, spec: Timeout) -> Verdict:
        found = argument(self._evaluator, asked.call, asked.frame, spec)
        if found is None:
            return ABSENT
        if not spec.pattern:
            return worst(judge(self._evaluator, spec, *found))
        verdicts = [self._text_verdict(spec, value, found[1]) for value in found[0]]
        return worst([verdict for verdict in verdicts if verdict.meaning != "absent"])

    def _text_verdict(self, spec: Timeout, value: Value, place: Place) -> Verdict:
        text = text_of(value)
        if text is None:
            if isinstance(value, (Plain, Library)):
                return ABSENT
            reason = value.reason if isinstance(value, Unknown) else msg("its text cannot be read")
            return Verdict("bound", Bound(State.UNKNOWN, source=place, reason=reason, steps=value.steps))
        number = search(spec.pattern, text)
        return ABSENT if number is None else _limit(spec, number, value.place or place, value)

    def _in_urls(self, urls: Values, drivers: Iterable[Driver]) -> Iterator[Verdict]:
        for value in urls:
            text = text_of(value)
            if text is None or "?" not in text:
                continue
            try:
                pairs = dict(parse_qsl(urlsplit(text).query.replace("{}", "0"), keep_blank_values=True))
            except ValueError:
                continue
            for driver in drivers:
                for spec in driver.query:
                    given = pairs.get(spec.keyword)
                    if given is None:
                        continue
                    number = search(spec.pattern, unquote(given)) if spec.pattern else given
                    if number is not None:
                        place = value.place or Place("", 0)
                        yield (
                            _limit(spec, number, place, value)
                            if spec.pattern
                            else worst(judge(self._evaluator, spec, (Plain(given, place),), place))
                        )

    def _creator(self, asked: Asked) -> Place | None:
        for keyword in ("creator", "async_creator"):
            found = named_argument(self._evaluator, asked.call, asked.frame, keyword, None)
            if found is not None and not all(isinstance(value, Unknown) for value in found[0]):
                return found[1]
        return None

    def _created(self, given: list[Verdict]) -> Verdict | None:
        """The creator's own connect is judged where it stands; arguments beside it are never read."""
        found = _best(given).bound
        if found is None:
            return None
        reason = msg("creator= opens the connections itself: connect_args are ignored")
        return Verdict("bound", replace(found, state=State.INEFFECTIVE, seconds=None, reason=reason))

    def _events(self, asked: Asked, drivers: list[Driver]) -> Verdict:
        for name, function, place in self._listeners(asked):
            for driver in drivers:
                verdict = self._executed(driver, name, function, place)
                if verdict.meaning != "absent":
                    return verdict
        return ABSENT

    def _listeners(self, asked: Asked) -> Iterator[tuple[str, OwnFunction, Place]]:
        """The functions that listen to this engine, with the event."""
        for path, module in tuple(self._evaluator.program.modules.items()):
            for function in tuple(module.functions.values()):
                for decorator in function.decorators:
                    if (
                        isinstance(decorator, Call)
                        and _last(decorator) == "listens_for"
                        and len(decorator.arguments) >= 2
                    ):
                        frame = Frame(path, function.scope, at=function.place)
                        if self._listens(asked, decorator, frame):
                            yield _event(decorator), OwnFunction(path, function), function.place
            for site in tuple(module.sites):
                if _last(site.call) == "listen" and len(site.call.arguments) >= 3:
                    frame = Frame(path, site.scope, site.block, site.call.place)
                    if self._listens(asked, site.call, frame):
                        for value in self._evaluator.values(site.call.arguments[2].value, frame):
                            if isinstance(value, OwnFunction):
                                yield _event(site.call), value, site.call.place

    def _listens(self, asked: Asked, call: Call, frame: Frame) -> bool:
        target = call.arguments[0].value
        if isinstance(target, Attribute) and target.name == "sync_engine":
            target = target.value
        for value in self._evaluator.values(target, frame):
            if isinstance(value, Instance) and value.made is not None and value.made.call.place == asked.call.place:
                return True
            if isinstance(value, Library) and value.name.rpartition(".")[2] in ("Engine", "Pool"):
                return True
        return False

    def _executed(self, driver: Driver, event: str, own: OwnFunction, place: Place) -> Verdict:
        """A statement that a listener executes and that sets the limit."""
        if event not in _EVENTS:
            return ABSENT
        module = self._evaluator.program.module(own.path)
        sites = [
            site for scope, found in module.calls.items() if scope.startswith(own.function.qualname) for site in found
        ]
        commits = any(
            isinstance(site.call.function, Attribute) and site.call.function.name == "commit" for site in sites
        )
        commits = commits or any(
            target.endswith("autocommit") for scope, target in module.bindings if scope == own.function.qualname
        )
        for site in sites:
            for argument_ in site.call.arguments:
                frame = Frame(own.path, site.scope, site.block, argument_.place)
                for value in self._evaluator.values(argument_.value, frame):
                    verdict = self._statement(driver, value, argument_.place)
                    if verdict.meaning == "absent":
                        continue
                    return _lasting(verdict, event, driver, commits=commits)
        del place
        return ABSENT

    def _statement(self, driver: Driver, value: Value, place: Place) -> Verdict:
        if isinstance(value, (Instance, Partial)):
            return ABSENT
        text = text_of(value)
        if isinstance(value, Computed) and text is None:
            return ABSENT
        for spec in driver.statements:
            number = search(spec.pattern, text) if text else None
            if number is not None:
                return _limit(spec, number, place, value)
        return ABSENT

    # -- decoys --------------------------------------------------------------------------------------------------

    def _decoyed(self, asked: Asked, drivers: list[Driver], urls: Values) -> Bound:
        prefix = asked.known.wait.arguments.split(".") if asked.known.wait.arguments else []
        decoys: list[tuple[Decoy, list[str]]] = [(decoy, prefix) for driver in drivers for decoy in driver.decoys]
        decoys += [(decoy, []) for decoy in asked.known.wait.decoys]
        found = ((decoy, place) for decoy, holder in decoys if (place := self._decoy(asked, decoy, holder, urls)))
        return pretended(Bound(State.NONE), found)

    def _decoy(self, asked: Asked, decoy: Decoy, holder: list[str], urls: Values) -> Place | None:
        if decoy.keyword:
            spec = nested(Timeout(keyword=decoy.keyword, key=decoy.key), holder)
            found = argument(self._evaluator, asked.call, asked.frame, spec)
            return found[1] if found is not None and not all(isinstance(one, Unknown) for one in found[0]) else None
        if decoy.query and any(f"{decoy.query}=" in (text_of(value) or "") for value in urls):
            return asked.call.place
        return None


def _best(verdicts: list[Verdict]) -> Verdict:
    explicit = [one for one in verdicts if one.bound and one.bound.state is State.EXPLICIT]
    unknown = [one for one in verdicts if one.bound and one.bound.state is State.UNKNOWN]
    return (explicit or unknown or verdicts or [ABSENT])[0]


def _limit(spec: Timeout, text: str, place: Place, value: Value) -> Verdict:
    number = quantity(text)
    if number == 0 and spec.zero == "unbounded":
        reason = msg("`{name}` is {value}: no limit", name="statement_timeout", value="0")
        return Verdict("bound", Bound(State.DISABLED, None, text, place, reason, value.steps))
    own_unit = re.search(r"[a-z]", text) is not None
    seconds = None if number is None else number if own_unit or spec.unit == "s" else number * 0.001
    return Verdict("bound", Bound(State.EXPLICIT, seconds, text, place, steps=value.steps))


def _lasting(verdict: Verdict, event: str, driver: Driver, *, commits: bool) -> Verdict:
    bound = verdict.bound
    if bound is None or bound.state is not State.EXPLICIT:
        return verdict
    if event in _LOST:
        return Verdict("bound", replace(bound, state=State.INEFFECTIVE, reason=msg(_LOST[event])))
    if event == "connect" and driver.rolls_back and not commits:
        reason = msg("what a connect event sets without a commit holds only until the connection's first rollback")
        return Verdict("bound", replace(bound, state=State.INEFFECTIVE, reason=reason))
    step = Step(msg("a {event} event sets it", event=event), bound.source)
    return Verdict("bound", replace(bound, steps=(*bound.steps, step)))


def _last(call: Call) -> str:
    function = call.function
    return function.name if isinstance(function, Attribute) else getattr(function, "id", "")


def _event(call: Call) -> str:
    name = call.arguments[1].value
    return str(name.value) if isinstance(name, Const) else ""
