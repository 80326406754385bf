"""Loopback servers that stall in every useful way.

``silent`` reads and never answers; ``head`` answers with HTTP headers and no body; ``half`` with half a body;
``drip`` with one byte at a time; ``full`` never accepts. The others, one module each under ``protocols``, speak a
protocol's opening and then fall silent.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from importlib import import_module

from timeout_audit.files import modules_in
from timeout_audit.proofs import protocols

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HOST = "127.0.0.1"
BODY = 40
_ROUNDS, _ROUND = 100, 0.02  # how often, and for how many seconds, the end of all connections is awaited
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % BODY


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Read everything, answer nothing."""
    while await reader.read(65536):
        pass


async def head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with headers that promise a body, and send none."""
    await _request(reader)
    writer.write(_HEAD)
    await silent(reader, writer)


async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with headers and half the body."""
    await _request(reader)
    writer.write(_HEAD + b"x" * (BODY // 2))
    await silent(reader, writer)


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with headers, then one byte of the body every half second."""
    await _request(reader)
    writer.write(_HEAD)
    for _ in range(BODY):
        await asyncio.sleep(0.5)
        writer.write(b"x")
    await silent(reader, writer)


async def whole(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer every request at once."""
    while await _request(reader):
        writer.write(_HEAD + b"x" * BODY)


async def _request(reader: asyncio.StreamReader) -> bytes:
    """One HTTP request's head; "" at the end of the connection."""
    with contextlib.suppress(asyncio.IncompleteReadError):
        return await reader.readuntil(b"\r\n\r\n")
    return b""


HANDLERS: dict[str, Handler] = {
    "silent": silent,
    "head": head,
    "half": half,
    "drip": drip,
    "whole": whole,
    **{name: import_module(f"{protocols.__name__}.{name}").stall for name in modules_in(protocols.__path__)},
}


@contextlib.contextmanager
def stalling_servers() -> Iterator[dict[str, int]]:
    """Every kind of server on a free port of its own, by kind; all are gone at the end."""
    loop = asyncio.new_event_loop()
    with contextlib.ExitStack() as stack:
        sockets = {kind: stack.enter_context(_listen()) for kind in HANDLERS}
        ports = {kind: server.getsockname()[1] for kind, server in sockets.items()}
        ports["full"] = stack.enter_context(_never_accepting())
        ports["closed"] = _closed_port()
        ready = threading.Event()
        thread = threading.Thread(target=_serve, args=(loop, sockets, ready), name="stalling servers", daemon=True)
        thread.start()
        ready.wait()
        try:
            yield ports
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)


class _Connections:
    """The connections of all servers of one loop, each with the task that handles it."""

    def __init__(self) -> None:
        self._open: dict[asyncio.StreamWriter, asyncio.Future[None]] = {}

    def accepting(self, handler: Handler) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        """What a server does with a connection: handle it whatever comes, and close it in the end."""

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(Exception):  # a client may send anything
                await handler(reader, writer)
            self._open.pop(writer, None)
            writer.transport.abort()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._open[writer] = asyncio.ensure_future(handle(reader, writer))

        return accept

    async def end(self) -> None:
        """Close all of them, and those that are being accepted."""
        for _ in range(_ROUNDS):
            for writer, task in self._open.items():
                task.cancel()
                writer.transport.abort()
            self._open.clear()
            await asyncio.sleep(_ROUND)
            if asyncio.all_tasks() == {asyncio.current_task()} and not self._open:
                break


def _serve(loop: asyncio.AbstractEventLoop, sockets: dict[str, socket.socket], ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    connections = _Connections()
    servers = [
        loop.run_until_complete(asyncio.start_server(connections.accepting(HANDLERS[kind]), sock=server))
        for kind, server in sockets.items()
    ]
    loop.call_soon(ready.set)
    loop.run_forever()
    loop.run_until_complete(connections.end())  # a server must not close while it accepts
    for server in servers:
        server.close()
    loop.run_until_complete(connections.end())
    loop.close()


def _listen(backlog: int = 1024) -> socket.socket:
    server = socket.socket()
    server.bind((HOST, 0))
    server.listen(backlog)
    return server


@contextlib.contextmanager
def _never_accepting() -> Iterator[int]:
    """A port whose queue of connections is full: the kernel drops whatever knocks next."""
    with _listen(0) as server, contextlib.ExitStack() as stack:
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def _closed_port() -> int:
    """A port that refuses connections."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port
