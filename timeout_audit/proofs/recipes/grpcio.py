"""gRPC: a server of its own whose method never answers, called as a generated stub would."""

from __future__ import annotations

import grpc

from timeout_audit.proofs.grpc_server import serve
from timeout_audit.proofs.recipe import HOST, Trial, recipe

SAMPLES = {"wait_for_ready": True}


_PORT = serve()


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
