"""Replaces a file: its readers see the old content or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
import tempfile


def replace_file(path: str, data: bytes) -> None:
    """Put ``data`` in the place of what the file held, keeping its mode. A link is followed, not replaced.

    Raises:
        OSError: where the file cannot be written; then it is as it was.

    """
    target = os.path.realpath(path)
    descriptor, name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".timeout-audit-")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _mode(path: str) -> int:
    """The mode of the file, or the one that a new file would have."""
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
