"""WebSocket: accepts the upgrade, then says nothing and answers no ping."""

from __future__ import annotations

import base64
import hashlib
import re
from asyncio import StreamReader, StreamWriter

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Switch protocols, then read in silence."""
    request = await reader.readuntil(b"\r\n\r\n")
    key = re.search(rb"(?i)sec-websocket-key:\s*(\S+)", request)
    digest = hashlib.sha1((key[1] if key else b"") + _MAGIC, usedforsecurity=False).digest()
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
    )
    while await reader.read(65536):
        pass
