"""What was answered before, with what each answer rests on: the same question is followed once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from timeout_audit.link.values.kinds import CIRCLE, Unknown, Values

_DEEPEST = 40
_WORK = 4000
_LONG = 100
# In a program of so much work, what was cut short in one question is so in the next ones.
_PATIENCE = 100_000
# Answers that are kept of single calls and objects, and of those that were cut short.
_MOST = 100_000
_NOTHING = 1 << 30
_ITSELF: Values = (Unknown(CIRCLE, "cycle"),)
_Answer = TypeVar("_Answer")
_Kept = tuple[Any, tuple[object, ...]]


class Memory:
    """Remembers answers, each for all that would be answered in the same way. ``memo`` is for what needs no such care.

    What asks for itself closes a circle: the answers inside of it rest on a question that is still open, and are
    forgotten; the one that it closes at is whole. What was cut because it leads too deep holds for the same question
    asked at the same depth. What was cut because the work ran out holds for whoever has no more work left than it had,
    and for the rest of a long question.
    """

    def __init__(self) -> None:
        self.memo: dict[Any, Any] = {}
        # With each answer the objects that it is for: their identities stay theirs.
        self._whole: dict[Hashable, _Kept] = {}
        self._single: dict[Hashable, _Kept] = {}
        self._deep: dict[Hashable, _Kept] = {}
        self._partial: dict[Hashable, _Kept] = {}
        self._brief: dict[Hashable, _Kept] = {}
        # What ran out of work, with how much was left when it was begun.
        self._spent: dict[Hashable, tuple[_Kept, int]] = {}
        # The questions that are open, with their positions, and the first of them that what is under way rests on.
        self._open: dict[Hashable, int] = {}
        self._rests_on = _NOTHING
        # How often something led too deep, and how often the work ran out.
        self._too_deep = 0
        self._run_out = 0
        self._depth = 0
        self._work = 0
        self._allowed = _WORK
        self._is_apart = False
        self._total = 0

    def begin(self) -> None:
        """Start a new question: the work allowed is counted from here."""
        self._total += self._work
        self._work = 0
        self._rests_on = _NOTHING
        if self._total < _PATIENCE or len(self._partial) + len(self._brief) > _MOST:
            self._partial.clear()
            self._brief.clear()
        for kept in (self._single, self._deep, self._spent):
            if len(kept) > _MOST:
                kept.clear()

    @contextmanager
    def within(self, steps: int) -> Iterator[None]:
        """A part of a question for which less work is allowed. What that cuts short holds in such parts alone."""
        self._allowed = min(_WORK, self._work + steps)
        try:
            yield
        finally:
            self._allowed = _WORK

    @contextmanager
    def apart(self, steps: int) -> Iterator[None]:
        """A question aside, of which so much work is allowed, and none of it is taken from who asks."""
        if self._is_apart:
            yield
            return
        work, allowed = self._work, self._allowed
        self._work, self._allowed, self._is_apart = 0, steps, True
        try:
            yield
        finally:
            self._total += self._work
            self._work, self._allowed, self._is_apart = work, allowed, False

    def may_step(self) -> bool:
        """Count one more step of work; whether it is allowed."""
        self._work += 1
        if self._work > self._allowed:
            self._run_out += 1
        elif self._depth >= _DEEPEST:
            self._too_deep += 1
        else:
            return True
        return False

    def once(self, key: Hashable, answer: Callable[[], Values], *, remember: bool = False) -> Values:
        """An answer that may ask for itself: the inner question is unknown. ``remember`` keeps it."""
        return self.noted(key, _ITSELF, answer) if remember else self._closed(key, _ITSELF, answer)

    def noted(self, key: Hashable, circle: _Answer, answer: Callable[[], _Answer]) -> _Answer:
        """An answer that is kept. Asked for itself it is ``circle``."""
        return self._remembered(key, lambda: self._closed(key, circle, answer))

    def kept(self, key: Hashable, of: tuple[object, ...], answer: Callable[[], _Answer]) -> _Answer:
        """An answer that is kept for these very objects."""
        return self._remembered((key, *map(id, of)), answer, of)

    def _closed(self, key: Hashable, circle: _Answer, answer: Callable[[], _Answer]) -> _Answer:
        if key in self._open:
            self._rests_on = min(self._rests_on, self._open[key])
            return circle
        self._open[key] = len(self._open)
        try:
            return answer()
        finally:
            del self._open[key]

    def _remembered(self, key: Hashable, answer: Callable[[], _Answer], of: tuple[object, ...] = ()) -> _Answer:
        known = self._recalled(key, self._single if of else self._whole)
        if known is not None:
            return known[0]  # type: ignore[no-any-return]
        position, before = len(self._open), self._rests_on
        too_deep, run_out = self._too_deep, self._run_out
        left = self._allowed - self._work
        self._rests_on = _NOTHING
        found = answer()
        rests_on = self._rests_on
        closed = rests_on >= position
        self._rests_on = before if closed else min(before, rests_on)
        if not closed or run_out != self._run_out:
            self._cut_short(key, found, of)
            if closed and too_deep == self._too_deep:
                self._spent[key] = ((found, of), left)
        elif too_deep != self._too_deep:
            self._deep[key, self._depth] = (found, of)
            self._cut_short(key, found, of)
        else:
            (self._single if of else self._whole)[key] = (found, of)
        return found

    def _recalled(self, key: Hashable, whole: dict[Hashable, _Kept]) -> _Kept | None:
        if (known := whole.get(key)) is not None:
            return known
        if (known := self._deep.get((key, self._depth))) is not None:
            self._too_deep += 1
            return known
        if (known := self._cut_before(key)) is not None:
            self._run_out += 1
        return known

    def _cut_before(self, key: Hashable) -> _Kept | None:
        spent = self._spent.get(key)
        if spent is not None and self._allowed - self._work <= spent[1]:
            return spent[0]
        if self._work <= _LONG:
            return None
        known = self._partial.get(key)
        return known if known is not None or self._allowed == _WORK else self._brief.get(key)

    def _cut_short(self, key: Hashable, found: object, of: tuple[object, ...]) -> None:
        (self._partial if self._allowed == _WORK else self._brief)[key] = (found, of)
