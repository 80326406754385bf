"""A database timeout that bounds no query.

## What it finds

An engine, a pool or a connection that is given something which looks like a limit for its queries and is none: the
`timeout` of asyncpg, which is for connecting, an option that its driver ignores, a setting that a rollback undoes.

## Why

The query still waits for ever, and whoever reads the code believes that it does not.

## Instead of

    engine = create_async_engine(
        "postgresql+asyncpg://db/app",
        connect_args={"timeout": 30},
    )

## Write

    engine = create_async_engine(
        "postgresql+asyncpg://db/app",
        connect_args={"command_timeout": 30},
    )

Each driver has its own name for the limit. With psycopg and psycopg2 it is
`connect_args={"options": "-c statement_timeout=30000"}`, or the same SET in a `connect` event behind pgbouncer.
"""

from __future__ import annotations

from timeout_audit.model.text import msg
from timeout_audit.model.wait import Layer, State
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import because, blocking, called

RULE = bound_rule(
    __name__,
    Layer.DATABASE,
    State.INEFFECTIVE,
    lambda wait: blocking(
        wait, because(wait, msg("the timeout given to {call} does not bound its queries", call=called(wait)))
    ),
    msg(
        'use the limit that the driver knows, such as connect_args={"options": "-c statement_timeout=30000"}; '
        "behind pgbouncer, SET it in a connect event and commit"
    ),
)
