"""Which file is a manifest, and the reading of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from posixpath import basename

from timeout_audit.model.finding import Problem
from timeout_audit.model.manifest import Manifest
from timeout_audit.model.text import msg
from timeout_audit.readers.manifests.locks import read_packages, read_pipfile_lock
from timeout_audit.readers.manifests.names import NOT_SERVICE
from timeout_audit.readers.manifests.pyproject import read_pyproject
from timeout_audit.readers.manifests.requirements import read_requirements

_READERS: dict[str, Callable[[str, str], Manifest]] = {
    "uv.lock": read_packages,
    "poetry.lock": read_packages,
    "pdm.lock": read_packages,
    "Pipfile.lock": read_pipfile_lock,
    "pyproject.toml": read_pyproject,
}
_REQUIREMENTS = re.compile(r"(?:^|/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements/[\w.-]+\.(?:txt|in))$")
_LIMIT = 50_000_000
"""Bytes; no lock file is longer."""


def is_manifest(path: str) -> bool:
    """Whether a file, by its path relative to the root, says which versions the service runs with.

    Requirements for developers, tests and documentation do not; they are read only where another file includes them.
    """
    if basename(path) in _READERS:
        return True
    return _REQUIREMENTS.search(path) is not None and NOT_SERVICE.search(path) is None


def read_manifest(path: str, data: bytes) -> Manifest:
    """The facts of one manifest. A broken file is a problem, and says nothing."""
    if len(data) > _LIMIT:
        why = msg("the file is too large for a manifest, so the versions in it are unknown; remove it or exclude it")
        return Manifest(path, problems=(Problem(path, 1, why),))
    read = _READERS.get(basename(path), read_requirements)
    try:
        return read(path, data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        reason = str(error) or type(error).__name__
        why = msg("cannot be read ({reason}), so the versions in it are unknown; mend the file", reason=reason)
        return Manifest(path, problems=(Problem(path, 1, why),))


def read_manifests(paths: Iterable[str], load: Callable[[str], bytes | None]) -> tuple[Manifest, ...]:
    """The manifests among ``paths`` and the files that they include, each once.

    ``load`` gives a file's bytes by its path relative to the root, or None where there is none.
    """
    found: dict[str, Manifest] = {}
    waiting = [path for path in paths if is_manifest(path)]
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        data = load(path)
        if data is not None:
            found[path] = read_manifest(path, data)
            waiting += found[path].includes
    return tuple(found.values())
