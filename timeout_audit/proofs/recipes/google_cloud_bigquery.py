"""google-cloud-bigquery: an endpoint that says nothing, or whose jobs never end, without the client's own retries."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from timeout_audit.proofs.recipe import HOST, Trial, UnprovableError, named, recipe, replace_default

_NAME = "project.dataset.table"
_ROWS = [{"name": "value"}]
_SCHEMA = [bigquery.SchemaField("name", "STRING")]


def shorten(seconds: float) -> tuple[float, ...]:
    """Shorten the one default that there is."""
    return (float(replace_default(bigquery.Client.get_job, "timeout", seconds)),)


def _made(url: str) -> bigquery.Client:
    options = {"api_endpoint": url}
    return bigquery.Client("project", credentials=AnonymousCredentials(), client_options=options)


_ARGUMENTS: dict[str, Callable[[], tuple[object, ...]]] = {
    "list_datasets": tuple,
    "list_projects": tuple,
    "list_jobs": tuple,
    "query": lambda: ("select 1",),
    "get_job": lambda: ("job",),
    "cancel_job": lambda: ("job",),
    "create_job": lambda: ({"load": {"destinationTable": _table().reference.to_api_repr(), "sourceUris": []}},),
    "get_table": lambda: (_NAME,),
    "get_model": lambda: (_NAME,),
    "get_routine": lambda: (_NAME,),
    "list_partitions": lambda: (_table(),),
    "list_rows": lambda: (_table(),),
    "delete_table": lambda: (_NAME,),
    "delete_model": lambda: (_NAME,),
    "delete_routine": lambda: (_NAME,),
    "create_table": lambda: (_NAME,),
    "create_routine": lambda: (bigquery.Routine(_NAME),),
    "update_table": lambda: (_table(), ["description"]),
    "update_dataset": lambda: (bigquery.Dataset("project.dataset"), ["access_entries"]),
    "update_model": lambda: (bigquery.Model(_NAME), ["description"]),
    "update_routine": lambda: (bigquery.Routine(_NAME), ["body"]),
    "insert_rows": lambda: (_table(), _ROWS),
    "insert_rows_json": lambda: (_NAME, _ROWS),
    "copy_table": lambda: (_NAME, f"{_NAME}_copy"),
    "extract_table": lambda: (_NAME, "gs://bucket/file"),
    "load_table_from_uri": lambda: ("gs://bucket/file", _NAME),
    "load_table_from_file": lambda: (io.BytesIO(b"value\n"), _NAME),
    "load_table_from_json": lambda: (_ROWS, _NAME),
    "load_table_from_dataframe": lambda: (_extra("pandas.DataFrame")(_ROWS), _NAME),
}


def _extra(name: str) -> Any:
    try:
        return named(name)
    except ImportError as error:
        raise UnprovableError(f"it is not installed: {error}") from error


def _table() -> bigquery.Table:
    return bigquery.Table(_NAME, schema=_SCHEMA)


def _once(method: str) -> dict[str, Any]:
    """What keeps a method from trying again."""
    if method in ("load_table_from_file", "load_table_from_json", "load_table_from_dataframe"):
        # The schema spares them the question for it, which takes no timeout.
        return {"num_retries": 0, "job_config": bigquery.LoadJobConfig(schema=_SCHEMA)}
    return {"retry": None, **({"job_retry": None} if method.startswith("query") else {})}


@recipe("google.cloud.bigquery.Client.*")
def client(trial: Trial) -> None:
    """One request; the lists are asked when they are read."""
    made = _made(trial.url(path=""))
    arguments = _ARGUMENTS.get(trial.method, lambda: ("project.dataset",))()
    answer = trial.call(getattr(made, trial.method), *arguments, **_once(trial.method))
    if trial.method.startswith("list"):
        trial.begin()
        list(answer)


@recipe("google.cloud.bigquery.Client.query_and_wait")
def query_and_wait(trial: Trial) -> None:
    """A request that is not answered, or a query that never ends."""
    made = _made(_endless() if trial.parameter == "wait_timeout" else trial.url(path=""))
    trial.call(made.query_and_wait, "select 1", **_once(trial.method))


@recipe("google.cloud.bigquery.QueryJob.*")
def query_job(trial: Trial) -> None:
    """A query that never ends."""
    if trial.method != "result":
        _extra({"to_dataframe": "pandas.DataFrame", "to_arrow": "pyarrow.Table"}[trial.method])
    job = _made(_endless()).query("select 1", **_once("query"))
    trial.call(getattr(job, trial.method), **({"retry": None} if trial.method == "result" else {}))


@recipe("google.cloud.bigquery.{LoadJob,CopyJob,ExtractJob}.result")
def job(trial: Trial) -> None:
    """A job that never ends."""
    made = _made(_endless())
    method = {"LoadJob": "load_table_from_uri", "CopyJob": "copy_table"}.get(trial.name.split(".")[-2], "extract_table")
    trial.call(getattr(made, method)(*_ARGUMENTS[method](), retry=None).result, retry=None)


@cache
def _endless() -> str:
    """The URL of an endpoint that answers whatever it is asked: the job is running. It takes its time, as BigQuery."""
    server = ThreadingHTTPServer((HOST, 0), _Running)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{HOST}:{server.server_port}"


class _Running(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Tell of a job, and in the words of a query's first page."""
        time.sleep(0.8)
        self.do_POST()

    def do_POST(self) -> None:
        """Accept a job."""
        asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        given = json.loads(asked) if asked.startswith(b"{") else {}
        told = {
            "jobReference": {"projectId": "project", "jobId": "job", "location": "US"},
            "configuration": given.get("configuration", {"query": {"query": "select 1"}}),
            "status": {"state": "RUNNING"},
            "jobComplete": False,
        }
        answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
