"""Which names of a file lead to a wait: the objects that are followed, and the functions and classes that hand them on.

This works on the statements that are going to be kept, before they are parsed for facts, and errs on the side of
keeping: what it names is read, what the linker makes of it is another matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from timeout_audit.catalogue.vocabulary import COMMON, fits
from timeout_audit.model.python import Leads
from timeout_audit.readers.python.atoms import ANY, Atom
from timeout_audit.readers.python.callings import Called
from timeout_audit.readers.python.learned import Learned, Members
from timeout_audit.readers.python.told import Stored

# An object whose method of such a name gives something to follow stands for it: ``with Held() as session``.
_GIVING = frozenset({"__call__", "__enter__", "__aenter__"})


# Methods that give what a container holds.
_LOOKUPS = frozenset({"get", "items", "pop", "popitem", "setdefault", "values"})


class Carriers(Learned):
    """What is known so far of one file, and what the expressions in it lead to."""

    def leads(self) -> Leads:
        """Every name of the file that may lead to a wait: what is called without any of them is none."""
        known = {local for local, targets in self.targets.items() if any(map(self.vocabulary.knows, targets))}
        names = known | self.names | self.attributes | self.inherited
        answering = self.answering | self.answering_attributes
        local = {path: frozenset(names) for path, names in self.local.items() if names}
        return Leads(frozenset(names), frozenset(self.held), frozenset(answering), local)

    def responds(self, values: Iterable[Atom], local: set[str]) -> bool:
        """Whether an expression is a call of a library, or of a function of the project, that gives a response."""
        for atom in values:
            if not atom.called:
                continue
            if atom.chain in self.answering:
                return True
            if any(fits(self.vocabulary.responding, target) for target in self.reached(atom.chain)):
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

    def keeps(self, values: Iterable[Atom], local: frozenset[str] | set[str], parameters: Collection[str] = ()) -> bool:
        """Whether what is given a value is an object to follow, or the module of a library that holds some.

        A parameter is no module, whatever its name.
        """
        values = tuple(values)
        return self.gives(values, local) or any(
            not atom.called and atom.chain not in parameters and self._follows(atom.chain) for atom in values
        )

    def held_by(self, values: Iterable[Atom]) -> Members | None:
        """The members of an object of one of the ``classes``; None where an expression is none."""
        for atom in values:
            members = self.classes.get(atom.chain) if atom.called else None
            if members is not None or (members := self.objects.get(atom.chain)) is not None:
                return members
        return None

    def holds(self, values: Iterable[Atom]) -> bool:
        """Whether an expression is an object of a class whose members lead to a wait."""
        return self.held_by(values) is not None

    def _name_gives(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        if atom.chain in self.givers or (not atom.attribute and atom.chain in local):
            return True
        if atom.attribute:
            if atom.attribute in self.giver_attributes and self._plain(atom):
                return True
            known = atom.attribute in self._methods or atom.attribute in self.vocabulary.giving
            if known and self._is_method(atom, local):
                return True
            if self._is_held(atom, local):
                return True
            if self._is_field(atom):
                return True
            if atom.attribute in self.inherited and self._on_self(atom):
                return True
            if atom.attribute == ANY:
                return self._leads_on(atom.chain)
        return self._is_known(atom.chain)

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

    def _is_held(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        """Whether an attribute is one of an object all of whose attributes are to be followed."""
        holder, _, last = atom.chain.rpartition(".")[0].rpartition(".")
        if holder:
            first = "" if "." in holder else holder
            return last in self.vocabulary.holding and self._name_gives(Atom(f"{holder}.{last}", last, first), local)
        given = [one for one in atom.given or () if one.attribute in self.vocabulary.holding and not one.called]
        return self.gives(given, local)

    def records(self, stored: Stored, local: frozenset[str] | set[str]) -> bool:
        """Whether a name is given an object of a ``namedtuple`` with something to follow, or what holds some."""
        return any(
            atom.chain in self.recorded
            or (atom.called and atom.chain in self.shapes and self.gives(stored.handed, local))
            for atom in stored.values
        )

    def _is_field(self, atom: Atom) -> bool:
        """Whether an attribute is a field of such an object."""
        holders = {atom.chain.rpartition(".")[0], *(one.chain for one in atom.given or ())}
        return not holders.isdisjoint(self.recorded)

    def _on_self(self, atom: Atom) -> bool:
        """Whether an attribute hangs on self or super()."""
        return atom.holder == "self" or (atom.given is not None and atom.given[0].chain == "super")

    def _plain(self, atom: Atom) -> bool:
        """Whether an attribute with a common name hangs on self or a known name."""
        return atom.attribute not in COMMON or atom.holder in ("self", "cls") or atom.holder in self.givers

    def _call_gives(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        if libraries := self._known_as(atom.chain):
            return any(map(self.vocabulary.carries, libraries))
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
        if self._is_of_part(atom, local):
            return True
        return atom.attribute in self.vocabulary.giving and self._is_method(atom, local)

    def _is_of_part(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        """Whether a method of a part of an object to follow gives another one: ``client.containers.get(name)``."""
        holder = atom.chain.rpartition(".")[0]
        part = holder.rpartition(".")[2]
        if f"{part}.{atom.attribute}" not in self.vocabulary.parts:
            return False
        return self._is_method(atom, local) or self._is_method(Atom(holder, part), local)

    def waits(self, called: Called, parameters: frozenset[str], local: frozenset[str] | set[str]) -> bool:
        """Whether a callee may lead to a wait: a known function, or anything reached through an object to follow."""
        if (called.chain and called.chain in self.names) or self._is_known(called.chain):
            return True
        if not called.attributes:
            # A function under a name of its own: ``send = session.post``.
            return called.chain in local
        if called.attributes[0] == ANY and self._leads_on(called.chain):
            return True
        root = called.root
        if root == "super" and len(called.attributes) == 1:
            return self._inherited_waits(called.attributes[0], called.bases)
        if not self.attributes.isdisjoint(called.attributes):
            return True
        return root == "super" or (bool(root) and (root in local or root in parameters or root in self.names))

    def _inherited_waits(self, method: str, bases: Collection[str]) -> bool:
        """Whether a method that is inherited may lead to a wait; what a mixin is mixed with is not seen."""
        known = method in self.inherited or method in self.attributes
        if not bases or bases == ("object",):
            return known
        inherited = known or method == "__init__"
        return any((inherited and self._is_followed(base)) or self._has(base, method) for base in bases)

    def _is_followed(self, name: str) -> bool:
        """Whether objects of a class are to be followed themselves."""
        return self._is_known(name) or name in self.givers

    def _has(self, name: str, method: str) -> bool:
        """Whether a class of the project has such a method, or constructor, that leads to a wait."""
        members = self.classes.get(name)
        if members is None:
            return False
        made = method == "__init__" and name in self.bounding
        return made or method in members.givers | members.wrappers | members.answering

    def is_library(self, called: Called) -> bool:
        """Whether a callee is a function of a library that waits, by its name."""
        return self._is_known(called.chain)

    def may_bound(self, called: Called, key: str | int) -> bool:
        """Whether an argument of a call that leads to a wait may be what bounds it."""
        if key in self.vocabulary.keywords or key in self.bounding.get(called.chain, ()):
            return True
        if not called.attributes:
            return False
        return key in self.bounding.get(f".{called.attributes[0]}", ()) or self._sets(called, key)

    def _sets(self, called: Called, key: str | int) -> bool:
        """Whether an argument of a method is what it sets as the bound of its object."""
        method, setting = called.attributes[0], self.vocabulary.setting
        options = (atom.attribute for at, values in called.handed if at == 0 for atom in values)
        return f"{method} {key}" in setting or any(f"{method}.{option} {key}" in setting for option in options)

    def reached(self, chain: str) -> tuple[str, ...]:
        """The dotted library names of a chain of names; () where it does not begin with an import."""
        first, _, rest = chain.partition(".")
        targets = self.targets.get(first, ())
        if rest and (libraries := self.targets.get(f"{first}.{rest.partition('.')[0]}")):
            # ``import compat`` … ``compat.requests.get``
            targets, rest = libraries, rest.partition(".")[2]
        return tuple(f"{target}.{rest}" for target in targets) if rest and targets else targets

    def _known_as(self, chain: str) -> tuple[str, ...]:
        """The known names of libraries that a chain of names is."""
        found = self._libraries.get(chain)
        if found is None:
            found = self._libraries[chain] = tuple(filter(self.vocabulary.is_leaf, self.reached(chain)))
        return found

    def _is_known(self, chain: str) -> bool:
        """Whether a chain of names is a name of a library that is known itself."""
        return bool(self._known_as(chain))

    def _follows(self, chain: str) -> bool:
        """Whether a chain of names leads to a known name."""
        found = self._following.get(chain)
        if found is None:
            found = self._following[chain] = any(map(self.vocabulary.following, self.reached(chain)))
        return found

    def _leads_on(self, chain: str) -> bool:
        """Whether what the last attribute of a chain of names hangs on leads to a known name."""
        return self._follows(chain.rpartition(".")[0])
