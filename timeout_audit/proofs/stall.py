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
from pkgutil import iter_modules

from timeout_audit.proofs import protocols

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HOST = "127.0.0.1"
BODY = 40
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
    **{
        module.name: import_module(f"{protocols.__name__}.{module.name}").stall
        for module in iter_modules(protocols.__path__)
    },
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
        thread = threading.Thread(target=_serve, args=(loop, sockets), name="stalling servers", daemon=True)
        thread.start()
        try:
            yield ports
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)


def _serve(loop: asyncio.AbstractEventLoop, sockets: dict[str, socket.socket]) -> None:
    asyncio.set_event_loop(loop)
    for kind, server in sockets.items():
        loop.run_until_complete(asyncio.start_server(_guarded(HANDLERS[kind]), sock=server))
    loop.run_forever()
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.close()


def _guarded(handler: Handler) -> Handler:
    """A handler that outlives whatever a client does, and closes its connection in the end."""

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await handler(reader, writer)
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()

    return guarded


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
