"""Which classes an object's class inherits from: the project's, and those of libraries behind them."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.program import Module
from timeout_audit.link.values.kinds import Frame, Library, OwnClass, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Attribute, Call, Expr, Item, Name, held, last_name
from timeout_audit.model.python import Class, Import

Own = tuple[str, Class]
"""A class of the project: its file's path and what was read of it."""

Order = tuple[tuple[Own, ...], tuple[str, ...]]


def order(evaluator: Evaluate, path: str, class_: Class) -> Order:
    """The project's classes that an attribute is looked for in, nearest first, and the library classes behind them."""
    alone: Order = (((path, class_),), ())
    return evaluator.noted(("order", path, class_.qualname), alone, lambda: _order(evaluator, path, class_))


def _order(evaluator: Evaluate, path: str, class_: Class) -> Order:
    own: list[Own] = [(path, class_)]
    library: list[str] = []
    for value in bases(evaluator, path, class_):
        if isinstance(value, OwnClass):
            inherited = order(evaluator, value.path, value.class_)
            own += [one for one in inherited[0] if one not in own]
            library += [one for one in inherited[1] if one not in library]
        elif isinstance(value, Library):
            library.append(evaluator.catalogue.canonical(value.name))
    return tuple(own), tuple(library)


def bases(evaluator: Evaluate, path: str, class_: Class) -> Iterator[Value]:
    """What the bases in the head of a class can be."""
    for found in each_base(evaluator, path, class_):
        yield from found


def each_base(evaluator: Evaluate, path: str, class_: Class) -> Iterator[Values]:
    """The same for one base after the other: several values are one of these."""
    # A name may be given the very class that a call makes of what it was.
    point = (0, None) if class_.block is None else (class_.block, class_.place)
    for base in class_.bases:
        plain = base.value if isinstance(base, Item) else base
        yield evaluator.values(plain, Frame(path, class_.scope, *point))


def written_base(evaluator: Evaluate, own: Own, entered: str) -> str:
    """The name that the code has for a library's class behind one of the project, which is ``entered`` so."""
    names = (
        value.name
        for path, class_ in order(evaluator, *own)[0]
        for value in bases(evaluator, path, class_)
        if isinstance(value, Library)
    )
    return next((name for name in names if evaluator.catalogue.canonical(name) == entered), entered)


def heirs(evaluator: Evaluate, base: Own) -> list[Own]:
    """The project's classes that inherit from a class, the nearest first; of very many, those that were read."""
    key = ("heirs", base[0], base[1].qualname)
    return evaluator.noted(key, [], lambda: _heirs(evaluator, base))


def _heirs(evaluator: Evaluate, base: Own) -> list[Own]:
    found: dict[tuple[str, str], Own] = {}
    pending = [base]
    while pending:
        name = pending.pop(0)[1].name
        _read_heirs(evaluator, name)
        for path, class_ in by_base(evaluator).get(name, ()):
            key = (path, class_.qualname)
            if key != (base[0], base[1].qualname) and key not in found and inherits(evaluator, (path, class_), base):
                found[key] = (path, class_)
                pending.append((path, class_))
    return list(found.values())


def _read_heirs(evaluator: Evaluate, name: str) -> None:
    """Read the classes that name one among their bases; few of them reach a wait by themselves."""
    program, read = evaluator.program, evaluator.memo.setdefault("read heirs", set())
    paths = tuple(program.inheriting(name))
    if not paths or name in read or len(paths) > _FILES:
        return
    read.add(name)
    for path in paths:
        program.ask_mentions(path, name)
    evaluator.memo.pop("heirs", None)


def by_base(evaluator: Evaluate) -> dict[str, list[Own]]:
    """The classes of the program by the names of their bases."""
    memo = evaluator.memo
    if "heirs" not in memo:
        found: dict[str, list[Own]] = {}
        for path, module in tuple(evaluator.program.modules.items()):
            for class_ in tuple(module.classes.values()):
                for name in filter(None, map(_name_of, class_.bases)):
                    found.setdefault(name, []).append((path, class_))
        memo["heirs"] = found
    known: dict[str, list[Own]] = memo["heirs"]
    return known


def _name_of(base: Expr) -> str:
    return last_name(base.value if isinstance(base, Item) else base)


def inherits(evaluator: Evaluate, heir: Own, base: Own) -> bool:
    """Whether a class is another one, or inherits from it."""
    found = order(evaluator, *heir)[0]
    return any((path, class_.qualname) == (base[0], base[1].qualname) for path, class_ in found)


# -- classes of which objects are made -------------------------------------------------------------------------------

# Files that are read for the heirs of one class, or for what becomes of it.
_FILES = 40
# What is given a class and makes no object of it.
_ASKING = frozenset({"super", "isinstance", "issubclass"})


def has_objects(evaluator: Evaluate, class_: Own) -> bool:
    """Whether objects of a class itself may be made: where others inherit from it, only if it is named."""
    return not by_base(evaluator).get(class_[1].name) or is_named(evaluator, class_)


def is_named(evaluator: Evaluate, class_: Own) -> bool:
    """Whether the name of a class stands anywhere as a value: it is called, called through, or handed on."""
    name = class_[1].name
    return evaluator.noted(("named", name), True, lambda: _is_named(evaluator, name))


def _is_named(evaluator: Evaluate, name: str) -> bool:
    program = evaluator.program
    paths = program.holding(name)
    if len(paths) > _FILES:
        return True
    for path in sorted(paths):
        program.ask_mentions(path, name)
        module = program.module(path)
        known = {one.local for entries in module.imports.values() for one in entries if _is_import(one, name)}
        if not {name, *known}.isdisjoint(_standing(module)):
            return True
    return False


def _is_import(entry: Import, name: str) -> bool:
    return entry.target.rpartition(".")[2] == name


def _standing(module: Module) -> Iterator[str]:
    """The names that stand as values in a module, and those that are called, or called through."""
    for site in (one for sites in tuple(module.calls.values()) for one in tuple(sites)):
        yield from _called(site.call)
        if last_name(site.call.function) not in _ASKING:
            yield from (name for one in site.call.arguments for name in _carried(one.value))
    for binding in (one for bindings in tuple(module.bindings.values()) for one in tuple(bindings)):
        yield from _carried(binding.value)
    for function in tuple(module.functions.values()):
        yield from (name for value, _, _ in (*function.returns, *function.yields) for name in _carried(value))
        yield from (name for one in function.parameters if one.default for name in _carried(one.default))


def _called(call: Call) -> Iterator[str]:
    """``Base()`` and ``Base.create()``; not ``Base.__init__(self)``."""
    function = call.function
    yield last_name(function)
    if isinstance(function, Attribute) and not function.name.startswith("__"):
        yield last_name(function.value)


def _carried(value: Expr) -> Iterator[str]:
    """The names that are a value, or stand in a list, a dict or a choice that is."""
    if isinstance(value, (Name, Attribute)):
        yield last_name(value)
    for part in held(value):
        yield from _carried(part)
