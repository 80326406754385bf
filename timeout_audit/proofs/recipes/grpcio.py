"""gRPC: a server of its own whose method never answers, called as a generated stub would."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc

from timeout_audit.proofs.recipe import HOST, LONG, Trial, recipe

SAMPLES = {"wait_for_ready": True}


class _Silent(grpc.GenericRpcHandler):  # type: ignore[misc]
    """A service that takes every call and answers none."""

    def service(self, _details: Any) -> Any:
        """The handler of a call."""
        return grpc.unary_unary_rpc_method_handler(lambda _request, _context: time.sleep(LONG))


_SERVER = grpc.server(ThreadPoolExecutor(64))
_SERVER.add_generic_rpc_handlers((_Silent(),))
_PORT = _SERVER.add_insecure_port(f"{HOST}:0")
_SERVER.start()


@recipe("grpc.Stub.[*]")
def stub(trial: Trial) -> None:
    """One call."""
    channel = grpc.insecure_channel(f"{HOST}:{_PORT}")
    method = channel.unary_unary("/proof.Service/Method", lambda message: message, lambda message: message)
    grpc.channel_ready_future(channel).result(10)
    trial.call(method, b"question")


@recipe("grpc.Future.result")
def ready(trial: Trial) -> None:
    """A channel that does not become ready."""
    channel = grpc.insecure_channel(f"{HOST}:{trial.port('silent')}")
    trial.call(grpc.channel_ready_future(channel).result)
