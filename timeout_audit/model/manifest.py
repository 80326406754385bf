"""What a project says of the versions of its dependencies."""

from __future__ import annotations

from msgspec import Struct

from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place


class Pin(Struct, frozen=True, array_like=True):
    """One statement about a distribution's version.

    ``distribution`` is the normalized name ("python" for the interpreter), ``specifier`` what is allowed, as in
    requirements ("" is anything); ``locked`` says that it comes from a lock file, which holds one exact version.
    """

    distribution: str
    specifier: str
    place: Place
    locked: bool = False


class Manifest(Struct, frozen=True, array_like=True):
    """The facts of one lock file, requirements file or pyproject.toml.

    ``includes`` are the paths, relative to the audited root, of files that it names with -r or -c.
    """

    path: str
    pins: tuple[Pin, ...] = ()
    includes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
