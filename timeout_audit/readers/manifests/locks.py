"""Lock files. They are long, so the packages are found by their lines and not by a TOML parser."""

from __future__ import annotations

import json
import re

from timeout_audit.model.manifest import Manifest, Pin
from timeout_audit.model.place import Place
from timeout_audit.readers.manifests.names import normalized, place_at

_HEAD = re.compile(r"^\[\[package\]\]", re.MULTILINE)
_NAME = re.compile(r"^name\s*=\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
_VERSION = re.compile(r"^version\s*=\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
_TABLE = re.compile(r"^\[", re.MULTILINE)


def read_packages(path: str, text: str) -> Manifest:
    """The packages of uv.lock, poetry.lock or pdm.lock. One that is locked for two platforms has two pins."""
    pins = []
    line, counted = 1, 0
    for head in _HEAD.finditer(text):
        table = _TABLE.search(text, head.end())
        end = table.start() if table else len(text)
        name, version = _NAME.search(text, head.end(), end), _VERSION.search(text, head.end(), end)
        if name and version:
            line += text.count("\n", counted, version.start())
            counted = version.start()
            pins.append(Pin(normalized(name[1]), f"=={version[1]}", Place(path, line), locked=True))
    return Manifest(path, tuple(pins))


def read_pipfile_lock(path: str, text: str) -> Manifest:
    """The packages of Pipfile.lock, without those for development.

    Raises:
        ValueError: where it is no JSON.

    """
    data = json.loads(text)
    packages = data.get("default") if isinstance(data, dict) else None
    pins = []
    for name, entry in packages.items() if isinstance(packages, dict) else ():
        version = entry.get("version") if isinstance(entry, dict) else None
        if isinstance(version, str):
            offset = max(text.find(json.dumps(name)), 0)
            pins.append(Pin(normalized(name), version, place_at(path, text, offset), locked=True))
    return Manifest(path, tuple(pins))
