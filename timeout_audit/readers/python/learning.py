"""What the kept parts of a file tell of the names that lead to a wait."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import filterfalse

from timeout_audit.catalogue.vocabulary import COMMON
from timeout_audit.readers.python.atoms import Atoms, is_error, is_shape
from timeout_audit.readers.python.callings import Called
from timeout_audit.readers.python.carriers import Carriers
from timeout_audit.readers.python.learned import Members
from timeout_audit.readers.python.told import Stored, Told
from timeout_audit.readers.python.units import Unit


def learn(carriers: Carriers, unit: Unit, told: Told) -> None:
    """Add what a kept unit tells."""
    carriers.containers |= told.containers
    if unit.kind == "class":
        _learn_class(carriers, unit, told)
    elif unit.kind == "function":
        _learn_function(carriers, unit, told)
        return
    owner = unit.path if unit.kind == "class" or unit.owner else ""
    for stored in told.stored:
        if stored.name in carriers.bounds.get(owner, ()):
            carriers.add_class(owner).wrappers.add("__init__")  # of a dataclass
        if is_shape(stored.values):
            carriers.shapes.add(stored.name)
        if _is_record(carriers, stored, frozenset()) or carriers.keeps(stored.values, frozenset()):
            carriers.store(stored, owner)
            _set_outside(carriers, stored, told)
        elif (members := carriers.held_by(stored.values)) is not None:
            carriers.held.add(stored.name)
            if not (owner or stored.attribute):
                carriers.objects.setdefault(stored.name, members)
        elif not (owner or stored.attribute) and carriers.responds(stored.values, set()):
            # What a script does with a response stands in its next statements.
            carriers.add_name(stored.name, giver=False)
    _learn_calls(carriers, told, frozenset(), frozenset(), owner)


def _learn_class(carriers: Carriers, unit: Unit, told: Told) -> None:
    for name, base in told.bases:
        inherited = carriers.classes.get(name)
        if inherited is not None:
            members = carriers.add_class(unit.path)
            members.givers |= inherited.givers
            members.wrappers |= inherited.wrappers
            members.answering |= inherited.answering
            carriers.answering_attributes |= inherited.answering
            carriers.attributes |= inherited.givers | inherited.wrappers - {"__init__"}
            carriers.giver_attributes |= inherited.givers
        if carriers.gives(base, frozenset()):
            carriers.add_class(unit.path)
            carriers.givers.add(unit.names[0])
            _inherit_waits(carriers)


def _inherit_waits(carriers: Carriers) -> None:
    """``self.get(…)`` and ``super().get(…)`` wait in a class that derives from a library's."""
    carriers.attributes |= carriers.vocabulary.methods & COMMON
    carriers.inherited |= carriers.vocabulary.methods


def _learn_function(carriers: Carriers, unit: Unit, told: Told) -> None:
    if unit.owner is not None and any(map(is_error, unit.owner.bases)):
        # Nobody waits on what an error holds.
        _learn_calls(carriers, told, frozenset(), frozenset(), "")
        return
    if any(carriers.gives(base, frozenset()) for _, base in told.bases):
        _inherit_waits(carriers)
    local = {name for name, annotation in told.parameters.items() if carriers.keeps(annotation, frozenset())}
    carriers.held |= {name for name, annotation in told.parameters.items() if carriers.holds(annotation)}
    local |= _received_parameters(carriers, unit, told)
    owner = unit.owner.path if unit.owner else ""
    pending, known = told.stored, -1
    while pending and known < len(local):
        known = len(local)
        pending = [stored for stored in pending if not _learn_stored(carriers, stored, local, owner, told)]
    # Whoever is given an object may give it back.
    made = {one.name for one in told.stored if not one.attribute and carriers.gives(one.handed, local)}
    carriers.local.setdefault(unit.path, set()).update(local, made)
    for shared in told.shared & local:
        carriers.add_name(shared, giver=True)
    given = (told.annotation, told.decorated)
    results = () if told.plain else told.results
    if any(carriers.gives(one, frozenset()) for one in given) or any(
        carriers.keeps(one, local, told.parameters) for one in results
    ):
        carriers.add_function(unit, giver=True)
    if not (unit.owner or told.parameters) and (members := _given_members(carriers, told)) is not None:
        carriers.objects.setdefault(unit.names[0], members)
    if not told.plain and _answers(carriers, told, local):
        carriers.add_answering(unit)
    wraps = _learn_calls(carriers, told, frozenset(told.parameters), local, owner)
    kept = _kept_bounds(carriers, told, owner) if unit.names[0] == "__init__" else set()
    bounds = kept | _passed_bounds(carriers, told, local)
    _learn_bounding(carriers, unit, told, bounds)
    if wraps or bounds:
        carriers.add_function(unit, giver=False)


def _given_members(carriers: Carriers, told: Told) -> Members | None:
    """The members of the object of one of the classes that a function gives; None where it gives none.

    It is asked of functions without parameters: to follow all that give such objects tripled the time for a program
    that is built on them.
    """
    made = {one.name: one.values for one in told.stored if not one.attribute}
    results = (made.get(atom.chain, (atom,)) for values in told.results for atom in values)
    return next((found for one in (told.annotation, *results) if (found := carriers.held_by(one)) is not None), None)


def _hand_members(carriers: Carriers, callee: str, key: str | int, values: Atoms, made: Mapping[str, Atoms]) -> None:
    """Record that a function of another file is handed an object of one of the classes; ``made`` are variables."""
    if callee.partition(".")[0] in carriers.targets:
        for atom in values:
            members = carriers.held_by((atom,) if atom.called else made.get(atom.chain, (atom,)))
            if members is not None:
                carriers.passes.update((callee, key, member) for member in members.givers)


