"""What the settings of uvicorn, gunicorn and uWSGI really do, with the programs themselves."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

HOST = "127.0.0.1"
SLOW = 2.5  # seconds by which a machine that is busy may be late
APP = """
import asyncio

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"].startswith("/sleep"):
        await asyncio.sleep(float(scope["path"].rpartition("/")[2]))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})
"""
FASTAPI = """
import fastapi

app = fastapi.FastAPI()

@app.get("/")
async def root():
    return "ok"
"""


def needs(*modules: str) -> pytest.MarkDecorator:
    missing = [module for module in modules if find_spec(module) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


@contextlib.contextmanager
def started(folder: Path, command: Sequence[str], env: dict[str, str] | None, **files: str) -> Iterator[Server]:
    """A server in a process group of its own, once its port answers, in a folder of these files (``service.py``).

    ``PORT`` in the command and in its configuration is a free port.
    """
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text.replace("PORT", str(port)), "utf-8")
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [part.replace("PORT", str(port)) for part in command],
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **(env or {})},
        )
    try:
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                break
            assert process.poll() is None, (folder / "output").read_text("utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield Server(port, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def running(
    folder: Path, *command: str, app: str = APP, env: dict[str, str] | None = None
) -> contextlib.AbstractContextManager[Server]:
    """A server that is a module of Python's."""
    return started(folder, [sys.executable, "-m", *command], env, service_py=app)


class Server:
    """A server under test, seen by a client."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def request(self, path: str) -> socket.socket:
        """A connection on which one request was sent."""
        client = socket.create_connection((HOST, self.port), timeout=20)
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        return client

    def idle_seconds(self) -> float:
        """How long the server keeps an idle connection after an answer."""
        with self.request("/") as client:
            assert b"200 OK" in client.recv(65536)
            started = time.monotonic()
            while client.recv(65536):
                started = time.monotonic()
            return time.monotonic() - started

    def ends_within(self, seconds: float) -> bool:
        """Whether the server ends so soon after it was told to."""
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.poll() is not None


UVICORN = ("uvicorn", "service:app", "--port", "PORT")
GUNICORN = ("gunicorn", "service:app", "-b", f"{HOST}:PORT", "-k", "uvicorn_worker.UvicornWorker")
KEEP = {"UVICORN_TIMEOUT_KEEP_ALIVE": "1"}


@pytest.mark.parametrize(
    ("command", "env", "seconds"),
    [
        pytest.param([*UVICORN], {}, 5, id="default"),
        pytest.param([*UVICORN, "--timeout-keep-alive", "1"], {}, 1, id="option"),
        pytest.param([*UVICORN], KEEP, 1, id="environment"),
        pytest.param([*UVICORN, "--timeout-keep-alive", "2"], KEEP, 2, id="option before environment"),
    ],
)
@needs("uvicorn")
def test_uvicorns_keep_alive(tmp_path: Path, command: Sequence[str], env: dict[str, str], seconds: float) -> None:
    with running(tmp_path, *command, env=env) as server:
        assert seconds - 0.3 < server.idle_seconds() < seconds + SLOW


@needs("uvicorn")
def test_an_env_file_does_not_set_it(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("UVICORN_TIMEOUT_KEEP_ALIVE=1\n", "utf-8")
    pytest.importorskip("dotenv")
    with running(tmp_path, *UVICORN, "--env-file", "env") as server:
        assert server.idle_seconds() > 4


@needs("uvicorn")
def test_uvicorn_run_does_not_read_the_environment(tmp_path: Path) -> None:
    run = "    import sys\n    import uvicorn\n    uvicorn.run(app, port=int(sys.argv[1]))\n"
    code = f"{APP}\nif __name__ == '__main__':\n{run}"
    with running(tmp_path, "service", "PORT", app=code, env=KEEP) as server:
        assert server.idle_seconds() > 4


@needs("fastapi", "fastapi_cli", "uvicorn")
def test_fastapi_run_does_not_read_the_environment(tmp_path: Path) -> None:
    command = ("fastapi", "run", "service.py", "--host", HOST, "--port", "PORT")
    with running(tmp_path, *command, app=FASTAPI, env=KEEP) as server:
        assert server.idle_seconds() > 4


@pytest.mark.parametrize(
    ("options", "env", "seconds"),
    [
        pytest.param([], KEEP, 2, id="environment"),
        pytest.param(["--keep-alive", "4"], {}, 4, id="option"),
    ],
)
@needs("gunicorn", "uvicorn_worker")
def test_gunicorn_sets_the_keep_alive_of_its_uvicorn_worker(
    tmp_path: Path, options: list[str], env: dict[str, str], seconds: float
) -> None:
    with running(tmp_path, *GUNICORN, *options, env=env) as server:
        assert seconds - 0.3 < server.idle_seconds() < seconds + SLOW


@needs("uvicorn")
def test_the_keep_alive_does_not_cut_a_slow_handler(tmp_path: Path) -> None:
    with running(tmp_path, *UVICORN, "--timeout-keep-alive", "1") as server, server.request("/sleep/3") as client:
        assert b"200 OK" in client.recv(65536)


@needs("uvicorn")
def test_the_keep_alive_does_not_close_a_connection_that_says_nothing(tmp_path: Path) -> None:
    with (
        running(tmp_path, *UVICORN, "--timeout-keep-alive", "1") as server,
        socket.create_connection((HOST, server.port), timeout=3) as client,
        pytest.raises(TimeoutError),
    ):
        client.recv(1)


@pytest.mark.parametrize("stays", [True, False])
@needs("uvicorn")
def test_a_shutdown_waits_for_an_open_request_whether_its_client_is_there_or_not(tmp_path: Path, stays: bool) -> None:
    with running(tmp_path, *UVICORN) as server, server.request("/sleep/60") as client:
        time.sleep(0.5)
        if not stays:
            client.close()
        assert not server.ends_within(4)


@needs("uvicorn")
def test_a_graceful_timeout_ends_it(tmp_path: Path) -> None:
    with running(tmp_path, *UVICORN, "--timeout-graceful-shutdown", "1") as server, server.request("/sleep/60"):
        time.sleep(0.5)
        assert server.ends_within(4)


@needs("gunicorn", "uvicorn_worker")
def test_gunicorns_graceful_timeout_ends_it(tmp_path: Path) -> None:
    with running(tmp_path, *GUNICORN, "--graceful-timeout", "1") as server, server.request("/sleep/60"):
        time.sleep(0.5)
        assert server.ends_within(6)


@needs("gunicorn", "uvicorn_worker")
def test_gunicorns_timeout_does_not_end_a_slow_asynchronous_handler(tmp_path: Path) -> None:
    with running(tmp_path, *GUNICORN, "--timeout", "3") as server, server.request("/sleep/8") as client:
        assert b"200 OK" in client.recv(65536)


STUCK = """
import time

