"""A database client that rests on its library's default.

## What it finds

A client of a database whose queries are bounded by nothing but the default of its library.

## Why

The wait is finite, but nobody chose how long. Defaults differ (10 seconds here, 300 there) and change between versions:
an upgrade can make a request that failed fast hold its worker for minutes.

## Instead of

    client = clickhouse_connect.get_client(host="db")

## Write

    client = clickhouse_connect.get_client(host="db", send_receive_timeout=30)
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import called, default_of

RULE = bound_rule(
    __name__,
    Layer.DATABASE,
    State.DEFAULT,
    lambda wait: msg(
        "a query through {call} rests on {default}, which nobody chose", call=called(wait), default=default_of(wait)
    ),
    msg("write down the limit that you mean"),
)
