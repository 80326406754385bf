"""Servers that speak a protocol's opening and then fall silent, one module each: ``async def stall(reader, writer)``."""
