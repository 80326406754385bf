"""influxdb, the client of InfluxDB 1: a server that says nothing."""

from __future__ import annotations

import influxdb

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("influxdb.{InfluxDBClient,DataFrameClient}")
def client(trial: Trial) -> None:
    """One query, tried once."""
    made = trial.make(trial.function, HOST, trial.port("silent"), database="any", retries=1)
    trial.begin()
    made.query("select * from cpu")


@recipe("influxdb.InfluxDBClient.from_dsn")
def from_address(trial: Trial) -> None:
    """One query of a client made of an address, tried once."""
    address = f"influxdb://a:b@{HOST}:{trial.port('silent')}/any"
    made = trial.make(influxdb.InfluxDBClient.from_dsn, address, retries=1)
    trial.begin()
    made.query("select * from cpu")
