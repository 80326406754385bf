"""Which assignments to a name can have been the last before a point of a scope."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from timeout_audit.link.branches import Branches
from timeout_audit.link.program import History
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, Import


class Reach(Struct, frozen=True):
    """``bindings`` may be the last ones, in the order of their places, each with whether None can be ruled out for it.

    ``certain`` says that one of them was surely made: what the name meant before does not matter. ``earlier_not_none``
    says that None can be ruled out for what it meant before. ``more`` says that more bindings reach the point than are
    looked at: those before them are not in ``bindings``.
    """

    bindings: tuple[tuple[Binding, bool], ...]
    certain: bool
    earlier_not_none: bool
    more: bool = False


# What surely gives a new value where it is passed: a loop may have no round.
_SURE = frozenset({"assign", "with"})
# Bindings that are looked at for one point: what makes a function of any length cost in proportion to it.
_MOST = 32


def reaching(name: str, history: History, branches: Branches, block: int, at: Place | None) -> Reach:
    """The bindings of ``name`` that reach the point ``at`` in ``block``; with no point, the end of the scope."""
    bindings = history.whole
    if not (bindings or history.inner):
        return Reach((), certain=False, earlier_not_none=branches.ruled_out(name, block, follows=at is not None))
    inner = _inner(history.inner, at)
    if inner is not None:
        return Reach(((inner, False),), certain=True, earlier_not_none=False)
    later = [(one, False) for one in islice(_around_the_loop(bindings, branches, block, at), _MOST)]
    found: list[tuple[Binding, bool]] = []
    not_none = branches.ruled_out(name, block, follows=at is not None)
    assigned: set[int] = set()
    for binding in _before(bindings, at):
        if branches.apart(binding.block, block) or branches.left(binding.block, block):
            continue
        if branches.overwritten(binding.block, assigned, block):
            continue
        if len(found) == _MOST:
            return Reach((*reversed(found), *later), certain=True, earlier_not_none=False, more=True)
        found.append((binding, not_none))
        if branches.where_none(binding.block, name):
            # It is made only where the name was None before.
            not_none = True
        elif (sure := _sure(binding, branches, block, at)) is not None and branches.complete(sure, assigned, block):
            again = (one for one in later if branches.next_round(one[0].block, block, sure))
            return Reach((*reversed(found), *again), certain=True, earlier_not_none=False)
    return Reach((*reversed(found), *later), certain=False, earlier_not_none=not_none)


def _sure(binding: Binding, branches: Branches, block: int, at: Place | None) -> int | None:
    """The block in which a binding surely gives a new value: a loop does in its body, and nowhere else."""
    if binding.kind != "for" or at is None or _end(binding) <= (at.line, at.column):
        return binding.block if binding.kind in _SURE else None
    return branches.body(binding.block, block)


def _inner(bindings: Sequence[Binding], at: Place | None) -> Binding | None:
    """The variable of a comprehension or lambda that the point lies in, the innermost of them."""
    if at is None or not bindings:
        return None
    start, end = (at.line, at.column), (at.end_line, at.end_column)
    around = (one for one in reversed(bindings) if _start(one) <= start and end <= _end(one))
    return next(around, None)


def _before(bindings: Sequence[Binding], at: Place | None) -> Iterator[Binding]:
    """The bindings that have taken effect at a point, last first."""
    point = (at.line, at.column) if at is not None else None
    count = len(bindings) if point is None else bisect_left(bindings, point, key=_start)
    for index in range(count - 1, -1, -1):
        if point is None or _takes_effect(bindings[index]) <= point:
            yield bindings[index]


def _start(binding: Binding) -> tuple[int, int]:
    return binding.place.line, binding.place.column


def _end(binding: Binding) -> tuple[int, int]:
    return binding.place.end_line, binding.place.end_column


def _takes_effect(binding: Binding) -> tuple[int, int]:
    """An assignment takes effect at its end; a loop's target is bound before the body that the statement spans."""
    return _start(binding) if binding.kind == "for" else _end(binding)


def _around_the_loop(
    bindings: Sequence[Binding], branches: Branches, block: int, at: Place | None
) -> Iterator[Binding]:
    """Bindings after the point that come before it in the next round of a loop around both."""
    loops = branches.loops(block)
    if at is None or not loops:
        return
    point = (at.line, at.column)
    # The statement that the point stands in begins before it.
    for index in range(max(bisect_left(bindings, point, key=_start) - 1, 0), len(bindings)):
        binding = bindings[index]
        if _takes_effect(binding) <= point or branches.apart(binding.block, block):
            continue
        if any(branches.encloses(loop, binding.block) for loop in loops):
            yield binding


def reaching_imports(entries: Sequence[Import], branches: Branches, block: int, at: Place | None) -> Sequence[Import]:
    """Of several imports of a name those that stand before a point, in no other branch; all, where none does."""
    if len(entries) < 2 or at is None:
        return entries
    return [one for one in entries if one.place < at and not branches.apart(one.block, block)] or entries
