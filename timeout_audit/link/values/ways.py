"""Entries of a dict that one statement sets on every path: an ``if`` with its ``else``, a ``try`` with its handlers."""

from __future__ import annotations

from timeout_audit.link.branches import Branches
from timeout_audit.link.values.kinds import Lazy
from timeout_audit.model.python import Block


class Ways:
    """The branches in which the entries of one dict have been set so far, as the steps come in their order."""

    def __init__(self) -> None:
        self._assigned: dict[str, set[int]] = {}
        self._before: dict[tuple[str, int], frozenset[int]] = {}
        self._branches: set[tuple[str, int]] = set()

    def left(
        self, name: str, block: int, tests: tuple[Block, ...], branches: Branches, earlier: tuple[Lazy, ...]
    ) -> tuple[Lazy, ...] | None:
        """What a step in a branch leaves of the ``earlier`` values of an entry; None where some path sets none.

        ``tests`` are the branches around the step that do not stand around the point that is asked about.
        """
        if not tests:
            return earlier if self._is_other_branch(name, branches.blocks[block]) else None
        outermost = tests[-1]
        before = self._before.setdefault((name, outermost.statement), frozenset(map(id, earlier)))
        if not branches.complete(block, self._assigned.setdefault(name, set()), outermost.parent):
            return None
        return tuple(one for one in earlier if id(one) not in before)

    def _is_other_branch(self, name: str, block: Block) -> bool:
        """Whether the key is set in the ``if`` of the same statement whose ``else`` this is."""
        other = "if" if block.kind == "else" else "else"
        self._branches.add((f"{name} {block.kind}", block.statement))
        return (f"{name} {other}", block.statement) in self._branches
