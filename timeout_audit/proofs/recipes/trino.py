"""trino: a coordinator that says nothing, asked once, and one that says again and again that a query is running."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import trino.dbapi

from timeout_audit.proofs.recipe import HOST, Trial, UnprovableError, recipe, replace_default
from timeout_audit.proofs.recipes.helpers import working

UNPROVABLE = {"query_max_": "the coordinator would end it, and there is no Trino here"}
_PAUSE = 0.5


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    return (float(replace_default(trino.dbapi.Connection.__init__, "request_timeout", seconds)),)


def _answer(request: BaseHTTPRequestHandler) -> dict[str, Any]:
    """Take any query, and never have its result."""
    time.sleep(_PAUSE)
    address = f"http://{request.headers['Host']}/v1/statement/1"
    return {"id": "1", "infoUri": address, "nextUri": address, "stats": {"state": "RUNNING"}}


_PORT = working.start(_answer)


@recipe("trino.dbapi.{connect,Connection}")
def connection(trial: Trial) -> None:
    """A query."""
    port = _PORT if trial.parameter == "statement" else trial.port("silent")
    made = trial.make(trial.function, HOST, port, user="me", max_attempts=1)
    trial.begin()
    made.cursor().execute("select 1")


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine.

    Raises:
        UnprovableError: where SQLAlchemy is not installed.

    """
    try:
        import sqlalchemy  # noqa: PLC0415 - the client is proven without it too
    except ImportError:
        raise UnprovableError("SQLAlchemy is not installed") from None
    made = trial.make(sqlalchemy.create_engine, trial.address(_PORT, "trino", "/data", "me@"), _initialize=False)
    with made.connect() as opened:
        trial.call(opened.execute, sqlalchemy.text("select 1"))
