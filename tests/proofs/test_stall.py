"""The servers that stall: each does what its name says, and all are gone afterwards."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from timeout_audit.proofs.stall import BODY, HANDLERS, HOST, stalling_servers

REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
PATIENCE = 0.4


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, int]]:
    with stalling_servers() as found:
        yield found


@contextlib.contextmanager
def client(port: int) -> Iterator[socket.socket]:
    with socket.create_connection((HOST, port), timeout=PATIENCE) as connection:
        yield connection


def received(connection: socket.socket) -> bytes:
    """What comes until nothing comes any more."""
    data = b""
    with contextlib.suppress(TimeoutError):
        while part := connection.recv(65536):
            data += part
    return data


def test_silent_reads_and_never_answers(ports: dict[str, int]) -> None:
    with client(ports["silent"]) as connection:
        connection.sendall(b"x" * 1_000_000)
        assert received(connection) == b""
        connection.sendall(b"x")


@pytest.mark.parametrize(("kind", "body"), [("head", 0), ("half", BODY // 2), ("whole", BODY)])
def test_answers_of_different_length(ports: dict[str, int], kind: str, body: int) -> None:
    with client(ports[kind]) as connection:
        connection.sendall(REQUEST)
        head, _, rest = received(connection).partition(b"\r\n\r\n")
        assert f"Content-Length: {BODY}".encode() in head
        assert rest == b"x" * body


def test_drip_gives_one_byte_at_a_time(ports: dict[str, int]) -> None:
    with client(ports["drip"]) as connection:
        connection.settimeout(2)
        connection.sendall(REQUEST)
        assert connection.recv(65536).endswith(b"\r\n\r\n")
        assert [connection.recv(65536) for _ in range(3)] == [b"x"] * 3


def test_full_never_accepts(ports: dict[str, int]) -> None:
    with pytest.raises(TimeoutError), client(ports["full"]):
        pass


def test_closed_refuses(ports: dict[str, int]) -> None:
    with pytest.raises(ConnectionRefusedError), client(ports["closed"]):
        pass


def test_every_kind_outlives_garbage(ports: dict[str, int]) -> None:
    for kind in HANDLERS:
        with client(ports[kind]) as connection:
            connection.sendall(b"\0garbage\xff" * 10)
    for kind in HANDLERS:
        with client(ports[kind]):
            pass


def test_nothing_is_left() -> None:
    before = threading.active_count()
    with stalling_servers() as ports, client(ports["silent"]) as connection:
        connection.sendall(b"x")
    assert threading.active_count() == before
    for port in ports.values():
        with pytest.raises((ConnectionRefusedError, TimeoutError)), client(port):
            pass
