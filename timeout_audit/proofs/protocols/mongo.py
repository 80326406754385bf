"""MongoDB (OP_MSG and OP_QUERY): says hello as a primary, then answers no command."""

from __future__ import annotations

import struct
from asyncio import StreamReader, StreamWriter

_QUERY, _REPLY, _MESSAGE = 2004, 1, 2013
_MORE_TO_COME = 1 << 16


def _document() -> bytes:
    flags = b"".join(b"\x08" + name + b"\0\1" for name in (b"ismaster", b"isWritablePrimary", b"helloOk"))
    numbers = {b"maxWireVersion": 21, b"minWireVersion": 0, b"maxBsonObjectSize": 1 << 24, b"maxWriteBatchSize": 100000}
    numbers |= {b"maxMessageSizeBytes": 48000000, b"logicalSessionTimeoutMinutes": 30}
    fields = b"".join(b"\x10" + name + b"\0" + struct.pack("<i", value) for name, value in numbers.items())
    body = flags + fields + b"\x01ok\0" + struct.pack("<d", 1.0)
    return struct.pack("<i", len(body) + 5) + body + b"\0"


_HELLO = _document()


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Answer hello and its old names; for every other command, nothing."""
    while head := await reader.readexactly(16):
        size, request, _, code = struct.unpack("<iiii", head)
        body = await reader.readexactly(size - 16)
        if not any(
            name in body for name in (b"\x10hello\0", b"\x01hello\0", b"\x08hello\0", b"ismaster\0", b"isMaster\0")
        ):
            continue
        answer = struct.pack("<iqii", 8, 0, 0, 1) if code == _QUERY else struct.pack("<iB", 0, 0)
        kind = _REPLY if code == _QUERY else _MESSAGE
        writer.write(struct.pack("<iiii", 16 + len(answer) + len(_HELLO), 1, request, kind) + answer + _HELLO)
