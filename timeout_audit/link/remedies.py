"""How to give a wait its bound, from the entry of its library: where to write what, and whether that is safe."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Fix
from timeout_audit.catalogue.entry import Library as Distributed
from timeout_audit.catalogue.index import Known
from timeout_audit.link.amounts import Amount, Values, amount
from timeout_audit.link.bounds import Asked, Bounds
from timeout_audit.link.called import Called
from timeout_audit.link.clients import Clients
from timeout_audit.link.engines import Engines
from timeout_audit.link.forwarders import forwarder
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Frame, Library, Table
from timeout_audit.model.expression import Call, dotted
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite, Class
from timeout_audit.model.text import Message, msg, number
from timeout_audit.model.wait import Bound, Layer, Remedy, State, Wait

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
SWITCHED_OFF = msg("somebody switched the limit off here: make sure that nothing has to wait longer")


class _Chosen(Struct, frozen=True):
    """A fix, and whether the version of its distribution takes it: None where it is not known which is installed."""

    fix: Fix
    distribution: str
    taken: bool | None

    @property
    def needs(self) -> Message | None:
        """Which versions it needs, where others may be installed."""
        if self.taken:
            return None
        needs = msg("it needs {library} {versions}", library=self.distribution, versions=self.fix.versions)
        if self.taken is None:
            return msg("{fix}, and the project allows others", fix=needs)
        return msg("{fix}, and the project has another", fix=needs)


class Remedies:
    """Writes remedies. ``values`` are the limits that the configuration chooses."""

    def __init__(
        self, evaluator: Evaluator, bounds: Bounds, clients: Clients, engines: Engines, values: Values
    ) -> None:
        self._evaluator = evaluator
        self._bounds = bounds
        self._clients = clients
        self._engines = engines
        self._values = values

    def of(self, site: CallSite, called: Called, asked: Asked, bound: Bound) -> Remedy | None:
        """The remedy of a wait that has no bound of its own choosing, None where it has one or nothing is known."""
        if bound.state in (State.EXPLICIT, State.UNKNOWN):
            return None
        home = asked if _says(asked, bound.source) else self._home(asked)
        chosen = self._fix(home)
        if chosen is None:
            return None
        chosen = _as_written(chosen, home, bound.source)
        limit = self._amount(home.known, bound)
        if chosen.fix.text:
            return self._told(home, bound, chosen.fix, limit)
        if chosen.taken is False:
            return Remedy(_passed(chosen, limit), place=home.call.place)
        made = _keyword(home, bound, chosen, limit, site)
        if bound.state is State.DISABLED and bound.source is not None:
            return self._switched_on(home, made, bound.source)
        if bound.state is State.DEFAULT and bound.source is not None:
            made = self._extended(made, bound.source)
        if home is asked and called.forwarded:
            return _forwarded(site, made)
        return replace(made, refused=self._closed(home, made.keyword))

    # -- where and what ------------------------------------------------------------------------------------------

    def _home(self, asked: Asked) -> Asked:
        """The constructor of the client where that takes the limit for all its calls, else the call itself."""
        if not asked.known.wait.inherits or asked.receiver is None:
            return asked
        name, made = self._clients.making(asked.receiver)
        entry = self._clients.constructor_entry(name, asked)
        if made is None or entry is None or entry.wait.parameter != asked.known.wait.parameter:
            return asked
        if entry.wait.fix is None or not entry.wait.fix.keyword:
            return asked
        return Asked(entry, made.call, made.frame, asked.receiver)

    def _fix(self, asked: Asked) -> _Chosen | None:
        """The entry's own, or that of the database driver that an engine's URL chooses, as its version takes it."""
        wait, library = asked.known.wait, asked.known.library
        driver = None if wait.fix or not wait.semantics.startswith("engine") else self._engines.driver(asked)
        fix = wait.fix if driver is None else driver.fix
        if fix is None:
            return None
        library = library if driver is None else self._evaluator.catalogue.library_of_driver(driver.name)
        return self._right(fix, library, asked)

    def _right(self, fix: Fix, library: Distributed, asked: Asked) -> _Chosen:
        """The first way to write it that the version and the URL allow; where none is right, the last."""
        pins, path = self._bounds.pins, asked.call.place.path
        distribution = pins.installed(library, path) if fix.versions else library.distribution
        taken = pins.fit(distribution, fix.versions, path)
        right = taken is not False and (not fix.schemes or self._bounds.scheme(asked) in fix.schemes)
        if right or fix.otherwise is None:
            return _Chosen(fix, distribution, taken)
        return self._right(fix.otherwise, library, asked)

    def _amount(self, known: Known, bound: Bound) -> Amount:
        layer = Layer(known.wait.layer or known.library.layer)
        default = bound.seconds if bound.state is State.DEFAULT else None
        return amount(self._values, layer, known.wait.parameter, default)

    def _told(self, asked: Asked, bound: Bound, fix: Fix, limit: Amount) -> Remedy:
        """A remedy that the entry puts into words. A limit in a URL can be written all the same."""
        text = msg(fix.text, seconds=limit.text, milliseconds=number(limit.seconds * 1000))
        attributes = asked.known.wait.attributes
        return Remedy(
            text,
            "query" if fix.query else "",
            asked.call.place,
            fix.query,
            limit.item,
            _unsafe(fix, bound, limit, limit.item),
            form=fix.query if fix.query in attributes else "",
            imports=_names(fix, limit),
        )

    def _extended(self, made: Remedy, source: Place) -> Remedy:
        """Written into the object that is given already, where one without the limit is."""
        if source == made.place:
            return made
        for site in self._evaluator.program.module(source.path).sites:
            if site.call.place == source and (part := self._part(source.path, site.call)):
                name = dotted(site.call.function) or "…"
                text = msg("pass {keyword}={value} to {name}()", keyword=part, value=made.item, name=name)
                return replace(made, text=text, place=source, keyword=part, value=made.item, imports=())
        return made

    # -- limits that are switched off ----------------------------------------------------------------------------

    def _switched_on(self, asked: Asked, made: Remedy, source: Place) -> Remedy:
        """Written over the None or 0 that switches the limit off, where that stands."""
        if made.value[0] in '{"' and asked.call.place.holds(source):
            return made  # inside the dict or the text that is joined with the value
        if _says(asked, source):
            return replace(made, kind="value", place=source)
        calls = [site.call for site in self._evaluator.program.module(source.path).sites]
        for call in calls:
            part = self._part(source.path, call)
            if not part:
                continue
            if call.place == source:
                return replace(made, place=source, keyword=part, value=made.item)
            if any(one.place == source for one in call.arguments):
                return replace(made, kind="value", place=source, value=made.item)
        return replace(made, refused=msg("it is switched off at {place}: change it there", place=source))

    def _part(self, path: str, call: Call) -> str:
        """The argument that bounds the wait, where a call makes a timeout object."""
        for value in self._evaluator.values(call.function, Frame(path, "", at=call.place)):
            entry = self._evaluator.catalogue.timeout_object(value.name) if isinstance(value, Library) else None
            if entry is not None:
                return entry.parts[0].keyword
        return ""

    # -- calls that take no argument more ------------------------------------------------------------------------

    def _closed(self, asked: Asked, keyword: str) -> Message | None:
        """Why the call cannot be given the keyword; None where it can."""
        own = asked.receiver.own if asked.receiver is not None and asked.known.wait.role == "client" else None
        if own is not None and not asked.frame.scope.endswith(".__init__") and self._constructed(own):
            return msg("{name} is a class of the project, whose constructor has to hand it on", name=own[1].name)
        for one in asked.call.arguments:
            frame = Frame(asked.frame.path, asked.frame.scope, asked.frame.block, one.place, asked.frame.arguments)
            if one.star == "**" and not self._without(one.value, frame, keyword):
                return msg("its `**` arguments may hold {keyword} already", keyword=keyword)
        return None

    def _constructed(self, own: tuple[str, Class]) -> bool:
        """Whether a class of the project, or a base of it in the project, has a constructor of its own."""
        for path, class_ in order(self._evaluator, *own)[0]:
            name = f"{class_.qualname}.__init__"
            self._evaluator.program.ask(path, name)
            if name in self._evaluator.program.module(path).functions:
                return True
        return False

    def _without(self, expression: object, frame: Frame, keyword: str) -> bool:
        """Whether a dict is known never to hold the keyword."""
        values = self._evaluator.values(expression, frame)  # type: ignore[arg-type]
        return all(
            isinstance(one, Table)
            and one.more is None
            and one.handed is None
            and not {keyword, "*"} & one.entries.keys()
            for one in values
        )


def _as_written(chosen: _Chosen, asked: Asked, source: Place | None) -> _Chosen:
    """The same under the name by which the call gives the argument already, where it has two names."""
    specs = {spec.keyword: replace(spec, keyword="", position=None, versions="") for spec in asked.known.wait.timeout}
    given = next((one.keyword for one in asked.call.arguments if one.place == source), None) or ""
    fix = chosen.fix
    if fix.keyword == given or given not in specs or specs[given] != specs.get(fix.keyword):
        return chosen
    return replace(chosen, fix=replace(fix, keyword=given), taken=True)


def _passed(chosen: _Chosen, limit: Amount, elsewhere: Place | None = None) -> Message:
    """That a keyword is to be passed, to the call that stands ``elsewhere`` if it is another one."""
    fix = chosen.fix
    text = msg("pass {keyword}={value}", keyword=fix.keyword, value=limit.fill(fix.value, short=True))
    if elsewhere is not None:
        text = msg("{fix} at {place}", fix=text, place=elsewhere)
    but = chosen.needs or (Message(fix.unsafe) if fix.unsafe else None)
    return text if but is None else msg("{fix}; {but}", fix=text, but=but)


def _keyword(home: Asked, bound: Bound, chosen: _Chosen, limit: Amount, site: CallSite) -> Remedy:
    """The remedy of a call that takes a keyword more."""
    fix, place = chosen.fix, home.call.place
    value = limit.fill(fix.value)
    here = (place.path, place.line) == (site.call.place.path, site.call.place.line)
    return Remedy(
        _passed(chosen, limit, None if here else place),
        "keyword",
        place,
        fix.keyword,
        value,
        chosen.needs or _unsafe(fix, bound, limit, value),
        imports=_names(fix, limit),
        item=limit.item,
    )


def agreed(waits: list[Wait]) -> list[Wait]:
    """The waits of one call. Where it may be a call of one library or of another, one fix must be right for both."""
    libraries = {wait.library for wait in waits}
    remedies = [wait.remedy for wait in waits]
    if len(libraries) < 2 or all(one == remedies[0] for one in remedies):
        return waits
    reason = msg("it may be a call of {libraries}", libraries=", ".join(sorted(libraries)))
    return [
        wait if wait.remedy is None else replace(wait, remedy=replace(wait.remedy, refused=reason)) for wait in waits
    ]


def _says(asked: Asked, place: Place | None) -> bool:
    """Whether it is an argument of the call."""
    return any(one.place == place for one in asked.call.arguments)


def _forwarded(site: CallSite, made: Remedy) -> Remedy:
    """The call is made elsewhere: its keyword is handed over with it, or bound to the function."""
    forwards = forwarder(site.call)
    if forwards is None or len(site.call.arguments) <= forwards.position:
        return replace(made, refused=msg("the call is made elsewhere"))
    if forwards.keywords:
        return made
    place = site.call.arguments[forwards.position].place
    text = msg("hand over functools.partial(…, {keyword}={value})", keyword=made.keyword, value=made.value)
    return replace(made, text=text, kind="partial", place=place, imports=("functools.partial", *made.imports))


def _names(fix: Fix, limit: Amount) -> tuple[str, ...]:
    """The dotted names of other modules in the value."""
    ours = (limit.name,) if limit.name else ()
    return (*ours, fix.value.partition("(")[0]) if fix.imports else ours


def _unsafe(fix: Fix, bound: Bound, limit: Amount, value: str) -> Message | None:
    """Why the fix changes more than that the wait can time out."""
    if fix.unsafe:
        return msg(fix.unsafe)
    if bound.state is State.DISABLED:
        return SWITCHED_OFF
    if bound.state is not State.DEFAULT or limit.chosen:
        return None
    if bound.seconds is not None and set(_NUMBER.findall(value)) <= {
        number(bound.seconds),
        number(bound.seconds * 1000),
    }:
        return None
    default = number(bound.seconds) if bound.seconds is not None else "?"
    return changed(value, default)


def changed(value: str, default: str) -> Message:
    """That a fix replaces a default by another limit, which is for the user to choose."""
    return msg(
        "it replaces the default of {default} s by {value}: choose the value in [tool.timeout-audit.values]",
        default=default,
        value=value,
    )