def application(environ, start_response):
    if environ["PATH_INFO"] == "/sleep":
        time.sleep(100)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
INI = "[uwsgi]\nhttp-socket = {host}:PORT\nwsgi-file = service.py\nmaster = true\n{line}\n"


def uwsgi(
    folder: Path, *options: str, line: str = "", env: dict[str, str] | None = None
) -> contextlib.AbstractContextManager[Server]:
    """One worker of uWSGI; with ``line``, configured by an ini file that comes first."""
    program = str(Path(sys.executable).with_name("uwsgi"))
    ini = INI.format(host=HOST, line=line)
    return started(folder, [program, "--ini", "uwsgi.ini", *options], env, service_py=STUCK, uwsgi_ini=ini)


@pytest.mark.skipif(
    not Path(sys.executable).with_name("uwsgi").exists(), reason="not installed: uwsgi, which is built from its source"
)
@pytest.mark.parametrize(
    ("options", "line", "env", "replaced"),
    [
        pytest.param([], "", {}, False, id="nothing"),
        pytest.param(["--socket-timeout", "1"], "", {}, False, id="socket-timeout"),
        pytest.param(["--harakiri", "0"], "", {}, False, id="0"),
        pytest.param([], "harakiri = none", {}, False, id="a word is 0"),
        pytest.param([], "harakiri-timeout = 1", {}, False, id="an unknown name"),
        pytest.param(["--harakiri", "1"], "harakiri = 90", {}, True, id="an option after the file"),
        pytest.param([], "harakiri = 90", {"UWSGI_HARAKIRI": "1"}, False, id="the file before the variable"),
        pytest.param([], "", {"UWSGI_HARAKIRI": "1"}, True, id="variable"),
        pytest.param([], "harakiri = 1 ; second", {}, True, id="a number with a rest"),
        pytest.param([], "harakiri = $(LIMIT)", {"LIMIT": "1"}, True, id="a variable in the file"),
    ],
)
def test_harakiri_alone_frees_a_worker_of_uwsgi(
    tmp_path: Path, options: list[str], line: str, env: dict[str, str], replaced: bool
) -> None:
    with uwsgi(tmp_path, *options, line=line, env=env) as server, server.request("/sleep") as stuck:
        stuck.settimeout(8)
        ended = False
        with contextlib.suppress(TimeoutError):
            ended = stuck.recv(1) == b""
        assert ended is replaced
        with server.request("/") as client:
            client.settimeout(3)
            answer = b""
            with contextlib.suppress(TimeoutError):
                answer = client.recv(65536)
            assert (b"200 OK" in answer) is replaced
