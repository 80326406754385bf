"""The blocks of a scope, indexed: what encloses what, and which branches exclude each other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from timeout_audit.model.python import Begins, Block

_EITHER = frozenset({"if", "else", "case"})
_LEFT_HALFWAY = frozenset({"try", "loop"})


class Branches:
    """``blocks`` are those of one scope, numbered in source order; 0 is the scope itself.

    So what lies inside a block is numbered from it to the last block inside of it, without a gap; the branches of one
    statement follow each other.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self._last = list(range(len(blocks)))
        # The innermost block around each one, itself included, that always leaves the scope; 0 for none.
        self._leaving = [0] * len(blocks)
        self._loops: list[tuple[int, ...]] = [()] * len(blocks)
        self._tests: dict[str, list[int]] = {}
        self._statements: dict[int, list[int]] = {}
        for index, block in enumerate(blocks[1:], 1):
            self._leaving[index] = index if block.leaves else self._leaving[block.parent]
            around = self._loops[block.parent]
            self._loops[index] = (index, *around) if block.kind == "loop" else around
            self._statements.setdefault(block.statement, []).append(index)
            if block.tested:
                self._tests.setdefault(block.tested, []).append(index)
        for index in range(len(blocks) - 1, 0, -1):
            parent = blocks[index].parent
            self._last[parent] = max(self._last[parent], self._last[index])

    def _known(self, block: int) -> int:
        """The same block; the whole scope for one that was not read."""
        return block if block < len(self.blocks) else 0

    def encloses(self, outer: int, inner: int) -> bool:
        """Whether a block is, or stands around, another."""
        return not outer or outer <= inner <= self._last[outer]

    def apart(self, one: int, other: int) -> bool:
        """Whether two blocks lie in different branches of one statement, of which only one runs."""
        one, other = self._known(one), self._known(other)
        if self.encloses(one, other) or self.encloses(other, one):
            return False
        # The blocks that share the innermost block around both; whichever of the two is nearer to it is climbed.
        left, right = one, other
        while not self.encloses(self.blocks[left].parent, other) and not self.encloses(self.blocks[right].parent, one):
            left, right = self.blocks[left].parent, self.blocks[right].parent
        nearer = self.encloses(self.blocks[left].parent, other)
        branch, beside = (left, other) if nearer else (right, one)
        block = self.blocks[branch]
        if block.kind not in _EITHER or not self.under(beside, block.statement):
            return False
        branches = self._statements[block.statement]
        return self.blocks[branches[bisect_right(branches, beside) - 1]].kind in _EITHER

    def left(self, one: int, other: int) -> bool:
        """Whether a block always leaves the scope, so that a point outside of it does not follow it."""
        leaving = self._leaving[self._known(one)]
        return bool(leaving) and not self.encloses(leaving, other)

    def loops(self, block: int) -> tuple[int, ...]:
        """The loops around a block."""
        return self._loops[self._known(block)]

    def body(self, outer: int, block: int) -> int | None:
        """The body of the loop around a block that stands in the block ``outer`` itself; None where there is none."""
        return next((loop for loop in self.loops(block) if self.blocks[loop].parent == outer), None)

    def next_round(self, later: int, block: int, sure: int) -> bool:
        """Whether what comes later in a loop reaches a block in the next round without passing through ``sure``."""
        loop = next((loop for loop in self.loops(block) if self.encloses(loop, self._known(later))), 0)
        return bool(loop) and not self.encloses(loop, self._known(sure))

    def around(self, block: int) -> Iterator[Block]:
        """A block and those around it, the innermost first, without the whole scope."""
        block = self._known(block)
        while block:
            yield self.blocks[block]
            block = self.blocks[block].parent

    def where_none(self, block: int, name: str) -> bool:
        """Whether a block runs only where ``name`` is None."""
        return any(self.blocks[index].none and self.encloses(index, block) for index in self._tests.get(name, ()))

    def under(self, block: int, statement: int) -> bool:
        """Whether a block belongs to a compound statement."""
        branches = self._statements[statement]
        return branches[0] <= block <= self._last[branches[-1]]

    def ruled_out(self, name: str, block: int, *, follows: bool) -> bool:
        """Whether the branches around a point, or one left before it, say that ``name`` is not None there.

        ``follows``: the point is somewhere inside the scope, not at its end.
        """
        tests = self._tests.get(name)
        if not tests:
            return False
        if any(not self.blocks[index].none and self.encloses(index, block) for index in tests):
            return True
        # A branch for None that always leaves: what follows it has the name set. Blocks are numbered in source order.
        limit = block or len(self.blocks)
        return follows and any(self._leaves_none(index, block, limit) for index in tests)

    def _leaves_none(self, index: int, point: int, limit: int) -> bool:
        block = self.blocks[index]
        if not (block.none and block.leaves and index < limit) or self.encloses(index, point):
            return False
        return self.encloses(block.parent, point)

    def begins(self, name: str, block: int) -> Iterator[Begins]:
        """What tests say of how the text under a name begins at a point: those around it, and those it got past."""
        return (test for index, test in self._texts(name) if self._holds(index, block, inside=test.inside))

    def unlike(self, name: str, block: int) -> Iterator[Begins]:
        """What tests say of how the text under a name does not begin at a point."""
        for index, test in self._texts(name):
            if test.alone and self._holds(index, block, inside=not test.inside):
                yield test

    def beside(self, name: str, block: int) -> Iterator[Begins]:
        """The tests of how the text under a name begins behind which a point lies either way."""
        for index, test in self._texts(name):
            if not self.blocks[index].leaves and not self.encloses(index, block):
                yield test

    def _texts(self, name: str) -> Iterator[tuple[int, Begins]]:
        for index, one in enumerate(self.blocks):
            if one.begins is not None and one.begins.name == name:
                yield index, one.begins

    def _holds(self, index: int, block: int, *, inside: bool) -> bool:
        """Whether a point lies inside of a block, or else is reached only where that does not run."""
        one = self.blocks[index]
        if inside or not one.leaves:
            return inside and self.encloses(index, block)
        return self.encloses(one.parent, block) and not self.encloses(index, block)

    def chosen(self, block: int) -> int:
        """The innermost block around a point, itself included, that runs only where a test or an error says so."""
        while block and self.blocks[block].kind in _LEFT_HALFWAY:
            block = self.blocks[block].parent
        return block

    def complete(self, block: int, assigned: set[int], point: int) -> bool:
        """Enter a block among those that surely assign, and those around it that do by it; whether one holds a point.

        A statement before the point that assigns on every path makes the block around it one of them. An ``if`` is
        complete with its ``else``, a ``try`` with all of its handlers; a branch that leaves needs nothing.
        """
        assigned.add(block)
        while not self.encloses(block, point) and self._is_complete(self.blocks[block].statement, assigned, point):
            block = self.blocks[block].parent
            assigned.add(block)
        return self.encloses(block, point)

    def _is_complete(self, statement: int, assigned: set[int], point: int) -> bool:
        branches = self._statements[statement]
        first = self.blocks[branches[0]].kind
        if not (first == "try" or (first == "if" and self.blocks[branches[-1]].kind == "else")):
            return False
        if self.under(point, statement):
            return False
        return all(index in assigned or self.blocks[index].leaves for index in branches)

    def overwritten(self, block: int, assigned: set[int], point: int) -> bool:
        """Whether what is assigned in a block is assigned anew before a point, by what makes ``assigned`` sure.

        A ``try`` and a loop may be left in their middle, before it is.
        """
        found = False
        while not self.encloses(block, point):
            found = (found or block in assigned) and self.blocks[block].kind not in _LEFT_HALFWAY
            block = self.blocks[block].parent
        return found


WHOLE = Branches((Block(0, 0, "scope"),))
