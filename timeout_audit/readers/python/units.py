"""What is kept or left out as a whole.

That is a function, a method, the head of a class, or another statement of a module or of the body of a class.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from weakref import ref

from timeout_audit.readers.python.atoms import dotted

# What makes a dict grow, or shrink.
_GROWING = frozenset({"setdefault", "update", "pop"})


class Unit:
    """Lines ``start`` to ``end`` (from 1). ``owner`` is the unit of the class around it, ``path`` its dotted scope.

    ``kind`` is "function", "class", "import", "assign" or "other"; ``names`` are those it binds. ``margin`` is the
    column (from 0) of its first statement. ``bases`` are those of a class, as far as they are names.
    """

    __slots__ = ("__weakref__", "_owner", "bases", "end", "kind", "margin", "members", "names", "node", "path", "start")

    def __init__(
        self, node: ast.stmt, kind: str, lines: tuple[int, int], owner: Unit | None, names: tuple[str, ...]
    ) -> None:
        self.node = node
        self.kind = kind
        self.start, self.end = lines
        # Its members are held by it: two that hold each other would stay in memory.
        self._owner = ref(owner) if owner is not None else None
        self.names = names
        self.bases = tuple(name for base in getattr(node, "bases", ()) if (name := dotted(base)))
        self.margin = node.col_offset
        prefix = f"{owner.path}." if owner else ""
        self.path: str = prefix + names[0] if kind in ("function", "class") else prefix.rstrip(".")
        self.members: list[Unit] = []

    @property
    def owner(self) -> Unit | None:
        """The unit of the class around it. It lives as long as the layout."""
        return self._owner() if self._owner is not None else None


def units_of(body: Iterable[ast.stmt], above: int, owner: Unit | None = None) -> Iterator[Unit]:
    """The units of a suite in order, members after their class; ``above`` is the number of lines before the text."""
    for node in body:
        unit = _unit(node, above, owner)
        yield unit
        if owner:
            owner.members.append(unit)
        if isinstance(node, ast.ClassDef) and unit.end < above + (node.end_lineno or 0):
            yield from units_of(node.body, above, unit)


def _unit(node: ast.stmt, above: int, owner: Unit | None) -> Unit:
    start, end = node.lineno, node.end_lineno or node.lineno
    if isinstance(node, ast.ClassDef):
        start = min([start, *(decorator.lineno for decorator in node.decorator_list)])
        below = _first_line(node.body[0])
        if end == below:
            # Its body may begin behind the bracket that closes its head.
            return Unit(node, "class", (above + start, above + end), owner, (node.name,))
        head_end = _head_end(node, below)
        return Unit(
            node, "class", (above + start, above + (head_end if below > head_end else end)), owner, (node.name,)
        )
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        start = min([start, *(decorator.lineno for decorator in node.decorator_list)])
        return Unit(node, "function", (above + start, above + end), owner, (node.name,))
    lines = (above + start, above + end)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return Unit(node, "import", lines, owner, _bound(node))
    if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        return Unit(node, "assign", lines, owner, _bound(node))
    return Unit(node, "other", lines, owner, tuple(name for inner in _statements(node) for name in _bound(inner)))


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(item.lineno for item in decorators)])


def _head_end(node: ast.ClassDef, below: int) -> int:
    ends = [item.end_lineno or 0 for item in (*node.bases, *(keyword.value for keyword in node.keywords))]
    inside = max([node.lineno, *ends])
    # A closing bracket may stand on a line of its own, between the last base and the body.
    return inside if below <= inside + 1 else below - 1


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    """A statement and those inside it."""
    pending = [node]
    while pending:
        one = pending.pop()
        yield one
        for suite in ("body", "orelse", "finalbody"):
            pending += getattr(one, suite, ())
        for part in (*getattr(one, "handlers", ()), *getattr(one, "cases", ())):
            pending += part.body


def _bound(node: ast.stmt) -> tuple[str, ...]:
    """The names that a simple statement binds, or whose dict it changes."""
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
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        targets = [function.value] if isinstance(function, ast.Attribute) and function.attr in _GROWING else []
    return tuple(name for target in targets for name in _target_names(target))


def _target_names(target: ast.expr) -> tuple[str, ...]:
    if isinstance(target, ast.Name):
        return (target.id,)
    if isinstance(target, ast.Subscript):
        return _target_names(target.value)
    if isinstance(target, ast.Call) and isinstance(target.func, ast.Attribute) and target.func.attr in _GROWING:
        # ``settings.setdefault("options", {})["timeout"] = 5``
        return _target_names(target.func.value)
    if isinstance(target, (ast.Tuple, ast.List)):
        return tuple(name for item in target.elts for name in _target_names(item))
    return ()
