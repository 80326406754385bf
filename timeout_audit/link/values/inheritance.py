"""Which classes an object's class inherits from: the project's, and those of libraries behind them."""

from __future__ import annotations

from timeout_audit.link.values.kinds import Frame, Library, OwnClass
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Expr, Item, last_name
from timeout_audit.model.python import Class

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
    for base in class_.bases:
        plain = base.value if isinstance(base, Item) else base
        for value in evaluator.values(plain, Frame(path, class_.scope)):
            if isinstance(value, OwnClass):
                inherited = order(evaluator, value.path, value.class_)
                own += [one for one in inherited[0] if one not in own]
                library += [one for one in inherited[1] if one not in library]
            elif isinstance(value, Library):
                library.append(evaluator.catalogue.canonical(value.name))
    return tuple(own), tuple(library)


def heirs(evaluator: Evaluate, base: Own) -> list[Own]:
    """The project's classes that inherit from a class, as far as they were read, the nearest first."""
    known = by_base(evaluator)
    found: dict[tuple[str, str], Own] = {}
    pending = [base]
    while pending:
        for path, class_ in known.get(pending.pop(0)[1].name, ()):
            key = (path, class_.qualname)
            if key != (base[0], base[1].qualname) and key not in found and inherits(evaluator, (path, class_), base):
                found[key] = (path, class_)
                pending.append((path, class_))
    return list(found.values())


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
