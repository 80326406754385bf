"""Every name and every argument of the catalogue exists in the real library, where that is installed here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from timeout_audit.catalogue.entry import LibraryFile, Wait
from timeout_audit.catalogue.limits import Argument
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.names import expand

FILES = library_files()
LOOKUP = Path(__file__).parent / "importing.py"


def names(file: LibraryFile) -> Iterator[str]:
    """Every name that an installed library must have."""
    for entry in file.class_:
        yield from (entry.name, *entry.aliases, *entry.bases, *_every(entry.factories))
    for alias in file.alias:
        yield from (alias.name, *_every(alias.aliases))
    for holder in (*file.wait, *file.returns):
        yield from _every(holder.calls)
    yield from (returns.type for returns in file.returns)
    for thing in (*file.timeout_object, *file.response):
        yield from (thing.name, *thing.aliases)
    yield from (constant.name for constant in file.constant)


def _every(patterns: tuple[str, ...]) -> Iterator[str]:
    return (name for pattern in patterns for name in expand(pattern))


def _real(file: LibraryFile, name: str) -> bool:
    virtual = tuple(f"{entry.name}." for entry in file.class_ if entry.virtual)
    return "*" not in name and name not in file.library.historic and not f"{name}.".startswith(virtual)


def arguments(file: LibraryFile, wait: Wait) -> Iterator[Argument]:
    """The arguments that an entry names, for the version that is proven."""
    proven = file.library.proven or "99999"
    yield from (spec for spec in wait.timeout if SpecifierSet(spec.versions).contains(proven, prereleases=True))
    yield from wait.delegates
    yield from (argument for argument in (wait.query, wait.streamed, wait.only, wait.unless) if argument)
    if wait.arguments:
        yield Argument(keyword=wait.arguments.partition(".")[0])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.library.name)
def test_names_and_arguments_exist(file: LibraryFile) -> None:
    for module in file.library.imports:
        if "*" not in module and not _is_installed(module, file.library.distribution):
            pytest.skip(f"{file.library.distribution} is not installed")
    asked: dict[str, list[Any]] = {
        "names": [name for name in dict.fromkeys(names(file)) if _real(file, name)],
        "arguments": [
            (name, argument.keyword, argument.position, False)
            for wait in file.wait
            for name in _every(wait.calls)
            if _real(file, name)
            for argument in arguments(file, wait)
            if argument.keyword and not (file.library.distribution == "python" and _moved(argument))
        ],
    }
    asked["arguments"] += [
        (name, decoy.keyword, None, True)
        for wait in file.wait
        for name in _every(wait.calls)
        for decoy in wait.decoys
        if decoy.keyword and not decoy.refused and _real(file, name)
    ]
    done = subprocess.run(
        [sys.executable, str(LOOKUP)], input=json.dumps(asked), capture_output=True, text=True, check=False, timeout=120
    )
    if "ModuleNotFoundError" in done.stderr or "ImportError" in done.stderr:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def _is_installed(module: str, distribution: str) -> bool:
    """Whether a module is there: one that several distributions share (``google``) may be another one's."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:  # not even what is around it
        return False
    return found is not None and (found.origin is not None or bool(list(distributions(name=distribution))))


def _moved(argument: Argument) -> bool:
    """Whether a position of the standard library holds only below Python 3.12."""
    return sys.version_info >= (3, 12) and argument.position is not None and argument.position >= 4
