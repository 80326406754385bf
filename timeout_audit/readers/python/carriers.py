"""Which names of a file lead to a wait: the objects that are followed, and the functions and classes that hand them on.

This works on the statements that are going to be kept, before they are parsed for facts, and errs on the side of
keeping: what it names is read, what the linker makes of it is another matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from timeout_audit.catalogue.vocabulary import COMMON, Vocabulary, fits
from timeout_audit.model.python import Leads
from timeout_audit.readers.python.atoms import ANY, Atom
from timeout_audit.readers.python.callings import Called
from timeout_audit.readers.python.told import Stored
from timeout_audit.readers.python.units import Unit

# An object whose method of such a name gives something to follow stands for it: ``with Held() as session``.
_GIVING = frozenset({"__call__", "__enter__", "__aenter__"})


# Methods that give what a container holds.
_LOOKUPS = frozenset({"get", "items", "pop", "popitem", "setdefault", "values"})


class Members:
    """The attributes of a class that are objects to follow, its methods that wrap a wait, and which of them answer."""

    __slots__ = ("answering", "givers", "wrappers")

    def __init__(self) -> None:
        self.givers: set[str] = set()
        self.wrappers: set[str] = set()
        self.answering: set[str] = set()


class Carriers:
    """What is known so far of one file.

    ``targets`` maps local names to the dotted names they were imported from; ``names`` are local names worth looking
    for, ``givers`` those of them that are, or return, an object to follow, ``answering`` those that give a response.
    ``attributes``, ``giver_attributes`` and ``answering_attributes`` are the same for attributes. ``classes`` maps a
    class to its members that lead to a wait; an object of such a class is no object to follow itself, unless the class
    derives from a library's. ``received`` holds, per function name, the parameters that are given such an object,
    ``definitions`` those functions of this file; ``passes`` lists the same for functions of other files; a key with a
    dot (``.http``) is an attribute that is set on objects of a class. ``loose`` are attributes of things that are not
    followed (``state.client``; ``.http`` for one that a framework gives to anything), ``inherited`` the methods that
    wait on self, where a class derives from a library's. ``local`` are, by function, its variables that are objects to
    follow, ``held`` names of objects of the ``classes``. ``bounds`` are, by class, the attributes of self that bound a
    wait, ``containers`` the names of what holds nothing but objects, which its methods give.
    """

    def __init__(self, vocabulary: Vocabulary, targets: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self._methods = vocabulary.methods | {ANY}
        self.targets = dict(targets)
        self.names: set[str] = set()
        self.givers: set[str] = set()
        self.answering: set[str] = set()
        self.attributes: set[str] = set()
        self.giver_attributes: set[str] = set()
        self.answering_attributes: set[str] = set()
        self.classes: dict[str, Members] = {}
        self.received: dict[str, set[str | int]] = {}
        self.definitions: set[str] = set()
        self.passes: set[tuple[str, str | int]] = set()
        self.loose: set[str] = set()
        self.inherited: set[str] = set()
        self.local: dict[str, set[str]] = {}
        self.held: set[str] = set()
        self.bounds: dict[str, set[str]] = {}
        self.containers: set[str] = set()

    def leads(self) -> Leads:
        """Every name of the file that may lead to a wait: what is called without any of them is none."""
        known = {local for local, target in self.targets.items() if self.vocabulary.knows(target)}
        names = known | self.names | self.attributes | self.inherited
        answering = self.answering | self.answering_attributes
        local = {path: frozenset(names) for path, names in self.local.items() if names}
        return Leads(frozenset(names), frozenset(self.held), frozenset(answering), local)

    def size(self) -> int:
        """A number that grows with everything that is learned."""
        names = (self.names, self.attributes, self.answering, self.answering_attributes, self.definitions, self.loose)
        known = len(self.givers) + len(self.giver_attributes) + len(self.passes) + sum(len(one) for one in names)
        members = sum(len(one.givers) + len(one.wrappers) + len(one.answering) + 1 for one in self.classes.values())
        received = sum(len(keys) for keys in self.received.values())
        return known + members + received + len(self.containers) + sum(len(names) for names in self.bounds.values())

    def known(self) -> frozenset[tuple[str, str]]:
        """Everything that what a unit tells depends on, each with the name that it is known under."""
        found = [(kind, name) for kind, names in self._named() for name in names]
        for name, members in self.classes.items():
            found.append(("class", name))
            found += [(f"giver {one}", name) for one in members.givers]
            found += [(f"wrapper {one}", name) for one in members.wrappers]
            found += [(f"answering {one}", name) for one in members.answering]
        found += [(f"received {key}", name) for name, keys in self.received.items() for key in keys]
        found += [(f"bound {attribute}", name) for name, kept in self.bounds.items() for attribute in kept]
        found += [(f"target {target}", name) for name, target in self.targets.items()]
        found += [("container", name) for name in self.containers]
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

    def responds(self, values: Iterable[Atom], local: set[str]) -> bool:
        """Whether an expression is a call of a library, or of a function of the project, that gives a response."""
        for atom in values:
            if not atom.called:
                continue
            if atom.chain in self.answering:
                return True
            if fits(self.vocabulary.responding, self.target(atom.chain)):
                return True
            if atom.attribute in self.vocabulary.openers and self._is_method(atom, local):
                return True
            if atom.attribute in self.answering_attributes and self._on_known(atom):
                return True
        return False

    def _on_known(self, atom: Atom) -> bool:
        """Whether a method with a common name hangs on self, on an object of the ``classes``, or on a call."""
        if atom.attribute not in COMMON or not atom.chain:
            return True
        return atom.holder in ("self", "cls") or atom.chain.split(".")[-2] in self.held

    # -- what an expression leads to -----------------------------------------------------------------------------

    def gives(self, values: Iterable[Atom], local: frozenset[str] | set[str]) -> bool:
        """Whether an expression (or annotation) is an object to follow, its class, or a function that waits."""
        return any(self._call_gives(atom, local) if atom.called else self._name_gives(atom, local) for atom in values)

    def holds(self, values: Iterable[Atom]) -> bool:
        """Whether an expression is an object of a class whose members lead to a wait."""
        return any(atom.called and atom.chain in self.classes for atom in values)

    def _name_gives(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        if atom.chain in self.givers or (not atom.attribute and atom.chain in local):
            return True
        if atom.attribute:
            if atom.attribute in self.giver_attributes and self._plain(atom):
                return True
            if atom.attribute in self._methods and self._is_method(atom, local):
                return True
            if atom.attribute in self.inherited and self._on_self(atom):
                return True
            if atom.attribute == ANY:
                return bool(self.vocabulary.following(self.target(atom.chain.rpartition(".")[0])))
        return self._is_leaf(self.target(atom.chain))

    def _is_lookup(self, atom: Atom) -> bool:
        """Whether a call gives what a dict or the like holds."""
        if atom.bare and atom.attribute in ("get", "values"):
            return True  # of a context variable; an object to follow is told what to get
        return atom.attribute in _LOOKUPS and atom.chain.rpartition(".")[0].rpartition(".")[2] in self.containers

    def _is_method(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        """Whether an attribute is a method of an object to follow: ``get = session.get``."""
        if atom.given is not None or atom.on:
            return self.gives(atom.given or atom.on, local)
        holder = atom.chain.rpartition(".")[0]
        last = holder.rpartition(".")[2]
        return holder in local or holder in self.givers or (last != holder and last in self.giver_attributes)

    def _on_self(self, atom: Atom) -> bool:
        """Whether an attribute hangs on self or super()."""
        return atom.holder == "self" or (atom.given is not None and atom.given[0].chain == "super")

    def _plain(self, atom: Atom) -> bool:
        """Whether an attribute with a common name hangs on self or a known name."""
        return atom.attribute not in COMMON or atom.holder in ("self", "cls") or atom.holder in self.givers

    def _call_gives(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        target = self.target(atom.chain)
        if self._is_leaf(target):
            return self.vocabulary.carries(target)
        if atom.given is not None:
            return self.gives(atom.given, local)
        members = self.classes.get(atom.chain)
        if members is not None and not _GIVING.isdisjoint(members.givers):
            return True
        owner = self.classes.get(atom.holder)
        if owner is not None and atom.attribute in owner.givers:
            return True
        if atom.chain in self.givers or not atom.attribute:
            return self._name_gives(atom, local)
        if self._is_lookup(atom) and self._is_method(atom, local):
            return True
        # What a waiting call gives (a response, rows) is no object to wait on, unless the catalogue says so.
        if atom.attribute in self.giver_attributes and self._plain(atom):
            return True
        return atom.attribute in self.vocabulary.giving and self._is_method(atom, local)

    def waits(self, called: Called, parameters: frozenset[str], local: frozenset[str] | set[str]) -> bool:
        """Whether a callee may lead to a wait: a known function, or anything reached through an object to follow."""
        if (called.chain and called.chain in self.names) or self._is_leaf(self.target(called.chain)):
            return True
        if not called.attributes:
            return False
        if called.attributes[0] == ANY and self.vocabulary.following(self.target(called.chain.rpartition(".")[0])):
            return True
        if not self.attributes.isdisjoint(called.attributes):
            return True
        root = called.root
        return root == "super" or (bool(root) and (root in local or root in parameters or root in self.names))

    def target(self, chain: str) -> str:
        """The dotted library name of a chain of names, "" where it does not begin with an import."""
        first, _, rest = chain.partition(".")
        target = self.targets.get(first, "")
        if rest and (library := self.targets.get(f"{first}.{rest.partition('.')[0]}")):
            # ``import compat`` … ``compat.requests.get``
            target, rest = library, rest.partition(".")[2]
        return f"{target}.{rest}" if rest and target else target

    def _is_leaf(self, target: str) -> bool:
        return bool(target) and self.vocabulary.is_leaf(target)

    # -- additions -----------------------------------------------------------------------------------------------

    def add_name(self, name: str, *, giver: bool) -> None:
        """A local name to look for; ``giver``: it is, or returns, an object to follow."""
        self.names.add(name)
        if giver:
            self.givers.add(name)

    def store(self, stored: Stored, owner: str) -> None:
        """What is assigned is an object to follow: in the class ``owner``, on self, or elsewhere."""
        if not stored.attribute:
            if owner:
                self.add_attribute(stored.name, owner, giver=True)
            else:
                self.add_name(stored.name, giver=True)
        else:
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

    def add_answering(self, unit: Unit) -> None:
        """A function that gives a response."""
        self.add_function(unit, giver=False)
        if unit.owner:
            self.add_class(unit.owner.path).answering.add(unit.names[0])
            self.answering_attributes.add(unit.names[0])
        else:
            self.answering.add(unit.names[0])

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
