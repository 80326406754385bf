"""qdrant-client: a server that says nothing, by REST and by gRPC."""

from __future__ import annotations

import inspect
from typing import Any

from timeout_audit.proofs.grpc_server import serve
from timeout_audit.proofs.recipe import Trial, recipe

_PORT = serve()


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
