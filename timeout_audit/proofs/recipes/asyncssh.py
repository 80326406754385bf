"""asyncssh: a server that does not speak, and one that runs nothing."""

from __future__ import annotations

import asyncssh

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.ssh import start

_PORT, _MUTE = start(), start(mute=True)
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


@recipe("asyncssh.SSHClientConnection.start_sftp_client")
def start_sftp(trial: Trial) -> None:
    """A transfer of files that does not begin."""

    async def work() -> None:
        connection = await asyncssh.connect(HOST, _MUTE, **_LOGIN)
        await trial.call(connection.start_sftp_client)

    trial.run(work())


@recipe("asyncssh.SFTPClient.*")
def sftp(trial: Trial) -> None:
    """A call of SFTP that is not answered."""
    two = {
        "rename": ("here", "there"),
        "chmod": ("there", 0o600),
        "put": (__file__, "there"),
        "mput": (__file__, "there"),
    }

    async def work() -> None:
        connection = await asyncssh.connect(HOST, _PORT, **_LOGIN)
        client = await connection.start_sftp_client()
        await trial.call(getattr(client, trial.method), *two.get(trial.method, ("there",)))

    trial.run(work())
