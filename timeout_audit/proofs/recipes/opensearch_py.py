"""opensearch-py: a server that says nothing, without the client's own retries."""

from __future__ import annotations

import opensearchpy

from timeout_audit.proofs.recipe import HOST, Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    kinds = (opensearchpy.Connection, opensearchpy.AIOHttpConnection)
    return tuple(float(replace_default(kind.__init__, "timeout", seconds) or seconds) for kind in kinds)


@recipe("opensearchpy.OpenSearch")
def client(trial: Trial) -> None:
    """One request."""
    hosts = [{"host": HOST, "port": trial.port("silent")}]
    made = trial.make(opensearchpy.OpenSearch, hosts, max_retries=0)
    trial.begin()
    made.info()


@recipe("opensearchpy.AsyncOpenSearch")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        hosts = [{"host": HOST, "port": trial.port("silent")}]
        made = trial.make(opensearchpy.AsyncOpenSearch, hosts, max_retries=0)
        trial.begin()
        await made.info()

    trial.run(work())
