"""asyncssh: a server that does not speak, and one that runs nothing."""

from __future__ import annotations

import asyncssh

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.ssh import start

_PORT = start()
_LOGIN = {"username": "a", "password": "b", "known_hosts": None, "client_keys": None, "config": None}


@recipe("asyncssh.connect")
def connect(trial: Trial) -> None:
    """Connecting to a server that does not speak."""

    async def work() -> None:
        await trial.call(asyncssh.connect, HOST, trial.port("silent"), **_LOGIN)

    trial.run(work())


@recipe("asyncssh.SSHClientConnection.run")
def run(trial: Trial) -> None:
    """A command that does not end."""

    async def work() -> None:
        connection = await asyncssh.connect(HOST, _PORT, **_LOGIN)
        await trial.call(connection.run, "true")

    trial.run(work())
