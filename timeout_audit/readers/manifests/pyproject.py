"""pyproject.toml: the dependencies of the project (PEP 621) or of Poetry, and the Python that it runs on."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from timeout_audit.model.manifest import Manifest, Pin
from timeout_audit.readers.manifests.names import NOT_SERVICE, normalized, place_at
from timeout_audit.readers.manifests.requirements import REQUIREMENT

if sys.version_info >= (3, 11):
    import tomllib as toml
else:
    import tomli as toml

_VERSION = re.compile(r"\d+(?:\.\d+)*")


def read_pyproject(path: str, text: str) -> Manifest:
    """The requirements that the project declares for its service; groups named for development are left out.

    Raises:
        ValueError: where it is no TOML.

    """
    data = toml.loads(text)
    found = [
        *_declared(_table(data, "project")),
        *_grouped(_table(data, "dependency-groups")),
        *_poetry(_table(data, "tool", "poetry", "dependencies")),
    ]
    pins = []
    for written, name, specifier in found:
        offset = max(text.find(written), 0)
        pins.append(Pin(normalized(name), specifier, place_at(path, text, offset)))
    return Manifest(path, tuple(pins))


def _table(data: object, *keys: str) -> dict[str, object]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _declared(project: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Each requirement of a project table as it is written, with its name and specifier."""
    python = project.get("requires-python")
    if isinstance(python, str):
        yield python, "python", python
    extras = project.get("optional-dependencies")
    yield from _listed([project.get("dependencies"), *(extras.values() if isinstance(extras, dict) else ())])


def _grouped(groups: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """The requirements of the dependency groups (PEP 735) that a service may be installed from."""
    yield from _listed([group for name, group in groups.items() if NOT_SERVICE.search(name) is None])


def _listed(lists: list[object]) -> Iterator[tuple[str, str, str]]:
    for requirements in lists:
        for written in requirements if isinstance(requirements, list) else ():
            found = REQUIREMENT.match(written) if isinstance(written, str) else None
            if found:
                yield written, found[1], found[2].strip()


def _poetry(dependencies: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Each requirement of Poetry's table, its carets and tildes written out."""
    for name, value in dependencies.items():
        constraint = value.get("version") if isinstance(value, dict) else value
        if isinstance(constraint, str):
            yield name, name, specifier_of(constraint)


def specifier_of(constraint: str) -> str:
    """Poetry's constraint as a specifier: ``^1.2`` is ``>=1.2,<2``. What has no such form allows anything ("")."""
    if "|" in constraint:
        return ""
    parts = [_part(part.strip()) for part in constraint.split(",")]
    return "" if None in parts else ",".join(part for part in parts if part)


def _part(part: str) -> str | None:
    if part in ("", "*"):
        return ""
    if part[0] in "<>=!" or part.startswith("~="):
        return part
    version = _VERSION.search(part)
    if version is None:
        return None
    numbers = [int(number) for number in version[0].split(".")]
    if part[0] == "^":
        return f">={version[0]},<{_raised(numbers, _leading(numbers))}"
    if part[0] == "~":
        return f">={version[0]},<{_raised(numbers, min(1, len(numbers) - 1))}"
    return f"=={part}"


def _leading(numbers: list[int]) -> int:
    """The index of the number that a caret holds: the first that is not zero, else the last."""
    return next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)


def _raised(numbers: list[int], index: int) -> str:
    return ".".join(map(str, [*numbers[:index], numbers[index] + 1]))
