"""Processes that keep what they did: who does what, and what becomes of it when one of them fails."""

from __future__ import annotations

import os
import signal
import time

import pytest

from timeout_audit.team import Team, team

_LARGE = 5_000_000


def _nothing() -> None:
    """Prepare nothing."""


def who(_: int) -> int:
    return os.getpid()


def large(number: int) -> bytes:
    return bytes(_LARGE + number)


def size(data: bytes) -> int:
    return len(data)


def fails(number: int) -> int:
    if number == 7:
        raise ValueError(number)
    return number


def dies(number: int) -> int:
    if number == 7:
        os._exit(1)
    return number


def slow(number: int) -> int:
    time.sleep(number)
    return number


def keys(count: int) -> dict[int, str]:
    return {number: f"file {number}" for number in range(count)}


def doers(made: Team, count: int) -> dict[int, int]:
    """Who does a piece of work for each of so many keys."""
    numbers = dict.fromkeys(range(count), 0)
    return dict(made.share(who, numbers, dict.fromkeys(numbers, 1), keys(count)))


def test_the_same_one_does_what_has_the_same_key() -> None:
    with team(3, _nothing) as made:
        first = doers(made, 90)
        again = doers(made, 120)
    assert len(set(first.values())) == 3
    assert {number: again[number] for number in first} == first
    assert max(list(again.values()).count(one) for one in set(again.values())) == 40


def test_work_is_balanced_by_size() -> None:
    sizes = {0: 90, **dict.fromkeys(range(1, 31), 3)}
    with team(2, _nothing) as made:
        done = dict(made.share(who, dict.fromkeys(sizes, 0), sizes, keys(31)))
    assert [number for number, one in done.items() if one == done[0]] == [0]


def test_what_nobody_keeps_anything_of_goes_to_whoever_is_free() -> None:
    numbers = dict.fromkeys(range(200), 0)
    with team(2, _nothing) as made:
        done = dict(made.share(who, numbers, dict.fromkeys(numbers, 1)))
        assert done.keys() == numbers.keys()
        assert not made.broken


def test_large_orders_and_answers_do_not_wait_for_each_other() -> None:
    with team(2, _nothing) as made:
        numbers = {number: number for number in range(8)}
        given = dict(made.share(large, numbers, dict.fromkeys(numbers, 1), keys(8)))
        assert dict(made.share(size, given, dict.fromkeys(numbers, 1), keys(8))) == {
            number: _LARGE + number for number in range(8)
        }


@pytest.mark.parametrize("do", [fails, dies])
def test_what_one_leaves_undone_is_told(do: object) -> None:
    numbers = {number: number for number in range(60)}
    with team(2, _nothing) as made:
        done = dict(made.share(do, numbers, dict.fromkeys(numbers, 1), keys(60)))  # type: ignore[arg-type]
        assert made.broken
    assert 7 not in done
    assert all(number == given for number, given in done.items())
    assert len(done) >= 29  # what the other one had to do


def interrupted_at_work(met: list[Team]) -> None:
    with team(1, _nothing) as made:
        met.append(made)
        next(made.share(slow, {0: 0, 1: 60}, {0: 2, 1: 1}))
        raise KeyboardInterrupt


def test_an_interrupted_run_ends_what_is_under_way() -> None:
    met: list[Team] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted_at_work(met)
    assert [one.process.exitcode for one in met[0]._members] == [-signal.SIGTERM]
