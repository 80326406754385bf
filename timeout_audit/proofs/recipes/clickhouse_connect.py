"""clickhouse-connect: a server that says nothing; the constructor itself asks it."""

from __future__ import annotations

import clickhouse_connect
from clickhouse_connect.driver.httpclient import HttpClient

from timeout_audit.proofs.recipe import HOST, Trial, recipe, replace_default

TRIES = {"": 3}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (float(replace_default(HttpClient.__init__, "send_receive_timeout", int(seconds))),)


@recipe("clickhouse_connect.{get_client,create_client}")
def client(trial: Trial) -> None:
    """A client."""
    trial.make(trial.function, host=HOST, port=trial.port("silent"))


@recipe("clickhouse_connect.get_async_client")
def async_client(trial: Trial) -> None:
    """An asynchronous client."""

    async def work() -> None:
        await trial.make(clickhouse_connect.get_async_client, host=HOST, port=trial.port("silent"))

    trial.run(work())
