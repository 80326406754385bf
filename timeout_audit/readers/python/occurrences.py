"""Which names occur inside nodes, so that a walk can pass over what does not concern it."""

from __future__ import annotations

from collections.abc import Container

import libcst as cst

from timeout_audit.readers.python.nodes import called, children

LEAVES = "<leaves>"
_LEAVING = frozenset({cst.Return, cst.Raise, cst.Break, cst.Continue})
# Each is asked about alone, and as a part of those around it.
_STATEMENTS = frozenset(
    {
        *(cst.SimpleStatementLine, cst.If, cst.For, cst.While, cst.Try, cst.TryStar, cst.With, cst.Match),
        *(cst.FunctionDef, cst.ClassDef),
    }
)


class Occurrences:
    """Looks through each node once. ``LEAVES`` is a name that occurs where a statement may be left.

    ``births`` are the names of the calls whose values are followed.
    """

    def __init__(self, births: Container[str]) -> None:
        self._births = births
        self._inside: dict[int, frozenset[str | int]] = {}
        self._positions: dict[int, dict[int, int]] = {}

    def has(self, node: cst.CSTNode, name: str) -> bool:
        """Whether a name occurs anywhere inside a node."""
        return name in self._of(node)

    def position(self, suite: cst.Module | cst.BaseSuite, call: cst.Call) -> int | None:
        """The index of the statement of a suite that holds a call, None where none does."""
        known = self._positions.get(id(suite))
        if known is None:
            known = {}
            for index, statement in enumerate(suite.body):
                known.update((inner, index) for inner in self._of(statement) if isinstance(inner, int))
            self._positions[id(suite)] = known
        return known.get(id(call))

    def _of(self, node: cst.CSTNode) -> frozenset[str | int]:
        found = self._inside.get(id(node))
        if found is None:
            names: set[str | int] = set()
            stack = [node]
            while stack:
                one = stack.pop()
                kind = type(one)
                if kind is cst.Name:
                    names.add(one.value)  # type: ignore[attr-defined]
                    continue
                if kind in _STATEMENTS and one is not node:
                    names |= self._of(one)
                    continue
                if kind in _LEAVING:
                    names.add(LEAVES)
                elif kind is cst.Call and called(one) in self._births:  # type: ignore[arg-type]
                    names.add(id(one))
                stack += children(one)
            found = self._inside[id(node)] = frozenset(names)
        return found
