"""socket: a connection whose other side says nothing."""

from __future__ import annotations

import socket

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("socket.create_connection")
def connection(trial: Trial) -> None:
    """Reading from a connection."""
    trial.make(socket.create_connection, (HOST, trial.port("silent"))).recv(1)


@recipe("socket.socket.{connect,connect_ex}")
def connecting(trial: Trial) -> None:
    """Connecting a socket, and reading from it."""
    made = trial.make(socket.socket)
    trial.call(getattr(made, trial.method), (HOST, trial.port("silent")))
    made.recv(1)
