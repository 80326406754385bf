"""MQTT: accepts the connection, then acknowledges nothing."""

from __future__ import annotations

from asyncio import StreamReader, StreamWriter


async def stall(reader: StreamReader, writer: StreamWriter) -> None:
    """Acknowledge CONNECT; for the rest, nothing."""
    await reader.read(65536)
    writer.write(b"\x20\x02\x00\x00")
    while await reader.read(65536):
        pass
