"""voyageai: an endpoint that says nothing, tried once."""

from __future__ import annotations

from voyageai.api_resources import api_requestor

from timeout_audit.proofs.recipe import Trial, recipe


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the default of every client."""
    found, api_requestor.TIMEOUT_SECS = api_requestor.TIMEOUT_SECS, int(seconds)
    return (float(found),)


@recipe("voyageai.{Client,client.Client}")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(trial.function, api_key="nobody's", base_url=trial.url(path=""))
    trial.begin()
    made.embed(["words"], model="model")


@recipe("voyageai.{AsyncClient,client_async.AsyncClient}")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(trial.function, api_key="nobody's", base_url=trial.url(path=""))
        trial.begin()
        await made.embed(["words"], model="model")

    trial.run(work())
