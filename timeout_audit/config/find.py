"""Finds the configuration of a run. Files are read here; what is in them is understood in ``parse``, if anything is."""

from __future__ import annotations

import os

from timeout_audit import disk
from timeout_audit.config.schema import Config, Loaded
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import msg

OWN_FILE = "timeout-audit.toml"
PROJECT_FILE = "pyproject.toml"
_MAX_SIZE = 10_000_000
"""Bytes. What is longer is no configuration that anybody wrote."""


def load(start: str, root: str) -> Loaded:
    """The nearest configuration from the folder ``start`` up to ``root`` (both absolute), or none.

    In one folder ``timeout-audit.toml`` outweighs ``pyproject.toml``; a pyproject.toml without our table is passed by.

    Raises:
        Fault: where the file is not readable or says something impossible.

    """
    folder = start
    while True:
        for name in (OWN_FILE, PROJECT_FILE):
            path = os.path.join(folder, name)
            if disk.exists(path) and (loaded := load_file(path, root, optional=name == PROJECT_FILE)):
                return loaded
        parent = os.path.dirname(folder)
        if folder in {root, parent}:
            return Loaded(Config())
        folder = parent


def choose(start: str, root: str, *, file: str = "", isolated: bool = False) -> Loaded:
    """The configuration that a run asks for: of one ``file``, none at all, or the nearest.

    Raises:
        Fault: as ``load``.

    """
    if file:
        return load_file(file, root) or Loaded(Config())
    return Loaded(Config()) if isolated else load(start, root)


def load_file(path: str, root: str, *, optional: bool = False) -> Loaded | None:
    """The configuration in one file; None where it is ``optional`` and the file holds nothing for us.

    Raises:
        Fault: where the file is not readable or says something impossible.

    """
    try:
        text = disk.read(path, _MAX_SIZE).decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not valid UTF-8"
        raise Fault(msg("{path}: {reason}", path=path, reason=reason)) from error
    if optional and "timeout-audit" not in text:
        return None
    from timeout_audit.config.parse import parse_config  # noqa: PLC0415 - tomllib, only where there is something to read

    config = parse_config(text, path)
    if config is None and optional:
        return None
    base = os.path.relpath(os.path.dirname(os.path.abspath(path)), root).replace(os.sep, "/")
    inside = base != ".." and not base.startswith("../")
    return Loaded(config or Config(), path, "" if base == "." or not inside else f"{base}/")
