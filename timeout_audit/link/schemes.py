"""What tests say of a URL where it is used: which databases it may choose there, and which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Driver, Wait
from timeout_audit.link.bounds import Asked
from timeout_audit.link.program import Module
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Library
from timeout_audit.link.values.sites import callee_of
from timeout_audit.model.expression import Attribute, Call, Const, Expr, argument_of, dotted, last_name, spelled
from timeout_audit.model.place import Place
from timeout_audit.model.python import Begins

# What changes a URL a little, and what takes one and gives the same.
_CHANGING = frozenset(
    {"replace", "strip", "rstrip", "lstrip", "render_as_string", "unicode_string", "get_secret_value"}
)
_TAKING = frozenset({"str", "make_url"})
# Names that a URL has one after the other.
_MOST = 3


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
        module = self._evaluator.program.module(asked.frame.path)
        branches, block = module.branches(asked.frame.scope), asked.frame.block
        names = list(_names(module, asked))

        def valid(told: Callable[[str, int], Iterator[Begins]]) -> tuple[Begins, ...]:
            return tuple(
                test
                for name, until in names
                for test in told(name, block)
                if test.place < asked.call.place and not _is_given(module, asked.frame.scope, name, test.place, until)
            )

        return Tested(valid(branches.begins), valid(branches.unlike), valid(branches.beside))

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
    return spelled(_plain(given)) if given is not None else ""


def _plain(url: Expr) -> Expr:
    """What a URL is made of that is changed a little: ``url`` of ``make_url(url.replace("+asyncpg", ""))``."""
    while isinstance(url, Call):
        if isinstance(url.function, Attribute) and url.function.name in _CHANGING:
            url = url.function.value
        elif last_name(url.function) in _TAKING and url.arguments:
            url = url.arguments[0].value
        else:
            break
    return url


def _names(module: Module, asked: Asked) -> Iterator[tuple[str, Place]]:
    """The names of the URL of a call, and of what it was made of, each with the place where it was asked for."""
    name, until = _name(asked.known.wait, asked.call), asked.call.place
    for _ in range(_MOST):
        if not name:
            return
        yield name, until
        given = module.history(asked.frame.scope, name)
        if len(given.whole) != 1 or given.changes or given.whole[0].kind != "assign":
            return
        name, until = spelled(_plain(given.whole[0].value)), given.whole[0].place


def _is_given(module: Module, scope: str, name: str, test: Place, until: Place) -> bool:
    """Whether what a test is about is given another value between the test and where it is asked for, or reversed."""
    holder = name.partition("[")[0]
    histories = [module.history(scope, one) for one in {name, holder}]
    given = [one.place for history in histories for one in (*history.whole, *history.changes)]
    first, last = min(test, until), max(test, until)
    return any(first < place < last for place in given)
