"""oracledb: a listener that accepts the connection and says nothing."""

from __future__ import annotations

import oracledb

from timeout_audit.proofs.recipe import HOST, Trial, recipe

UNPROVABLE = {"call_timeout": "it needs a session of a real Oracle", "engine": "it needs a session of a real Oracle"}


@recipe("oracledb.connect")
def connect(trial: Trial) -> None:
    """The handshake."""
    trial.make(oracledb.connect, host=HOST, port=trial.port("silent"), user="a", password="b", service_name="c")  # noqa: S106


@recipe("oracledb.connect_async")
def async_connect(trial: Trial) -> None:
    """The handshake, asynchronously."""

    async def work() -> None:
        await trial.make(
            oracledb.connect_async,
            host=HOST,
            port=trial.port("silent"),
            user="a",
            password="b",  # noqa: S106 - nobody's
            service_name="c",
        )

    trial.run(work())
