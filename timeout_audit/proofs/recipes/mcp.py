"""mcp: a session over streams on whose other side nobody answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from mcp import ClientSession, types

from timeout_audit.proofs.recipe import Trial, recipe

# What a transport would take away: a question is written, and so is that nobody waits for its answer any more.
_ROOM = 8

_CALLS: dict[str, tuple[Any, ...]] = {
    "call_tool": ("tool", {}),
    "send_request": (types.PingRequest(), types.EmptyResult),
    "set_logging_level": ("error",),
    "get_prompt": ("prompt",),
    "complete": (types.PromptReference(type="ref/prompt", name="prompt"), {"name": "n", "value": "v"}),
    "read_resource": ("file:///resource",),
    "subscribe_resource": ("file:///resource",),
    "unsubscribe_resource": ("file:///resource",),
}


def _streams() -> tuple[Any, Any]:
    _, incoming = anyio.create_memory_object_stream[Any](_ROOM)
    outgoing, _ = anyio.create_memory_object_stream[Any](_ROOM)
    return incoming, outgoing


@asynccontextmanager
async def _transport() -> AsyncIterator[tuple[Any, Any]]:
    yield _streams()


@asynccontextmanager
async def _session(trial: Trial) -> AsyncIterator[ClientSession]:
    async with trial.make(ClientSession, *_streams()) as session:
        yield session


@recipe("mcp.Client", "mcp.client.client.Client")
def client(trial: Trial) -> None:
    """Being entered, which asks what the server can do."""

    async def work() -> None:
        made = trial.make(trial.function, _transport(), mode="legacy")
        trial.begin()
        async with made:
            pass

    trial.run(work())


@recipe("mcp.ClientSession")
def session(trial: Trial) -> None:
    """The first question of a session."""

    async def work() -> None:
        async with _session(trial) as made:
            trial.begin()
            await made.initialize()

    trial.run(work())


@recipe("mcp.ClientSession.*")
def question(trial: Trial) -> None:
    """One question."""

    async def work() -> None:
        async with _session(trial) as made:
            await trial.call(getattr(made, trial.method), *_CALLS.get(trial.method, ()))

    trial.run(work())
