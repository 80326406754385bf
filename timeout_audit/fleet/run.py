"""Audits a fleet: what is still to do goes to the workers, and comes back in the order of the list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from contextlib import AbstractContextManager

from timeout_audit.fleet.answers import Answers
from timeout_audit.fleet.order import Answer, Order, answer_of, carry_out, failed
from timeout_audit.model.finding import Problem
from timeout_audit.model.text import msg

Open = Callable[[int], AbstractContextManager[Executor]]
"""Opens an executor with so many workers."""
Seen = Callable[[int, int], None]
"""Told how many orders are done, and of how many."""


def run_fleet(
    orders: Sequence[Order], kept: Mapping[str, Answer], answers: Answers, open_executor: Open, jobs: int, seen: Seen
) -> list[Answer]:
    """The answer to every order, in their order. Those whose answer is ``kept``, by its key, are not carried out.

    A worker that dies takes its pool along: what it left undone is done again one at a time, so that only what kills
    its worker is lost, and is a problem.
    """
    done = dict(kept)
    seen(len(done), len(orders))

    def arrived(order: Order, data: bytes) -> None:
        done[order.key] = answer_of(data)
        answers.keep(order, data)
        seen(len(done), len(orders))

    open_ = [order for order in orders if order.key not in done]
    if open_:
        with open_executor(min(jobs, len(open_))) as pool:
            _together(pool, open_, arrived)
    for order in orders:
        if order.key not in done:
            with open_executor(1) as pool:
                _together(pool, [order], arrived)
        if order.key not in done:
            lost = Problem("", 0, msg("the worker that audited it died: it may need more memory than there is"))
            done[order.key] = failed(order.member, lost)
            seen(len(done), len(orders))
    return [done[order.key] for order in orders]


def _together(pool: Executor, orders: Iterable[Order], arrived: Callable[[Order, bytes], None]) -> None:
    """Do the orders as far as the pool lives."""
    futures: dict[Future[bytes], Order] = {}
    try:
        futures = {pool.submit(carry_out, order): order for order in orders}
        for future in as_completed(futures):
            arrived(futures[future], future.result())
    except BrokenExecutor:
        for future, order in futures.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                arrived(order, future.result())
