"""Limits of a worker that its application's settings set: ``CELERY_TASK_TIME_LIMIT`` in those of Django."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.settings import Settings
from timeout_audit.model.wait import State, Wait

# https://docs.celeryq.dev/en/stable/userguide/configuration.html#task-time-limit
_NAMES = {
    ("celery worker", "task-time"): (
        "CELERY_TASK_TIME_LIMIT",
        "task_time_limit",
        "CELERYD_TASK_TIME_LIMIT",
        "CELERY_TASK_SOFT_TIME_LIMIT",
        "task_soft_time_limit",
        "CELERYD_TASK_SOFT_TIME_LIMIT",
    ),
}


def limited(wait: Wait, settings: Settings) -> Wait:
    """The wait of a launched worker; where its command leaves the limit to the application, with what that sets."""
    names = _NAMES.get((wait.api, wait.parameter), ())
    if wait.bound.state is not State.UNKNOWN or not names:
        return wait
    bound = settings.bound(names, Timeout(none="default", zero="unbounded")).bound
    return wait if bound is None else replace(wait, bound=replace(bound, steps=(*wait.bound.steps, *bound.steps)))
