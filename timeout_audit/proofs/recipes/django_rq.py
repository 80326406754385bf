"""Queues of django-rq: a Redis that greets and then says nothing, without the client's own retries."""

from __future__ import annotations

from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from timeout_audit.proofs.recipe import HOST, Trial, recipe

settings.configure(RQ_QUEUES={})

from django_rq.connection_utils import get_redis_connection  # noqa: E402 - it reads the settings

NEEDS = ("redis",)
_LIBRARIES = (redis,)


@recipe("RQ_QUEUES.*")
def ask(trial: Trial) -> None:
    """One question about a queue."""
    if trial.method == "URL":
        place: dict[str, Any] = {"URL": trial.url("redis", "redis", "/0")}
    else:
        place = {"HOST": HOST, "PORT": trial.port("redis")}
    made = get_redis_connection({**place, **trial.arguments})
    made.set_retry(Retry(NoBackoff(), 0))
    trial.begin()
    made.llen("rq:queue:default")
