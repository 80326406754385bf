"""Celery: brokers that fall silent after their opening, and a result that does not come."""

from __future__ import annotations

from celery import Celery
from celery.result import AsyncResult, GroupResult, ResultSet

from timeout_audit.proofs.recipe import Trial, recipe

TRIES = {"TRANSPORT_OPTIONS|transport_options": 6}
_MEMORY = {"broker": "memory://", "backend": "cache+memory://"}


@recipe("celery.Celery")
def app(trial: Trial) -> None:
    """A task sent to a broker."""
    kind = trial.driver or ("amqp" if "read_timeout" in str(trial.settings) else "redis")
    made = trial.make(Celery, "proof", broker=trial.url(kind, kind, "//" if kind == "amqp" else "/0"))
    for path, value in trial.settings.items():
        name, key = path.split(".")
        namespace = "CELERY" if name.startswith("CELERY_") else None
        made.config_from_object({name: {key: value}}, namespace=namespace)
    trial.begin()
    made.send_task("nothing", retry=False)


@recipe("celery.result.AsyncResult.get")
def result(trial: Trial) -> None:
    """One result."""
    trial.call(AsyncResult("id", app=Celery("proof", **_MEMORY)).get)


@recipe("celery.result.{ResultSet,GroupResult}.*")
def results(trial: Trial) -> None:
    """Several results."""
    made = Celery("proof", **_MEMORY)
    one = AsyncResult("id", app=made)
    group = ResultSet([one], app=made) if "ResultSet" in trial.name else GroupResult("id", [one], app=made)
    trial.call(getattr(group, trial.method))
