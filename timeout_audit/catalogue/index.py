"""The catalogue by name: what the linker asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import (
    Alias,
    Class,
    Constant,
    Driver,
    Library,
    LibraryFile,
    Response,
    Setting,
    TimeoutObject,
    Wait,
)
from timeout_audit.catalogue.names import Names, expand


class Known(Struct, frozen=True):
    """An entry together with the library it belongs to."""

    library: Library
    wait: Wait


class Catalogue:
    """Lookups over the files of the catalogue. Every name a user can import leads to its one canonical entry."""

    def __init__(self, libraries: Iterable[LibraryFile]) -> None:
        self.libraries = tuple(libraries)
        self._canonical: Names[str] = Names()
        self._classes: Names[Class] = Names()
        self._waits: Names[list[Known]] = Names()
        self._returns: Names[str] = Names()
        given = (one for file in self.libraries for one in file.returns if one.inherits)
        self._inheriting = {name for one in given for name in _every(one.calls)}
        self._owners: dict[str, Library] = {}
        self._objects: dict[str, TimeoutObject] = {}
        self._responses: dict[str, Response] = {}
        self._constants: dict[str, Constant] = {}
        self.drivers: dict[str, Driver] = {}
        self._of_drivers: dict[str, Library] = {}
        self.settings: list[tuple[Library, Setting]] = []
        self._beginnings: set[str] = set()
        self.own: set[str] = set()
        """The audited project's own functions, by dotted name: those of a library without a distribution."""
        for file in self.libraries:
            self._add(file)

    def _add(self, file: LibraryFile) -> None:
        for entry in file.class_:
            self._classes.setdefault(entry.name, entry)
            self._owners.setdefault(entry.name, file.library)
            for factory in _every(entry.factories):
                self._returns.setdefault(factory, entry.name)
        several: tuple[Class | Response | TimeoutObject | Alias, ...]
        several = (*file.class_, *file.response, *file.timeout_object, *file.alias)
        for named in several:
            for alias in _every(named.aliases):
                self._canonical.setdefault(alias, named.name)
        for given in file.returns:
            for name in _every(given.calls):
                self._returns.setdefault(name, given.type)
        for wait in file.wait:
            for name in _every(wait.calls):
                if not file.library.distribution:
                    self.own.add(name)
                self._waits.setdefault(name, []).append(Known(file.library, wait))
        self._responses.update({response.name: response for response in file.response})
        self._objects.update({timeout.name: timeout for timeout in file.timeout_object})
        self.drivers.update({driver.name: driver for driver in file.driver})
        self._of_drivers.update({driver.name: file.library for driver in file.driver})
        self._constants.update({constant.name: constant for constant in file.constant})
        self.settings.extend((file.library, _expanded(setting)) for setting in file.setting)

    def canonical(self, name: str) -> str:
        """The name under which a class or one of its methods is entered."""
        found = self._canonical.get(name)
        if found is not None:
            return _filled(found, name)
        owner, _, method = name.rpartition(".")
        found = self._canonical.get(owner)
        return f"{_filled(found, owner)}.{method}" if found is not None else name

    def names(self) -> Iterator[str]:
        """Every dotted name that means something, families (``kubernetes.client.*Api``) among them."""
        yield from self._responses
        for names in (self._canonical, self._classes, self._waits, self._returns):
            yield from names

    def begins(self, name: str) -> bool:
        """Whether a dotted name is one that means something, or leads to one."""
        if not self._beginnings:
            every = (one.split(".") for one in self.names())
            self._beginnings.update(".".join(parts[:size]) for parts in every for size in range(1, len(parts) + 1))
        return name in self._beginnings

    def is_class(self, name: str) -> bool:
        """Whether the name is a class whose objects are followed."""
        return name in self._classes or name in self._responses or name in self._objects

    def is_virtual(self, name: str) -> bool:
        """Whether the name is the catalogue's own, for a class that only its factories know."""
        entry = self._classes.get(name)
        return entry is not None and entry.virtual

    def returned(self, name: str) -> str:
        """The class of what a call gives; "" where nothing is known of it."""
        name = self.canonical(name)
        for candidate in self._candidates(name):
            given = self._returns.get(candidate)
            if given is not None:
                return given
            for known in self._waits.get(candidate) or ():
                if known.wait.returns:
                    return known.wait.returns
        return name if self.is_class(name) else ""

    def inherits(self, name: str) -> bool:
        """Whether what a method gives takes over what bounds the calls on the object that it is called on."""
        return bool(self._inheriting) and any(one in self._inheriting for one in self._candidates(self.canonical(name)))

    def waits(self, name: str) -> tuple[Known, ...]:
        """The entries of a call: ``requests.get``, ``requests.Session.get`` (also through a base class)."""
        for candidate in self._candidates(self.canonical(name)):
            found = self._waits.get(candidate)
            if found is not None:
                return tuple(found)
        return ()

    def _candidates(self, name: str) -> Iterable[str]:
        yield name
        owner, _, method = name.rpartition(".")
        for base in self.bases(owner):
            yield f"{base}.{method}"

    def bases(self, name: str) -> tuple[str, ...]:
        """The classes that lend their methods to a class, nearest first."""
        entry = self._classes.get(name)
        if entry is None:
            return ()
        found: list[str] = []
        for base in entry.bases:
            found += [self.canonical(base), *self.bases(self.canonical(base))]
        return tuple(dict.fromkeys(found))

    def has_to_be_closed(self, name: str) -> bool:
        """Whether an object of a class holds connections until it is closed."""
        entry = self._classes.get(name)
        return entry is not None and bool(entry.ends)

    def library_of(self, class_name: str) -> Library | None:
        """The library that a class belongs to."""
        return self._owners.get(class_name)

    def library_of_driver(self, driver: str) -> Library:
        """The library that a database driver is."""
        return self._of_drivers[driver]

    def has_method(self, class_name: str, method: str) -> bool:
        """Whether something is known of a method."""
        name = f"{class_name}.{method}"
        return bool(self.waits(name)) or any(candidate in self._returns for candidate in self._candidates(name))

    def timeout_object(self, name: str) -> TimeoutObject | None:
        """The entry of a class whose objects are timeouts."""
        return self._objects.get(self.canonical(name))

    def constant(self, name: str) -> Constant | None:
        """The entry of a named value that stands for no number."""
        return self._constants.get(name)

    def response(self, name: str) -> Response | None:
        """The entry of a class of responses."""
        return self._responses.get(self.canonical(name))


def _filled(entry: str, name: str) -> str:
    """A canonical name; where it is a family, with the last part of the name that was met."""
    return f"{entry.rpartition('.')[0]}.{name.rpartition('.')[2]}" if "*" in entry else entry


def _expanded(setting: Setting) -> Setting:
    """The same entry, its patterns of names written out."""
    return replace(setting, choices=(*_every(setting.choices),), heirs=(*_every(setting.heirs),))


def _every(patterns: Iterable[str]) -> Iterable[str]:
    return (name for pattern in patterns for name in expand(pattern))
