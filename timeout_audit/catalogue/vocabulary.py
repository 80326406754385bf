"""Which names are worth looking at: all that a reader knows of the catalogue.

Facts depend on this and on nothing else of the catalogue, so that a changed default or message leaves them valid.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from timeout_audit.catalogue.names import expand, family, split_option

if TYPE_CHECKING:  # who asks whether a name is known needs none of the libraries
    from timeout_audit.catalogue.entry import Class, LibraryFile, Wait

# Too common to be looked for on any object: only on self, and on names that are known to lead somewhere.
COMMON = frozenset(
    {
        *("get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream", "fetch", "call"),
        *("run", "read", "write", "open", "close", "connect", "execute", "query", "update", "pop", "items", "start"),
        *("stop", "create", "list", "save", "load", "copy", "publish", "register"),
    }
)


class Vocabulary(Struct, frozen=True):
    """Dotted names. ``children`` maps each prefix of a known name to what may follow it; ``leaves`` are the full names.

    Both may hold families (``kubernetes.client.*Api``), and ``through`` are the prefixes that do; ``families`` are the
    leaves that begin with a star and so lie in any package, ``marks`` a part of each that a text must hold to reach it.

    ``methods`` are the last parts of the methods that wait, ``giving`` those of the carriers that are no openers.
    ``holding`` are those of the attributes each attribute of which is an object to follow (``repo.remotes.origin``).
    ``parts`` are the methods with a common name by which an attribute of such an object gives another one, each behind
    the attribute: ``containers.get``.
    ``makers`` are the last parts of the constructors of objects that have to be closed, ``enders`` the methods that
    do it. ``carriers`` are the calls whose result is an object to follow, ``responding`` those that give a response.
    ``keywords`` are the arguments that carry bounds, ``setting`` the methods that set one on an object, each with where
    it is given it: ``settimeout 0``, and ``setopt.TIMEOUT 1`` where the first argument says what is set. ``located``
    are the functions whose first argument (a URL) decides too. ``openers`` are the last parts of the calls that return
    a response; the four sets after it say what its attributes do.

    ``packages`` are the top-level names of libraries that are installed, or come with Python.
    """

    children: dict[str, frozenset[str]]
    leaves: frozenset[str]
    carriers: frozenset[str]
    keywords: frozenset[str]
    located: frozenset[str]
    openers: frozenset[str]
    reads: frozenset[str]
    iterates: frozenset[str]
    checks: frozenset[str]
    makers: frozenset[str]
    enders: frozenset[str]
    methods: frozenset[str] = frozenset()
    giving: frozenset[str] = frozenset()
    holding: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    responding: frozenset[str] = frozenset()
    through: frozenset[str] = frozenset()
    families: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    packages: frozenset[str] = frozenset()
    setting: frozenset[str] = frozenset()

    def knows(self, target: str) -> bool:
        """Whether a dotted import target is, or leads to, a known name."""
        return self.is_leaf(target) or bool(self.following(target))

    def is_leaf(self, target: str) -> bool:
        """Whether a dotted name is a known name itself."""
        return fits(self.leaves, target)

    def carries(self, target: str) -> bool:
        """Whether a call of a known name gives an object to follow."""
        return fits(self.carriers, target)

    def following(self, target: str) -> frozenset[str]:
        """The names, or families of names, that lead on from a dotted prefix."""
        found = self.children.get(target, frozenset())
        if not found and fits(self.through, target):
            fitting = (prefix for prefix in self.through if family(prefix).fullmatch(target))
            found = found.union(*(self.children[prefix] for prefix in fitting))
        if self.marks and any(mark in target for mark in self.marks):
            rest = (name.partition(".") for name in self.families)
            found |= {after for first, _, after in rest if after and family(first).fullmatch(target)}
        return found


def fits(names: frozenset[str], name: str) -> bool:
    """Whether a name is one of ``names``, or belongs to one of the families among them."""
    if name in names:
        return True
    families, known = _families(names)
    if families is None:
        return False
    found = known.get(name)
    if found is None:
        found = known[name] = families.fullmatch(name) is not None
    return found


@cache
def _families(names: frozenset[str]) -> tuple[re.Pattern[str] | None, dict[str, bool]]:
    """The families among names as one expression, and what is known of the names that were tried."""
    found = [f"(?:{family(name).pattern})" for name in sorted(names) if "*" in name]
    return re.compile("|".join(found)) if found else None, {}


def build_vocabulary(libraries: Iterable[LibraryFile]) -> Vocabulary:
    """The vocabulary of the given catalogue files."""
    libraries = tuple(libraries)
    followed = _followed_classes(libraries)
    leaves = {name for library in libraries for name in _leaves(library)}
    carriers = {name for library in libraries for name in _carriers(library, followed)}
    waits = [wait for library in libraries for wait in library.wait]
    responses = [response for library in libraries for response in library.response]
    enders = (name for library in libraries for entry in library.class_ for name in entry.ends)
    openers = frozenset(name.rpartition(".")[2] for name in _responding(waits))
    families = tuple(sorted(name for name in leaves if name.startswith("*")))
    children = _prefixes(name for name in leaves if not name.startswith("*") and ".*." not in name)
    return Vocabulary(
        children=children,
        through=frozenset(prefix for prefix in children if "*" in prefix),
        methods=frozenset(_methods(waits, libraries)),
        giving=frozenset(name.rpartition(".")[2] for name in carriers) - openers,
        holding=frozenset(_holding(libraries)),
        parts=frozenset(_parts(libraries, carriers)),
        responding=frozenset(_responding(waits)),
        families=families,
        marks=tuple(name.partition(".")[0].strip("*") for name in families),
        packages=frozenset(
            name for library in libraries if library.library.distribution for name in library.library.imports
        ),
        leaves=frozenset(leaves),
        carriers=frozenset(carriers),
        keywords=frozenset(_keywords(libraries)),
        setting=frozenset(found for wait in waits for found in _setting(wait)),
        located=frozenset(
            name for wait in waits if wait.semantics or wait.query for call in wait.calls for name in expand(call)
        ),
        openers=openers,
        reads=frozenset(name for response in responses for name in response.read),
        iterates=frozenset(name for response in responses for name in response.iterate),
        checks=frozenset(name for response in responses for name in response.check),
        makers=frozenset(name.rpartition(".")[2] for name in (*_ended(libraries), *_idle(waits))),
        enders=frozenset(enders),
    )


def _leaves(library: LibraryFile) -> Iterator[str]:
    """The names of a library that are known themselves."""
    for wait in library.wait:
        yield from (name for call in wait.calls for name in expand(call))
        yield from (name for one in wait.globally for name in split_option(one) if name)
    for entry in library.class_:
        yield from () if entry.passive else _names_of(entry)
    yield from (name for alias in library.alias for pattern in alias.aliases for name in expand(pattern))
    yield from (name for given in library.returns for call in given.calls for name in expand(call))
    yield from (name for made in library.timeout_object for name in (made.name, *made.aliases))
    yield from (name for mention in library.library.mentions for name in expand(mention))


def _carriers(library: LibraryFile, followed: Collection[str]) -> Iterator[str]:
    """Those of them that give an object to follow."""
    for entry in library.class_:
        if entry.name in followed:
            yield from _names_of(entry)
    for given in library.returns:
        if given.type in followed:
            yield from (name for call in given.calls for name in expand(call))
    yield from _set_later(library)


def _holding(libraries: Iterable[LibraryFile]) -> Iterable[str]:
    returns = [given for library in libraries for given in library.returns]
    given = {name: one.type for one in returns for call in one.calls for name in expand(call)}
    return (name.rpartition(".")[2] for name, type_ in given.items() if f"{type_}.*" in given)


def _parts(libraries: Iterable[LibraryFile], carriers: Iterable[str]) -> Iterator[str]:
    classes = [entry for library in libraries for entry in library.class_]
    names = {entry.name for entry in classes}
    attributes: dict[str, set[str]] = {}
    for entry in classes:
        for owner, name in (made.rsplit(".", 1) for pattern in entry.factories for made in expand(pattern)):
            if owner in names:
                attributes.setdefault(entry.name, set()).add(name)
    for owner, _, method in (carrier.rpartition(".") for carrier in carriers):
        if method in COMMON:
            yield from (f"{name}.{method}" for name in attributes.get(owner, ()))


def _responding(waits: Iterable[Wait]) -> Iterable[str]:
    return (name for wait in waits if wait.returns for call in wait.calls for name in expand(call))


def _ended(libraries: Iterable[LibraryFile]) -> Iterable[str]:
    return (name for library in libraries for entry in library.class_ if entry.ends for name in _names_of(entry))


def _idle(waits: Iterable[Wait]) -> Iterable[str]:
    return (name for wait in waits if wait.idle for call in wait.calls for name in expand(call))


def _methods(waits: Iterable[Wait], libraries: Iterable[LibraryFile]) -> Iterable[str]:
    """The methods of classes that wait, by their last names."""
    classes = {entry.name for library in libraries for entry in library.class_}
    for wait in waits:
        for name in (name for call in wait.calls for name in expand(call)):
            owner, _, method = name.rpartition(".")
            if owner in classes:
                yield method


def _names_of(entry: Class) -> Iterable[str]:
    """Every name by which a class, or a factory of it, is called."""
    return (name for pattern in (entry.name, *entry.aliases, *entry.factories) for name in expand(pattern))


def _set_later(library: LibraryFile) -> Iterable[str]:
    """The constructors of objects on which an attribute can set (or seem to set) the bound afterwards."""
    for wait in library.wait:
        if wait.role == "client" and (wait.attributes or wait.setters or any(decoy.attribute for decoy in wait.decoys)):
            yield from (name for call in wait.calls for name in expand(call))


def _followed_classes(libraries: Iterable[LibraryFile]) -> set[str]:
    """The classes some method of which waits, gives another object, or inherits from one that does."""
    owners: set[str] = set()
    for library in libraries:
        calls = [call for wait in library.wait for call in wait.calls]
        calls += [call for given in library.returns for call in given.calls]
        calls += [name for entry in library.class_ for name in (*entry.aliases, *entry.factories)]
        owners.update(name.rpartition(".")[0] for call in calls for name in expand(call))
    classes = [entry for library in libraries for entry in library.class_ if not entry.passive]
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


def _setting(wait: Wait) -> Iterator[str]:
    """The methods that set the bound of an object, with where they are given it."""
    for setter in (one for one in wait.setters if one.method):
        yield from (f"{setter.method}.{option.rpartition('.')[2]} 1" for option in setter.options)
        if setter.keyword:
            yield f"{setter.method} {setter.keyword}"
        if not setter.options:
            yield f"{setter.method} {setter.position or 0}"
