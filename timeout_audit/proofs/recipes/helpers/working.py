"""An HTTP server whose answers a recipe gives, for databases that say again and again that they work on a query."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from timeout_audit.proofs.recipe import HOST


class _Server(ThreadingHTTPServer):
    """A server to which clients may close the connection at any time."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing."""


def start(answer: Callable[[BaseHTTPRequestHandler], dict[str, Any]]) -> int:
    """Start a server that answers each request with what ``answer`` says, as JSON; its port."""
    return start_bytes(lambda request, _: json.dumps(answer(request)).encode(), "application/json")


def start_bytes(answer: Callable[[BaseHTTPRequestHandler, bytes], bytes], kind: str = "application/x-thrift") -> int:
    """Start a server that answers each request, and what stands in it, with what ``answer`` says; its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = answer(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = _Server((HOST, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_address[1])
