"""chromadb: a server that says who asks, so that a client can be made, and nothing else."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import chromadb
from chromadb.config import Settings

from timeout_audit.proofs.recipe import HOST, LONG, Trial, recipe

_IDENTITY = {"user_id": "nobody", "tenant": "default_tenant", "databases": ["default_database"]}
_DATABASE = {"id": "00000000-0000-0000-0000-000000000000", "name": "default_database", "tenant": "default_tenant"}


class _Server(BaseHTTPRequestHandler):
    """It falls silent once it is asked for anything else."""

    def do_GET(self) -> None:
        """One answer, or none."""
        if not self.path.endswith(("/identity", "/default_tenant", "/default_database")):
            time.sleep(LONG)
        body = json.dumps(_IDENTITY if self.path.endswith("identity") else _DATABASE).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Nothing is told."""


_SERVER = ThreadingHTTPServer((HOST, 0), _Server)
threading.Thread(target=_SERVER.serve_forever, daemon=True).start()


@recipe("chromadb.{HttpClient,CloudClient}")
def client(trial: Trial) -> None:
    """One request."""
    place: dict[str, Any] = {"host": HOST, "port": _SERVER.server_port}
    if trial.method == "CloudClient":
        place = {"api_key": "nobody's", "cloud_host": HOST, "cloud_port": _SERVER.server_port, "enable_ssl": False}
    made = trial.make(trial.function, settings=Settings(anonymized_telemetry=False), **place)
    trial.begin()
    made.heartbeat()


@recipe("chromadb.AsyncHttpClient")
def async_client(trial: Trial) -> None:
    """One request, asynchronously."""

    async def work() -> None:
        settings = Settings(anonymized_telemetry=False)
        made = await trial.make(chromadb.AsyncHttpClient, host=HOST, port=_SERVER.server_port, settings=settings)
        trial.begin()
        await made.heartbeat()

    trial.run(work())
