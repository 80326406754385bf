"""influxdb: a server that says nothing. A query is asked once: one that fails would be asked again."""

from __future__ import annotations

import influxdb

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("influxdb.InfluxDBClient")
def client(trial: Trial) -> None:
    """One query."""
    made = trial.make(influxdb.InfluxDBClient, host=HOST, port=trial.port("silent"), retries=1)
    trial.begin()
    made.query("SHOW DATABASES")


@recipe("influxdb.InfluxDBClient.from_dsn")
def by_address(trial: Trial) -> None:
    """One query of a client that is made of an address."""
    address = f"influxdb://{HOST}:{trial.port('silent')}/orders"
    made = trial.make(influxdb.InfluxDBClient.from_dsn, address, retries=1)
    trial.begin()
    made.query("SHOW DATABASES")
