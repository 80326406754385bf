"""What is known so far of the names of one file: the state that the statements are asked to add to."""

from __future__ import annotations

from collections.abc import Mapping

from timeout_audit.catalogue.vocabulary import Vocabulary
from timeout_audit.readers.python.atoms import ANY, written
from timeout_audit.readers.python.told import Stored
from timeout_audit.readers.python.units import Unit

Passed = tuple[str, str | int, str]
"""A function of another file, the argument that it is handed, and the member of that to follow: "" for it itself."""


class Members:
    """The attributes of a class that are objects to follow, its methods that wrap a wait, and which of them answer."""

    __slots__ = ("answering", "givers", "wrappers")

    def __init__(self) -> None:
        self.givers: set[str] = set()
        self.wrappers: set[str] = set()
        self.answering: set[str] = set()


class Learned:
    """What is known so far of one file.

    ``targets`` maps local names to the dotted names they were imported from, each of which may be the one that holds
    (``except ImportError``); ``names`` are local names worth looking for, ``givers`` those of them that are, or return,
    an object to follow, ``answering`` those that give a response. ``attributes``, ``giver_attributes`` and
    ``answering_attributes`` are the same for attributes. ``classes`` maps a class to its members that lead to a wait;
    an object of such a class is no object to follow itself, unless the class derives from a library's. ``received``
    holds, per function name, the parameters that are given such an object, ``definitions`` those functions of this
    file; ``passes`` lists the same for functions of other files, also for members of what they are given; a key with a
    dot (``.http``) is an attribute that is set on objects of a class. ``loose`` are attributes of things that are not
    followed (``state.client``; ``.http`` for one that a framework gives to anything; ``config["HTTP"]`` for entries),
    ``inherited`` the methods that wait on self, where a class derives from a library's. ``local`` are, by function, its
    variables that are objects to follow, ``held`` names of objects of the ``classes``; ``objects`` are those that other
    files can import, and the functions without parameters that give one, with the members of its class. ``bounds`` are,
    by class, the attributes of self that bound a wait, ``bounding`` by function (a method with a dot before its name)
    the positions and names of the parameters that do. ``containers`` are the names of what holds nothing but objects,
    which its methods give.
    ``shapes`` are classes that ``namedtuple`` makes, ``recorded`` names of objects of theirs with something to follow.
    """

    def __init__(self, vocabulary: Vocabulary, targets: Mapping[str, tuple[str, ...]]) -> None:
        self.vocabulary = vocabulary
        self._methods = vocabulary.methods | {ANY}
        self.targets = dict(targets)
        # What chains of names lead to in libraries, by the targets of now.
        self._libraries: dict[str, tuple[str, ...]] = {}
        self._following: dict[str, bool] = {}
        self.names: set[str] = set()
        self.givers: set[str] = set()
        self.answering: set[str] = set()
        self.attributes: set[str] = set()
        self.giver_attributes: set[str] = set()
        self.answering_attributes: set[str] = set()
        self.classes: dict[str, Members] = {}
        self.received: dict[str, set[str | int]] = {}
        self.definitions: set[str] = set()
        self.passes: set[Passed] = set()
        self.loose: set[str] = set()
        self.inherited: set[str] = set()
        self.local: dict[str, set[str]] = {}
        self.held: set[str] = set()
        self.objects: dict[str, Members] = {}
        self.bounds: dict[str, set[str]] = {}
        self.bounding: dict[str, set[str | int]] = {}
        self.containers: set[str] = set()
        self.shapes: set[str] = set()
        self.recorded: set[str] = set()

    def size(self) -> int:
        """A number that grows with everything that is learned."""
        names = (self.names, self.attributes, self.answering, self.answering_attributes, self.definitions, self.loose)
        known = len(self.givers) + len(self.giver_attributes) + len(self.passes) + sum(len(one) for one in names)
        members = sum(len(one.givers) + len(one.wrappers) + len(one.answering) + 1 for one in self.classes.values())
        received = sum(len(keys) for keys in self.received.values())
        bounds = sum(map(len, self.bounds.values())) + sum(map(len, self.bounding.values()))
        others = (self.containers, self.held, self.objects, self.shapes, self.recorded)
        return known + members + received + bounds + sum(map(len, others))

    def known(self) -> frozenset[tuple[str, str]]:
        """Everything that what a unit tells depends on, each with the name that it is known under."""
        found = [(kind, name) for kind, names in self._named() for name in names]
        found += [("object", name) for name in self.objects]
        for name, members in self.classes.items():
            found.append(("class", name))
            found += [(f"giver {one}", name) for one in members.givers]
            found += [(f"wrapper {one}", name) for one in members.wrappers]
            found += [(f"answering {one}", name) for one in members.answering]
        found += [(f"received {key}", name) for name, keys in self.received.items() for key in keys]
        found += [(f"bound {attribute}", name) for name, kept in self.bounds.items() for attribute in kept]
        found += [(f"bounding {key}", name.strip(".")) for name, keys in self.bounding.items() for key in keys]
        found += [(f"target {target}", name) for name, targets in self.targets.items() for target in targets]
        found += [("container", name) for name in self.containers]
        found += [("record", name) for name in self.shapes | self.recorded]
        return frozenset(found)

    def _named(self) -> tuple[tuple[str, set[str]], ...]:
        return (
            ("name", self.names),
            ("giver", self.givers),
            ("attribute", self.attributes),
            ("giver attribute", self.giver_attributes),
            ("answering", self.answering),
            ("answering attribute", self.answering_attributes),
            ("definition", self.definitions),
        )

    # -- additions -----------------------------------------------------------------------------------------------

    def add_target(self, local: str, target: str) -> None:
        """A dotted name that a local name was imported from."""
        known = self.targets.get(local, ())
        if target not in known:
            self.targets[local] = (*known, target)
            self._libraries.clear()
            self._following.clear()

    def add_name(self, name: str, *, giver: bool) -> None:
        """A local name to look for; ``giver``: it is, or returns, an object to follow."""
        self.names.add(name)
        if giver:
            self.givers.add(name)

    def store(self, stored: Stored, owner: str) -> None:
        """What is assigned is an object to follow: in the class ``owner``, on self, or elsewhere."""
        if not stored.attribute:
            if stored.name.isupper() and not stored.item:
                # A module or a class of settings, which may be handed to an application.
                self.loose.update(written(stored.name))
            if owner:
                self.add_attribute(stored.name, owner, giver=True)
            else:
                self.add_name(stored.name, giver=True)
        else:
            if stored.name.startswith("["):
                self.loose.update(written(stored.name.strip("[]")))
            self.add_attribute(stored.name, owner if stored.on_self else "", giver=True)
            if stored.on and not stored.on_self and not stored.item:
                # The items of what cannot be followed (``hass.data[KEY]``) cannot be told apart.
                self.loose.add(f"{stored.on}.{stored.name}")

    def add_attribute(self, name: str, owner: str, *, giver: bool) -> None:
        """An attribute to look for, and a member of the class ``owner`` where there is one."""
        self.attributes.add(name)
        if giver:
            self.giver_attributes.add(name)
        if owner:
            members = self.add_class(owner)
            (members.givers if giver else members.wrappers).add(name)

    def add_class(self, path: str) -> Members:
        """The members of a class that leads to a wait."""
        self.names.add(path.rpartition(".")[2])
        return self.classes.setdefault(path, Members())

    def add_object(self, name: str) -> Members:
        """The members of an object of a class that leads to a wait."""
        self.held.add(name.rpartition(".")[2])
        return self.objects.setdefault(name, Members())

    def bounding_of(self, name: str, members: Members) -> tuple[tuple[str, str | int], ...]:
        """The arguments that bound a wait, of a function or class and of the methods of an object, with the method."""
        methods = members.wrappers | members.givers
        found = [("", key) for key in self.bounding.get(name, ())]
        found += [(method, key) for method in methods for key in self.bounding.get(f".{method}", ())]
        return tuple(sorted(found, key=str))

    def add_answering(self, unit: Unit) -> None:
        """A function that gives a response."""
        self.add_function(unit, giver=False)
        if unit.owner:
            self.add_class(unit.owner.path).answering.add(unit.names[0])
            self.answering_attributes.add(unit.names[0])
        else:
            self.answering.add(unit.names[0])

    def add_bounding(self, unit: Unit, keys: set[str | int]) -> None:
        """The parameters of a function that bound a wait; those of a constructor are its class's."""
        name = unit.names[0]
        if unit.owner is not None:
            name = unit.owner.names[0] if name == "__init__" else f".{name}"
        self.bounding.setdefault(name, set()).update(keys)

    def add_function(self, unit: Unit, *, giver: bool) -> None:
        """A function that leads to a wait; ``giver``: it returns an object to follow."""
        name = unit.names[0]
        if unit.owner and name == "__init__":
            if not giver:
                self.add_class(unit.owner.path).wrappers.add(name)
        elif unit.owner:
            self.add_attribute(name, unit.owner.path, giver=giver)
        else:
            self.add_name(name, giver=giver)
