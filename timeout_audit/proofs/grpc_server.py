"""gRPC: a server that answers what it is told to and lets every other call wait. Recipes alone import it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from timeout_audit.proofs.recipe import HOST, LONG

_CALLS = 200
_SERVERS: list[Any] = []  # one that nobody holds is stopped


class _Service(grpc.GenericRpcHandler):  # type: ignore[misc]
    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self._answers = answers

    def service(self, details: Any) -> Any:
        """The handler of a call."""

        def answer(_request: bytes, _context: Any) -> bytes:
            method = details.method.rpartition("/")[2]
            if method not in self._answers:
                time.sleep(LONG)
            return self._answers[method]

        return grpc.unary_unary_rpc_method_handler(answer)


def serve(answers: Mapping[str, bytes] | None = None) -> int:
    """Start a server, and return its port. ``answers`` are given by the names of methods, without their service's."""
    server = grpc.server(ThreadPoolExecutor(_CALLS))
    server.add_generic_rpc_handlers((_Service(answers or {}),))
    port: int = server.add_insecure_port(f"{HOST}:0")
    server.start()
    _SERVERS.append(server)
    return port
