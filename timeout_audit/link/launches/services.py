"""Services as they run: with what they extend, with the file that they override, in the image that they name."""

from __future__ import annotations

import posixpath
import re

from msgspec.structs import replace

from timeout_audit.link.launches.files import Files
from timeout_audit.model.launch import Build, LaunchFile, Process

_BASES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
_DEPTH = 10
# What the name of a file says that is laid over another one, and never stands alone.
# https://docs.docker.com/compose/how-tos/multiple-compose-files/merge/
_OVER = "override"
_DOCKERFILE = re.compile(r"dockerfile|containerfile", re.IGNORECASE)
# Folders and endings that say nothing about what is in the image.
_SHARED = {
    "",
    "docker",
    "deploy",
    "build",
    "ci",
    "images",
    "container",
    "containers",
    "dev",
    "prod",
    "production",
    "test",
    "local",
}


def complete(process: Process, file: LaunchFile, files: Files, depth: int = 0) -> Process:
    """The service with everything that its file leaves to another one."""
    if process.extends is not None and depth < _DEPTH:
        path, name = process.extends
        below = _service(files.files.get(path or file.path), name)
        if below is not None and below is not process:
            there = files.files[path or file.path]
            process = _over(replace(process, extends=None), complete(below, there, files, depth + 1))
    own = process.build is not None or process.image is not None
    if (not own or _OVER in posixpath.basename(file.path)) and depth < _DEPTH:
        below = _base(process, file, files)
        if below is not None:
            process = _over(process, below)
    return process


def service_named(name: str, base: str, files: Files) -> tuple[Process, LaunchFile] | None:
    """The service that a command in a folder means: in a file there, or else in the only file that has one."""
    found = [(process, file) for file in files.files.values() if (process := _service(file, name)) is not None]
    found = [(process, file) for process, file in found if file.kind == "compose"]
    here = [one for one in found if posixpath.dirname(one[1].path) == base]
    chosen = min(here, key=lambda one: posixpath.basename(one[1].path) not in _BASES, default=None)
    process, file = chosen or (found[0] if len(found) == 1 else (None, None))
    return (complete(process, file, files), file) if process is not None and file is not None else None


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


def builds(files: Files) -> dict[str, Build]:
    """Images of this repository by the last part of their name.

    A compose service with both ``image`` and ``build`` says it; else a Dockerfile is taken to build what it, or its
    folder, is named after. A name that several builds have is nobody's.
    """
    said: dict[str, set[Build]] = {}
    named: dict[str, set[Build]] = {}
    for file in files.files.values():
        for process in file.processes:
            if process.build is not None and process.image is not None and (name := image_name(process.image.source)):
                said.setdefault(name, set()).add(process.build)
        if file.stages:
            folder, base = posixpath.split(file.path)
            stem = _DOCKERFILE.sub("", base).strip("._-").lower()
            name = stem or posixpath.basename(folder).lower()
            if name not in _SHARED:
                named.setdefault(name, set()).add(Build(folder, base))
    return {name: next(iter(found)) for name, found in {**named, **said}.items() if len(found) == 1}


def image_name(image: str) -> str:
    """The last part of an image's name, without registry and tag; "" where it is not written out."""
    last = image.rpartition("/")[2]
    name = last.partition("@")[0].partition(":")[0].lower()
    return name if re.fullmatch(r"[a-z0-9][a-z0-9._-]*", name) else ""
