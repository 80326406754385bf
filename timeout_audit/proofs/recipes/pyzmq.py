"""pyzmq: a question without an answer."""

from __future__ import annotations

import zmq
import zmq.asyncio

from timeout_audit.proofs.recipe import Trial, recipe


@recipe("zmq.Context.socket")
def socket(trial: Trial) -> None:
    """A socket that asks."""
    made = trial.make(zmq.Context().socket, zmq.REQ)
    made.connect(trial.url(scheme="tcp", path=""))
    made.send(b"question")
    trial.begin()
    made.recv()


@recipe("zmq.asyncio.Context.socket")
def async_socket(trial: Trial) -> None:
    """The same, asynchronously."""

    async def work() -> None:
        made = trial.make(zmq.asyncio.Context().socket, zmq.REQ)
        made.connect(trial.url(scheme="tcp", path=""))
        await made.send(b"question")
        trial.begin()
        await made.recv()

    trial.run(work())
