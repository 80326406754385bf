"""PostgreSQL (protocol 3): lets anyone in, answers BEGIN and SET, and nothing that asks for rows."""

from __future__ import annotations

import struct
from asyncio import StreamReader, StreamWriter

_NO_ENCRYPTION = {80877103, 80877104}
_SETTINGS = {
    "server_version": "15.0",
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "TimeZone": "UTC",
    "integer_datetimes": "on",
    "standard_conforming_strings": "on",
}


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


_READY = _message(b"Z", b"I")
_WELCOME = b"".join(
    (
        _message(b"R", struct.pack("!i", 0)),
        *(_message(b"S", f"{name}\0{value}\0".encode()) for name, value in _SETTINGS.items()),
        _message(b"K", struct.pack("!ii", 1, 1)),
        _READY,
    )
)


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Refuse encryption, accept the login, answer what changes settings; for a query, nothing."""
    while True:
        (size,) = struct.unpack("!i", await reader.readexactly(4))
        body = await reader.readexactly(size - 4)
        if struct.unpack("!i", body[:4])[0] not in _NO_ENCRYPTION:
            break
        writer.write(b"N")
    writer.write(_WELCOME)
    while kind := await reader.read(1):
        (size,) = struct.unpack("!i", await reader.readexactly(4))
        body = await reader.readexactly(size - 4)
        word = body.split(b" ")[0].rstrip(b";\0").upper()
        if kind == b"Q" and word in (b"BEGIN", b"SET", b"ROLLBACK", b"COMMIT"):
            writer.write(_message(b"C", word + b"\0") + _READY)