def _kept_bounds(carriers: Carriers, told: Told, owner: str) -> set[str]:
    """The parameters that a constructor keeps on self as what bounds a wait elsewhere in the class."""
    bounds = carriers.bounds.get(owner, ())
    kept = (stored for stored in told.stored if stored.on_self and stored.name in bounds)
    names = {atom.chain.partition(".")[0] for stored in kept for atom in (*stored.values, *stored.handed)}
    return names & told.parameters.keys()


def _answers(carriers: Carriers, told: Told, local: set[str]) -> bool:
    """Whether a function returns a response, which its callers have to close or look at."""
    held = {one.name for one in told.stored if not one.attribute and carriers.responds(one.values, local)}
    return any(
        carriers.responds(values, local) or any(not atom.called and atom.chain in held for atom in values)
        for values in told.results
    )


def _learn_stored(carriers: Carriers, stored: Stored, local: set[str], owner: str, told: Told) -> bool:
    if not (_is_record(carriers, stored, local) or carriers.keeps(stored.values, local, told.parameters)):
        if carriers.holds(stored.values):
            carriers.held.add(stored.name)
        return False
    if stored.attribute:
        carriers.store(stored, owner)
        _set_outside(carriers, stored, told)
    else:
        local.add(stored.name)
    return True


def _is_record(carriers: Carriers, stored: Stored, local: frozenset[str] | set[str]) -> bool:
    """Whether a name is given an object of a ``namedtuple`` with something to follow, which is noted."""
    found = carriers.records(stored, local)
    if found:
        carriers.recorded.add(stored.name)
    return found


def _set_outside(carriers: Carriers, stored: Stored, told: Told) -> None:
    """``store = Store(); store.http = Session()``: the class has an object to follow that others set."""
    if not stored.attribute or stored.on_self:
        return
    for other in told.stored:
        if other.name == stored.on and not other.attribute:
            for atom in other.values:
                if atom.called and atom.chain.partition(".")[0] in carriers.targets:
                    carriers.passes.add((atom.chain, f".{stored.name}", ""))


def _received_parameters(carriers: Carriers, unit: Unit, told: Told) -> set[str]:
    constructor = unit.owner is not None and unit.names[0] == "__init__"
    wanted = carriers.received.get(unit.owner.names[0] if unit.owner and constructor else unit.names[0])
    if not wanted:
        return set()
    ordered = told.ordered[1:] if unit.owner else told.ordered
    found = {ordered[key] for key in wanted if isinstance(key, int) and key < len(ordered)}
    return found | {key for key in wanted if isinstance(key, str) and (key in told.named or key in ordered)}


def _learn_calls(
    carriers: Carriers, told: Told, parameters: frozenset[str], local: frozenset[str] | set[str], owner: str
) -> bool:
    """Record the objects handed to other functions; whether a waiting call takes over what ``parameters`` hold."""
    wraps = False
    made = {one.name: one.values for one in told.stored if not one.attribute}
    for called in told.called:
        wraps = wraps or (bool(parameters) and _wraps(carriers, called, parameters, local))
        kept = [name for keyword, name in called.kept if not keyword or keyword in carriers.vocabulary.keywords]
        if kept and owner and carriers.waits(called, parameters, local):
            carriers.bounds.setdefault(owner, set()).update(kept)
        for key, values in called.handed if called.callees else ():
            if carriers.gives(values, local):
                for callee in filterfalse(is_error, called.callees):
                    _hand_over(carriers, owner if owner and callee == "cls" else callee, key)
                if called.naming:
                    carriers.loose.add(f".{called.naming}")
                continue
            for callee in called.callees:
                _hand_members(carriers, callee, key, values, made)
    return wraps


def _hand_over(carriers: Carriers, callee: str, key: str | int) -> None:
    first, _, rest = callee.partition(".")
    carriers.received.setdefault(callee.rpartition(".")[2], set()).add(key)
    if first in carriers.targets:
        carriers.passes.add((callee, key, ""))
    elif not rest or first in ("self", "cls"):
        carriers.definitions.add(rest or callee)


def _wraps(carriers: Carriers, called: Called, parameters: frozenset[str], local: frozenset[str] | set[str]) -> bool:
    """Whether a waiting call is handed all that a function is given, or what it takes by position."""
    by_position = bool(called.passed) and not carriers.vocabulary.located.isdisjoint(carriers.reached(called.chain))
    return (called.spread or by_position) and carriers.waits(called, parameters, local)


def _passed_bounds(carriers: Carriers, told: Told, local: set[str]) -> set[str]:
    """The parameters that a function hands on as what bounds a wait, or as a dict that may hold that."""
    parameters, found = frozenset(told.parameters), set[str]()
    for called in told.called:
        if called.passed and carriers.waits(called, parameters, local):
            found.update(name for key, name in called.passed if carriers.may_bound(called, key))
            if carriers.is_library(called):
                found.update(name for key, name in called.passed if key == "" and name != told.open)
    return found


def _learn_bounding(carriers: Carriers, unit: Unit, told: Told, bounds: set[str]) -> None:
    """Record the parameters of a function that bound a wait, by position and name."""
    ordered = told.ordered[1:] if unit.owner else told.ordered
    if bounds:
        carriers.add_bounding(unit, {*bounds, *(index for index, name in enumerate(ordered) if name in bounds)})
