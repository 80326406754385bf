"""What tests say of a URL where it is used: which databases it may choose there, and which it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Driver, Wait
from timeout_audit.link.bounds import Asked
from timeout_audit.link.program import Module
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Library
from timeout_audit.link.values.sites import callee_of
from timeout_audit.model.expression import Call, Const, argument_of, dotted, spelled
from timeout_audit.model.python import Begins


class Tested(Struct, frozen=True):
    """The tests of a URL before a call: those that hold there, those that do not, and those that may do either."""

    like: tuple[Begins, ...] = ()
    unlike: tuple[Begins, ...] = ()
    either: tuple[Begins, ...] = ()

    def embedded(self, drivers: Iterable[Driver]) -> bool:
        """Whether the URL is one of an embedded database."""
        fitting = [driver for driver in drivers if any(may_choose(test, driver) for test in self.like)]
        return bool(fitting) and all(driver.no_wait for driver in fitting)

    def leaves(self, driver: Driver) -> bool:
        """Whether the URL may still choose a driver."""
        return not all(any(test.covers(scheme) for test in self.unlike) for scheme in driver.schemes)


class Schemes:
    """Finds the tests of URLs."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def tested(self, asked: Asked) -> Tested:
        """What is tested of the URL of a call, as long as its name was not given another value since."""
        name = _name(asked.known.wait, asked.call)
        if not name:
            return Tested()
        module = self._evaluator.program.module(asked.frame.path)
        branches, block = module.branches(asked.frame.scope), asked.frame.block

        def valid(tests: Iterator[Begins]) -> tuple[Begins, ...]:
            return tuple(test for test in tests if _is_before(module, asked, name, test))

        return Tested(
            valid(branches.begins(name, block)),
            valid(branches.unlike(name, block)),
            valid(branches.beside(name, block)),
        )

    def elsewhere(self, asked: Asked, test: Begins) -> Iterator[Asked]:
        """The calls of the same kind and function that are made where a test holds."""
        frame = asked.frame
        module = self._evaluator.program.module(frame.path)
        branches = module.branches(frame.scope)
        for site in module.calls.get(frame.scope, ()):
            if not any(test == one for one in branches.begins(test.name, site.block)):
                continue
            for value in callee_of(self._evaluator, frame.path, site):
                for known in self._evaluator.catalogue.waits(value.name) if isinstance(value, Library) else ():
                    same = known.wait.semantics == asked.known.wait.semantics
                    if same and _name(known.wait, site.call) == test.name:
                        yield Asked(known, site.call, replace(frame, block=site.block, at=site.call.place))


def may_choose(test: Begins, driver: Driver) -> bool:
    """Whether a URL of which a test holds may choose a driver."""
    return any(test.fits(scheme) for scheme in driver.schemes)


def _name(wait: Wait, call: Call) -> str:
    """The name under which a call is given its URL, "" where it has none."""
    if wait.semantics == "engine-from-config":
        # https://docs.sqlalchemy.org/en/20/core/engines.html#sqlalchemy.engine_from_config
        holder = argument_of(call, 0, "configuration")
        prefix = argument_of(call, 1, "prefix") or Const("sqlalchemy.")
        name = dotted(holder) if holder is not None else None
        return f"{name}[{prefix.value}url]" if name and isinstance(prefix, Const) else ""
    given = argument_of(call, wait.query.position, wait.query.keyword) if wait.query is not None else None
    return spelled(given) if given is not None else ""


def _is_before(module: Module, asked: Asked, name: str, test: Begins) -> bool:
    """Whether a call comes after a test, and nothing that is tested was given another value in between."""
    holder = name.partition("[")[0]
    histories = [module.history(asked.frame.scope, one) for one in {name, holder}]
    given = [one.place for history in histories for one in (*history.whole, *history.changes)]
    return test.place < asked.call.place and not any(test.place < place < asked.call.place for place in given)
