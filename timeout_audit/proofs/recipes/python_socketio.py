"""python-socketio: a server that opens a session, lets a namespace connect if it is asked for, and says no more."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import socketio

from timeout_audit.proofs.recipe import HOST, LONG, Trial, recipe, replace_default

_OPENING = {"sid": "one", "upgrades": [], "pingInterval": LONG * 1000, "pingTimeout": LONG * 1000}


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer to an event."""
    return tuple(
        float(replace_default(kind.call, "timeout", seconds)) for kind in (socketio.Client, socketio.AsyncClient)
    )


class _Server(BaseHTTPRequestHandler):
    """Polling alone: the opening, then what the client waits for in vain."""

    def do_GET(self) -> None:
        """The opening; the namespace once, where the path asks for it."""
        if "sid=" not in self.path:
            self._answer(f"0{json.dumps(_OPENING)}")
        elif self.path.startswith("/known") and "seen" not in self.headers.get("Cookie", ""):
            self._answer('40{"sid":"two"}', "seen=yes")
        else:
            time.sleep(LONG)

    def do_POST(self) -> None:
        """Whatever is said is taken."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer("ok")

    def _answer(self, text: str, cookie: str = "") -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=UTF-8")
        self.send_header("Content-Length", str(len(text)))
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words: Any) -> None:
        """Nothing is told."""


_SERVER = ThreadingHTTPServer((HOST, 0), _Server)
threading.Thread(target=_SERVER.serve_forever, daemon=True).start()
_URL = f"http://{HOST}:{_SERVER.server_port}"


@recipe("socketio.Client")
def client(trial: Trial) -> None:
    """A connection."""
    made = trial.make(socketio.Client, reconnection=False, handle_sigint=False)
    trial.begin()
    made.connect(trial.url(path=""))


@recipe("socketio.AsyncClient")
def async_client(trial: Trial) -> None:
    """A connection, asynchronously."""

    async def work() -> None:
        made = trial.make(socketio.AsyncClient, reconnection=False, handle_sigint=False)
        trial.begin()
        await made.connect(trial.url(path=""))

    trial.run(work())


# A client that gives up says goodbye, and waits for a request that it has open: as long as the server wants pings.
@recipe("socketio.Client.connect")
def connect(trial: Trial) -> None:
    """A namespace that does not connect."""
    made = socketio.Client(reconnection=False, handle_sigint=False)
    vars(made)["disconnect"] = trial.stop
    trial.call(made.connect, _URL)


@recipe("socketio.AsyncClient.connect")
def async_connect(trial: Trial) -> None:
    """A namespace that does not connect, asynchronously."""

    async def stop() -> None:
        trial.stop()

    async def work() -> None:
        made = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        vars(made)["disconnect"] = stop
        await trial.call(made.connect, _URL)

    trial.run(work())


@recipe("socketio.{Client,ClientNamespace}.call")
def call(trial: Trial) -> None:
    """An event that is not answered."""
    made = socketio.Client(reconnection=False, handle_sigint=False, request_timeout=LONG)
    space = socketio.ClientNamespace("/")
    made.register_namespace(space)
    made.connect(_URL, socketio_path="known", wait_timeout=10)
    trial.call((space if "Namespace" in trial.name else made).call, "event")


@recipe("socketio.{AsyncClient,AsyncClientNamespace}.call")
def async_call(trial: Trial) -> None:
    """An event that is not answered, asynchronously."""

    async def work() -> None:
        made = socketio.AsyncClient(reconnection=False, handle_sigint=False, request_timeout=LONG)
        space = socketio.AsyncClientNamespace("/")
        made.register_namespace(space)
        await made.connect(_URL, socketio_path="known", wait_timeout=10)
        await asyncio.ensure_future(trial.call((space if "Namespace" in trial.name else made).call, "event"))

    trial.run(work())
