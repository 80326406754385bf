"""Attributes of things that cannot be followed: what is put there anywhere, by assignment or by a framework's call."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from timeout_audit.link.program import CHANGES
from timeout_audit.link.values.arithmetic import is_none
from timeout_audit.link.values.assignments import binding_values
from timeout_audit.link.values.kinds import Frame, Instance, OwnClass, OwnModule, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr, Name, chain, dotted
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, CallSite

# How frameworks are told to give an attribute: ``config.add_request_method(factory, name="http")``.
_GIVING = ("add_", "register", "set_", "provide", "bind")
# Files that are searched for what is assigned to an attribute of one class, and those that are read for it.
_FILES, _ASSIGNING = 40, 8


def loose(evaluator: Evaluate, node: Attribute) -> Values:
    """What ``holder.name`` is made to be anywhere; () where nothing was. Asked where the holder cannot be followed."""
    target = dotted(node)
    found: list[Value] = []
    if target is not None and "." in target:
        tail = ".".join(target.split(".")[-2:])
        for path, binding in _bindings(evaluator).get(tail, ()):
            found += _assigned(evaluator, path, binding)
    for path, site, given in _registrations(evaluator).get(node.name, ()):
        found += _given(evaluator, path, site, given)
    return tuple(value for value in found if not is_none(value))


def set_from_outside(evaluator: Evaluate, class_: tuple[str, str], name: str) -> Values:
    """What other code assigns to an attribute of a class, or of its objects: ``store.http = Session()``.

    ``class_`` is the class's file and qualified name.
    """
    key = ("outside", class_, name)
    return evaluator.once(key, lambda: _from_outside(evaluator, class_, name), remember=True)


def _from_outside(evaluator: Evaluate, class_: tuple[str, str], name: str) -> Values:
    found: list[Value] = []
    seen: set[Place] = set()
    for path, binding in (*_by_attribute(evaluator).get(name, ()), *_by_importers(evaluator, class_, name)):
        if binding.place in seen:
            continue
        seen.add(binding.place)
        holder = chain(binding.target.split(".")[:-1])
        frame = Frame(path, binding.scope, binding.block, binding.place)
        if any(_is_of(value, class_) for value in evaluator.values(holder, frame)):
            found += _assigned(evaluator, path, binding)
    return tuple(found)


def _by_importers(evaluator: Evaluate, class_: tuple[str, str], name: str) -> Iterator[tuple[str, Binding]]:
    """What is assigned to an attribute in the file of a class and in those that import it: few of them were read."""
    path, class_name = class_[0], class_[1].rpartition(".")[2]
    importers = evaluator.program.importing(class_name)
    return _in_files(evaluator, {path, *importers, *_importers(evaluator, path)}, name)


def set_on_module(evaluator: Evaluate, path: str, name: str) -> Values:
    """What other files assign to a name of a module: ``settings.TIMEOUT = 5``."""
    key = ("outside of module", path, name)
    return evaluator.once(key, lambda: _on_module(evaluator, path, name), remember=True)


def _on_module(evaluator: Evaluate, path: str, name: str) -> Values:
    found: list[Value] = []
    for where, binding in _in_files(evaluator, _importers(evaluator, path), name):
        holder = chain(binding.target.split(".")[:-1])
        frame = Frame(where, binding.scope, binding.block, binding.place)
        if any(isinstance(value, OwnModule) and value.path == path for value in evaluator.values(holder, frame)):
            found += _assigned(evaluator, where, binding)
    return tuple(found)


def _importers(evaluator: Evaluate, path: str) -> set[str]:
    """The files in which the name of a module is part of an import."""
    stem = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
    return set(evaluator.program.importing(stem))


def _in_files(evaluator: Evaluate, paths: Collection[str], name: str) -> Iterator[tuple[str, Binding]]:
    """What some files, if they are few, assign to an attribute of that name, whatever it belongs to."""
    program = evaluator.program
    assigning = [one for one in sorted(paths) if program.holds(one, f".{name} = ")] if len(paths) <= _FILES else []
    for one in assigning if len(assigning) <= _ASSIGNING else ():
        program.ask_mentions(one, f"{name} =")
        bindings = tuple(program.module(one).attributes.get(name, ()))
        yield from ((one, binding) for binding in bindings if _is_outside(binding))


def _is_of(value: Value, class_: tuple[str, str]) -> bool:
    """Whether a value is an object of a class, or the class itself."""
    if isinstance(value, OwnClass):
        return (value.path, value.class_.qualname) == class_
    return isinstance(value, Instance) and value.own is not None and (value.own[0], value.own[1].qualname) == class_


def _assigned(evaluator: Evaluate, path: str, binding: Binding) -> Values:
    frame = Frame(path, binding.scope)
    return evaluator.once(("loose", binding.place), lambda: binding_values(evaluator, binding, frame), remember=True)


def _given(evaluator: Evaluate, path: str, site: CallSite, given: Expr) -> Values:
    """What a function gives that a framework was told to call for an attribute, or the object it was told to keep."""
    frame = Frame(path, site.scope, site.block, site.call.place)

    def answer() -> Values:
        kept = tuple(value for value in evaluator.values(given, frame) if _is_kept(value))
        called = evaluator.values(Call(given, (), site.call.place), frame)
        return kept or tuple(value for value in called if isinstance(value, Instance))

    return evaluator.once(("given", site.call.place), answer, remember=True)


def _is_kept(value: Value) -> bool:
    return isinstance(value, Instance) and value.own is None


def _bindings(evaluator: Evaluate) -> dict[str, list[tuple[str, Binding]]]:
    memo = evaluator.memo
    if "loose" not in memo:
        index: dict[str, list[tuple[str, Binding]]] = {}
        for path, module in tuple(evaluator.program.modules.items()):
            for bindings in module.attributes.values():
                for binding in filter(_is_outside, bindings):
                    tail = ".".join(binding.target.split(".")[-2:])
                    index.setdefault(tail, []).append((path, binding))
        memo["loose"] = index
    found: dict[str, list[tuple[str, Binding]]] = memo["loose"]
    return found


def _is_outside(binding: Binding) -> bool:
    """Whether something is assigned to an attribute of another object than the method's own."""
    names = binding.target.split(".")
    return binding.kind not in CHANGES and (names[0] not in ("self", "cls") or len(names) > 2)


