"""Which assignments to a name can have been the last before a point of a scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Block

_EITHER = frozenset({"if", "else", "case"})


class Reach(Struct, frozen=True):
    """``bindings`` may be the last ones, each with whether None can be ruled out for it.

    ``certain`` says that one of them was surely made: what the name meant before does not matter. ``earlier_not_none``
    says the same of what it meant before.
    """

    bindings: tuple[tuple[Binding, bool], ...]
    certain: bool
    earlier_not_none: bool


def reaching(name: str, bindings: Sequence[Binding], blocks: Sequence[Block], block: int, at: Place | None) -> Reach:
    """The bindings of ``name`` that reach the point ``at`` in ``block``; with no point, the end of the scope."""
    found: list[tuple[Binding, bool]] = []
    certain = False
    earlier_not_none = False
    for binding in sorted(bindings, key=lambda one: one.place):
        if not _before(binding, at) and not _same_loop(blocks, binding.block, block):
            continue
        if _apart(blocks, binding.block, block) or _left(blocks, binding.block, block):
            continue
        if _only_where_none(blocks, binding.block, name):
            found = [(one, True) for one, _ in found]
            earlier_not_none = True
        elif _encloses(blocks, binding.block, block) and binding.kind == "assign":
            found, certain = [], True
        elif _completes(blocks, binding, found):
            statement = blocks[binding.block].statement
            found = [pair for pair in found if _under(blocks, pair[0].block, statement)]
            certain = True
        found.append((binding, False))
    if ruled_out(name, blocks, block, at):
        found = [(binding, True) for binding, _ in found]
        earlier_not_none = True
    return Reach(tuple(found), certain, earlier_not_none)


def ruled_out(name: str, blocks: Sequence[Block], block: int, at: Place | None) -> bool:
    """Whether the branches around a point, or one left before it, say that ``name`` is not None there."""
    around = set(_chain(blocks, block))
    if any(blocks[index].tested == name and not blocks[index].none for index in around if index < len(blocks)):
        return True
    # A branch for None that always leaves: what follows it has the name set.
    return at is not None and any(
        one.tested == name
        and one.none
        and one.leaves
        and index not in around
        and one.parent in around
        and index < block_limit(blocks, block)
        for index, one in enumerate(blocks)
    )


def block_limit(blocks: Sequence[Block], block: int) -> int:
    """Blocks are numbered in source order: those below this number were opened before the block, or all for the scope."""
    return block or len(blocks)


def _before(binding: Binding, at: Place | None) -> bool:
    if at is None:
        return True
    place = binding.place
    # An assignment takes effect at its end; a loop's target is bound before the body that the statement spans.
    over = (place.line, place.column) if binding.kind == "for" else (place.end_line, place.end_column)
    return over <= (at.line, at.column) and (place.line, place.column) < (at.line, at.column)


def _chain(blocks: Sequence[Block], block: int) -> Iterator[int]:
    yield block
    while block and block < len(blocks):
        block = blocks[block].parent
        yield block


def _encloses(blocks: Sequence[Block], outer: int, inner: int) -> bool:
    return outer in _chain(blocks, inner)


def _apart(blocks: Sequence[Block], one: int, other: int) -> bool:
    """Whether two blocks lie in different branches of one statement, of which only one runs."""
    branches = {
        blocks[index].statement: index for index in _chain(blocks, one) if index and blocks[index].kind in _EITHER
    }
    return any(
        blocks[index].kind in _EITHER and branches.get(blocks[index].statement, index) != index
        for index in _chain(blocks, other)
        if index
    )


def _left(blocks: Sequence[Block], one: int, other: int) -> bool:
    """Whether a block always leaves the scope, so that a point outside of it does not follow it."""
    around = set(_chain(blocks, other))
    return any(blocks[index].leaves for index in _chain(blocks, one) if index and index not in around)


def _same_loop(blocks: Sequence[Block], one: int, other: int) -> bool:
    loops = {index for index in _chain(blocks, one) if index and blocks[index].kind == "loop"}
    return any(index in loops for index in _chain(blocks, other))


def _only_where_none(blocks: Sequence[Block], block: int, name: str) -> bool:
    return any(index and blocks[index].tested == name and blocks[index].none for index in _chain(blocks, block))


def _completes(blocks: Sequence[Block], binding: Binding, found: Iterable[tuple[Binding, bool]]) -> bool:
    """Whether a binding in an ``else`` follows one in the ``if`` of the same statement: one of both was made."""
    here = blocks[binding.block]
    if here.kind != "else" or binding.kind != "assign":
        return False
    return any(blocks[one.block].statement == here.statement and blocks[one.block].kind == "if" for one, _ in found)


def _under(blocks: Sequence[Block], block: int, statement: int) -> bool:
    return any(index and blocks[index].statement == statement for index in _chain(blocks, block))
