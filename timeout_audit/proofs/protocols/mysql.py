"""MySQL: lets anyone in, answers SET, and nothing that asks for rows."""

from __future__ import annotations

from asyncio import StreamReader, StreamWriter

_GREETING = b"".join(
    (
        b"\x0a8.0.0\0",  # protocol and version
        b"\x01\0\0\0",  # thread
        b"saltsalt\0",
        b"\xff\xf7",  # capabilities, low: all but TLS
        b"\x21",  # utf8
        b"\x02\0",  # autocommit
        b"\x0f\x80",  # capabilities, high: plugin authentication
        b"\x15",
        b"\0" * 10,
        b"saltsaltsalt\0",
        b"mysql_native_password\0",
    )
)
_OK = b"\0\0\0\x02\0\0\0"
_QUERY = 3
_INIT_DB = 2


def _packet(sequence: int, body: bytes) -> bytes:
    return len(body).to_bytes(3, "little") + bytes([sequence]) + body


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Greet, accept the login, answer what changes settings; for a query, nothing."""
    writer.write(_packet(0, _GREETING))
    login = True
    while head := await reader.readexactly(4):
        body = await reader.readexactly(int.from_bytes(head[:3], "little"))
        setting = body[:1] == bytes([_INIT_DB]) or (body[0] == _QUERY and body[1:5].upper() == b"SET ")
        if login or setting:
            writer.write(_packet(head[3] + 1, _OK))
        login = False
