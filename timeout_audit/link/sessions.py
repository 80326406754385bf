"""Connections of a database driver on which the project itself executes a SET of the limit of statements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Driver
from timeout_audit.link.bounds import Asked
from timeout_audit.link.events import statement
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance
from timeout_audit.link.values.strings import text_of
from timeout_audit.model.expression import Attribute, Expr
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State, Step

# What every pattern of such a statement names, and the methods that execute one.
_VARIABLES = ("statement_timeout", "max_execution_time")
_EXECUTING = ("execute", "run")
_LOCAL = re.compile(r"(?i)\bset\s+local\b")
# Files in which such statements are looked for.
_FILES = 40


class _Setting(Struct, frozen=True):
    """A SET that is executed on ``holder``, a connection or a cursor of one. ``local``: for one transaction only."""

    holder: Expr
    frame: Frame
    bound: Bound
    local: bool


class Sessions:
    """Answers for connections that a call makes."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._known: dict[str, list[_Setting]] = {}

    def bound(self, asked: Asked) -> Bound | None:
        """What a statement sets that is executed on the connection; None where none is."""
        wait = asked.known.wait
        driver = self._evaluator.catalogue.drivers.get(wait.driver)
        if wait.role != "client" or driver is None or not driver.statements:
            return None
        found = [one for one in self._settings(driver) if self._is_on(asked, one)]
        for one in found:
            if not one.local:
                step = Step(msg("a statement that is executed on it sets it"), one.bound.source)
                return replace(one.bound, steps=(*one.bound.steps, step))
        reason = msg("a statement sets it for single transactions")
        return Bound(State.UNKNOWN, source=found[0].bound.source, reason=reason) if found else None

    def _settings(self, driver: Driver) -> list[_Setting]:
        if driver.name not in self._known:
            self._known[driver.name] = list(self._read(driver))
        return self._known[driver.name]

    def _read(self, driver: Driver) -> Iterator[_Setting]:
        program = self._evaluator.program
        named = [one for one in _VARIABLES if any(one in spec.pattern for spec in driver.statements)]
        for path in sorted({path for one in named for path in program.holding(one)})[:_FILES]:
            for one in named:
                program.ask_mentions(path, one)
            module = program.module(path)
            for site in [site for name in _EXECUTING for site in module.named.get(name, ())]:
                yield from self._executed(driver, site, path)

    def _executed(self, driver: Driver, site: CallSite, path: str) -> Iterator[_Setting]:
        function, arguments = site.call.function, site.call.arguments
        if not arguments or not isinstance(function, Attribute):
            return
        frame = Frame(path, site.scope, site.block, site.call.place)
        for value in self._evaluator.values(arguments[0].value, frame):
            bound = statement(driver, value, arguments[0].place).bound
            if bound is not None and bound.state is State.EXPLICIT:
                yield _Setting(function.value, frame, bound, local=_LOCAL.search(text_of(value) or "") is not None)

    def _is_on(self, asked: Asked, setting: _Setting) -> bool:
        """Whether a statement is executed on the connection that a call makes, or on a cursor of it."""
        places = self._made(setting.holder, setting.frame)
        return asked.call.place in places or any(
            asked.call.place in self._made(holder, frame) for place in places for holder, frame in self._cursor(place)
        )

    def _cursor(self, place: Place) -> Iterator[tuple[Expr, Frame]]:
        """The connection of which a call, if it is one of ``cursor()``, makes a cursor."""
        for site in self._evaluator.program.module(place.path).named.get("cursor", ()):
            if site.call.place == place and isinstance(site.call.function, Attribute):
                yield site.call.function.value, Frame(place.path, site.scope, site.block, place)

    def _made(self, holder: Expr, frame: Frame) -> list[Place]:
        """The calls that make what is held."""
        values = self._evaluator.values(holder, frame)
        made = (one.made.call.place if isinstance(one, Instance) and one.made else one.place for one in values)
        return [place for place in made if place is not None]
