"""Elasticsearch's client under its several names: a server that says nothing, without the client's own retries."""

from __future__ import annotations

from timeout_audit.proofs.recipe import Trial, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer, from version 8 on."""
    import elastic_transport  # noqa: PLC0415 - version 7 has none

    return (float(replace_default(elastic_transport.NodeConfig.__init__, "request_timeout", seconds)),)


def request(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, hosts=[trial.url()], max_retries=0)
    trial.begin()
    made.info()


def async_request(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(trial.function, hosts=[trial.url()], max_retries=0)
        trial.begin()
        await made.info()

    trial.run(work())
