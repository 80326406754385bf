"""langchain-google-vertexai: a server of gRPC that lets every call wait, and an endpoint that says nothing."""

from __future__ import annotations

from typing import Any

import grpc
from google.cloud.aiplatform_v1beta1.services.prediction_service import PredictionServiceClient
from google.cloud.aiplatform_v1beta1.services.prediction_service.transports import PredictionServiceGrpcTransport
from google.oauth2.credentials import Credentials

from timeout_audit.proofs.grpc_server import serve
from timeout_audit.proofs.recipe import HOST, Trial, recipe

_OURS: dict[str, Any] = {"project": "project", "max_retries": 1}
_NOBODY = Credentials("token")  # type: ignore[no-untyped-call]


@recipe("langchain_google_vertexai.{ChatVertexAI,chat_models.ChatVertexAI,VertexAI,llms.VertexAI}")
def model(trial: Trial) -> None:
    """One question."""
    channel = grpc.insecure_channel(f"{HOST}:{serve()}")
    client = PredictionServiceClient(transport=PredictionServiceGrpcTransport(channel=channel))
    made: Any = trial.make(trial.function, model="gemini", credentials=_NOBODY, **_OURS)
    asked = made if "Chat" in trial.name else made.client
    asked.client, asked.max_retries = client, 1
    trial.begin()
    asked.invoke("?")


@recipe("langchain_google_vertexai.model_garden.ChatAnthropicVertex")
def claude(trial: Trial) -> None:
    """One question to a model of Anthropic."""
    made: Any = trial.make(
        trial.function,
        model="claude",
        location="eu",
        api_endpoint=trial.url(path=""),
        access_token=_NOBODY.token,
        **_OURS,
    )
    trial.begin()
    made.invoke("?")
