"""A server from outside, for the recipes of servers: an idle connection, and a request that stays open."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from timeout_audit.proofs.recipe import HOST, LONG, Trial

_PATIENCE = 10.0
_START = 0.3


async def app(scope: Any, _receive: Any, send: Any) -> None:
    """An application (ASGI) that answers at once, or never under /hang."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/hang":
        await asyncio.sleep(LONG)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def run_beside(work: Callable[[], object]) -> threading.Thread:
    """A server in a thread of its own; an error of its start is raised here."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the trial's thread
            failed.append(error)

    server = threading.Thread(target=run, daemon=True)
    server.start()
    server.join(_START)
    if failed:
        raise failed[0]
    return server


def connect(port: int) -> socket.socket:
    """A connection to a server that may still be starting."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return socket.create_connection((HOST, port))
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def idle(trial: Trial, port: int) -> None:
    """One request and its answer, then the wait until the server closes the idle connection."""
    client = connect(port)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    while not client.recv(4096).endswith(b"ok"):
        pass
    trial.begin()
    while client.recv(4096):
        pass


def open_request(port: int) -> socket.socket:
    """A request that the application never answers."""
    client = connect(port)
    client.sendall(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.3)
    return client
