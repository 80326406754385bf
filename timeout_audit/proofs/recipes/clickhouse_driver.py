"""clickhouse-driver: a server that says nothing."""

from __future__ import annotations

from clickhouse_driver.connection import Connection

from timeout_audit.proofs.recipe import HOST, Trial, recipe, replace_default


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (float(replace_default(Connection.__init__, "send_receive_timeout", seconds)),)


@recipe("clickhouse_driver.{Client,client.Client}")
def client(trial: Trial) -> None:
    """One query."""
    made = trial.make(trial.function, HOST, port=trial.port("silent"))
    trial.begin()
    made.execute("select 1")


@recipe("clickhouse_driver.{connect,dbapi.connect}")
def connect(trial: Trial) -> None:
    """One query of a connection that a URL or keywords describe."""
    if trial.arguments:
        made = trial.make(trial.function, host=HOST, port=trial.port("silent"))
    else:
        made = trial.make(trial.function, trial.address(trial.port("silent"), "clickhouse", "/", "default@"))
    cursor = made.cursor()
    trial.begin()
    cursor.execute("select 1")
