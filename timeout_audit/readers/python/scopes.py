"""Where a pass over statements stands: the scope, the blocks opened in it, and the calls met so far."""

from __future__ import annotations

from collections import Counter

import libcst as cst
from msgspec import Struct

from timeout_audit.model.expression import Call, Expr
from timeout_audit.model.place import Place
from timeout_audit.model.python import Block
from timeout_audit.readers.python.uses import Use


class Met(Struct):
    """A call met in a scope, with what is done to its value and the calls around it that may limit it."""

    node: cst.Call
    call: Call
    block: int
    use: Use
    within: tuple[Call, ...]


class Scope:
    """``name`` is the dotted scope, ``owner`` its class.

    ``shared`` are the names declared global in it, ``outer`` those that are not its own: global or nonlocal.

    ``limits`` are, for each yield, the calls around it that may limit what is done there.

    ``mentions`` counts the names that occur in it, ``looks`` those occurrences that only look at a status.
    """

    def __init__(self, name: str, owner: str) -> None:
        self.name = name
        self.owner = owner
        self.blocks: list[Block] = [Block(0, 0, "scope")]
        self.block = 0
        self._statements = 0
        self.returns: list[tuple[Expr, Place, int]] = []
        self.yields: list[tuple[Expr, Place, int]] = []
        self.limits: list[tuple[Call, ...]] = []
        self.calls: list[Met] = []
        self.within: tuple[Call, ...] = ()
        self.shared: set[str] = set()
        self.outer: set[str] = set()
        self.mentions: Counter[str] = Counter()
        self.looks: Counter[str] = Counter()

    def count(self) -> int:
        """The number of the compound statement that begins here."""
        self._statements += 1
        return self._statements

    def open(self, block: Block) -> int:
        """Enter a block; what to leave it to."""
        outer = self.block
        self.blocks.append(block)
        self.block = len(self.blocks) - 1
        return outer

    def waited_for(self, outer: Call) -> None:
        """The calls among the arguments of ``outer``, just met, are awaited inside of it."""
        inner = {argument.value for argument in outer.arguments if isinstance(argument.value, Call)}
        start = (outer.place.line, outer.place.column)
        for met in reversed(self.calls):
            if (met.call.place.line, met.call.place.column) < start:
                break
            if met.call in inner:
                met.use = Use(met.use.kind, met.use.name, awaited=True)
                met.within = (*met.within, outer)

    def limiting(self) -> tuple[Call, ...]:
        """The calls around each of its yields."""
        first, *others = self.limits or [()]
        return tuple(call for call in first if all(call in other for other in others))

    def untouched(self, names: list[str]) -> tuple[str, ...]:
        """Those names that the scope only looks at."""
        return tuple(name for name in names if self.mentions[name] == self.looks[name])
