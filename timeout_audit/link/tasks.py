"""Limits of a task of Celery: its worker ends what takes longer, ``@app.task(time_limit=30)``."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import named_argument
from timeout_audit.link.timeouts import Verdict, judge, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Library, Method, Value
from timeout_audit.model.expression import Call
from timeout_audit.model.wait import State

_TASK = "celery.app.task.Task"
_SERVER = "celery worker"
# The pools that do not end what takes longer, by the limit: a signal ends it softly, which greenlets do not see.
_ENDLESS = frozenset({"threads", "solo", "eventlet"})
_LIMITS = {"soft_time_limit": _ENDLESS | {"gevent"}, "time_limit": _ENDLESS}


def limited_by_task(evaluator: Evaluator, value: Value, call: Call, frame: Frame) -> Iterator[Verdict]:
    """The limits that a decorator sets which makes a task of the function below it, the soft one first."""
    if not isinstance(value, (Library, Method)) or evaluator.catalogue.returned(value.name) != _TASK:
        return
    for keyword, endless in _LIMITS.items():
        found = named_argument(evaluator, call, frame, keyword, None)
        # None and 0 leave it to the application.
        verdict = worst(judge(evaluator, Timeout(keyword=keyword, zero="unbounded"), *found)) if found else None
        state = verdict.bound.state if verdict is not None and verdict.bound is not None else None
        if verdict is not None and state in (State.EXPLICIT, State.UNKNOWN) and endless.isdisjoint(_pools(evaluator)):
            yield verdict


def _pools(evaluator: Evaluator) -> frozenset[str]:
    """The pools that the workers of the repository are launched with."""
    none: frozenset[str] = frozenset()
    return evaluator.noted(("pools",), none, lambda: evaluator.program.workers(_SERVER))
