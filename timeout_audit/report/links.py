"""Addresses of files."""

from __future__ import annotations

from pathlib import Path


def file_uri(root: str, path: str = "") -> str:
    """The ``file:`` address of ``path`` below ``root``, every byte of it written as such an address wants it."""
    return Path(root, path).absolute().as_uri()
