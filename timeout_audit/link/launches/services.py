"""Compose services as they run: with what they extend, and with the file that they override."""

from __future__ import annotations

import posixpath

from msgspec.structs import replace

from timeout_audit.link.launches.files import Files
from timeout_audit.model.launch import LaunchFile, Process

_BASES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_DEPTH = 10


def complete(process: Process, file: LaunchFile, files: Files, depth: int = 0) -> Process:
    """The service with everything that its file leaves to another one."""
    if process.extends is not None and depth < _DEPTH:
        path, name = process.extends
        below = _service(files.files.get(path or file.path), name)
        if below is not None and below is not process:
            there = files.files[path or file.path]
            process = _over(replace(process, extends=None), complete(below, there, files, depth + 1))
    if process.build is None and process.image is None and depth < _DEPTH:
        below = _base(process, file, files)
        if below is not None:
            process = _over(process, below)
    return process


def _base(process: Process, file: LaunchFile, files: Files) -> Process | None:
    """The service of the same name in the file that this one is laid over."""
    folder = posixpath.dirname(file.path)
    for name in _BASES:
        path = posixpath.join(folder, name)
        if path != file.path and (below := _service(files.files.get(path), process.name)) is not None:
            return below
    return None


def _service(file: LaunchFile | None, name: str) -> Process | None:
    return next((process for process in file.processes if process.name == name), None) if file else None


def _over(upper: Process, lower: Process) -> Process:
    names = {setting.name for setting in upper.settings}
    return replace(
        upper,
        entrypoint=upper.entrypoint or lower.entrypoint,
        command=upper.command or (lower.command if upper.entrypoint is None else None),
        settings=(*(setting for setting in lower.settings if setting.name not in names), *upper.settings),
        env_files=(*lower.env_files, *upper.env_files),
        image=upper.image or lower.image,
        build=upper.build or lower.build,
        workdir=upper.workdir or lower.workdir,
        grace=upper.grace if upper.grace is not None else lower.grace,
        grace_place=upper.grace_place or lower.grace_place,
    )
