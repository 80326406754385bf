"""Servers that speak a protocol's opening and then fall silent, one module each, with a coroutine ``stall``."""
