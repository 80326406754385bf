"""websocket-client: a server that does not shake hands."""

from __future__ import annotations

import websocket

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("websocket.create_connection")
def create(trial: Trial) -> None:
    """A connection, and the wait for a message."""
    trial.make(websocket.create_connection, trial.url("silent" if trial.making else "websocket", "ws")).recv()


@recipe("websocket.WebSocket.connect")
def connect(trial: Trial) -> None:
    """The handshake of a connection."""
    trial.call(websocket.WebSocket().connect, trial.url("silent", "ws"))
