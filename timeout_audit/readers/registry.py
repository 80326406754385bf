"""The formats, by listing this folder. Nothing is registered by hand.

A format is a package whose ``claims(path)`` says by a file's name whether it may be one, and whose module ``read`` has
``read(path, data)``: the facts, or None where a look inside shows that it is none. ``read`` is imported with the first
such file, so a run pays only for the formats that it meets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from timeout_audit import readers
from timeout_audit.files import modules_in
from timeout_audit.model.defect import defect
from timeout_audit.model.launch import LaunchFile
from timeout_audit.readers.template_names import written_name

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
    names = _names(path)
    return any(claims(name) for claims in formats().values() for name in names)


def read_launch_file(path: str, data: bytes, kind: str = "") -> LaunchFile | None:
    """The facts of a file as the first format reads it that recognises it, or as ``kind`` whatever its name.

    None where it is a file of no format. A template is read as what it writes.
    """
    names = _names(path)
    claiming = [name for name, claims in formats().items() if (name == kind if kind else any(map(claims, names)))]
    try:
        return _read(path, data, claiming) if claiming else None
    except Exception as error:  # noqa: BLE001 - one file is not to end the audit of all others
        return LaunchFile(path, claiming[0], problems=(defect(path, 1, error),))


def _read(path: str, data: bytes, claiming: Sequence[str]) -> LaunchFile | None:
    from timeout_audit.readers.templates import hidden, is_template, revealed  # noqa: PLC0415 - for files that are read

    template = is_template(path, data)
    sources = hidden(data) if template else [data]
    for name in claiming:
        read: Read = import_module(f"{readers.__name__}.{name}.read").read
        files = [file for source in sources if (file := read(path, source)) is not None]
        if files:
            return revealed(files) if template else files[0]
    return None


def _names(path: str) -> tuple[str, ...]:
    """What a file is called, and what the file is called that it is a template of."""
    written = written_name(path)
    return (path,) if written == path else (path, written)
