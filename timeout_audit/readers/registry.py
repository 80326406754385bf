"""The formats, by listing this folder. Nothing is registered by hand.

A format is a package whose ``claims(path)`` says by a file's name whether it may be one, and whose module ``read`` has
``read(path, data)``: the facts, or None where a look inside shows that it is none. ``read`` is imported with the first
such file, so a run pays only for the formats that it meets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from timeout_audit import readers
from timeout_audit.files import modules_in
from timeout_audit.model.launch import LaunchFile

Claims = Callable[[str], bool]
Read = Callable[[str, bytes], "LaunchFile | None"]


@cache
def formats() -> dict[str, Claims]:
    """The name of every format, with what tells its files."""
    names = [name for name, is_package in modules_in(readers.__path__).items() if is_package]
    packages = {name: import_module(f"{readers.__name__}.{name}") for name in names if name != "python"}
    return {name: package.claims for name, package in packages.items() if hasattr(package, "claims")}


def claimed(path: str) -> bool:
    """Whether any format may want the file at ``path`` (relative to the audited root, with ``/``)."""
    return any(claims(path) for claims in formats().values())


def read_launch_file(path: str, data: bytes, kind: str = "") -> LaunchFile | None:
    """The facts of a file as the first format reads it that recognises it, or as ``kind`` whatever its name.

    None where it is a file of no format.
    """
    for name, claims in formats().items():
        if name != kind if kind else not claims(path):
            continue
        read: Read = import_module(f"{readers.__name__}.{name}.read").read
        file = read(path, data)
        if file is not None:
            return file
    return None
