"""Which calls can be a wait at all, by the names of what is called: most of a program's calls cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable

from timeout_audit.catalogue.index import Catalogue
from timeout_audit.catalogue.names import family
from timeout_audit.catalogue.vocabulary import COMMON
from timeout_audit.link.data import DISPLAYED, asked_as_dicts, is_data, takes_items
from timeout_audit.link.forwarders import hands_over
from timeout_audit.link.program import Module, Program
from timeout_audit.model.expression import (
    Attribute,
    Call,
    Choice,
    Const,
    Expr,
    Item,
    Mapping,
    Name,
    Sequence,
    dotted,
    last_name,
    spelled,
)
from timeout_audit.model.python import CallSite

_GETATTR = Name("getattr")
_CONFIGURED = re.compile(r"((?:\w+\.)*config)(\[[A-Z][A-Z0-9_]*\])")
"""An entry of a configuration, which a reader knows by its key: ``app.config["KEY"]``."""


class Promising:
    """The names that a wait can be called by: the catalogue's, and whatever the program itself defines or binds.

    What begins with a name of the file's own has to lead somewhere, too, as far as its reader has seen.
    """

    def __init__(self, program: Program, catalogue: Catalogue) -> None:
        self._program = program
        self._names = set[str]()
        self._dicts: dict[tuple[str, str], frozenset[str]] = {}
        self._own: dict[str, tuple[set[str], set[str]]] = {}
        imported = set[str]()
        for module in program.modules.values():
            self._names.update(_names(module))
            imported |= {one.target for found in module.imports.values() for one in found}
        # A factory in a generated module gives objects of the library that it was generated for.
        packages = {name.partition(".")[0] for one in imported for name in (one, catalogue.returned(one))}
        families = set[str]()
        for name in catalogue.names():
            package, last = name.partition(".")[0], name.rpartition(".")[2]
            if "*" not in last:
                self._names.add(last)
            elif package in packages or "*" in package:
                families.add(last)
        self._families = tuple(family(one) for one in sorted(families))

    def may_wait(self, module: Module, site: CallSite) -> bool:
        """Whether it is worth while to follow what a call calls."""
        function = site.call.function
        if not isinstance(function, (Attribute, Name)) or hands_over(site.call):
            return True
        name = last_name(function)
        known = name in self._names or any(one.fullmatch(name) for one in self._families)
        return known and self._leads(module, site, function)

    def _leads(self, module: Module, site: CallSite, callee: Attribute | Name) -> bool:
        """Whether a callee is reached through a name that leads somewhere, or that is not the file's own."""
        reached = _reached(callee)
        if module.leads is None or reached is None:
            return True
        if isinstance(callee, Attribute) and self._on_data(module, callee.value, site.scope):
            return False
        names, own = module.leads.at(site.scope), self._own_names(module)[isinstance(callee, Attribute)]
        return any(chain[0] not in own or _through(chain, callee, names, module.leads.held) for chain in reached)

    def _on_data(self, module: Module, holder: Expr, scope: str) -> bool:
        """Whether a method is called on mere data, by what its function makes it from or does with it."""
        if is_data(module, holder, scope):
            return True
        name = dotted(holder)
        if not name:
            return False
        known = self._dicts.get((module.path, scope))
        if known is None:
            known = self._dicts[module.path, scope] = asked_as_dicts(module, scope)
        return name in known or takes_items(module, name, scope)

    def _own_names(self, module: Module) -> tuple[set[str], set[str]]:
        """What a file's reader has followed: what the file binds itself or imports of the project; what it binds.

        What an object is that another file keeps (``clients.session.get``) nobody has told its reader.
        """
        found = self._own.get(module.path)
        if found is None:
            entries = [one for entries in module.imports.values() for one in entries]
            foreign = {one.local for one in entries if self._program.resolve(one.target, module.path) is None}
            named = (_names(module) | {"self", "cls", "super"}) - foreign
            found = self._own[module.path] = (named, named - {one.local for one in entries})
        return found


def _reached(callee: Expr) -> list[list[str]] | None:
    """The names that a callee is reached through, the last one last; None where it is made by other code.

    One of several is reached in several ways, and data in none.
    """
    if isinstance(callee, Name):
        return [[callee.id]]
    if isinstance(callee, Attribute):
        holders = _reached(callee.value)
        return None if holders is None else [[*holder, callee.name] for holder in holders]
    if (entry := _CONFIGURED.fullmatch(spelled(callee))) is not None:
        return [[*entry[1].split("."), entry[2]]]
    if isinstance(callee, Call):
        return _looked_up(callee) if callee.function == _GETATTR else _reached(callee.function)
    if isinstance(callee, Choice):
        return _each_reached(callee.options)
    if isinstance(callee, Item):
        return _each_reached(_held(callee.value))
    return [] if isinstance(callee, DISPLAYED) else None


def _each_reached(expressions: Iterable[Expr]) -> list[list[str]] | None:
    found: list[list[str]] = []
    for one in expressions:
        reached = _reached(one)
        if reached is None:
            return None
        found += reached
    return found


def _held(value: Expr) -> tuple[Expr, ...]:
    """What an item of an expression may be, as far as names tell."""
    if isinstance(value, Mapping):
        return tuple(one for _, one in value.entries)
    return value.items if isinstance(value, Sequence) else (value,)


def _looked_up(call: Call) -> list[list[str]] | None:
    """``getattr(holder, "name")``."""
    values = [one.value for one in call.arguments]
    if len(values) < 2 or not isinstance(name := values[1], Const) or not isinstance(name.value, str):
        return None
    return _each_reached((Attribute(values[0], name.value), *values[2:]))


def _through(reached: list[str], callee: Attribute | Name, names: frozenset[str], held: frozenset[str]) -> bool:
    chains = (".".join(reached[:end]) for end in range(2, len(reached) + 1))
    if not names.isdisjoint(chains):
        return True
    *holders, last = reached
    if not holders or last not in COMMON:
        return not names.isdisjoint(reached)
    # A method with a common name leads somewhere where its object does, on self, and on what a call gives.
    known = holders[-1] in held or holders[-1] in ("self", "cls", "super")
    known = known or (isinstance(callee, Attribute) and isinstance(callee.value, Call))
    return (known and last in names) or not names.isdisjoint(holders)


def _names(module: Module) -> set[str]:
    """What the facts of a file define, import or give a value to, and the parameters of its functions."""
    found = {local for _, local in module.imports} | {target for _, target in module.bindings} | set(module.attributes)
    found |= {one.name for one in module.classes.values()}
    for function in module.functions.values():
        found.add(function.name)
        found.update(one.name for one in function.parameters)
    return found
