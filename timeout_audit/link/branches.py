"""The blocks of a scope, indexed: what encloses what, and which branches exclude each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeout_audit.model.python import Block

_EITHER = frozenset({"if", "else", "case"})


class Branches:
    """``blocks`` are those of one scope, numbered in source order; 0 is the scope itself."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self._around: dict[int, tuple[int, ...]] = {}
        self._tests: dict[str, list[int]] = {}
        self._statements: dict[int, list[int]] = {}
        for index, block in enumerate(blocks):
            if block.tested:
                self._tests.setdefault(block.tested, []).append(index)
            if index:
                self._statements.setdefault(block.statement, []).append(index)

    def around(self, block: int) -> tuple[int, ...]:
        """A block and those around it, innermost first; the scope is the last."""
        found = self._around.get(block)
        if found is None:
            parent = self.blocks[block].parent if block and block < len(self.blocks) else None
            found = self._around[block] = (block,) if parent is None else (block, *self.around(parent))
        return found

    def encloses(self, outer: int, inner: int) -> bool:
        """Whether a block is, or stands around, another."""
        return outer in self.around(inner)

    def apart(self, one: int, other: int) -> bool:
        """Whether two blocks lie in different branches of one statement, of which only one runs."""
        branches = {self.blocks[index].statement: index for index in self._either(one)}
        return any(branches.get(self.blocks[index].statement, index) != index for index in self._either(other))

    def _either(self, block: int) -> Iterator[int]:
        return (index for index in self.around(block) if index and self.blocks[index].kind in _EITHER)

    def left(self, one: int, other: int) -> bool:
        """Whether a block always leaves the scope, so that a point outside of it does not follow it."""
        around = self.around(other)
        return any(self.blocks[index].leaves for index in self.around(one) if index and index not in around)

    def loops(self, block: int) -> tuple[int, ...]:
        """The loops around a block."""
        return tuple(index for index in self.around(block) if index and self.blocks[index].kind == "loop")

    def where_none(self, block: int, name: str) -> bool:
        """Whether a block runs only where ``name`` is None."""
        return any(self.blocks[index].none and self.blocks[index].tested == name for index in self.around(block))

    def under(self, block: int, statement: int) -> bool:
        """Whether a block belongs to a compound statement."""
        return any(index and self.blocks[index].statement == statement for index in self.around(block))

    def ruled_out(self, name: str, block: int, *, follows: bool) -> bool:
        """Whether the branches around a point, or one left before it, say that ``name`` is not None there.

        ``follows``: the point is somewhere inside the scope, not at its end.
        """
        tests = self._tests.get(name)
        if not tests:
            return False
        around = self.around(block)
        if any(index in around and not self.blocks[index].none for index in tests):
            return True
        # A branch for None that always leaves: what follows it has the name set. Blocks are numbered in source order.
        limit = block or len(self.blocks)
        return follows and any(self._leaves_none(index, around, limit) for index in tests)

    def _leaves_none(self, index: int, around: tuple[int, ...], limit: int) -> bool:
        block = self.blocks[index]
        return block.none and block.leaves and index not in around and block.parent in around and index < limit

    def completed(self, block: int, assigned: set[int]) -> int | None:
        """Enter a block among those that surely assign; the statement that assigns on every path with it, if any.

        An ``if`` is complete with its ``else``, a ``try`` with all of its handlers; a branch that leaves needs nothing.
        """
        found = None
        while block:
            assigned.add(block)
            branches = self._statements[self.blocks[block].statement]
            kinds = {self.blocks[index].kind for index in branches}
            if not ({"if", "else"} <= kinds or "try" in kinds):
                break
            if not all(index in assigned or self.blocks[index].leaves for index in branches):
                break
            found = self.blocks[block].statement
            block = self.blocks[block].parent
        return found


WHOLE = Branches((Block(0, 0, "scope"),))
