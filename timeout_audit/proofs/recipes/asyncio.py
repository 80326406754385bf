"""asyncio: tasks, queues, streams and processes from which nothing comes."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from timeout_audit.proofs.recipe import HOST, LONG, Trial, recipe


async def _endless() -> None:
    await asyncio.Event().wait()


@recipe("asyncio.{wait_for,wait,as_completed}")
def tasks(trial: Trial) -> None:
    """A task."""

    async def work() -> None:
        task = asyncio.ensure_future(_endless())
        if trial.method == "as_completed":
            trial.begin()
            for one in trial.call(asyncio.as_completed, [task]):
                await one
        elif trial.method == "wait":
            await trial.call(asyncio.wait, [task])
        elif trial.arguments:
            await trial.call(asyncio.wait_for, task)
        else:
            await trial.call(asyncio.wait_for, task, None)

    trial.run(work())


@recipe("asyncio.{Queue,Event,Condition,Lock,Semaphore}.*")
def primitives(trial: Trial) -> None:
    """What nobody puts, sets, notifies or releases."""

    async def work() -> None:
        kind = trial.name.split(".")[1]
        made: Any = getattr(asyncio, kind)()
        if kind in ("Condition", "Lock", "Semaphore"):
            await made.acquire()
        if trial.method == "join":
            made.put_nowait(1)
        await trial.call(getattr(made, trial.method))

    trial.run(work())


@recipe("asyncio.subprocess.Process.{communicate,wait}")
def process(trial: Trial) -> None:
    """A program that does not end."""

    async def work() -> None:
        command = (sys.executable, "-c", f"import time; time.sleep({LONG})")
        made = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        await trial.call(getattr(made, trial.method))

    trial.run(work())


@recipe("asyncio.StreamReader.*")
def stream(trial: Trial) -> None:
    """A peer that says nothing."""

    async def work() -> None:
        reader, _ = await asyncio.open_connection(HOST, trial.port("silent"))
        await trial.call(getattr(reader, trial.method), *([1] if trial.method == "readexactly" else []))

    trial.run(work())
