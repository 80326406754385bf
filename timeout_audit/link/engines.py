"""Engines of databases: which driver a URL chooses, and what bounds a statement on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Driver
from timeout_audit.catalogue.limits import Decoy, Timeout
from timeout_audit.link.arguments import argument, inside, named_argument
from timeout_audit.link.bounds import Asked, Bounds, is_chosen, nested, pretended
from timeout_audit.link.events import Events
from timeout_audit.link.schemes import Schemes, Tested, may_choose
from timeout_audit.link.settings import Settings
from timeout_audit.link.texts import matched, query_of
from timeout_audit.link.timeouts import ABSENT, Verdict, best, judge, left_out, worst
from timeout_audit.link.values.configured import assigned
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Library, Method, OwnFunction, Partial, Plain, Table, Template, Value, Values
from timeout_audit.link.values.sites import callee_of
from timeout_audit.link.values.strings import scheme_of, text_of
from timeout_audit.model.place import Place
from timeout_audit.model.python import Begins
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, State

_OPTIONS = "SQLALCHEMY_ENGINE_OPTIONS"


class Choice(Struct, frozen=True):
    """What a URL chooses from: its possible schemes, each with its driver. None of them where it cannot be read."""

    schemes: tuple[tuple[str, Driver | None], ...]

    @property
    def fix(self) -> Driver | None:
        """The driver whose fix is right whatever the URL is; None where there is none."""
        drivers = [driver for _, driver in self.schemes]
        first = drivers[0] if drivers else None
        same = all(one is not None and not one.no_wait and first and one.fix == first.fix for one in drivers)
        return first if same and first is not None and first.fix else None


class Engines:
    """Decides what bounds a statement on an engine."""

    def __init__(self, evaluator: Evaluator, bounds: Bounds, settings: Settings) -> None:
        self._evaluator = evaluator
        self._bounds = bounds
        self._settings = settings
        self._events = Events(evaluator)
        self._schemes = Schemes(evaluator)

    def verdict(self, asked: Asked) -> Verdict | None:
        """What bounds a statement on the engine that this call makes; None where it is no wait (SQLite)."""
        flask = asked.known.wait.semantics == "flask-sqlalchemy"
        urls = self._flask_urls() if flask else self._urls(asked)
        chosen = self._drivers(urls, asked)
        fixed = not any(isinstance(value, (Plain, Template)) and value.default for value in urls)
        embedded = [driver for driver in self._evaluator.catalogue.drivers.values() if driver.no_wait]
        passed = self._passed(asked)
        if (chosen and fixed and all(driver.no_wait for driver in chosen)) or _only_for(embedded, passed):
            return None
        tested = Tested() if chosen else self._schemes.tested(asked)
        if tested.embedded(self._evaluator.catalogue.drivers.values()):
            return None
        waiting = [driver for driver in chosen if not driver.no_wait]
        possible = (driver for driver in self._evaluator.catalogue.drivers.values() if not driver.no_wait)
        drivers = waiting or [driver for driver in possible if tested.leaves(driver)]
        given = [*self._given(passed, _first(asked), drivers, embedded), *self._as_its_own(asked, drivers)]
        if flask:
            given += self._configured(drivers)
        if creators := self._creators(asked):
            return self._created(asked, creators, given)
        found = best([*given, *self._in_urls(urls, drivers)])
        if found.meaning == "absent" or (found.bound and found.bound.state is State.UNKNOWN):
            event = self._events.verdict(asked, drivers)
            found = event if event.meaning != "absent" else found
        if found.meaning == "absent" and (reason := self._undecided(asked, urls, tested, found)) is not None:
            return Verdict("bound", Bound(State.UNKNOWN, source=asked.call.place, reason=reason))
        if found.meaning == "absent":
            bound = self._decoyed(asked, waiting, urls)
            return Verdict("bound", replace(bound, reason=bound.reason or found.reason))
        return found

    def choice(self, asked: Asked) -> Choice | None:
        """What the URL chooses from; None where something else opens the connections."""
        if self._creators(asked):
            return None
        schemes = self._schemes_of(self._urls(asked))
        return Choice(tuple((scheme, self._of_scheme(scheme, asked)) for scheme in schemes))

    # -- the URL and its driver ----------------------------------------------------------------------------------

    def _urls(self, asked: Asked) -> Values:
        query = asked.known.wait.query
        if query is None:
            return ()
        found = named_argument(self._evaluator, asked.call, asked.frame, query.keyword, query.position)
        return found[0] if found is not None else ()

    def _flask_urls(self) -> Values:
        return tuple(value for one in assigned(self._evaluator, "SQLALCHEMY_DATABASE_URI") for value in one.values)

    def _drivers(self, urls: Values, asked: Asked) -> list[Driver]:
        """The drivers that the URLs choose; none where one of them cannot be read."""
        drivers = (self._of_scheme(scheme, asked) for scheme in self._schemes_of(urls))
        return list({driver.name: driver for driver in drivers if driver is not None}.values())

    def _schemes_of(self, urls: Values) -> list[str]:
        """The schemes of the URLs; none where one of them cannot be read. An empty text is no URL yet."""
        found = [scheme_of(value) for value in urls if text_of(value) != ""]
        return found if all(found) else []

    def _may_be_embedded(self, urls: Values, asked: Asked) -> bool:
        """Whether one of the URLs that can be read is that of an embedded database."""
        drivers = (self._of_scheme(scheme, asked) for value in urls if (scheme := scheme_of(value)))
        return any(driver is not None and driver.no_wait for driver in drivers)

    def _of_scheme(self, scheme: str, asked: Asked) -> Driver | None:
        if asked.known.wait.schemes:
            return self._evaluator.catalogue.drivers.get(asked.known.wait.schemes.get(scheme, ""))
        for driver in self._evaluator.catalogue.drivers.values():
            versions = driver.schemes.get(scheme)
            if versions is None:
                continue
            if not versions or self._bounds.pins.allows("sqlalchemy", versions, asked.frame.path):
                return driver
        return None

    def _undecided(self, asked: Asked, urls: Values, tested: Tested, found: Verdict) -> Message | None:
        """Why it is not known whether a limit is missing, where none was found on some paths or in another branch."""
        if found.reason is not None and self._may_be_embedded(urls, asked):
            # The paths that leave it out may be those of the database that needs none.
            return msg("a limit is set on some paths, and on some the database is embedded")
        if found.reason is not None and tested.either:
            return msg("a limit is set on some paths, and the URL decides which")
        return self._limited_beside(asked, tested)

    def _limited_beside(self, asked: Asked, tested: Tested) -> Message | None:
        """Why it is not known what the URL chooses, where the calls for the databases tested before are limited."""
        waiting = [driver for driver in self._evaluator.catalogue.drivers.values() if not driver.no_wait]
        groups = [(test, [driver for driver in waiting if may_choose(test, driver)]) for test in tested.unlike]
        # What a test by the driver leaves over may be the same database through another one.
        groups = [(test, drivers) for test, drivers in groups if drivers and "+" not in "".join(test.texts)]
        if not groups or not all(self._is_limited(asked, test, drivers) for test, drivers in groups):
            return None
        text = groups[0][0].texts[0]
        return msg("a limit is set for `{text}`, and which other database the URL may choose is not known", text=text)

    def _is_limited(self, asked: Asked, test: Begins, drivers: list[Driver]) -> bool:
        """Whether the calls that are made where a test holds are given a limit, and there is one."""
        found = [
            best([*self._given(self._passed(one), _first(one), drivers, []), *self._as_its_own(one, drivers)]).bound
            for one in self._schemes.elsewhere(asked, test)
        ]
        return bool(found) and all(one is not None and one.state is State.EXPLICIT for one in found)

    # -- arguments, URL, events ----------------------------------------------------------------------------------

    def _passed(self, asked: Asked) -> tuple[Values, Place] | None:
        """What is passed on to the driver: the dict of its arguments; None where there is none."""
        first, rest = _first(asked), asked.known.wait.arguments.partition(".")[2]
        found = named_argument(self._evaluator, asked.call, asked.frame, first, None) if first else None
        if found is None or not rest:
            return found
        return inside(self._evaluator, found, rest.split("."))

    def _given(
        self, passed: tuple[Values, Place] | None, wanted: str, drivers: Iterable[Driver], embedded: list[Driver]
    ) -> Iterator[Verdict]:
        if passed is None:
            return
        yield from left_out(passed[0], wanted)
        # What is passed to an embedded database alone is passed on no other's account.
        values = tuple(value for value in passed[0] if not _is_only_for(embedded, value))
        for driver in drivers:
            for spec in driver.connect_args:
                verdict = self._under((values, passed[1]), spec)
                yield _unless_other(verdict, spec, drivers, passed[1])

    def _as_its_own(self, asked: Asked, drivers: Iterable[Driver]) -> Iterator[Verdict]:
        """What a call says that takes the arguments of its driver as its own."""
        if not asked.known.wait.schemes:
            return
        yield self._bounds.own(asked)
        for driver in drivers:
            for spec in driver.connect_args:
                verdict = self._bounds.argument(asked, replace(spec, position=None))
                yield _unless_other(verdict, spec, drivers, asked.call.place)

    def _under(self, passed: tuple[Values, Place], spec: Timeout) -> Verdict:
        keys = [spec.keyword, *(spec.key.split(".") if spec.key else [])]
        found = inside(self._evaluator, passed, keys)
        if found is None:
            return ABSENT
        return matched(spec, *found) if spec.pattern else worst(judge(self._evaluator, spec, *found))

    def _configured(self, drivers: Iterable[Driver]) -> Iterator[Verdict]:
        """What Flask-SQLAlchemy's settings pass to the driver."""
        for one in assigned(self._evaluator, _OPTIONS):
            passed = inside(self._evaluator, (one.values, one.place), ["connect_args"])
            if passed is not None:
                yield from (self._under(passed, spec) for driver in drivers for spec in driver.connect_args)

    def _in_urls(self, urls: Values, drivers: Iterable[Driver]) -> Iterator[Verdict]:
        for value in urls:
            pairs = query_of((text_of(value) or "").replace("{}", "0"))
            place = value.place or Place("", 0)
            for spec in (spec for driver in drivers for spec in driver.query if spec.keyword in pairs):
                given = Plain(pairs[spec.keyword], place)
                if spec.pattern:
                    yield matched(spec, (given,), place)
                else:
                    yield worst(judge(self._evaluator, spec, (given,), place))

    def _creators(self, asked: Asked) -> list[Value]:
        """What ``creator=`` says opens the connections; nothing where it is not given."""
        found = (
            named_argument(self._evaluator, asked.call, asked.frame, name, None)
            for name in ("creator", "async_creator")
        )
        return [value for one in found if one is not None for value in one[0] if is_chosen(value)]

    def _created(self, asked: Asked, creators: list[Value], given: list[Verdict]) -> Verdict | None:
        """The creator's own connect is judged where it stands; arguments beside it are never read."""
        found = best(given).bound
        if found is not None:
            reason = msg("creator= opens the connections itself: connect_args are ignored")
            return Verdict("bound", replace(found, state=State.INEFFECTIVE, seconds=None, reason=reason))
        if any(self._is_followed(one) for one in creators):
            return None
        reason = msg("creator= opens the connections itself, in a way that is not known")
        return Verdict("bound", Bound(State.UNKNOWN, source=asked.call.place, reason=reason))

    def _is_followed(self, creator: Value) -> bool:
        """Whether a call of the catalogue stands in the function, or is the creator itself."""
        if isinstance(creator, Partial):
            creator = creator.function
        if isinstance(creator, (Library, Method)):
            return creator.name == "<lambda>" or any(self._evaluator.catalogue.waits(creator.name))
        if not isinstance(creator, OwnFunction):
            return False
        module = self._evaluator.program.module(creator.path)
        callees = (
            callee
            for site in module.calls.get(creator.function.qualname, ())
            for callee in callee_of(self._evaluator, creator.path, site)
        )
        return any(self._is_followed(callee) for callee in callees if not isinstance(callee, OwnFunction))

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
            return found[1] if found is not None and any(map(is_chosen, found[0])) else None
        if decoy.query and any(f"{decoy.query}=" in (text_of(value) or "") for value in urls):
            return asked.call.place
        return None


def _unless_other(verdict: Verdict, spec: Timeout, drivers: Iterable[Driver], place: Place) -> Verdict:
    """The same verdict, unless one of the drivers takes the argument for something else: then it is not known."""
    others = (decoy for driver in drivers for decoy in driver.decoys if not decoy.refused)
    if not any((one.keyword, one.key) == (spec.keyword, spec.key) for one in others):
        return verdict
    if verdict.meaning == "absent":
        return ABSENT
    reason = msg("what `{name}` limits depends on the driver, which the URL chooses", name=spec.keyword)
    return Verdict("bound", Bound(State.UNKNOWN, source=place, reason=reason))


def _is_only_for(drivers: list[Driver], value: object) -> bool:
    """Whether a dict of arguments holds one, in any case, that only these drivers take."""
    return isinstance(value, Table) and any(
        mark in value.entries and mark not in value.maybe for driver in drivers for mark in driver.marks
    )


def _only_for(drivers: list[Driver], passed: tuple[Values, Place] | None) -> bool:
    return passed is not None and all(_is_only_for(drivers, value) for value in passed[0])


def _first(asked: Asked) -> str:
    """The argument that holds what is passed on to the driver."""
    return asked.known.wait.arguments.partition(".")[0]
