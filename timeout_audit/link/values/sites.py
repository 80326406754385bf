"""The calls of a program by the name of what they call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from timeout_audit.link.forwarders import forwarder, handed_over
from timeout_audit.link.postponed import postponed
from timeout_audit.link.program import Module
from timeout_audit.link.values.inheritance import by_base
from timeout_audit.link.values.kinds import Frame, Library, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite


def sites_named(evaluator: Evaluate, name: str) -> list[tuple[str, CallSite]]:
    """Every call of something whose last name is ``name``, with its file."""
    return _index(evaluator).get(name, [])


def _index(evaluator: Evaluate) -> dict[str, list[tuple[str, CallSite]]]:
    memo = evaluator.memo
    if "index" not in memo:
        found: dict[str, list[tuple[str, CallSite]]] = {}
        for path, module in tuple(evaluator.program.modules.items()):
            for site in tuple(module.sites):
                if name := last_name(site.call.function):
                    found.setdefault(name, []).append((path, site))
        memo["index"] = found
    index: dict[str, list[tuple[str, CallSite]]] = memo["index"]
    return index


def handed_by_name(evaluator: Evaluate) -> dict[str, list[tuple[str, CallSite]]]:
    """The calls that somebody else is asked to make, by the last name of what is called, with their files."""
    memo = evaluator.memo
    if "elsewhere" not in memo:
        found: dict[str, list[tuple[str, CallSite]]] = {}
        for path, module in tuple(evaluator.program.modules.items()):
            sites = tuple(module.sites)
            for site in (*_handed_over(sites), *postponed(sites)):
                if name := last_name(site.call.function):
                    found.setdefault(name, []).append((path, site))
        memo["elsewhere"] = found
    index: dict[str, list[tuple[str, CallSite]]] = memo["elsewhere"]
    return index


def _handed_over(sites: Iterable[CallSite]) -> Iterator[CallSite]:
    """The calls of functions that some calls are given, with the arguments that follow."""
    for site in sites:
        forwards = forwarder(site.call)
        for call in handed_over(site.call) if forwards is None or not forwards.each else ():
            yield replace(site, call=call)


def aliases(evaluator: Evaluate) -> dict[str, set[str]]:
    """The other names under which files import something, by its own name."""
    memo = evaluator.memo
    if "aliases" not in memo:
        found: dict[str, set[str]] = {}
        for module in tuple(evaluator.program.modules.values()):
            for entries in tuple(module.imports.values()):
                for entry in entries:
                    own = entry.target.rpartition(".")[2]
                    if entry.local not in (own, "*"):
                        found.setdefault(own, set()).add(entry.local)
        memo["aliases"] = found
    known: dict[str, set[str]] = memo["aliases"]
    return known


def subclasses(evaluator: Evaluate, owner: str) -> set[str]:
    """Names of the project's classes that name this one among their bases, and of theirs."""
    names: set[str] = set()
    pending = [owner.rpartition(".")[2]]
    while pending:
        for _, class_ in by_base(evaluator).get(pending.pop(), ()):
            if class_.name not in names:
                names.add(class_.name)
                pending.append(class_.name)
    return names


def makers_of(evaluator: Evaluate, owner: str) -> set[str]:
    """The files in which something is called by the name of a class of the project, or of one that inherits from it."""
    names = {owner.rpartition(".")[2], *subclasses(evaluator, owner)}
    others = aliases(evaluator)
    every = names.union(*(others.get(one, ()) for one in names))
    return {path for name in every for path, _ in sites_named(evaluator, name)}


def callee_of(evaluator: Evaluate, path: str, site: CallSite) -> Values:
    """What a call calls; remembered."""
    frame = Frame(path, site.scope, site.block, site.call.place)
    # A call that another is asked to make stands at the same place.
    key = ("callee", site.call.place, last_name(site.call.function))
    return evaluator.noted(key, (), lambda: evaluator.values(site.call.function, frame))


def calls_of(evaluator: Evaluate, name: str) -> list[tuple[Call, Frame]]:
    """Every call of a function of a library, by its full name, with where it stands."""

    def answer() -> list[tuple[Call, Frame]]:
        found = []
        for path, site in sites_named(evaluator, name.rpartition(".")[2]):
            frame = Frame(path, site.scope, site.block, site.call.place)
            if any(value == Library(name) for value in evaluator.values(site.call.function, frame)):
                found.append((site.call, frame))
        return found

    return evaluator.noted(("global", name), [], answer)


def site_at(evaluator: Evaluate, module: Module, scope: str, place: Place) -> CallSite | None:
    """The call of a scope that stands at a place."""
    memo = evaluator.memo
    key = ("places", module.path, scope, len(module.calls.get(scope, ())))
    if key not in memo:
        memo[key] = {site.call.place: site for site in module.calls.get(scope, ())}
    found: dict[Place, CallSite] = memo[key]
    return found.get(place)
