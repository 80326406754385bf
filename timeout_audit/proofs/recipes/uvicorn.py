"""uvicorn: an idle connection kept alive, and a shutdown while a request is open."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from typing import Any

import uvicorn

from timeout_audit.proofs.recipe import HOST, LONG, Trial, recipe

_SETTINGS = {"host": HOST, "log_level": "critical", "lifespan": "off"}


async def _app(scope: Any, _receive: Any, send: Any) -> None:
    """Answer at once, or never under /hang."""
    if scope["path"] == "/hang":
        await asyncio.sleep(LONG)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _watch(trial: Trial, port: int, server: threading.Thread) -> None:
    """Wait as a client would: for the end of an idle connection, or of a server that was told to stop."""
    while True:
        try:
            client = socket.create_connection((HOST, port))
            break
        except OSError:
            time.sleep(0.05)
    idle = trial.parameter == "keep-alive"
    client.sendall(b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % (b"" if idle else b"hang"))
    if idle:
        while not client.recv(4096).endswith(b"ok"):
            pass
        trial.begin()
        while client.recv(4096):
            pass
    else:
        time.sleep(0.2)
        running = next(o for o in gc.get_objects() if isinstance(o, uvicorn.Server) and o.config.port == port)
        trial.begin()
        running.should_exit = True
        server.join()


def _serve(trial: Trial, port: int, work: Any) -> None:
    """Run the server beside the client; an error of its start is the trial's."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the trial's thread
            failed.append(error)

    server = threading.Thread(target=run, daemon=True)
    server.start()
    time.sleep(0.3)
    if failed:
        raise failed[0]
    _watch(trial, port, server)


@recipe("uvicorn.run")
def run(trial: Trial) -> None:
    """The function that runs an application."""
    port = _free_port()
    _serve(trial, port, lambda: trial.call(uvicorn.run, _app, port=port, **_SETTINGS))


@recipe("uvicorn.main.run")
def main_run(trial: Trial) -> None:
    """The same under its module's name."""
    run(trial)


@recipe("uvicorn.Config", "uvicorn.config.Config")
def config(trial: Trial) -> None:
    """A configuration given to a server."""
    port = _free_port()
    made = trial.make(uvicorn.Config, _app, port=port, **_SETTINGS)
    _serve(trial, port, uvicorn.Server(made).run)
