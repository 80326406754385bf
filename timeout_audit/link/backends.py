"""Backends that a framework's settings name: those of libraries, and classes of the project that inherit from one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import Library, Setting
from timeout_audit.link.values import kinds
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import Own, order
from timeout_audit.link.values.kinds import OwnClass, Table
from timeout_audit.link.values.names import in_module
from timeout_audit.model.place import Place
from timeout_audit.model.wait import Bound


class Backend(Struct, frozen=True):
    """``names`` are those that it goes by in the catalogue: none where nothing is known of it.

    ``classes`` are those of the project that it consists of.
    """

    names: frozenset[str] = frozenset()
    classes: tuple[Own, ...] = ()


class Backends:
    """Finds what backends are."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def of(self, settings: Sequence[Setting], name: str, path: str) -> Backend:
        """The backend that a file of settings names, one of those that these entries may know."""
        known = {choice for setting in settings for choice in (*setting.choices, *setting.heirs)}
        return self.among(known, name, path, [setting.member for setting in settings])

    def among(self, known: AbstractSet[str], name: str, path: str, members: Iterable[str] = ("",)) -> Backend:
        """The same of some names, each of a class or of what holds it as one of its ``members``."""
        if name in known:
            return Backend(frozenset((name,)))
        own: list[Own] = []
        names: set[str] = set()
        for member in dict.fromkeys(members):
            classes, inherited = self._inherited(f"{name}.{member}" if member else name, path)
            own += classes
            names.update(one.removesuffix(f".{member}") for one in inherited)
        return Backend(frozenset(names & known), tuple(own))

    def hook(self, backend: Backend, names: Iterable[str]) -> str:
        """The first of some names that a class of the project gives the backend itself; "" for none."""
        return next((name for name in names for own in backend.classes if self._has(own, name)), "")

    def _inherited(self, target: str, path: str) -> tuple[tuple[Own, ...], tuple[str, ...]]:
        """The classes of the project that a dotted name leads to, and those of libraries behind them."""
        found = self._evaluator.program.resolve(target, path)
        if found is None or not found[1]:
            return (), ()
        for value in in_module(self._evaluator, *found) or ():
            if isinstance(value, OwnClass):
                return order(self._evaluator, value.path, value.class_)
            if isinstance(value, kinds.Library):
                return (), (value.name,)
        return (), ()

    def _has(self, own: Own, name: str) -> bool:
        path, class_ = own
        scope = class_.qualname
        self._evaluator.program.ask(path, f"{scope}.{name}")
        module = self._evaluator.program.module(path)
        return f"{scope}.{name}" in module.functions or bool(module.history(scope, name).whole)


def fitting(entries: list[tuple[Library, Setting]], backend: Backend) -> Iterator[tuple[Library, Setting]]:
    """The entries of a backend that waits."""
    for library, setting in entries:
        if not setting.no_wait and backend.names.intersection((*setting.choices, *setting.heirs)):
            yield library, setting


def keyed(entries: list[tuple[Library, Setting]], connection: Table) -> tuple[str, Library, Setting]:
    """The first key of some entries that a connection has, with its entry; "" for none."""
    keys = ((key, library, setting) for library, setting in entries for key in setting.choices)
    return next((one for one in keys if one[0] in connection.entries), ("", *entries[0]))


def nearer(bound: Bound, place: Place) -> Bound:
    """The same bound, written at a connection rather than at the whole assignment that the connection stands in."""
    source = bound.source
    return replace(bound, source=place) if source is not None and source != place and source.holds(place) else bound
