"""Settings of frameworks: the variables that Django, Flask and Celery read, wherever a project sets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from timeout_audit.catalogue.entry import Library, Setting
from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link import amounts
from timeout_audit.link.addresses import Address, address, without_helper
from timeout_audit.link.arguments import inside
from timeout_audit.link.backends import Backend, Backends, fitting, keyed, nearer
from timeout_audit.link.bounds import nested, pretended
from timeout_audit.link.texts import from_query, matched, query_of
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.configured import assigned, in_force
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Computed, Lazy, Missing, Plain, Table, Template, Unknown, Value, Values
from timeout_audit.link.values.marked import UNMARKED, Marks
from timeout_audit.link.values.own_entries import as_chosen
from timeout_audit.link.values.rewritten import rewriting, rewriting_settings, unread
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

    def bound(
        self, names: Iterable[str], spec: Timeout, application: Place | None = None, marks: Marks = UNMARKED
    ) -> Verdict:
        """What the first of the given variables says that is set (dots go deeper); "absent" where none is.

        ``application`` is the call that makes the object that they are settings of; None where it may be any.
        """
        names = tuple(names)
        for name, setting in in_force(self._evaluator, names, application, marks):
            found = inside(self._evaluator, (setting.values, setting.place), name.split(".")[1:])
            if found is not None:
                verdict = worst(judge(self._evaluator, replace(spec, keyword=name, key=""), *found))
                if verdict.meaning != "absent":
                    return verdict
        calls = [call for name in names for call in rewriting_settings(self._evaluator, name)]
        return Verdict("bound", unread(calls[0])) if calls else ABSENT

    # -- dicts of connections ------------------------------------------------------------------------------------

    def waits(self) -> Iterator[Wait]:
        """The connections that the project's settings describe."""
        entries: dict[str, list[tuple[Library, Setting]]] = {}
        for library, setting in self._evaluator.catalogue.settings:
            entries.setdefault(setting.name, []).append((library, setting))
        for name, found in entries.items():
            yield from self._agreed(list(self._by_file(name, found)), name)

    def _by_file(self, name: str, entries: list[tuple[Library, Setting]]) -> Iterator[tuple[Wait, str]]:
        """The connections of a variable, each with the file of settings that has it so."""
        for one in assigned(self._evaluator, name):
            path = one.place.path
            calls = [call for call in rewriting(self._evaluator, path, name) if call.place > one.place]
            for table in one.values:
                for wait in self._connections(entries, table, one.place) if isinstance(table, Table) else ():
                    yield (_unless_rewritten(wait, calls[0]) if calls else wait), path

    def _agreed(self, found: list[tuple[Wait, str]], name: str) -> Iterator[Wait]:
        """A connection that several files of settings have is what all of them make of it.

        What the file says where it is written does not count, where others take it over and set its limit.
        """
        groups: dict[object, list[tuple[Wait, str]]] = {}
        for wait, path in found:
            groups.setdefault((wait.place, wait.library, wait.parameter), []).append((wait, path))
        for group in groups.values():
            taken = [(wait, path) for wait, path in group if path != wait.place.path]
            if all(wait.bound.state in (State.NONE, State.DEFAULT) for wait, _ in taken):
                yield from (wait for wait, _ in group)
            else:
                yield self._taken(taken, name)

    def _taken(self, taken: list[tuple[Wait, str]], name: str) -> Wait:
        """What the files make of a connection that have it from another one, where some set a limit, or may."""
        limiting = [(wait, path) for wait, path in taken if wait.bound.state is State.EXPLICIT]
        if not limiting:
            return next(wait for wait, _ in taken if wait.bound.state not in (State.NONE, State.DEFAULT))
        wait, path = limiting[0]
        if len(limiting) == len(taken) and self._taking_over(wait.place.path, name) <= {one for _, one in taken}:
            return wait
        reason = msg("`{path}` sets a limit, and other settings that take it over set none", path=path)
        return replace(wait, bound=Bound(State.UNKNOWN, source=wait.place, reason=reason), remedy=None)

    def _taking_over(self, origin: str, name: str) -> set[str]:
        """The files that have all names of a file of settings, by ``from base import *``."""
        program = self._evaluator.program
        found = set[str]()
        for path in program.holding("import *"):
            program.ask(path, name)
            if any(program.resolve(star.target, path) == (origin, "") for star in program.module(path).stars):
                found.add(path)
        return found

    def _connections(self, entries: list[tuple[Library, Setting]], table: Table, place: Place) -> Iterator[Wait]:
        for lazy in (lazy for lazies in table.entries.values() for lazy in lazies):
            at = lazy.frame.at or place
            found = address(self._evaluator, lazy)
            for connection in self._evaluator.value(lazy):
                if found is not None and not (isinstance(connection, Table) and connection.more is None):
                    rest = connection if isinstance(connection, Table) else Table({})
                    yield from self._addressed(entries, found, rest, _place_of(lazy) or at)
                    break
                if isinstance(connection, Table):
                    yield from self._described(entries, connection, connection.place or at)

    def _described(self, entries: list[tuple[Library, Setting]], connection: Table, place: Place) -> Iterator[Wait]:
        if not entries[0][1].selector:
            yield from self._keyed(entries, connection, place)
            return
        values = self._item(connection, entries[0][1].selector)
        for value in values:
            if isinstance(value, Plain) and isinstance(value.value, str):
                backend = self._backends.of([setting for _, setting in entries], value.value, place.path)
                yield from self._chosen(entries, backend, value, connection, place)
        if len(values) == 1 and isinstance(values[0], (Unknown, Computed, Template)):
            reason = msg("what `{name}` is decides at run time", name=entries[0][1].selector)
            yield self._undecided(entries, connection, place, reason)

    def _keyed(self, entries: list[tuple[Library, Setting]], connection: Table, place: Place) -> Iterator[Wait]:
        """A connection of a kind that one of its keys tells."""
        key, library, setting = keyed(entries, connection)
        if key in connection.maybe or (not key and connection.more is not None):
            reason = connection.more or msg("what `{name}` is decides at run time", name=key)
            yield self._undecided(entries, connection, place, reason)
        elif key and not setting.no_wait:
            yield self._wait(library, setting, self._bound(library, setting, connection, place), place)

    def _chosen(
        self, entries: list[tuple[Library, Setting]], backend: Backend, chosen: Plain, connection: Table, place: Place
    ) -> Iterator[Wait]:
        """A connection of one backend; where nothing is known of that, it waits in a way that is not known either."""
        name, known = str(chosen.value), list(fitting(entries, backend))
        for library, setting in known:
            bound = self._unless_hooked(setting, backend, name, self._bound(library, setting, connection, place), place)
            yield self._wait(library, setting, bound, place)
        if name and not backend.names:
            yield self._unfamiliar(entries, name, place)
        elif name and chosen.default and not known:
            yield self._undecided(entries, connection, place, _idle_by_default(entries[0][1]))

    def _undecided(
        self, entries: list[tuple[Library, Setting]], connection: Table, place: Place, reason: Message
    ) -> Wait:
        """A connection of a backend that is not known, for a reason."""
        library, setting = entries[0]
        bound = _unless_limited(self._bound(library, setting, connection, place), place, reason)
        return self._wait(library, setting, bound, place)

    def _unless_hooked(self, setting: Setting, backend: Backend, name: str, bound: Bound, place: Place) -> Bound:
        hook = self._backends.hook(backend, setting.hooks)
        reason = msg("`{hook}` of `{name}` may set a limit", hook=hook, name=name)
        return _unless_limited(bound, place, reason) if hook else bound

    def _unfamiliar(self, entries: list[tuple[Library, Setting]], name: str, place: Place) -> Wait:
        reason = msg("which limit the backend `{name}` takes is not known", name=name)
        return self._wait(*entries[0], Bound(State.UNKNOWN, source=place, reason=reason), place)

    def _addressed(
        self, entries: list[tuple[Library, Setting]], found: Address, rest: Table, place: Place
    ) -> Iterator[Wait]:
        """A connection that a helper reads from an address: that bounds it, or what is set in its dict afterwards."""
        engine = self._engine_of(entries[0][1], rest) or found.engine
        backend = self._backends.of([setting for _, setting in entries], engine, place.path)
        for library, setting in fitting(entries, backend):
            driver = self._evaluator.catalogue.drivers.get(setting.driver)
            verdicts = [self._queried(spec, found, place) for spec in (driver.connect_args if driver else ())]
            known = (one.bound for one in verdicts if one.bound and one.bound.state is State.EXPLICIT)
            said = self._bound(library, setting, without_helper(rest), place)
            bound = next(known, said) if said.state in (State.NONE, State.INEFFECTIVE) else said
            wait = self._wait(library, setting, self._unless_hooked(setting, backend, engine, bound, place), place)
            yield replace(wait, remedy=wait.remedy and _after(wait.remedy))
        if engine and not backend.names:
            yield self._unfamiliar(entries, engine, place)
        elif not engine and found.default:
            yield self._undecided(entries, without_helper(rest), place, _idle_by_default(entries[0][1]))

    def _engine_of(self, setting: Setting, rest: Table) -> str:
        """The backend that is set in the dict of a helper afterwards; "" where none is for certain."""
        if setting.selector in rest.maybe:
            return ""
        return next(filter(None, map(text_of, self._item(rest, setting.selector))), "")

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
        return Remedy(msg(setting.fix.text, seconds=limit.text, milliseconds=limit.milliseconds), place=place)

    def _bound(self, library: Library, setting: Setting, connection: Table, place: Place) -> Bound:
        # What is set for one backend is there for who asks of that.
        connection = as_chosen(connection)
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
            return nearer(chosen.bound, place)
        if connection.more is not None:
            return Bound(State.UNKNOWN, source=place, reason=connection.more)
        return self._unset(library, setting, connection, place)

    def _unset(self, library: Library, setting: Setting, connection: Table, place: Place) -> Bound:
        if setting.default:
            distribution = setting.default_of or library.distribution
            chosen, reason = self._pins.choose(distribution, setting.default, place.path)
            if chosen is None:
                return Bound(State.UNKNOWN, source=place, reason=reason)
            if chosen.seconds is not None or chosen.enough:
                return Bound(State.DEFAULT, chosen.seconds, reason=reason)
        decoys = [(decoy, place) for decoy in setting.decoys if any(map(_is_given, self._item(connection, decoy.key)))]
        return pretended(Bound(State.NONE), decoys)

    def _key(self, spec: Timeout, connection: Table, place: Place) -> Verdict:
        found = inside(self._evaluator, ((connection,), place), spec.key.split("."))
        if found is None:
            return ABSENT
        shown = replace(spec, keyword=spec.key)
        return matched(shown, *found) if spec.pattern else worst(judge(self._evaluator, shown, *found))


def _idle_by_default(setting: Setting) -> Message:
    return msg("the default of `{name}` waits on nobody, and the environment may name another", name=setting.selector)


def _unless_limited(bound: Bound, place: Place, reason: Message) -> Bound:
    """The same bound where it is a limit; else unknown, for a reason."""
    return bound if bound.state is State.EXPLICIT else Bound(State.UNKNOWN, source=place, reason=reason)


def _unless_rewritten(wait: Wait, call: Call) -> Wait:
    return wait if wait.bound.state is State.EXPLICIT else replace(wait, bound=unread(call), remedy=None)


def _is_given(value: Value) -> bool:
    """Whether an entry is there for certain."""
    return not isinstance(value, (Missing, Unknown))


def _after(remedy: Remedy) -> Remedy:
    """The remedy of a dict that a helper makes, which takes no options itself."""
    return replace(remedy, text=msg("{fix} of the dict that is made here, in a statement below", fix=remedy.text))


def _place_of(lazy: Lazy) -> Place | None:
    return lazy.expression.place if isinstance(lazy.expression, Call) else None
