"""What bounds one call: its own arguments, what it is called on, the URL, the library's default, in that order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Driver
from timeout_audit.catalogue.index import Known
from timeout_audit.catalogue.limits import Argument, Decoy, Query, Timeout
from timeout_audit.link.arguments import argument, named_argument
from timeout_audit.link.texts import from_query, matched
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, worst
from timeout_audit.link.values.configured import assigned
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Library, Missing, Plain, Unknown, Value
from timeout_audit.link.values.marked import scheme_marked
from timeout_audit.link.values.sites import calls_of
from timeout_audit.link.values.strings import scheme_of, text_of
from timeout_audit.link.versions import Pins
from timeout_audit.model.expression import Call
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step


class Asked(Struct, frozen=True):
    """One call to be judged by one entry. ``receiver`` is the object that a method is called on.

    ``left_out``: as for a caller that gives no limit, whatever others give.
    """

    known: Known
    call: Call
    frame: Frame
    receiver: Instance | None = None
    left_out: bool = False


class Bounds:
    """Decides bounds. ``rooms`` answer for the entries whose semantics say so, ``clients`` for what objects carry."""

    def __init__(self, evaluator: Evaluator, pins: Pins) -> None:
        self.evaluator = evaluator
        self.pins = pins

    def own(self, asked: Asked) -> Verdict:
        """What the call's own arguments say; "absent" where they say nothing, "default" where they ask for it."""
        if (elsewhere := self._elsewhere(asked)) is not None:
            return elsewhere
        verdicts = [self.argument(asked, spec) for spec in asked.known.wait.timeout]
        verdicts += self._driver(asked)
        query = asked.known.wait.query
        if query is not None and (query.names or query.pattern):
            verdicts.append(self.from_url(asked, query))
        given = [verdict for verdict in verdicts if verdict.meaning != "absent"]
        # Any one of several limits is enough; without a limit, the first that says anything counts.
        explicit = [one for one in given if one.bound and one.bound.state is State.EXPLICIT]
        unknown = [one for one in given if one.bound and one.bound.state is State.UNKNOWN]
        absent = [one for one in verdicts if one.reason is not None]
        return (explicit or unknown or given or absent or [ABSENT])[0]

    def _elsewhere(self, asked: Asked) -> Verdict | None:
        """The verdict on a call whose URL leads where none of the known limits counts; None where one may."""
        specs, scheme = asked.known.wait.timeout, self.scheme(asked)
        if not scheme or not specs or any(not spec.schemes or scheme in spec.schemes for spec in specs):
            return None
        reason = msg("what bounds it over {scheme} is not known", scheme=scheme)
        return Verdict("bound", Bound(State.UNKNOWN, source=asked.call.place, reason=reason))

    def argument(self, asked: Asked, spec: Timeout) -> Verdict:
        """What one argument of the call says."""
        found = argument(self.evaluator, asked.call, asked.frame, spec, asked.known.wait.marks)
        if found is None or not self.counts(asked, spec):
            return ABSENT
        if spec.without is not None and self._is_given(asked, spec.without):
            reason = msg("`{name}` counts for nothing beside `{other}`", name=spec.keyword, other=spec.without.keyword)
            return Verdict("absent", reason=reason)
        if spec.pattern:
            return matched(spec, *found)
        return worst(judge(self.evaluator, spec, *found))

    def unset(self, asked: Asked) -> Step:
        """That a call gives no limit: none of its arguments does, or the dict that it gives has none."""
        place = asked.call.place
        specs = [spec for spec in asked.known.wait.timeout if spec.keyword]
        if not specs:
            return Step(msg("the call takes no limit of its own"), place)
        given = {one.keyword for one in asked.call.arguments}
        dicts = (spec for spec in specs if spec.key and spec.keyword in given and self.counts(asked, spec))
        spec = next(dicts, None)
        if spec is not None:
            return Step(msg("its `{name}` sets no `{key}`", name=spec.keyword, key=spec.key), place)
        return Step(msg("the call gives no `{name}`", name=specs[0].keyword), place)

    def counts(self, asked: Asked, spec: Timeout) -> bool:
        """Whether some version that the project allows reads an argument, and the URL leads where it counts."""
        path = asked.call.place.path
        if spec.versions:
            distribution = self.pins.installed(asked.known.library, path)
            if not self.pins.allows(distribution, spec.versions, path):
                return False
        return not spec.schemes or self.scheme(asked) in ("", *spec.schemes)

    def _is_given(self, asked: Asked, spec: Argument) -> bool:
        """Whether the call is given an argument that is not None."""
        found = named_argument(self.evaluator, asked.call, asked.frame, spec.keyword, spec.position)
        return found is not None and not all(map(is_absent, found[0]))

    def scheme(self, asked: Asked) -> str:
        """The scheme of the URL that the call is given or the settings hold, "" where that is not known."""
        query = asked.known.wait.query
        if query is None:
            return ""
        found = named_argument(self.evaluator, asked.call, asked.frame, query.keyword, query.position)
        values = found[0] if found is not None else tuple(self._configured(asked, query.settings))
        schemes = {_scheme(value) for value in values}
        if marks := asked.known.wait.marks:
            # Where another transport is a choice, the question is what bounds the others.
            schemes = schemes.difference(marks) or schemes
            schemes = schemes if any(schemes) else {self._marked(asked)}
        return schemes.pop() if len(schemes) == 1 else ""

    def _marked(self, asked: Asked) -> str:
        """The scheme that all dicts of options are for, "" where some may be for others."""
        wait = asked.known.wait
        found = named_argument(self.evaluator, asked.call, asked.frame, wait.timeout[0].keyword, None)
        variables = dict.fromkeys(name.partition(".")[0] for name in wait.settings)
        values = found[0] if found is not None else tuple(self._configured(asked, variables))
        schemes = {scheme_marked(value, wait.marks) for value in values}
        return schemes.pop() if len(schemes) == 1 else ""

    def _configured(self, asked: Asked, variables: Iterable[str]) -> Iterator[Value]:
        """What the framework's settings hold."""
        found = (one for name in variables for one in assigned(self.evaluator, name))
        return (value for one in found if one.counts(asked.call.place) for value in one.values)

    def _driver(self, asked: Asked) -> list[Verdict]:
        wait = asked.known.wait
        driver = self._driver_entry(asked)
        if driver is None:
            return []
        prefix = wait.arguments.split(".") if wait.arguments else []
        return [self.argument(asked, nested(spec, prefix)) for spec in driver.connect_args]

    def _driver_entry(self, asked: Asked) -> Driver | None:
        """The driver whose arguments the call takes: by name, by its URL's scheme, or by the module it is given."""
        wait = asked.known.wait
        drivers = self.evaluator.catalogue.drivers
        if wait.creator is not None:
            spec = wait.creator
            found = named_argument(self.evaluator, asked.call, asked.frame, spec.keyword, spec.position)
            names = [value.name for value in (found[0] if found else ()) if isinstance(value, Library)]
            return next((drivers[first] for name in names if (first := name.partition(".")[0]) in drivers), None)
        return drivers.get(wait.driver or self._driver_of_scheme(asked))

    def _driver_of_scheme(self, asked: Asked) -> str:
        """The driver that the scheme of a URL chooses, "" where none is."""
        wait = asked.known.wait
        if not wait.schemes or wait.query is None:
            return ""
        found = named_argument(self.evaluator, asked.call, asked.frame, wait.query.keyword, wait.query.position)
        texts = (text_of(value) or "" for value in (found[0] if found else ()))
        return next((wait.schemes[name] for text in texts if (name := text.partition(":")[0]) in wait.schemes), "")

    def from_url(self, asked: Asked, query: Query) -> Verdict:
        """What the query of a URL argument says."""
        found = named_argument(self.evaluator, asked.call, asked.frame, query.keyword, query.position)
        return ABSENT if found is None else from_query(self.evaluator, query, *found)

    def default(self, known: Known, call: Call) -> Bound:
        """The library's own bound for the versions that the project allows."""
        entries = known.wait.default
        if not entries:
            return Bound(State.NONE)
        chosen, reason = self.pins.choose(known.wait.default_of or known.library, entries, call.place.path)
        if chosen is None:
            return Bound(State.UNKNOWN, source=call.place, reason=reason)
        if chosen.seconds is None and not chosen.enough:
            return Bound(State.NONE)
        if chosen.seconds is None:
            return Bound(State.DEFAULT, reason=reason)
        seconds = f"{chosen.seconds:g}"
        library = known.wait.default_of or known.library.name
        step = Step(msg("{library} waits {seconds} s by default", library=library, seconds=seconds))
        return Bound(State.DEFAULT, chosen.seconds, steps=(step,))

    def decoyed(self, asked: Asked, bound: Bound) -> Bound:
        """A missing bound with something that looks like one is ineffective, with the reason."""
        if bound.state is not State.NONE:
            return bound
        decoys = list(asked.known.wait.decoys)
        driver = self._driver_entry(asked)
        if driver is not None:
            decoys += driver.decoys
        found = ((decoy, place) for decoy in decoys if (place := self._decoy(asked, decoy)) is not None)
        return pretended(bound, found)

    def _decoy(self, asked: Asked, decoy: Decoy) -> Place | None:
        """Where a decoy is given, None where it is not."""
        if decoy.schemes and self.scheme(asked) not in decoy.schemes:
            return None
        if decoy.keyword:
            spec = Timeout(keyword=decoy.keyword, position=decoy.position, key=decoy.key)
            given = argument(self.evaluator, asked.call, asked.frame, spec)
            counts = is_chosen if decoy.position is None else _is_number
            return given[1] if given is not None and any(map(counts, given[0])) else None
        if decoy.query:
            query = asked.known.wait.query or Query(keyword="url", position=0)
            verdict = self.from_url(asked, replace(query, names=(decoy.query,), pattern=""))
            return asked.call.place if verdict.meaning != "absent" else None
        if decoy.globally:
            calls = calls_of(self.evaluator, decoy.globally)
            return next((call.place for call, frame in calls if frame.path == asked.frame.path), None)
        return None


