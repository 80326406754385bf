"""Puts fixed files in the place of what they were."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from timeout_audit.files import replace_file
from timeout_audit.model.finding import Problem
from timeout_audit.model.text import Message, msg


def write(root: str, files: Mapping[str, tuple[bytes, bytes]]) -> list[Problem]:
    """Write the new content of each file (old and new, by path below ``root``) that still holds the old one.

    Each file is old or new at any moment, however this ends. What could not be written comes back as a problem.
    """
    problems = []
    for path, (before, after) in sorted(files.items()):
        reason = _written(root, path, before, after)
        if reason is not None:
            problems.append(Problem(path, 0, msg("not changed: {reason}", reason=reason)))
    return problems


def _written(root: str, path: str, before: bytes, after: bytes) -> Message | str | None:
    """Why a file was not written; None where it was."""
    real = os.path.realpath(f"{root}/{path}")
    inside = os.path.realpath(root)
    if os.path.commonpath((real, inside)) != inside:
        return msg("it is a link that leads out of the repository")
    try:
        status = os.stat(real)
        if not stat.S_ISREG(status.st_mode):
            return msg("it is no file any more")
        if not status.st_mode & 0o222 or not os.access(real, os.W_OK):
            return msg("it is read-only")
        with open(real, "rb") as file:
            if file.read() != before:
                return msg("it has changed since it was audited")
        replace_file(real, after)
    except OSError as error:
        return error.strerror or type(error).__name__
    return None
