"""Which calls can be a wait at all, by the last name of what is called: most of a program's calls cannot."""

from __future__ import annotations

from timeout_audit.catalogue.index import Catalogue
from timeout_audit.catalogue.names import family
from timeout_audit.link.forwarders import hands_over
from timeout_audit.link.program import Module, Program
from timeout_audit.model.expression import Attribute, Name
from timeout_audit.model.python import CallSite


class Promising:
    """The names that a wait can be called by: the catalogue's, and whatever the program itself defines or binds."""

    def __init__(self, program: Program, catalogue: Catalogue) -> None:
        packages = set[str]()
        self._names = set[str]()
        for module in program.modules.values():
            self._names.update(_names(module))
            packages |= {one.target.partition(".")[0] for found in module.imports.values() for one in found}
        families = set[str]()
        for name in catalogue.names():
            package, last = name.partition(".")[0], name.rpartition(".")[2]
            if "*" not in last:
                self._names.add(last)
            elif package in packages or "*" in package:
                families.add(last)
        self._families = tuple(family(one) for one in sorted(families))

    def __contains__(self, site: CallSite) -> bool:
        function = site.call.function
        if not isinstance(function, (Attribute, Name)) or hands_over(site.call):
            return True
        name = function.name if isinstance(function, Attribute) else function.id
        return name in self._names or any(one.fullmatch(name) for one in self._families)


def _names(module: Module) -> set[str]:
    """What the facts of a file define, import or give a value to, and the parameters of its functions."""
    found = {local for _, local in module.imports} | {target for _, target in module.bindings} | set(module.attributes)
    found |= {one.name for one in module.classes.values()}
    for function in module.functions.values():
        found.add(function.name)
        found.update(one.name for one in function.parameters)
    return found