def pretended(bound: Bound, decoys: Iterable[tuple[Decoy, Place]]) -> Bound:
    """A missing bound in the light of the given decoys: ineffective, or unset with a word on the other limit."""
    for decoy, place in sorted(decoys, key=lambda pair: pair[0].other):
        if decoy.other and not _looks_like_one(decoy):
            continue
        name = decoy.key or decoy.keyword or decoy.query or decoy.attribute or decoy.globally
        why = msg(decoy.why)
        reason = why if name in decoy.why else msg("`{name}` does not bound it: {why}", name=name, why=why)
        state = State.NONE if decoy.other else State.INEFFECTIVE
        return replace(bound, state=state, reason=reason, source=place)
    return bound


def _looks_like_one(decoy: Decoy) -> bool:
    """Whether somebody could take it for the limit that is missing."""
    name = decoy.keyword or decoy.query or decoy.attribute or decoy.key
    return "timeout" in name.lower() or name == "heartbeat"


def _scheme(value: Value) -> str:
    """The scheme of a URL, "" where it cannot be read or holds only where nothing else is configured."""
    if (isinstance(value, Plain) and value.default) or "://" not in (text_of(value) or ""):
        return ""
    return scheme_of(value)


def _is_number(value: Value) -> bool:
    return isinstance(value, Plain) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool)


def is_absent(value: Value) -> bool:
    """Whether a value is none at all: not given, or None."""
    return isinstance(value, Missing) or (isinstance(value, Plain) and value.value is None)


def is_chosen(value: Value) -> bool:
    """Whether a value is one that somebody chose: not None, not False, not unknown."""
    return not isinstance(value, (Unknown, Missing)) and not (isinstance(value, Plain) and value.value in (None, False))


def nested(spec: Timeout, prefix: list[str]) -> Timeout:
    """A driver's argument as an item of the dict argument that holds it (``connect_args``)."""
    if not prefix:
        return spec
    keys = [*prefix[1:], spec.keyword, *([spec.key] if spec.key else [])]
    return replace(spec, keyword=prefix[0], position=None, key=".".join(keys))
