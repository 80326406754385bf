"""How to give a wait its bound, from the entry of its library: where to write what, and whether that is safe."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.catalogue.entry import Library as Distributed
from timeout_audit.catalogue.index import Known
from timeout_audit.catalogue.limits import Fix
from timeout_audit.link.advice import FOR_THE_LOOP, by_driver, fix_of
from timeout_audit.link.amounts import Amount, Values, amount
from timeout_audit.link.blocks import is_for_the_loop
from timeout_audit.link.bounds import Asked, Bounds
from timeout_audit.link.called import Called
from timeout_audit.link.clients import Clients
from timeout_audit.link.engines import Choice, Engines
from timeout_audit.link.forwarders import forwarder
from timeout_audit.link.values.configured import assigned, dict_in_force
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Frame, Library, Table
from timeout_audit.link.writing import (
    Chosen,
    as_written,
    elsewhere,
    keyword_of,
    looked_up,
    names_in,
    passed,
    unsafe,
    written_over,
)
from timeout_audit.model.expression import Call, Expr, dotted, last_name
from timeout_audit.model.expression import Choice as Either
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite, Class
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Layer, Remedy, State, Wait


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
        choice = self._choice(home)
        chosen = self._fix(home, choice)
        if chosen is None:
            return self._by_driver(home, choice, bound, called.api)
        chosen = as_written(chosen, home, bound.source)
        limit = self._amount(home.known, bound)
        if chosen.fix.text:
            return self._told(home, bound, chosen.fix, limit)
        if chosen.taken is False:
            return Remedy(passed(home, chosen, limit), place=home.call.place)
        if (asking := self._asking(bound)) is not None:
            return looked_up(asking, chosen.fix, limit)
        made = keyword_of(home, bound, chosen, limit, site)
        if bound.state is State.DISABLED and bound.source is not None:
            made = self._switched_on(home, made, bound.source)
            return written_over(made, chosen.fix, limit, bound) if elsewhere(made, home, bound.source) else made
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

    def _choice(self, asked: Asked) -> Choice | None:
        """What the URL of an engine chooses from, where the driver's words are needed; None for anything else."""
        wait = asked.known.wait
        return self._engines.choice(asked) if wait.fix is None and wait.semantics.startswith("engine") else None

    def _fix(self, asked: Asked, choice: Choice | None) -> Chosen | None:
        """The entry's own, or that of the database driver that an engine's URL chooses, as its version takes it."""
        wait, library = asked.known.wait, asked.known.library
        if wait.fix is not None:
            return self._right(wait.fix, library, asked)
        driver = choice.fix if choice is not None else None
        fix = fix_of(driver, wait) if driver is not None else None
        if driver is None or fix is None:
            return None
        return self._right(fix, self._evaluator.catalogue.library_of_driver(driver.name), asked)

    def _by_driver(self, asked: Asked, choice: Choice | None, bound: Bound, api: str) -> Remedy | None:
        """Words for an engine of which more than one driver, or none that is known, may open the connections."""
        if choice is None:
            return None
        usual = next(iter(asked.known.wait.schemes.values()), FOR_THE_LOOP if is_for_the_loop(api) else "")
        example = self._evaluator.catalogue.drivers.get(usual)
        text = by_driver(asked.known.wait, choice, self._amount(asked.known, bound), example)
        return Remedy(text, place=asked.call.place) if text is not None else None

    def _right(self, fix: Fix, library: Distributed, asked: Asked) -> Chosen:
        """The first way to write it that version, URL and settings allow; where none is right, the last."""
        pins, path = self._bounds.pins, asked.call.place.path
        distribution = pins.installed(library, path) if fix.versions else library.distribution
        taken = pins.fit(distribution, fix.versions, path)
        right = taken is not False and (not fix.schemes or self._bounds.scheme(asked) in fix.schemes)
        right = right and (not fix.setting or bool(assigned(self._evaluator, fix.setting)))
        if right or fix.otherwise is None:
            return Chosen(fix, distribution, taken)
        return self._right(fix.otherwise, library, asked)

    def _amount(self, known: Known, bound: Bound) -> Amount:
        layer = Layer(known.wait.layer or known.library.layer)
        seconds = bound.seconds if bound.state is State.DEFAULT else known.library.usual
        return amount(self._values, layer, known.wait.parameter, seconds)

    def _told(self, asked: Asked, bound: Bound, fix: Fix, limit: Amount) -> Remedy:
        """A remedy that the entry puts into words. A limit in a URL can be written all the same."""
        text = msg(fix.text, seconds=limit.text, milliseconds=limit.milliseconds)
        if "{name}" in fix.text:
            text = msg(fix.text, seconds=limit.text, name=self._name(asked.call))
        wait = asked.known.wait
        written = dict_in_force(self._evaluator, wait.settings, asked.call.place, wait.marks)
        if written is not None:
            text = msg("{fix}: add it to the dict at {place}", fix=text, place=written)
        attributes = wait.attributes
        return Remedy(
            text,
            "query" if fix.query else "",
            asked.call.place,
            fix.query,
            limit.item,
            unsafe(fix, bound, limit, limit.item),
            form=fix.query if fix.query in attributes else "",
            imports=names_in(fix, limit),
        )

    def _name(self, call: Call) -> str:
        """What the code calls the object that a call makes."""
        bindings = self._evaluator.program.module(call.place.path).bindings
        held = (one for found in tuple(bindings.values()) for one in found)
        return next((one.target for one in held if call in _options(one.value)), "client")

    def _extended(self, made: Remedy, source: Place) -> Remedy:
        """Written into the object that is given already, where one without the limit is."""
        if source == made.place:
            return made
        for site in self._evaluator.program.module(source.path).sites:
            if site.call.place == source and (part := self._part(source.path, site)):
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
        for site in self._evaluator.program.module(source.path).sites:
            call, part = site.call, self._part(source.path, site)
            if not part:
                continue
            if call.place == source:
                return replace(made, place=source, keyword=part, value=made.item)
            if any(one.place == source for one in call.arguments):
                return replace(made, kind="value", place=source, value=made.item)
        return replace(made, refused=msg("it is switched off at {place}: change it there", place=source))

    def _asking(self, bound: Bound) -> Call | None:
        """The call of ``get()`` by which a dict is asked for a limit that it does not have; None for anything else."""
        if bound.state is State.DEFAULT or bound.source is None:
            return None
        calls = self._evaluator.program.module(bound.source.path).calls
        every = (site.call for sites in calls.values() for site in sites if site.call.place == bound.source)
        return next((one for one in every if last_name(one.function) == "get"), None)

    def _part(self, path: str, site: CallSite) -> str:
        """The argument that bounds the wait, where a call makes a timeout object."""
        frame = Frame(path, site.scope, site.block, site.call.place)
        for value in self._evaluator.values(site.call.function, frame):
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


def _options(value: Expr) -> tuple[Expr, ...]:
    """The values of which an expression is one."""
    return value.options if isinstance(value, Either) else (value,)


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
