"""Processes of which each keeps what it has done: who was asked about something is asked about it again.

An executor hands work to whoever is free. Here what was made of a file in one round is at hand in the next one, and
work for which nothing is at hand goes to whoever is free.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from timeout_audit.workers import begin, start_method, uninterrupted

_BATCHES = 30
"""How many batches there are at most: enough that all are done at about the same time."""

_SECONDS = 0.5
"""How long the end of a process is waited for before it is forced."""

_Asked = TypeVar("_Asked")
_Given = TypeVar("_Given")


class Team:
    """Processes to share work among. ``broken`` says that one of them died, which leaves its work undone."""

    def __init__(self, members: Sequence[_Member]) -> None:
        self.broken = False
        self._members = members
        self._loads = [0] * len(members)
        self._homes: dict[str, int] = {}

    def share(
        self,
        do: Callable[[_Asked], _Given],
        asked: Mapping[int, _Asked],
        sizes: Mapping[int, int],
        keys: Mapping[int, str] | None = None,
    ) -> Iterator[tuple[int, _Given]]:
        """What was done, by number, as it is done; less than was asked where one of them died or failed.

        What has the same key in this and other calls is done by the same process.
        """
        if keys is None:
            common = deque(_batches(sizes))
            left = [common] * len(self._members)
        else:
            left = [deque(_batches(share)) for share in self._shares(sizes, keys)]
        busy: dict[int, list[int]] = {}

        def hand_out(number: int) -> None:
            # One batch at a time: two that write to each other wait for ever.
            if left[number]:
                batch = left[number].popleft()
                if self._members[number].ask(do, [asked[one] for one in batch]):
                    busy[number] = batch
                else:
                    self.broken = True

        for number in range(len(self._members)):
            hand_out(number)
        while busy:
            ready = wait([self._members[number].connection for number in busy])
            for number in [number for number in busy if self._members[number].connection in ready]:
                batch, given = busy.pop(number), self._members[number].answer()
                if given is None:
                    self.broken = True
                    continue
                hand_out(number)
                yield from zip(batch, given, strict=True)

    def _shares(self, sizes: Mapping[int, int], keys: Mapping[int, str]) -> list[dict[int, int]]:
        """The sizes of what each process has to do. New keys are given to whoever has least."""
        shares: list[dict[int, int]] = [{} for _ in self._members]
        for number in sorted(sizes, key=lambda number: -sizes[number]):
            home = self._homes.get(keys[number])
            if home is None:
                home = self._homes[keys[number]] = self._loads.index(min(self._loads))
                self._loads[home] += sizes[number]
            shares[home][number] = sizes[number]
        return shares


class _Member:
    """One process, with the way to it."""

    def __init__(self, prepare: Callable[..., None], arguments: tuple[object, ...]) -> None:
        context = multiprocessing.get_context(start_method())
        self.connection, theirs = context.Pipe()
        order = (theirs, os.getpid(), prepare, arguments)
        self.process: Any = context.Process(target=_serve, args=order, daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()  # so that the end of the process is seen

    def ask(self, do: Callable[[Any], object], batch: Sequence[object]) -> bool:
        """Ask for a batch; whether there is somebody to ask."""
        with contextlib.suppress(OSError):
            self.connection.send((do, batch))
            return True
        return False

    def answer(self) -> list[Any] | None:
        """What came of it; None where it failed, or nobody is there any more."""
        with contextlib.suppress(EOFError, OSError):
            given: list[Any] | None = self.connection.recv()
            return given
        return None

    def end(self) -> None:
        """End the process: it has nothing to do, or nobody waits for what it does."""
        with contextlib.suppress(OSError):
            self.connection.send(None)
        self.process.join(_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.connection.close()


@contextlib.contextmanager
def team(jobs: int, prepare: Callable[..., None], *arguments: object) -> Iterator[Team]:
    """``jobs`` processes, each prepared by a call; an interrupted run ends their work at once."""
    members: list[_Member] = []
    try:
        with uninterrupted():
            members.extend(_Member(prepare, arguments) for _ in range(jobs))
        yield Team(members)
    except BaseException:
        for member in members:
            member.process.terminate()
        raise
    finally:
        for member in members:
            member.end()


def _serve(orders: Connection, parent: int, prepare: Callable[..., None], arguments: tuple[object, ...]) -> None:
    begin(parent, prepare, arguments)
    with contextlib.suppress(EOFError, OSError):  # the parent is gone
        while (order := orders.recv()) is not None:
            orders.send(_done(*order))


def _done(do: Callable[[_Asked], _Given], batch: Sequence[_Asked]) -> list[_Given] | None:
    """What comes of a batch; None where it fails, which it does again where it is told better."""
    try:
        return [do(one) for one in batch]
    except Exception:  # noqa: BLE001 - whatever it is, the parent meets it, too
        return None


def _batches(sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Batches of about the same size, the largest pieces first."""
    enough = sum(sizes.values()) // _BATCHES
    batch: list[int] = []
    held = 0
    for number in sorted(sizes, key=lambda number: -sizes[number]):
        batch.append(number)
        held += sizes[number]
        if held >= enough:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
