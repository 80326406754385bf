"""paramiko: a server that does not speak, and one that runs nothing."""

from __future__ import annotations

import paramiko

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers.ssh import start

_PORT = start()
_LOGIN = {"username": "a", "password": "b", "look_for_keys": False, "allow_agent": False}


def _client() -> paramiko.SSHClient:
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507 - our own server
    return client


@recipe("paramiko.SSHClient.connect")
def connect(trial: Trial) -> None:
    """Connecting to a server that does not speak."""
    trial.call(_client().connect, HOST, trial.port("silent"), **_LOGIN)


@recipe("paramiko.SSHClient.exec_command")
def execute(trial: Trial) -> None:
    """Reading the output of a command."""
    client = _client()
    client.connect(HOST, _PORT, **_LOGIN)
    trial.call(client.exec_command, "true")[1].read()


@recipe("paramiko.Channel.recv_exit_status")
def status(trial: Trial) -> None:
    """The end of a command that does not end."""
    client = _client()
    client.connect(HOST, _PORT, **_LOGIN)
    channel = client.get_transport().open_session()
    channel.exec_command("true")
    trial.call(channel.recv_exit_status)


@recipe("paramiko.SSHClient.open_sftp", "paramiko.SFTPClient.from_transport")
def sftp(trial: Trial) -> None:
    """A server of files that does not answer."""
    client = _client()
    client.connect(HOST, _PORT, **_LOGIN)
    if trial.method == "open_sftp":
        made = trial.make(client.open_sftp)
    else:
        made = trial.make(paramiko.SFTPClient.from_transport, client.get_transport())
    trial.begin()
    made.stat("file")
