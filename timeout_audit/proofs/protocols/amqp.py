"""AMQP 0-9-1: opens connections and channels, then answers nothing; after a publish it says that it is blocked."""

from __future__ import annotations

import struct
from asyncio import StreamReader, StreamWriter

_METHOD = 1
_HEADER = 7
START, START_OK, TUNE, OPEN, OPEN_OK, BLOCKED = (10, 10), (10, 11), (10, 30), (10, 40), (10, 41), (10, 60)
CHANNEL_OPEN, CHANNEL_OPEN_OK = (20, 10), (20, 11)
QOS, QOS_OK, PUBLISH = (60, 10), (60, 11), (60, 40)
SELECT, SELECT_OK = (85, 10), (85, 11)
HEARTBEAT = 60


def _short(text: bytes) -> bytes:
    return bytes([len(text)]) + text


def _long(text: bytes) -> bytes:
    return struct.pack("!I", len(text)) + text


def _frame(channel: int, method: tuple[int, int], body: bytes) -> bytes:
    payload = struct.pack("!HH", *method) + body
    return struct.pack("!BHI", _METHOD, channel, len(payload)) + payload + b"\xce"


_CAPABILITIES = b"".join(
    _short(name) + b"t\1" for name in (b"publisher_confirms", b"connection.blocked", b"basic.nack")
)
_PROPERTIES = _short(b"capabilities") + b"F" + _long(_CAPABILITIES)
_REPLIES = {
    START_OK: (TUNE, struct.pack("!HIH", 2047, 131072, HEARTBEAT)),
    OPEN: (OPEN_OK, _short(b"")),
    CHANNEL_OPEN: (CHANNEL_OPEN_OK, _long(b"")),
    QOS: (QOS_OK, b""),
    SELECT: (SELECT_OK, b""),
}


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Open what is asked for; confirm nothing, declare nothing."""
    await reader.readexactly(8)
    writer.write(_frame(0, START, b"\0\x09" + _long(_PROPERTIES) + _long(b"PLAIN") + _long(b"en_US")))
    while head := await reader.readexactly(_HEADER):
        kind, channel, size = struct.unpack("!BHI", head)
        payload = await reader.readexactly(size + 1)
        if kind != _METHOD:
            continue
        method = struct.unpack("!HH", payload[:4])
        if method == PUBLISH:
            writer.write(_frame(0, BLOCKED, _short(b"low on memory")))
        elif method in _REPLIES:
            writer.write(_frame(channel, *_REPLIES[method]))
