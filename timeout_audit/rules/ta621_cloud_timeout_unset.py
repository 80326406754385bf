"""A call of a cloud service without a timeout.

## What it finds

A client or a call of a cloud or platform service (Kubernetes, BigQuery, Twilio and others) whose library waits for ever
by default, where no timeout is given.

## Why

These libraries retry and reconnect, but a peer that accepts the request and never answers starts none of that: the
first attempt never ends. `timeout_seconds` of Kubernetes is a wish to the server and does not bound the client.

## Instead of

    pods = api.list_namespaced_pod("prod")

## Write

    pods = api.list_namespaced_pod("prod", _request_timeout=(3, 10))
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called

RULE = bound_rule(
    __name__,
    Layer.CLOUD,
    State.NONE,
    lambda wait: blocking(
        wait,
        msg(
            "{call} waits for ever when the service behind it does not answer: no {parameter} reaches it",
            call=called(wait),
            parameter=wait.parameter,
        ),
    ),
    msg("add a timeout"),
)