def _by_attribute(evaluator: Evaluate) -> dict[str, list[tuple[str, Binding]]]:
    memo = evaluator.memo
    if "attributes" not in memo:
        index: dict[str, list[tuple[str, Binding]]] = {}
        for tail, bindings in _bindings(evaluator).items():
            index.setdefault(tail.rpartition(".")[2], []).extend(bindings)
        memo["attributes"] = index
    found: dict[str, list[tuple[str, Binding]]] = memo["attributes"]
    return found


def _registrations(evaluator: Evaluate) -> dict[str, list[tuple[str, CallSite, Expr]]]:
    """Calls that name an attribute and what it is to be, by the attribute's name."""
    memo = evaluator.memo
    if "registrations" not in memo:
        index: dict[str, list[tuple[str, CallSite, Expr]]] = {}
        for path, module in tuple(evaluator.program.modules.items()):
            for site in module.sites:
                function = site.call.function
                if isinstance(function, Attribute) and function.name.startswith(_GIVING):
                    for name, given in _named(site.call.arguments):
                        index.setdefault(name, []).append((path, site, given))
        memo["registrations"] = index
    found: dict[str, list[tuple[str, CallSite, Expr]]] = memo["registrations"]
    return found


def _named(arguments: tuple[Argument, ...]) -> Iterable[tuple[str, Expr]]:
    """The attribute's name and what is given under it, where a call's arguments are such a pair."""
    names = [
        one.value.value
        for one in arguments
        if isinstance(one.value, Const)
        and isinstance(one.value.value, str)
        and one.keyword in (None, "name", "property")
    ]
    given = [one.value for one in arguments if not one.star and isinstance(one.value, (Name, Attribute, Call))]
    if len(names) == 1 and names[0].isidentifier() and given:
        yield names[0], given[0]
