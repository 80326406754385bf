"""qdrant-client: a server that says nothing, by REST and by gRPC."""

from __future__ import annotations

import inspect
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from timeout_audit.proofs.recipe import HOST, LONG, Trial, recipe


class _Silent(grpc.GenericRpcHandler):  # type: ignore[misc]
    """A service that takes every call and answers none."""

    def service(self, _details: Any) -> Any:
        """The handler of a call."""
        return grpc.unary_unary_rpc_method_handler(lambda _request, _context: time.sleep(LONG))


_SERVER = grpc.server(ThreadPoolExecutor(64))
_SERVER.add_generic_rpc_handlers((_Silent(),))
_PORT = _SERVER.add_insecure_port(f"{HOST}:0")
_SERVER.start()


def _make(trial: Trial, **options: Any) -> Any:
    """A client, which would ask the server for its version in a thread of its own."""
    url = trial.url(path="")
    return trial.make(trial.function, url=url, grpc_port=_PORT, check_compatibility=False, **options)


@recipe(
    "qdrant_client.{QdrantClient,qdrant_client.QdrantClient}",
    "qdrant_client.{AsyncQdrantClient,async_qdrant_client.AsyncQdrantClient}",
)
def client(trial: Trial) -> None:
    """One request, by gRPC where its limit is tried."""

    async def work() -> None:
        made = _make(trial, prefer_grpc="gRPC" in trial.parameter)
        trial.begin()
        answer = made.get_collections()
        if inspect.isawaitable(answer):
            await answer

    trial.run(work())
