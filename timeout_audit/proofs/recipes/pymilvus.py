"""pymilvus: a server that lets itself be connected to, tells what a collection holds, and answers nothing else."""

from __future__ import annotations

import contextlib
from typing import Any

from pymilvus import AsyncMilvusClient, Collection, MilvusClient, connections
from pymilvus.client.connection_manager import ConnectionManager
from pymilvus.grpc_gen import milvus_pb2

from timeout_audit.proofs.grpc_server import serve
from timeout_audit.proofs.recipe import HOST, Trial, recipe

_VECTOR = [[0.1, 0.2]]
_ROW = {"id": 1, "vector": _VECTOR[0]}
_INDEX = MilvusClient.prepare_index_params("vector", index_type="FLAT", metric_type="L2")
_NAMING_ANOTHER = (
    *("describe_index", "drop_index", "create_alias", "alter_alias"),
    *("create_partition", "drop_partition", "has_partition", "load_partitions", "release_partitions"),
    "get_partition_stats",
)
_ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "search": ("c", _VECTOR),
    "hybrid_search": ("c", [], None),
    "query": ("c", "id > 0"),
    "get": ("c", [1]),
    "insert": ("c", [_ROW]),
    "upsert": ("c", [_ROW]),
    "delete": ("c", [1]),
    "rename_collection": ("c", "d"),
    "create_collection": ("c", 2),
    "create_index": ("c", _INDEX),
    "list_collections": (),
    **dict.fromkeys(_NAMING_ANOTHER, ("c", "name")),
}


def _description() -> bytes:
    answer = milvus_pb2.DescribeCollectionResponse(collection_name="c")
    answer.schema.name = "c"
    answer.schema.fields.add(fieldID=100, name="id", is_primary_key=True, data_type=5)
    vector = answer.schema.fields.add(fieldID=101, name="vector", data_type=101)
    vector.type_params.add(key="dim", value="2")
    return bytes(answer.SerializeToString())


_ANSWERS = {
    "Connect": milvus_pb2.ConnectResponse(identifier=1).SerializeToString(),
    "DescribeCollection": _description(),
}


_MUTE, _OPEN, _KNOWN = serve(), serve({"Connect": _ANSWERS["Connect"]}), serve(_ANSWERS)
connections.connect(host=HOST, port=_KNOWN)
# Connections are made one after another, each behind a lock: trials would wait for one another.
vars(ConnectionManager.get_instance())["_lock"] = contextlib.nullcontext()


@recipe("pymilvus.MilvusClient")
def client(trial: Trial) -> None:
    """A connection."""
    trial.make(MilvusClient, f"http://{HOST}:{_MUTE}", dedicated=True)


@recipe("pymilvus.AsyncMilvusClient")
def async_client(trial: Trial) -> None:
    """A connection, made by the first call."""

    async def work() -> None:
        made = trial.make(AsyncMilvusClient, f"http://{HOST}:{_MUTE}")
        trial.begin()
        await made.has_collection("c")

    trial.run(work())


@recipe("pymilvus.MilvusClient.*")
def call(trial: Trial) -> None:
    """One call of a client that has connected."""
    made = MilvusClient(f"http://{HOST}:{_OPEN}", dedicated=True, timeout=30)
    trial.call(getattr(made, trial.method), *_ARGUMENTS.get(trial.method, ("c",)))


@recipe("pymilvus.AsyncMilvusClient.*")
def async_call(trial: Trial) -> None:
    """One call, asynchronously."""

    async def work() -> None:
        made = AsyncMilvusClient(f"http://{HOST}:{_OPEN}", timeout=30)
        await trial.call(getattr(made, trial.method), *_ARGUMENTS.get(trial.method, ("c",)))

    trial.run(work())


@recipe("pymilvus.Collection.*")
def collection(trial: Trial) -> None:
    """One call of a collection, whose fields are known."""
    arguments = {
        "search": (_VECTOR, "vector", {}, 1),
        "query": ("id > 0",),
        "insert": ([_ROW],),
        "upsert": ([_ROW],),
        "delete": ("id > 0",),
    }
    trial.call(getattr(Collection("c"), trial.method), *arguments.get(trial.method, ()))
