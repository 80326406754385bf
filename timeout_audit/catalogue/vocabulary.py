"""Which names are worth looking at: all that a reader knows of the catalogue.

Facts depend on this and on nothing else of the catalogue, so that a changed default or message leaves them valid.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.names import expand


class Vocabulary(Struct, frozen=True):
    """``children`` maps each dotted prefix of a known name to the names that may follow it; ``leaves`` are the full names.

    ``carriers`` are the calls whose result is an object to follow. ``keywords`` are the arguments that carry bounds,
    ``located`` the functions whose first argument (a URL) decides too. ``openers`` are the last parts of the calls
    that return a response; the four sets after it say what its attributes do.
    """

    children: dict[str, frozenset[str]]
    leaves: frozenset[str]
    carriers: frozenset[str]
    keywords: frozenset[str]
    located: frozenset[str]
    openers: frozenset[str]
    reads: frozenset[str]
    iterates: frozenset[str]
    closes: frozenset[str]
    checks: frozenset[str]

    def knows(self, target: str) -> bool:
        """Whether a dotted import target is, or leads to, a known name."""
        return target in self.leaves or target in self.children


def build_vocabulary(libraries: Iterable[LibraryFile]) -> Vocabulary:
    """The vocabulary of the given catalogue files."""
    libraries = tuple(libraries)
    followed = _followed_classes(libraries)
    leaves: set[str] = set()
    carriers: set[str] = set()
    for library in libraries:
        for wait in library.wait:
            leaves.update(name for call in wait.calls for name in expand(call))
        for entry in library.class_:
            names = {name for pattern in (entry.name, *entry.aliases, *entry.factories) for name in expand(pattern)}
            leaves |= names
            if entry.name in followed:
                carriers |= names
        for given in library.returns:
            names = {name for call in given.calls for name in expand(call)}
            leaves |= names
            if given.type in followed:
                carriers |= names
        leaves.update(name for entry in library.timeout_object for name in (entry.name, *entry.aliases))
        leaves.update(name for mention in library.library.mentions for name in expand(mention))
        leaves.update(name for wait in library.wait for name in wait.globally)
        carriers.update(_set_later(library))
    waits = [wait for library in libraries for wait in library.wait]
    responses = [response for library in libraries for response in library.response]
    return Vocabulary(
        children=_prefixes(leaves),
        leaves=frozenset(leaves),
        carriers=frozenset(carriers),
        keywords=frozenset(_keywords(libraries)),
        located=frozenset(
            name for wait in waits if wait.semantics or wait.query for call in wait.calls for name in expand(call)
        ),
        openers=frozenset(
            name.rpartition(".")[2] for wait in waits if wait.returns for c in wait.calls for name in expand(c)
        ),
        reads=frozenset(name for response in responses for name in response.read),
        iterates=frozenset(name for response in responses for name in response.iterate),
        closes=frozenset(name for response in responses for name in response.close),
        checks=frozenset(name for response in responses for name in response.check),
    )


def _set_later(library: LibraryFile) -> Iterable[str]:
    """The constructors of objects on which an attribute can set (or seem to set) the bound afterwards."""
    for wait in library.wait:
        if wait.role == "client" and (wait.attributes or any(decoy.attribute for decoy in wait.decoys)):
            yield from (name for call in wait.calls for name in expand(call))


def _followed_classes(libraries: Iterable[LibraryFile]) -> set[str]:
    """The classes some method of which waits, gives another object, or inherits from one that does."""
    owners: set[str] = set()
    for library in libraries:
        calls = [call for wait in library.wait for call in wait.calls]
        calls += [call for given in library.returns for call in given.calls]
        owners.update(name.rpartition(".")[0] for call in calls for name in expand(call))
    classes = [entry for library in libraries for entry in library.class_]
    followed = {entry.name for entry in classes if entry.name in owners or owners & set(entry.aliases)}
    followed |= {entry.name for entry in classes if followed & set(entry.bases)}
    return followed


def _prefixes(names: Iterable[str]) -> dict[str, frozenset[str]]:
    children: dict[str, set[str]] = {}
    for name in names:
        parts = name.split(".")
        for size in range(1, len(parts)):
            children.setdefault(".".join(parts[:size]), set()).add(parts[size])
    return {prefix: frozenset(following) for prefix, following in children.items()}


def _keywords(libraries: Iterable[LibraryFile]) -> set[str]:
    found: set[str] = set()
    for library in libraries:
        for wait in library.wait:
            found.update(argument.keyword for argument in (*wait.timeout, *wait.delegates))
            found.add(wait.arguments.partition(".")[0])
            if "engine" in wait.semantics:
                found |= {"creator", "execution_options"}
        found.update(argument.keyword for driver in library.driver for argument in driver.connect_args)
    return found - {""}
