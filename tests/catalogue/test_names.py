"""Every name and every argument of the catalogue exists in the real library, where that is installed here."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from timeout_audit.catalogue.entry import Argument, LibraryFile, Wait
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.names import expand

FILES = library_files()
CLASSES = {alias: entry.name for file in FILES for entry in file.class_ for alias in (entry.name, *entry.aliases)}


def find(name: str) -> Any:
    """The object that ``name`` imports.

    Raises:
        ModuleNotFoundError: where its top-level module, or something that one needs, is not installed.
        AttributeError: where the library has no such name.

    """
    parts = name.split(".")
    found: Any = importlib.import_module(parts[0])
    for end, part in enumerate(parts[1:], 2):
        if inspect.ismodule(found) and hasattr(found, "__path__"):
            try:
                found = importlib.import_module(".".join(parts[:end]))
                continue
            except ModuleNotFoundError as error:
                if error.name != ".".join(parts[:end]):
                    raise
        if inspect.isclass(found) and any(part in inspect.get_annotations(base) for base in found.__mro__):
            return None
        found = getattr(found, part)
    return found


def imported(file: LibraryFile) -> None:
    """Skip where the library is not installed."""
    for module in file.library.imports:
        if "*" not in module:
            pytest.importorskip(module, reason=f"{file.library.distribution} is not installed", exc_type=ImportError)


def unnamed(file: LibraryFile, name: str) -> bool:
    """Whether the name is none that an installed library must have."""
    virtual = tuple(f"{entry.name}." for entry in file.class_ if entry.virtual)
    return "*" in name or name in file.library.historic or f"{name}.".startswith(virtual)


def names(file: LibraryFile) -> Iterator[str]:
    for entry in file.class_:
        yield from (
            entry.name,
            *entry.aliases,
            *entry.bases,
            *(name for full in entry.factories for name in expand(full)),
        )
    for wait in file.wait:
        yield from (name for full in wait.calls for name in expand(full))
    for returns in file.returns:
        yield from (returns.type, *(name for full in returns.calls for name in expand(full)))
    for thing in (*file.timeout_object, *file.response):
        yield from (thing.name, *thing.aliases)
    yield from (constant.name for constant in file.constant)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.library.name)
def test_names_exist(file: LibraryFile) -> None:
    imported(file)
    missing = []
    for name in dict.fromkeys(names(file)):
        if unnamed(file, name):
            continue
        try:
            find(name)
        except AttributeError:
            missing.append(name)
    assert missing == []


def arguments(wait: Wait) -> Iterator[Argument]:
    yield from (argument for argument in wait.timeout if argument.keyword)
    yield from wait.delegates
    yield from (argument for argument in (wait.query, wait.streamed, wait.unless) if argument and argument.keyword)
    if wait.arguments:
        yield Argument(keyword=wait.arguments.partition(".")[0])


def fault(signature: inspect.Signature, argument: Argument, method: bool) -> str:
    """What is wrong with ``argument`` for a call of this signature; "" for nothing."""
    parameters = [p for p in signature.parameters.values() if not (method and p.name in ("self", "cls"))]
    kinds = {parameter.kind for parameter in parameters}
    named = {parameter.name: parameter for parameter in parameters}
    if argument.keyword and argument.keyword not in named and inspect.Parameter.VAR_KEYWORD not in kinds:
        return f"no argument {argument.keyword!r}"
    if argument.keyword in named and named[argument.keyword].kind is inspect.Parameter.POSITIONAL_ONLY:
        return f"{argument.keyword!r} is positional only"
    position = argument.position
    if position is None:
        index = next((i for i, p in enumerate(parameters) if p.name == argument.keyword), None)
        known = index is not None and index < 4 and parameters[index].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        return f"{argument.keyword!r} has position {index}" if known else ""
    if any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in parameters[: position + 1]):
        return ""
    if position >= len(parameters) or parameters[position].kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD:
        return f"no position {position}"
    there = parameters[position].name
    return "" if not argument.keyword or there == argument.keyword else f"position {position} is {there!r}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.library.name)
def test_arguments_exist(file: LibraryFile) -> None:
    imported(file)
    faults = []
    for wait in file.wait:
        for name in (name for full in wait.calls for name in expand(full)):
            if unnamed(file, name):
                continue
            found = find(name)
            try:
                signature = inspect.signature(found)
            except (TypeError, ValueError):
                continue
            for argument in arguments(wait):
                if argument.keyword in getattr(found, "model_fields", {}):  # pydantic shows the alias alone
                    continue
                wrong = fault(signature, argument, True)
                if wrong:
                    faults.append(f"{name}: {wrong}")
    assert faults == []
