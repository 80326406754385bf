"""Which names occur inside nodes, so that a walk can pass over what does not concern it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice

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
        self._chains: dict[int, tuple[dict[str | int, cst.If], cst.If]] = {}
        self._positions: dict[int, dict[str | int, list[int]]] = {}

    def has(self, node: cst.CSTNode, what: str | cst.Call) -> bool:
        """Whether a name, or a call whose value is followed, occurs anywhere inside a node."""
        return (what if isinstance(what, str) else id(what)) in self._of(node)

    def position(self, suite: cst.Module | cst.BaseSuite, call: cst.Call) -> int | None:
        """The index of the statement of a suite that holds a call, None where none does."""
        found = self._in(suite, suite.body).get(id(call))
        return found[0] if found else None

    def case(self, match: cst.Match, call: cst.Call) -> int | None:
        """The index of the case that holds a call, None where none does."""
        found = self._in(match, match.cases).get(id(call))
        return found[0] if found else None

    def concerning(self, suite: cst.Module | cst.BaseSuite, names: Iterable[str], start: int) -> Iterator[int]:
        """The indices, from ``start``, of the statements of a suite that mention one of the names."""
        known = self._in(suite, suite.body)
        every = (known.get(name, ()) for name in names)
        return merge(*(islice(found, bisect_left(found, start), None) for found in every))

    def link(self, chain: cst.If, call: cst.Call) -> cst.If:
        """Of the tests that follow each other by ``elif`` the one that holds a call; the last where none does."""
        if id(chain) not in self._chains:
            links = [chain]
            while isinstance(links[-1].orelse, cst.If):
                links.append(links[-1].orelse)
            held = {inner: one for one in links for part in (one.test, one.body) for inner in self._of(part)}
            self._chains[id(chain)] = held, links[-1]
        held, last = self._chains[id(chain)]
        return held.get(id(call), last)

    def _in(self, node: cst.CSTNode, parts: Sequence[cst.CSTNode]) -> dict[str | int, list[int]]:
        """The indices of the parts of a node in which each name and call occurs."""
        known = self._positions.get(id(node))
        if known is None:
            known = self._positions[id(node)] = {}
            for index, part in enumerate(parts):
                for inner in self._of(part):
                    known.setdefault(inner, []).append(index)
        return known

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
