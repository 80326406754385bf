"""Events of SQLAlchemy: functions of the project that execute a SET on every connection, transaction or checkout."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Driver
from timeout_audit.link.bounds import Asked
from timeout_audit.link.texts import limit, search
from timeout_audit.link.timeouts import ABSENT, Verdict
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Instance, Library, OwnFunction, Value
from timeout_audit.link.values.strings import text_of
from timeout_audit.model.expression import Attribute, Call, Const, Expr, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import State, Step

_EVENTS = frozenset({"connect", "begin", "checkout", "first_connect", "engine_connect", "do_connect"})
# Run once only, or undone by every rollback.
_LOST = {
    "first_connect": "a first_connect event runs for one connection only",
    "engine_connect": "what an engine_connect event sets is undone by the next rollback",
}


class _Listener(Struct, frozen=True):
    """A function that listens to ``event`` of the engine that ``target`` is in ``frame``."""

    event: str
    target: Expr
    frame: Frame
    function: OwnFunction


class Events:
    """Answers for the listeners of an engine."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._known: list[_Listener] | None = None

    def verdict(self, asked: Asked, drivers: list[Driver]) -> Verdict:
        """What the first listener sets that sets anything; "absent" where none does."""
        for listener in self._listeners():
            if listener.event in _EVENTS and self._listens(asked, listener):
                for driver in drivers:
                    verdict = self._executed(driver, listener)
                    if verdict.meaning != "absent":
                        return verdict
        return ABSENT

    def _listeners(self) -> list[_Listener]:
        if self._known is None:
            self._known = [*self._decorated(), *self._registered()]
        return self._known

    def _decorated(self) -> Iterator[_Listener]:
        for path, module in tuple(self._evaluator.program.modules.items()):
            for function in tuple(module.functions.values()):
                for call in function.decorators:
                    if isinstance(call, Call) and _last(call) == "listens_for" and len(call.arguments) >= 2:
                        frame = Frame(path, function.scope, at=function.place)
                        own = OwnFunction(path, function)
                        yield _Listener(_event(call), call.arguments[0].value, frame, own)

    def _registered(self) -> Iterator[_Listener]:
        for path, module in tuple(self._evaluator.program.modules.items()):
            for site in tuple(module.sites):
                call = site.call
                if _last(call) == "listen" and len(call.arguments) >= 3:
                    frame = Frame(path, site.scope, site.block, call.place)
                    for value in self._evaluator.values(call.arguments[2].value, frame):
                        if isinstance(value, OwnFunction):
                            yield _Listener(_event(call), call.arguments[0].value, frame, value)

    def _listens(self, asked: Asked, listener: _Listener) -> bool:
        target = listener.target
        if isinstance(target, Attribute) and target.name == "sync_engine":
            target = target.value
        for value in self._evaluator.values(target, listener.frame):
            if isinstance(value, Instance) and value.made is not None and value.made.call.place == asked.call.place:
                return True
            if isinstance(value, Library) and value.name.rpartition(".")[2] in ("Engine", "Pool"):
                return True
        return False

    def _executed(self, driver: Driver, listener: _Listener) -> Verdict:
        """A statement that a listener executes and that sets the limit."""
        own = listener.function
        module = self._evaluator.program.module(own.path)
        scope = own.function.qualname
        inside = [
            found for name, found in module.calls.items() if name == scope or name.startswith(f"{scope}.<locals>.")
        ]
        sites = [site for found in inside for site in found]
        commits = any(_last(site.call) == "commit" for site in sites) or any(
            target.endswith("autocommit") for where, target in module.bindings if where == scope
        )
        for site in sites:
            for argument in site.call.arguments:
                frame = Frame(own.path, site.scope, site.block, argument.place)
                for value in self._evaluator.values(argument.value, frame):
                    verdict = statement(driver, value, argument.place)
                    if verdict.meaning != "absent":
                        return _lasting(verdict, listener.event, driver, commits=commits)
        return ABSENT


def statement(driver: Driver, value: Value, place: Place) -> Verdict:
    """The limit that a statement sets which is executed; "absent" for another one."""
    text = text_of(value)
    for spec in driver.statements if text else ():
        number = search(spec.pattern, text or "")
        if number is not None:
            return limit(spec, number, place, value)
    return ABSENT


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
    return last_name(call.function)


def _event(call: Call) -> str:
    name = call.arguments[1].value
    return str(name.value) if isinstance(name, Const) else ""
