"""snowflake-connector: a query that does not end, on a server that says again and again that it is working on it."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from typing import Any

from timeout_audit.proofs.recipe import HOST, Trial, UnprovableError, recipe
from timeout_audit.proofs.recipes.helpers import working

UNPROVABLE = {"STATEMENT_TIMEOUT_IN_SECONDS": "the server would end it, and there is no Snowflake here"}
_PAUSE = 0.5
_TOKENS = {"token": "a", "masterToken": "b", "validityInSeconds": 9999, "masterValidityInSeconds": 9999}
_LOGIN: dict[str, Any] = {**_TOKENS, "sessionId": 1, "parameters": [], "sessionInfo": {}}
_WORKING: dict[str, Any] = {"queryId": "01", "getResultUrl": "/queries/01/result"}
_NOTHING: dict[str, Any] = {}


def _answer(request: BaseHTTPRequestHandler) -> dict[str, Any]:
    """Let anyone in, take any query, and never have its result."""
    data, code = _NOTHING, None
    if "login-request" in request.path:
        data = _LOGIN
    elif "query-request" in request.path or "/result" in request.path:
        time.sleep(_PAUSE)
        data, code = _WORKING, "333333"
    return {"success": True, "code": code, "message": None, "data": data}


_PORT = working.start(_answer)
_ACCOUNT = {"user": "me", "password": "x", "account": "a", "host": HOST, "port": _PORT, "protocol": "http"}


@recipe("snowflake.connector.{connect,SnowflakeConnection,connection.SnowflakeConnection,Connect}")
def connect(trial: Trial) -> None:
    """A query."""
    connection = trial.make(trial.function, **_ACCOUNT)
    trial.call(connection.cursor().execute, "select 1")


@recipe("snowflake.connector.aio.connect")
def async_connect(trial: Trial) -> None:
    """A query, asynchronously."""

    async def work() -> None:
        async with trial.make(trial.function, **_ACCOUNT) as connection:
            try:
                await trial.call(connection.cursor().execute, "select 1")
            finally:
                trial.stop()

    trial.run(work())


@recipe("sqlalchemy.create_engine")
def engine(trial: Trial) -> None:
    """Behind an engine.

    Raises:
        UnprovableError: where SQLAlchemy, or its dialect for Snowflake, is not installed.

    """
    try:
        import snowflake.sqlalchemy  # noqa: F401, PLC0415 - the connector is proven without it too
        import sqlalchemy  # noqa: PLC0415
    except ImportError:
        raise UnprovableError("snowflake-sqlalchemy is not installed") from None
    trial.arguments["connect_args"] = {"protocol": "http", "account": "a", **trial.arguments.get("connect_args", {})}
    url = trial.address(_PORT, "snowflake", login="me:x@")
    made = trial.make(sqlalchemy.create_engine, url, _initialize=False)
    sqlalchemy.event.listen(made, "handle_error", lambda _: trial.stop())
    with made.connect() as connection:
        trial.call(connection.execute, sqlalchemy.text("select 1"))
