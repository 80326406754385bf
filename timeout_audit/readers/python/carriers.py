"""Which names of a file lead to a wait: the objects that are followed, and the functions and classes that hand them on.

This works on the statements that are going to be kept, before they are parsed for facts, and errs on the side of
keeping: what it names is read, what the linker makes of it is another matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from timeout_audit.catalogue.vocabulary import Vocabulary, fits
from timeout_audit.readers.python.atoms import Atom
from timeout_audit.readers.python.told import Called, Stored, Told
from timeout_audit.readers.python.units import Unit

# Too common to be looked for on any object: only on self, and on names that are known to lead somewhere.
COMMON = frozenset(
    {
        *("get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream", "fetch", "call"),
        *("run", "read", "write", "open", "close", "connect", "execute", "query", "update", "pop", "items", "start"),
        *("stop", "create", "list", "save", "load", "copy", "publish"),
    }
)

# An object whose method of such a name gives something to follow stands for it: ``with Held() as session``.
_GIVING = frozenset({"__call__", "__enter__", "__aenter__"})


class Members:
    """The attributes of a class that are objects to follow, and its methods that wrap a wait."""

    __slots__ = ("givers", "wrappers")

    def __init__(self) -> None:
        self.givers: set[str] = set()
        self.wrappers: set[str] = set()


class Carriers:
    """What is known so far of one file.

    ``targets`` maps local names to the dotted names they were imported from; ``names`` are local names worth looking
    for, ``givers`` those of them that are, or return, an object to follow. ``attributes`` and ``giver_attributes``
    are the same for attributes. ``classes`` maps a class to its members that lead to a wait; an object of such a
    class is no object to follow itself, unless the class derives from a library's. ``received`` holds, per function
    name, the parameters that are given such an object, ``definitions`` those functions of this file; ``passes`` lists
    the same for functions of other files; a key with a dot (``.http``) is an attribute that is set on objects of a
    class. ``loose`` are attributes of things that are not followed (``state.client``; ``.http`` for one that a
    framework gives to anything), ``inherited`` the methods that wait on self, where a class derives from a library's.
    """

    def __init__(self, vocabulary: Vocabulary, targets: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self.targets = dict(targets)
        self.names: set[str] = set()
        self.givers: set[str] = set()
        self.attributes: set[str] = set()
        self.giver_attributes: set[str] = set()
        self.classes: dict[str, Members] = {}
        self.received: dict[str, set[str | int]] = {}
        self.definitions: set[str] = set()
        self.passes: set[tuple[str, str | int]] = set()
        self.loose: set[str] = set()
        self.inherited: set[str] = set()

    def size(self) -> int:
        """A number that grows with everything that is learned."""
        names = (self.names, self.attributes, self.definitions, self.loose)
        known = len(self.givers) + len(self.giver_attributes) + len(self.passes) + sum(len(one) for one in names)
        members = sum(len(one.givers) + len(one.wrappers) + 1 for one in self.classes.values())
        return known + members + sum(len(keys) for keys in self.received.values())

    def known(self) -> frozenset[tuple[str, str]]:
        """Everything that what a unit tells depends on, each with the name that it is known under."""
        found = [(kind, name) for kind, names in self._named() for name in names]
        for name, members in self.classes.items():
            found.append(("class", name))
            found += [(f"giver {one}", name) for one in members.givers]
            found += [(f"wrapper {one}", name) for one in members.wrappers]
        found += [(f"received {key}", name) for name, keys in self.received.items() for key in keys]
        found += [(f"target {target}", name) for name, target in self.targets.items()]
        return frozenset(found)

    def _named(self) -> tuple[tuple[str, set[str]], ...]:
        return (
            ("name", self.names),
            ("giver", self.givers),
            ("attribute", self.attributes),
            ("giver attribute", self.giver_attributes),
            ("definition", self.definitions),
        )

    def learn(self, unit: Unit, told: Told) -> None:
        """Add what a kept unit tells."""
        if unit.kind == "class":
            self._learn_class(unit, told)
        elif unit.kind == "function":
            self._learn_function(unit, told)
            return
        owner = unit.path if unit.kind == "class" or unit.owner else ""
        for stored in told.stored:
            if self._gives(stored.values, frozenset()):
                self._store(stored, owner)
                self._set_outside(stored, told)
            elif not (owner or stored.attribute) and self._responds(stored.values, set()):
                # What a script does with a response stands in its next statements.
                self._add_name(stored.name, giver=False)
        self._learn_calls(told, frozenset(), frozenset(), owner)

    # -- units ---------------------------------------------------------------------------------------------------

    def _learn_class(self, unit: Unit, told: Told) -> None:
        for name, base in told.bases:
            inherited = self.classes.get(name)
            if inherited is not None:
                members = self.add_class(unit.path)
                members.givers |= inherited.givers
                members.wrappers |= inherited.wrappers
                self.attributes |= inherited.givers | inherited.wrappers
                self.giver_attributes |= inherited.givers
            if self._gives(base, frozenset()):
                self.add_class(unit.path)
                self.givers.add(unit.names[0])
                # ``self.get(…)`` and ``super().get(…)`` in it wait.
                self.attributes |= self.vocabulary.methods & COMMON
                self.inherited |= self.vocabulary.methods

    def _learn_function(self, unit: Unit, told: Told) -> None:
        local = {name for name, annotation in told.parameters.items() if self._gives(annotation, frozenset())}
        local |= self._received_parameters(unit, told)
        owner = unit.owner.path if unit.owner else ""
        pending, known = told.stored, -1
        while pending and known < len(local):
            known = len(local)
            pending = [stored for stored in pending if not self._learn_stored(stored, local, owner, told)]
        for shared in told.shared & local:
            self._add_name(shared, giver=True)
        if self._gives(told.annotation, frozenset()) or any(self._gives(values, local) for values in told.results):
            self._add_function(unit, giver=True)
        elif self._answers(told, local):
            self._add_function(unit, giver=False)
        if self._learn_calls(told, frozenset(told.parameters), local, owner):
            self._add_function(unit, giver=False)

    def _answers(self, told: Told, local: set[str]) -> bool:
        """Whether a function returns a response, which its callers have to close or look at."""
        held = {one.name for one in told.stored if not one.attribute and self._responds(one.values, local)}
        return any(
            self._responds(values, local) or any(not atom.called and atom.chain in held for atom in values)
            for values in told.results
        )

    def _responds(self, values: Iterable[Atom], local: set[str]) -> bool:
        """Whether an expression is a call of a library, or of a function of the project, that gives a response."""
        for atom in values:
            if not atom.called:
                continue
            if atom.chain in self.names and atom.chain not in self.givers and atom.chain not in self.classes:
                return True
            if fits(self.vocabulary.responding, self._target(atom.chain)):
                return True
            if atom.attribute in self.vocabulary.openers and self._is_method(atom, local):
                return True
            if atom.attribute in self.attributes - self.giver_attributes - COMMON and atom.holder in ("self", "cls"):
                return True
        return False

    def _learn_stored(self, stored: Stored, local: set[str], owner: str, told: Told) -> bool:
        if not self._gives(stored.values, local):
            return False
        if stored.attribute:
            self._store(stored, owner)
            self._set_outside(stored, told)
        else:
            local.add(stored.name)
        return True

    def _set_outside(self, stored: Stored, told: Told) -> None:
        """``store = Store(); store.http = Session()``: the class has an object to follow that others set."""
        if not stored.attribute or stored.on_self:
            return
        for other in told.stored:
            if other.name == stored.on and not other.attribute:
                for atom in other.values:
                    if atom.called and atom.chain.partition(".")[0] in self.targets:
                        self.passes.add((atom.chain, f".{stored.name}"))

    def _received_parameters(self, unit: Unit, told: Told) -> set[str]:
        constructor = unit.owner is not None and unit.names[0] == "__init__"
        wanted = self.received.get(unit.owner.names[0] if unit.owner and constructor else unit.names[0])
        if not wanted:
            return set()
        ordered = told.ordered[1:] if unit.owner else told.ordered
        found = {ordered[key] for key in wanted if isinstance(key, int) and key < len(ordered)}
        return found | {key for key in wanted if isinstance(key, str) and (key in told.named or key in ordered)}

    def _learn_calls(
        self, told: Told, parameters: frozenset[str], local: frozenset[str] | set[str], owner: str
    ) -> bool:
        """Record the objects handed to other functions; whether a waiting call takes its bound from ``parameters``."""
        wraps = False
        for called in told.called:
            wraps = wraps or (bool(parameters) and self._wraps(called, parameters, local))
            for key, values in called.handed if called.callees else ():
                if self._gives(values, local):
                    for callee in called.callees:
                        self._hand_over(owner if owner and callee == "cls" else callee, key)
                    if called.naming:
                        self.loose.add(f".{called.naming}")
        return wraps

    def _hand_over(self, callee: str, key: str | int) -> None:
        first, _, rest = callee.partition(".")
        self.received.setdefault(callee.rpartition(".")[2], set()).add(key)
        if first in self.targets:
            self.passes.add((callee, key))
        elif not rest or first in ("self", "cls"):
            self.definitions.add(rest or callee)

    def _wraps(self, called: Called, parameters: frozenset[str], local: frozenset[str] | set[str]) -> bool:
        if not (called.spread or called.positional or called.keywords):
            return False
        if not self.waits(called, parameters, local):
            return False
        if called.spread or self._target(called.chain) in self.vocabulary.located:
            return True
        return not self.vocabulary.keywords.isdisjoint(called.keywords)

    # -- what an expression leads to -----------------------------------------------------------------------------

    def _gives(self, values: Iterable[Atom], local: frozenset[str] | set[str]) -> bool:
        """Whether an expression (or annotation) is an object to follow, its class, or a function that waits."""
        return any(self._call_gives(atom, local) if atom.called else self._name_gives(atom, local) for atom in values)

    def _name_gives(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        if atom.chain in self.givers or (not atom.attribute and atom.chain in local):
            return True
        if atom.attribute:
            if atom.attribute in self.giver_attributes and self._plain(atom):
                return True
            if atom.attribute in self.vocabulary.methods and self._is_method(atom, local):
                return True
        return self._is_leaf(self._target(atom.chain))

    def _is_method(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        """Whether an attribute is a method of an object to follow: ``get = session.get``."""
        if atom.given is not None:
            return self._gives(atom.given, local)
        holder = atom.chain.rpartition(".")[0]
        last = holder.rpartition(".")[2]
        return holder in local or holder in self.givers or (last != holder and last in self.giver_attributes)

    def _plain(self, atom: Atom) -> bool:
        """Whether an attribute with a common name hangs on self or a known name."""
        return atom.attribute not in COMMON or atom.holder in ("self", "cls") or atom.holder in self.givers

    def _call_gives(self, atom: Atom, local: frozenset[str] | set[str]) -> bool:
        target = self._target(atom.chain)
        if self._is_leaf(target):
            return self.vocabulary.carries(target)
        if atom.given is not None:
            return self._gives(atom.given, local)
        members = self.classes.get(atom.chain)
        if members is not None and not _GIVING.isdisjoint(members.givers):
            return True
        if atom.chain in self.givers or not atom.attribute:
            return self._name_gives(atom, local)
        # What a waiting call gives (a response, rows) is no object to wait on, unless the catalogue says so.
        if atom.attribute in self.giver_attributes and self._plain(atom):
            return True
        return atom.attribute in self.vocabulary.giving and self._is_method(atom, local)

    def waits(self, called: Called, parameters: frozenset[str], local: frozenset[str] | set[str]) -> bool:
        """Whether a callee may lead to a wait: a known function, or anything reached through an object to follow."""
        if (called.chain and called.chain in self.names) or self._is_leaf(self._target(called.chain)):
            return True
        if not called.attributes:
            return False
        if not self.attributes.isdisjoint(called.attributes):
            return True
        root = called.root
        return root == "super" or (bool(root) and (root in local or root in parameters or root in self.names))

    def _target(self, chain: str) -> str:
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

    def _add_name(self, name: str, *, giver: bool) -> None:
        self.names.add(name)
        if giver:
            self.givers.add(name)

    def _store(self, stored: Stored, owner: str) -> None:
        if not stored.attribute:
            if owner:
                self._add_attribute(stored.name, owner, giver=True)
            else:
                self._add_name(stored.name, giver=True)
        else:
            self._add_attribute(stored.name, owner if stored.on_self else "", giver=True)
            if stored.on and not stored.on_self and not stored.item:
                # The items of what cannot be followed (``hass.data[KEY]``) cannot be told apart.
                self.loose.add(f"{stored.on}.{stored.name}")

    def _add_attribute(self, name: str, owner: str, *, giver: bool) -> None:
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

    def _add_function(self, unit: Unit, *, giver: bool) -> None:
        name = unit.names[0]
        if unit.owner and name == "__init__":
            if not giver:
                self.add_class(unit.owner.path).wrappers.add(name)
        elif unit.owner:
            self._add_attribute(name, unit.owner.path, giver=giver)
        else:
            self._add_name(name, giver=giver)
