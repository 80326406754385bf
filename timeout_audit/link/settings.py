"""Settings of frameworks: the variables that Django, Flask and Celery read, wherever a project sets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from timeout_audit.catalogue.entry import Library, Setting, Timeout
from timeout_audit.link import amounts
from timeout_audit.link.addresses import Address, address
from timeout_audit.link.arguments import inside
from timeout_audit.link.backends import Backend, Backends
from timeout_audit.link.bounds import nested, pretended
from timeout_audit.link.texts import from_query, matched, query_of
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.configured import assigned
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Computed, Lazy, Missing, Plain, Table, Template, Unknown, Value, Values
from timeout_audit.link.values.strings import text_of
from timeout_audit.link.versions import Pins
from timeout_audit.model.expression import Call
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Layer, Remedy, State, Wait


class Settings:
    """Finds what a project's settings say."""

    def __init__(self, evaluator: Evaluator, pins: Pins, values: amounts.Values) -> None:
        self._evaluator = evaluator
        self._pins = pins
        self._backends = Backends(evaluator)
        self._values = values

    def bound(self, names: Iterable[str], spec: Timeout) -> Verdict:
        """What the first of the given variables says that is set (dots go deeper); "absent" where none is."""
        for name in names:
            variable, _, rest = name.partition(".")
            for setting in assigned(self._evaluator, variable):
                found = inside(self._evaluator, (setting.values, setting.place), rest.split(".") if rest else [])
                if found is not None:
                    verdict = worst(judge(self._evaluator, replace(spec, keyword=name, key=""), *found))
                    if verdict.meaning != "absent":
                        return verdict
        return ABSENT

    # -- dicts of connections ------------------------------------------------------------------------------------

    def waits(self) -> Iterator[Wait]:
        """The connections that the project's settings describe."""
        entries: dict[str, list[tuple[Library, Setting]]] = {}
        for library, setting in self._evaluator.catalogue.settings:
            entries.setdefault(setting.name, []).append((library, setting))
        for name, found in entries.items():
            for one in assigned(self._evaluator, name):
                for table in one.values:
                    if isinstance(table, Table):
                        yield from self._connections(found, table, one.place)

    def _connections(self, entries: list[tuple[Library, Setting]], table: Table, place: Place) -> Iterator[Wait]:
        for lazy in (lazy for lazies in table.entries.values() for lazy in lazies):
            at = lazy.frame.at or place
            for connection in self._evaluator.value(lazy):
                if isinstance(connection, Table):
                    yield from self._described(entries, connection, connection.place or at)
                elif (found := address(self._evaluator, lazy)) is not None:
                    yield from self._addressed(entries, found, _place_of(lazy) or at)
                    break

    def _described(self, entries: list[tuple[Library, Setting]], connection: Table, place: Place) -> Iterator[Wait]:
        values = self._item(connection, entries[0][1].selector)
        for value in values:
            if isinstance(value, Plain) and isinstance(value.value, str):
                backend = self._backends.of([setting for _, setting in entries], value.value, place.path)
                yield from self._chosen(entries, backend, value.value, connection, place)
        if len(values) == 1 and isinstance(values[0], (Unknown, Computed, Template)):
            library, setting = entries[0]
            reason = msg("what `{name}` is decides at run time", name=setting.selector)
            bound = _unless_limited(self._bound(library, setting, connection, place), place, reason)
            yield self._wait(library, setting, bound, place)

    def _chosen(
        self, entries: list[tuple[Library, Setting]], backend: Backend, name: str, connection: Table, place: Place
    ) -> Iterator[Wait]:
        """A connection of one backend; where nothing is known of that, it waits in a way that is not known either."""
        for library, setting in _fitting(entries, backend):
            bound = self._unless_hooked(setting, backend, name, self._bound(library, setting, connection, place), place)
            yield self._wait(library, setting, bound, place)
        if name and not backend.names:
            yield self._unfamiliar(entries, name, place)

    def _unless_hooked(self, setting: Setting, backend: Backend, name: str, bound: Bound, place: Place) -> Bound:
        hook = self._backends.hook(backend, setting.hooks)
        reason = msg("`{hook}` of `{name}` may set a limit", hook=hook, name=name)
        return _unless_limited(bound, place, reason) if hook else bound

    def _unfamiliar(self, entries: list[tuple[Library, Setting]], name: str, place: Place) -> Wait:
        reason = msg("which limit the backend `{name}` takes is not known", name=name)
        return self._wait(*entries[0], Bound(State.UNKNOWN, source=place, reason=reason), place)

    def _addressed(self, entries: list[tuple[Library, Setting]], found: Address, place: Place) -> Iterator[Wait]:
        """A connection that a helper reads from an address: what that says is all that bounds it."""
        backend = self._backends.of([setting for _, setting in entries], found.engine, place.path)
        for library, setting in _fitting(entries, backend):
            driver = self._evaluator.catalogue.drivers.get(setting.driver)
            verdicts = [self._queried(spec, found, place) for spec in (driver.connect_args if driver else ())]
            known = (one.bound for one in verdicts if one.bound and one.bound.state is State.EXPLICIT)
            bound = self._unless_hooked(setting, backend, found.engine, next(known, Bound(State.NONE)), place)
            wait = self._wait(library, setting, bound, place)
            yield replace(wait, remedy=wait.remedy and _after(wait.remedy))
        if found.engine and not backend.names:
            yield self._unfamiliar(entries, found.engine, place)

    def _queried(self, spec: Timeout, found: Address, place: Place) -> Verdict:
        """What the query of an address says, which the helper makes OPTIONS of."""
        given = [query_of(text).get(spec.keyword) for value in found.texts if (text := text_of(value))]
        values = tuple(Plain(one, place) for one in given if one is not None)
        if not values:
            return ABSENT
        return matched(spec, values, place) if spec.pattern else worst(judge(self._evaluator, spec, values, place))

    def _item(self, table: Table, key: str) -> Values:
        found = inside(self._evaluator, ((table,), Place("", 0)), key.split("."))
        return found[0] if found is not None else ()

    def _wait(self, library: Library, setting: Setting, bound: Bound, place: Place) -> Wait:
        by_other = setting.default_of if bound.state is State.DEFAULT else ""
        return Wait(
            layer=Layer(setting.layer),
            api=f"{library.imports[0]} {setting.name}",
            place=place,
            bound=bound,
            library=by_other or library.name,
            version=self._pins.version(by_other or library.distribution, place.path),
            parameter=setting.parameter,
            role="client",
            remedy=self._remedy(setting, bound, place),
            docs=setting.docs or library.docs,
        )

    def _remedy(self, setting: Setting, bound: Bound, place: Place) -> Remedy | None:
        """What to write into the dict; None where nothing is wrong or known."""
        if setting.fix is None or bound.state in (State.EXPLICIT, State.UNKNOWN):
            return None
        default = bound.seconds if bound.state is State.DEFAULT else None
        limit = amounts.amount(self._values, Layer(setting.layer), setting.parameter, default)
        text = msg(setting.fix.text, seconds=limit.text, milliseconds=limit.milliseconds)
        return Remedy(text, place=place)

    def _bound(self, library: Library, setting: Setting, connection: Table, place: Place) -> Bound:
        verdicts = [self._key(spec, connection, place) for spec in setting.timeout]
        driver = self._evaluator.catalogue.drivers.get(setting.driver)
        for spec in driver.connect_args if driver is not None else ():
            inner = nested(spec, ["", *setting.options.split(".")])
            verdicts.append(self._key(replace(inner, keyword=""), connection, place))
        if setting.query is not None and setting.location:
            verdicts.append(from_query(self._evaluator, setting.query, self._item(connection, setting.location), place))
        given = [one for one in verdicts if one.meaning != "absent"]
        explicit = [one for one in given if one.bound and one.bound.state is State.EXPLICIT]
        chosen = (explicit or given or [ABSENT])[0]
        if chosen.bound is not None:
            return chosen.bound
        if connection.more is not None:
            return Bound(State.UNKNOWN, source=place, reason=connection.more)
        return self._unset(library, setting, connection, place)

    def _unset(self, library: Library, setting: Setting, connection: Table, place: Place) -> Bound:
        if setting.default:
            distribution = setting.default_of or library.distribution
            chosen, reason = self._pins.choose(distribution, setting.default, place.path)
            if chosen is None:
                return Bound(State.UNKNOWN, source=place, reason=reason)
            if chosen.seconds is not None:
                return Bound(State.DEFAULT, chosen.seconds)
        decoys = [(decoy, place) for decoy in setting.decoys if any(map(_is_given, self._item(connection, decoy.key)))]
        return pretended(Bound(State.NONE), decoys)

    def _key(self, spec: Timeout, connection: Table, place: Place) -> Verdict:
        found = inside(self._evaluator, ((connection,), place), spec.key.split("."))
        if found is None:
            return ABSENT
        shown = replace(spec, keyword=spec.key)
        return matched(shown, *found) if spec.pattern else worst(judge(self._evaluator, shown, *found))


def _fitting(entries: list[tuple[Library, Setting]], backend: Backend) -> Iterator[tuple[Library, Setting]]:
    """The entries of a backend that waits."""
    for library, setting in entries:
        if not setting.no_wait and backend.names.intersection((*setting.choices, *setting.heirs)):
            yield library, setting


def _unless_limited(bound: Bound, place: Place, reason: Message) -> Bound:
    """The same bound where it is a limit; else unknown, for a reason."""
    return bound if bound.state is State.EXPLICIT else Bound(State.UNKNOWN, source=place, reason=reason)


def _is_given(value: Value) -> bool:
    """Whether an entry is there for certain."""
    return not isinstance(value, (Missing, Unknown))


def _after(remedy: Remedy) -> Remedy:
    """The remedy of a dict that a helper makes, which takes no options itself."""
    return replace(remedy, text=msg("{fix} of the dict that is made here, in a statement below", fix=remedy.text))


def _place_of(lazy: Lazy) -> Place | None:
    return lazy.expression.place if isinstance(lazy.expression, Call) else None
