"""Limits of a worker that its application's settings set: ``CELERY_TASK_TIME_LIMIT`` in those of Django."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.settings import Settings
from timeout_audit.model.wait import Bound, State, Wait

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


def limited(wait: Wait, said_by: Callable[[tuple[str, ...]], Bound | None]) -> Wait:
    """The wait of a launched worker; where its command leaves the limit to the application, with what that sets.

    ``said_by`` gives what settings of some names say (``limit_of``).
    """
    names = _NAMES.get((wait.api, wait.parameter), ())
    if wait.bound.state is not State.UNKNOWN or not names:
        return wait
    bound = said_by(names)
    return wait if bound is None else replace(wait, bound=replace(bound, steps=(*wait.bound.steps, *bound.steps)))


def limit_of(settings: Settings, names: tuple[str, ...]) -> Bound | None:
    """What the first of some settings says that is set; None where none is."""
    return settings.bound(names, Timeout(none="default", zero="unbounded")).bound
