"""A call of a cloud service that rests on its library's default timeout.

## What it finds

A client or a call of a cloud or platform service whose only limit is the default of its library.

## Why

The wait is finite but long, and nobody chose it: boto3 gives each attempt 60 seconds and makes three, an OpenAI client
gives each 600 and makes three. A request that a user waits for is lost long before.

## Instead of

    s3 = boto3.client("s3")

## Write

    s3 = boto3.client(
        "s3",
        config=Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2}),
    )
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import called, default_of

RULE = bound_rule(
    __name__,
    Layer.CLOUD,
    State.DEFAULT,
    lambda wait: msg("{call} rests on {default}, which nobody chose", call=called(wait), default=default_of(wait)),
    msg("write down the limit that you mean"),
)
