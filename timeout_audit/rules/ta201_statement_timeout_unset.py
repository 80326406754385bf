"""A database connection whose queries nothing bounds.

## What it finds

An engine, a pool or a connection whose driver is given no limit for a query: no statement timeout, no command timeout,
no read timeout, in whichever way that driver takes one.

## Why

A query that waits for a lock, or whose plan went wrong, keeps its connection until somebody kills it. When all
connections of the pool wait like that, every request that needs the database waits too. A connect timeout and a pool
timeout end before the query begins, so they do not count.

## Instead of

    engine = create_engine("postgresql+psycopg://db/app")

## Write

    engine = create_engine(
        "postgresql+psycopg://db/app",
        connect_args={"options": "-c statement_timeout=30000"},
    )

The number is in milliseconds. Behind pgbouncer, which may refuse `options`, set it when a connection opens; without
the commit it holds only until the connection's first rollback:

    @event.listens_for(engine, "connect")
    def set_statement_timeout(connection, record):
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 30000")
        connection.commit()

For asyncpg give `connect_args={"command_timeout": 30}`, for PyMySQL and mysqlclient
`connect_args={"read_timeout": 30}`, both in seconds.
"""

from __future__ import annotations

from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Layer, State, Wait
from timeout_audit.rules.bounds import bound_rule
from timeout_audit.rules.wording import blocking, called


def _fact(wait: Wait) -> Message:
    if wait.parameter == "acquire":
        return msg("{call} waits for ever when no connection of its pool is free", call=called(wait))
    if wait.parameter == "operation":
        return msg("an operation through {call} can run for ever: no timeout reaches it", call=called(wait))
    if wait.parameter == "statement":
        return msg(
            "a query through {call} can run, or wait for a lock, for ever: no statement timeout reaches it",
            call=called(wait),
        )
    return msg(
        "{call} waits for ever when the database does not answer: no {parameter} reaches it",
        call=called(wait),
        parameter=wait.parameter,
    )


RULE = bound_rule(
    __name__,
    Layer.DATABASE,
    State.NONE,
    lambda wait: blocking(wait, _fact(wait)),
    msg(
        'give the driver a limit, such as connect_args={"options": "-c statement_timeout=30000"}; '
        "behind pgbouncer, SET it in a connect event and commit"
    ),
)
