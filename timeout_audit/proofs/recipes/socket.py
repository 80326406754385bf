"""socket: a connection whose other side says nothing."""

from __future__ import annotations

import socket

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("socket.create_connection")
def connection(trial: Trial) -> None:
    """Reading from a connection."""
    trial.make(socket.create_connection, (HOST, trial.port("silent"))).recv(1)
