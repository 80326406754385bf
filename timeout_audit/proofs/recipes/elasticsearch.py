"""elasticsearch: a server that says nothing, without the client's own retries."""

from __future__ import annotations

import elastic_transport
import elasticsearch

from timeout_audit.proofs.recipe import Trial, recipe, replace_default

UNPROVABLE = {r"\(timeout=": "it needs a version before 9"}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (float(replace_default(elastic_transport.NodeConfig.__init__, "request_timeout", seconds)),)


@recipe("elasticsearch.Elasticsearch")
def client(trial: Trial) -> None:
    """One request."""
    made = trial.make(elasticsearch.Elasticsearch, trial.url(), max_retries=0)
    trial.begin()
    made.info()


@recipe("elasticsearch.AsyncElasticsearch")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        made = trial.make(elasticsearch.AsyncElasticsearch, trial.url(), max_retries=0)
        trial.begin()
        await made.info()

    trial.run(work())
