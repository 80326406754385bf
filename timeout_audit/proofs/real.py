"""Private instances of real servers, for what a server that stalls cannot say: that a bound is honoured on its side.

Each lives in a temporary folder, listens on a free loopback port, and is gone with its context. None needs root; where
we are root, the ones that refuse it run as the user of their package.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

HOST = "127.0.0.1"
_READY = 60.0
_SETTLES = 0.5
_CONNECTIONS = 1000
_DEBIAN = [*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/sbin"), Path("/usr/lib/rabbitmq/bin")]


class UnavailableError(Exception):
    """The server cannot be started here; the message says why."""


@contextlib.contextmanager
def real_servers(kinds: Sequence[str]) -> Iterator[tuple[dict[str, int], dict[str, str]]]:
    """Ports of private servers by kind ("real-postgres"), and why the others could not be started."""
    ports: dict[str, int] = {}
    missing: dict[str, str] = {}
    with contextlib.ExitStack() as stack:
        for kind in kinds:
            _start(kind, stack, ports, missing)
        yield ports, missing


def _start(kind: str, stack: contextlib.ExitStack, ports: dict[str, int], missing: dict[str, str]) -> None:
    try:
        ports[f"real-{kind}"] = stack.enter_context(SERVERS[kind]())
    except UnavailableError as error:
        missing[f"real-{kind}"] = str(error)


@contextlib.contextmanager
def postgres() -> Iterator[int]:
    """PostgreSQL, open to anyone as ``postgres``."""
    initdb, server = _program("initdb"), _program("postgres")
    with _folder("postgres") as (folder, user):
        data, port = folder / "data", _free_port()
        _setup([initdb, "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"], folder, user)
        settings = {"listen_addresses": HOST, "port": port, "unix_socket_directories": "", "fsync": "off"}
        settings["max_connections"] = _CONNECTIONS
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with _running([server, "-D", str(data), *options], folder, user, port, {}):
            yield port


@contextlib.contextmanager
def mariadb() -> Iterator[int]:
    """MariaDB, open to anyone."""
    server, install = _program("mariadbd", "mysqld"), _program("mariadb-install-db", "mysql_install_db")
    with _folder("mysql") as (folder, user):
        data, port = folder / "data", _free_port()
        _setup(
            [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"], folder, user
        )
        options = ["--no-defaults", f"--datadir={data}", f"--port={port}", f"--bind-address={HOST}"]
        options += [f"--socket={folder}/s", f"--pid-file={folder}/pid", "--skip-grant-tables"]
        options += [f"--max-connections={_CONNECTIONS}", "--skip-name-resolve"]
        with _running([server, *options], folder, user, port, {}):
            yield port


@contextlib.contextmanager
def redis() -> Iterator[int]:
    """Redis without persistence."""
    server = _program("redis-server")
    with _folder("redis") as (folder, user):
        port = _free_port()
        with _running([server, "--port", str(port), "--bind", HOST, "--save", ""], folder, user, port, {}):
            yield port


@contextlib.contextmanager
def rabbitmq() -> Iterator[int]:
    """RabbitMQ whose memory alarm is always on: it holds every publisher back."""
    server, epmd = _program("rabbitmq-server"), _program("epmd")
    with _folder("rabbitmq") as (folder, user):
        port, epmd_port = _free_port(), _free_port()
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = {HOST}:{port}\nvm_memory_high_watermark.absolute = 1\n", "utf-8"
        )
        (folder / "plugins").write_text("[].\n", "utf-8")
        environment = {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(epmd_port),
            "ERL_EPMD_ADDRESS": HOST,
            "RABBITMQ_NODENAME": f"proof{port}@localhost",
            "RABBITMQ_DIST_PORT": str(_free_port()),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
        }
        try:
            with _running([server], folder, user, port, environment):
                yield port
        finally:  # Erlang's port mapper leaves its process group
            subprocess.run([epmd, "-port", str(epmd_port), "-kill"], capture_output=True, check=False, timeout=10)


SERVERS: dict[str, Callable[[], contextlib.AbstractContextManager[int]]] = {
    "postgres": postgres,
    "mysql": mariadb,
    "redis": redis,
    "amqp": rabbitmq,
}


def _program(*names: str) -> str:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, _DEBIAN)])
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    raise UnavailableError(f"{names[0]} is not installed")


@contextlib.contextmanager
def _folder(package_user: str) -> Iterator[tuple[Path, str | None]]:
    """A temporary folder and the user who may write there: us, or the package's user where we are root."""
    with tempfile.TemporaryDirectory(prefix="timeout-audit-", ignore_cleanup_errors=True) as name:
        user = None
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            try:
                shutil.chown(name, package_user)
            except LookupError:
                raise UnavailableError(f"there is no user {package_user}, and it does not run as root") from None
            user = package_user
        yield Path(name), user


def _setup(command: list[str], folder: Path, user: str | None) -> None:
    done = subprocess.run(
        command, cwd=folder, user=user, capture_output=True, text=True, check=False, timeout=_READY, errors="replace"
    )
    if done.returncode:
        raise UnavailableError(f"{Path(command[0]).name}: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")


@contextlib.contextmanager
def _running(
    command: list[str], folder: Path, user: str | None, port: int, environment: dict[str, str]
) -> Iterator[None]:
    """The server, once its port answers; it and its children are killed at the end."""
    log = folder / "output"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            user=user,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + _READY
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
                raise UnavailableError(f"{Path(command[0]).name} did not start: {' '.join(last)}")
            time.sleep(0.1)
        time.sleep(_SETTLES)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port
