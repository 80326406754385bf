"""Redis (RESP): greets a client, then answers no command."""

from __future__ import annotations

from asyncio import StreamReader, StreamWriter

_OPENING = {
    b"HELLO": b"%1\r\n$5\r\nproto\r\n:3\r\n",
    b"CLIENT": b"+OK\r\n",
    b"AUTH": b"+OK\r\n",
    b"SELECT": b"+OK\r\n",
}


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Answer what opens a connection; for the rest, nothing."""
    while line := await reader.readline():
        words = []
        for _ in range(int(line[1:])):
            size = int((await reader.readline())[1:])
            words.append((await reader.readexactly(size + 2))[:-2])
        writer.write(_OPENING.get(words[0].upper(), b""))
