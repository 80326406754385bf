"""What bounds one call: its own arguments, the object it is called on, the URL, the library's default, in that order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Decoy, Query, Timeout
from timeout_audit.catalogue.index import Known
from timeout_audit.link.timeouts import ABSENT, Verdict, argument, judge, named_argument, quantity, worst
from timeout_audit.link.values import callers
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Library, Plain, Template, Unknown, Value, Values
from timeout_audit.link.versions import Pins
from timeout_audit.model.expression import Call
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step


class Asked(Struct, frozen=True):
    """One call to be judged by one entry. ``receiver`` is the object that a method is called on."""

    known: Known
    call: Call
    frame: Frame
    receiver: Instance | None = None


class Bounds:
    """Decides bounds. ``rooms`` answer for the entries whose semantics say so, ``clients`` for what objects carry."""

    def __init__(self, evaluator: Evaluator, pins: Pins) -> None:
        self.evaluator = evaluator
        self.pins = pins

    def own(self, asked: Asked) -> Verdict:
        """What the call's own arguments say; "absent" where they say nothing, "default" where they ask for it."""
        verdicts = [self._argument(asked, spec) for spec in asked.known.wait.timeout]
        verdicts += self._driver(asked)
        query = asked.known.wait.query
        if query is not None and (query.names or query.pattern):
            verdicts.append(self.from_url(asked, query))
        given = [verdict for verdict in verdicts if verdict.meaning != "absent"]
        # Any one of several limits is enough; without a limit, the first that says anything counts.
        explicit = [one for one in given if one.bound and one.bound.state is State.EXPLICIT]
        unknown = [one for one in given if one.bound and one.bound.state is State.UNKNOWN]
        return (explicit or unknown or given or [ABSENT])[0]

    def _argument(self, asked: Asked, spec: Timeout) -> Verdict:
        found = argument(self.evaluator, asked.call, asked.frame, spec)
        if found is None:
            return ABSENT
        if spec.pattern:
            return _matched(spec, found[0], found[1])
        return worst(judge(self.evaluator, spec, *found))

    def _driver(self, asked: Asked) -> list[Verdict]:
        wait = asked.known.wait
        driver = self.evaluator.catalogue.drivers.get(wait.driver)
        if driver is None:
            return []
        prefix = wait.arguments.split(".") if wait.arguments else []
        return [self._argument(asked, nested(spec, prefix)) for spec in driver.connect_args]

    def from_url(self, asked: Asked, query: Query) -> Verdict:
        """What the query of a URL argument says."""
        found = named_argument(self.evaluator, asked.call, asked.frame, query.keyword, query.position)
        if found is None:
            return ABSENT
        spec = Timeout(keyword=query.keyword, unit=query.unit, zero="unbounded")
        verdicts = []
        for value in found[0]:
            text = text_of(value)
            if text is None:
                continue
            number = _in_url(text, query)
            if number is not None:
                verdicts += judge(self.evaluator, spec, (Plain(number, found[1]),), found[1])
        return worst(verdicts) if verdicts else ABSENT

    def default(self, known: Known, call: Call) -> Bound:
        """The library's own bound for the versions that the project allows."""
        entries = known.wait.default
        if not entries:
            return Bound(State.NONE)
        chosen, reason = self.pins.choose(known.library.distribution, entries)
        if chosen is None:
            return Bound(State.UNKNOWN, source=call.place, reason=reason)
        if chosen.seconds is None:
            return Bound(State.NONE)
        step = Step(
            msg("{library} waits {seconds} s by default", library=known.library.name, seconds=f"{chosen.seconds:g}")
        )
        return Bound(State.DEFAULT, chosen.seconds, steps=(step,))

    def globally(self, asked: Asked) -> Bound | None:
        """A limit that some file sets for the whole process and that this call honours; None where there is none."""
        for name in asked.known.wait.globally:
            for call, frame in self._calls_of(name):
                if call.arguments:
                    spec = Timeout(keyword="timeout", position=0, zero="unbounded")
                    verdict = self._argument(Asked(asked.known, call, frame), spec)
                    if verdict.bound is not None and verdict.bound.state is State.EXPLICIT:
                        return verdict.bound
        return None

    def _calls_of(self, name: str) -> list[tuple[Call, Frame]]:
        memo = self.evaluator.memo
        key = ("global", name)
        if key not in memo:
            last = name.rpartition(".")[2]
            found = []
            for path, site in callers.sites_named(self.evaluator, last):
                frame = Frame(path, site.scope, site.block, site.call.place)
                if any(value == Library(name) for value in self.evaluator.values(site.call.function, frame)):
                    found.append((site.call, frame))
            memo[key] = found
        calls: list[tuple[Call, Frame]] = memo[key]
        return calls

    def decoyed(self, asked: Asked, bound: Bound) -> Bound:
        """A missing bound with something that looks like one is ineffective, with the reason."""
        if bound.state is not State.NONE:
            return bound
        decoys = list(asked.known.wait.decoys)
        driver = self.evaluator.catalogue.drivers.get(asked.known.wait.driver)
        if driver is not None:
            decoys += driver.decoys
        found = ((decoy, place) for decoy in decoys if (place := self._decoy(asked, decoy)) is not None)
        return pretended(bound, found)

    def _decoy(self, asked: Asked, decoy: Decoy) -> Place | None:
        """Where a decoy is given, None where it is not."""
        if decoy.keyword:
            given = argument(self.evaluator, asked.call, asked.frame, Timeout(keyword=decoy.keyword, key=decoy.key))
            return given[1] if given is not None and any(map(_chosen, given[0])) else None
        if decoy.query:
            query = asked.known.wait.query or Query(keyword="url", position=0)
            verdict = self.from_url(asked, replace(query, names=(decoy.query,), pattern=""))
            return asked.call.place if verdict.meaning != "absent" else None
        if decoy.globally:
            calls = self._calls_of(decoy.globally)
            return next((call.place for call, frame in calls if frame.path == asked.frame.path), None)
        return None


