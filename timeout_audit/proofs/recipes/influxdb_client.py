"""influxdb-client: a server that says nothing."""

from __future__ import annotations

import influxdb_client

from timeout_audit.proofs.recipe import Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    found = replace_default(influxdb_client.InfluxDBClient.__init__, "timeout", int(seconds * 1000))
    return (found / 1000,)


@recipe("influxdb_client.InfluxDBClient")
def client(trial: Trial) -> None:
    """One query."""
    made = trial.make(influxdb_client.InfluxDBClient, trial.url(path=""), "token", org="org")
    trial.begin()
    made.query_api().query("buckets()")
