"""google-cloud-pubsub: an endpoint that says nothing."""

from __future__ import annotations

import grpc
from google.cloud.pubsub_v1 import PublisherClient
from google.cloud.pubsub_v1.publisher.futures import Future
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport

from timeout_audit.proofs.recipe import HOST, Trial, recipe


@recipe("google.cloud.pubsub_v1.publisher.futures.Future.result")
def result(trial: Trial) -> None:
    """The outcome of a message that is not sent."""
    channel = grpc.insecure_channel(f"{HOST}:{trial.port('silent')}")
    made = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
    future: Future = made.publish("projects/project/topics/topic", b"message")
    trial.call(future.result)
