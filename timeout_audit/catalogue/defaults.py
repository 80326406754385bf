"""Which of a library's defaults holds in a version."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from timeout_audit.catalogue.entry import Default


def default_at(defaults: Iterable[Default], version: str) -> Default | None:
    """The default of ``version``, or None where the catalogue knows of none.

    Raises:
        packaging.version.InvalidVersion: where ``version`` is none.

    """
    at = Version(version)
    return next((entry for entry in defaults if SpecifierSet(entry.versions).contains(at, prereleases=True)), None)
