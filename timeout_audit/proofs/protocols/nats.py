"""NATS: greets and answers pings, then delivers nothing."""

from __future__ import annotations

from asyncio import StreamReader, StreamWriter

_INFO = b'INFO {"server_id":"proof","version":"2.10.0","proto":1,"headers":true,"max_payload":1048576}\r\n'


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Answer PING; for a request, nothing."""
    writer.write(_INFO)
    while line := await reader.readline():
        if line.startswith(b"PING"):
            writer.write(b"PONG\r\n")
