"""Where the statements of a file begin and end. The standard library's parser is used for this and nothing else.

A unit is what is kept or left out as a whole: a function, a method, the head of a class, another statement of a module
or of a class body.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from itertools import accumulate


class Unit:
    """Lines ``start`` to ``end`` (from 1). ``owner`` is the unit of the class around it, ``path`` its dotted scope."""

    __slots__ = ("end", "kind", "members", "names", "node", "owner", "path", "start")

    def __init__(
        self, node: ast.stmt, kind: str, start: int, end: int, owner: Unit | None, names: tuple[str, ...]
    ) -> None:
        self.node = node
        self.kind = kind
        self.start = start
        self.end = end
        self.owner = owner
        self.names = names
        prefix = f"{owner.path}." if owner else ""
        self.path: str = prefix + names[0] if kind in ("function", "class") else prefix.rstrip(".")
        self.members: list[Unit] = []


class Extents:
    """The units of one source text, in order, with an index from offsets to units."""

    def __init__(self, source: str, tree: ast.Module) -> None:
        self.source = source
        self.lines = source.split("\n")
        self.units: list[Unit] = []
        self._collect(tree.body, None)
        self._starts = [unit.start for unit in self.units]
        self._offsets = list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def unit_at(self, offset: int) -> Unit | None:
        """The unit whose lines hold this offset, None between units."""
        line = bisect_right(self._offsets, offset)
        index = bisect_right(self._starts, line) - 1
        while index >= 0:
            unit = self.units[index]
            if unit.end >= line:
                return unit
            if unit.owner is None:
                return None
            index -= 1
        return None

    def text(self, unit: Unit) -> str:
        """The source lines of a unit."""
        return "\n".join(self.lines[unit.start - 1 : unit.end])

    def _collect(self, body: list[ast.stmt], owner: Unit | None) -> None:
        for node in body:
            unit = _unit(node, owner)
            self.units.append(unit)
            if owner:
                owner.members.append(unit)
            if isinstance(node, ast.ClassDef) and unit.end < (node.end_lineno or 0):
                self._collect(node.body, unit)


def _unit(node: ast.stmt, owner: Unit | None) -> Unit:
    start, end = node.lineno, node.end_lineno or node.lineno
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        start = min([start, *(decorator.lineno for decorator in node.decorator_list)])
        if isinstance(node, ast.ClassDef):
            first = node.body[0]
            below = min([first.lineno, *(item.lineno for item in getattr(first, "decorator_list", ()))])
            head_end = _head_end(node)
            return Unit(node, "class", start, head_end if below > head_end else end, owner, (node.name,))
        return Unit(node, "function", start, end, owner, (node.name,))
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return Unit(node, "import", start, end, owner, _bound(node))
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        return Unit(node, "assign", start, end, owner, _bound(node))
    names = tuple(name for inner in ast.walk(node) if isinstance(inner, ast.stmt) for name in _bound(inner))
    return Unit(node, "other", start, end, owner, names)


def _head_end(node: ast.ClassDef) -> int:
    ends = [item.end_lineno or 0 for item in (*node.bases, *(keyword.value for keyword in node.keywords))]
    inside = max([node.lineno, *ends])
    # A closing bracket may stand on a line of its own, between the last base and the body.
    first = node.body[0]
    below = min([first.lineno, *(item.lineno for item in getattr(first, "decorator_list", ()))])
    return inside if below <= inside + 1 else below - 1


def _bound(node: ast.stmt) -> tuple[str, ...]:
    """The names that a simple statement binds."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple(alias.asname or alias.name.partition(".")[0] for alias in node.names)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        targets = [node.target]
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        targets = [item.optional_vars for item in node.items if item.optional_vars]
    return tuple(name for target in targets for name in _target_names(target))


def _target_names(target: ast.expr) -> tuple[str, ...]:
    if isinstance(target, ast.Name):
        return (target.id,)
    if isinstance(target, (ast.Tuple, ast.List)):
        return tuple(name for item in target.elts for name in _target_names(item))
    return ()
