"""A SQL Server that lets anyone in and takes statements, but never finishes a WAITFOR, for the recipes of its clients.

It speaks as much TDS 7.4 as that takes, without TLS. A cancellation gets no answer either.
"""

from __future__ import annotations

import socket
import struct
import threading

from timeout_audit.proofs.recipe import HOST

QUERY = "WAITFOR DELAY '23:00:00'"
_WAITS = "WAITFOR".encode("utf-16-le")
_BATCH, _ANSWER, _CANCEL, _LOGIN, _GREETING = 0x01, 0x04, 0x06, 0x10, 0x12
_NO_TLS = struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 0xFF) + bytes((16, 0, 0, 0, 0, 0, 2))
_DONE = struct.pack("<BHHQ", 0xFD, 0, 0, 0)
_NAME = "server".encode("utf-16-le")
_WELCOME = bytes((1, 0x74, 0, 0, 4, len(_NAME) // 2)) + _NAME + bytes((16, 0, 0, 0))
_LET_IN = struct.pack("<BH", 0xAD, len(_WELCOME)) + _WELCOME + _DONE


def start() -> int:
    """Start the server in threads of its own; its port."""
    listener = socket.create_server((HOST, 0), backlog=128)

    def serve() -> None:
        while True:
            client, _ = listener.accept()
            threading.Thread(target=_attend, args=(client,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def _attend(client: socket.socket) -> None:
    """One client, until it goes."""
    stream = client.makefile("rb")
    message = b""
    while head := stream.read(8):
        kind, last, size = struct.unpack(">BBH", head[:4])
        message += stream.read(size - 8)
        if last & 1:
            answer = _answer(kind, message)
            message = b""
            if answer:
                client.sendall(struct.pack(">BBHHBB", _ANSWER, 1, len(answer) + 8, 0, 1, 0) + answer)


def _answer(kind: int, message: bytes) -> bytes:
    """What the server says to a message; nothing for what it never finishes."""
    if kind == _GREETING:
        return _NO_TLS
    if kind == _LOGIN:
        return _LET_IN
    return b"" if kind == _CANCEL or (kind == _BATCH and _WAITS in message) else _DONE