def pretended(bound: Bound, decoys: Iterable[tuple[Decoy, Place]]) -> Bound:
    """A missing bound in the light of the decoys that are given: ineffective, or unset with a word on the other limit."""
    for decoy, place in sorted(decoys, key=lambda pair: pair[0].other):
        name = decoy.key or decoy.keyword or decoy.query or decoy.attribute or decoy.globally
        reason = msg("`{name}` does not bound it: {why}", name=name, why=msg(decoy.why))
        state = State.NONE if decoy.other else State.INEFFECTIVE
        return replace(bound, state=state, reason=reason, source=place)
    return bound


def _chosen(value: Value) -> bool:
    """Whether a value is one that somebody chose: not None, not False, not unknown."""
    return not isinstance(value, Unknown) and not (isinstance(value, Plain) and value.value in (None, False))


def nested(spec: Timeout, prefix: list[str]) -> Timeout:
    """A driver's argument as an item of the dict argument that holds it (``connect_args``)."""
    if not prefix:
        return spec
    keys = [*prefix[1:], spec.keyword, *([spec.key] if spec.key else [])]
    return replace(spec, keyword=prefix[0], position=None, key=".".join(keys))


def _matched(spec: Timeout, values: Values, place: Place) -> Verdict:
    """A number inside the text of an argument, as in ``-c statement_timeout=5000``."""
    verdicts: list[Verdict] = []
    for value in values:
        text = text_of(value)
        if text is None:
            if isinstance(value, Unknown):
                verdicts.append(
                    Verdict("bound", Bound(State.UNKNOWN, source=place, reason=value.reason, steps=value.steps))
                )
            elif not isinstance(value, (Plain, Library)):
                verdicts.append(
                    Verdict(
                        "bound",
                        Bound(State.UNKNOWN, source=place, reason=msg("its text cannot be read"), steps=value.steps),
                    )
                )
            continue
        number = search(spec.pattern, text)
        if number is not None:
            verdicts.append(_number(spec, number, value.place or place))
    return worst(verdicts) if verdicts else ABSENT


def _number(spec: Timeout, text: str, place: Place) -> Verdict:
    number = quantity(text)
    if number is None:
        return Verdict("bound", Bound(State.EXPLICIT, None, text, place))
    if number == 0:
        reason = msg("`{name}` is {value}: no limit", name="statement_timeout", value="0")
        return Verdict("bound", Bound(State.DISABLED, None, text, place, reason))
    own_unit = re.search(r"[a-z]", text) is not None
    return Verdict(
        "bound", Bound(State.EXPLICIT, number * (0.001 if spec.unit == "ms" and not own_unit else 1.0), text, place)
    )


def search(pattern: str, text: str) -> str | None:
    """The value that a pattern finds in a text."""
    found = re.search(pattern, text)
    return found["value"] if found else None


def text_of(value: object) -> str | None:
    """The text of a value, with holes; None where it is no text."""
    if isinstance(value, Template):
        return value.text
    if isinstance(value, Plain) and isinstance(value.value, str):
        return value.value
    return None


def _in_url(text: str, query: Query) -> str | None:
    if query.pattern:
        return search(query.pattern, unquote(text))
    try:
        pairs = dict(parse_qsl(urlsplit(text).query, keep_blank_values=True))
    except ValueError:
        return None
    return next((pairs[name] for name in query.names if name in pairs), None)
