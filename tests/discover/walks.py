"""Walks over small trees, for tests."""

from __future__ import annotations

from pathlib import Path

from timeout_audit.config.schema import Config, Loaded
from timeout_audit.discover.find import discover, resolve
from timeout_audit.sources import Sources


def claims(path: str) -> bool:
    return path.rpartition("/")[2] == "Dockerfile"


def walked(root: Path, *paths: str, base: str = "", **config: object) -> list[str]:
    return [file.path for file in sources(root, *paths, base=base, **config).targets]


def sources(root: Path, *paths: str, base: str = "", **config: object) -> Sources:
    named = resolve([str(root / path) for path in paths] or [str(root)])
    loaded = Loaded(Config(**config), base=base)  # type: ignore[arg-type]
    return discover(named, str(root), loaded, claims)[0]
