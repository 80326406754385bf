"""databricks-sql-connector: a warehouse that says nothing, and one that says again and again that a query runs."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

from databricks import sql
from databricks.sql.backend import thrift_backend
from databricks.sql.thrift_api.TCLIService import TCLIService, ttypes
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.transport.TTransport import TMemoryBuffer

from timeout_audit.proofs.recipe import HOST, Trial, recipe
from timeout_audit.proofs.recipes.helpers import working

UNPROVABLE = {"session_configuration": "the warehouse would end it, and there is no Databricks here"}
_PAUSE = 0.5
_DONE = ttypes.TStatus(statusCode=ttypes.TStatusCode.SUCCESS_STATUS)
_HANDLE = ttypes.THandleIdentifier(guid=b"a" * 16, secret=b"b" * 16)
_QUERY = ttypes.TOperationHandle(_HANDLE, ttypes.TOperationType.EXECUTE_STATEMENT, hasResultSet=True)


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the wait for an answer."""
    found, thrift_backend.DEFAULT_SOCKET_TIMEOUT = thrift_backend.DEFAULT_SOCKET_TIMEOUT, seconds
    return (float(found),)


def _open(_: Any) -> Any:
    version = ttypes.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V7
    return ttypes.TOpenSessionResp(_DONE, version, sessionHandle=ttypes.TSessionHandle(_HANDLE))


def _execute(_: Any) -> Any:
    return ttypes.TExecuteStatementResp(_DONE, _QUERY)


def _status(_: Any) -> Any:
    time.sleep(_PAUSE)
    return ttypes.TGetOperationStatusResp(_DONE, ttypes.TOperationState.RUNNING_STATE)


# Lets anyone in, takes any query, and never has its result.
_WAREHOUSE = SimpleNamespace(OpenSession=_open, ExecuteStatement=_execute, GetOperationStatus=_status)
_PROCESSOR = TCLIService.Processor(_WAREHOUSE)


def _answer(_: BaseHTTPRequestHandler, body: bytes) -> bytes:
    asked, told = TMemoryBuffer(body), TMemoryBuffer()
    _PROCESSOR.process(TBinaryProtocol(asked), TBinaryProtocol(told))
    return bytes(told.getvalue())


_PORT = working.start_bytes(_answer)


@recipe("databricks.sql.connect")
def connect(trial: Trial) -> None:
    """A query, tried once."""
    port = _PORT if trial.parameter == "statement" else trial.port("silent")
    made = trial.make(
        sql.connect,
        HOST,
        "/sql",
        "token",
        _connection_uri=f"http://{HOST}:{port}/sql",
        _retry_stop_after_attempts_count=1,
        _enable_v3_retries=False,
        enable_telemetry=False,
    )
    trial.begin()
    made.cursor().execute("select 1")
