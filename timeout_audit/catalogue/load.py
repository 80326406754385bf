"""The shipped catalogue: compiled where that fits its files, else read from them."""

from __future__ import annotations

from functools import cache

from timeout_audit.catalogue.compiled import Compiled, digest_of, stored, texts
from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.server import BaseImage, ServerFile, Wrapper


@cache
def catalogue() -> Compiled:
    """Everything that the shipped catalogue says; aliases hold the entries of what they stand for.

    Raises:
        CatalogueError: where a file is wrong, or stands for a library that has none.

    """
    found = texts()
    digest = digest_of(found)
    compiled = stored(digest)
    if compiled is None:
        from timeout_audit.catalogue.parse import compile_catalogue  # noqa: PLC0415 - 40 ms, and only where it must parse

        compiled = compile_catalogue(found, digest)
    return compiled


def library_files() -> tuple[LibraryFile, ...]:
    """Every library of the shipped catalogue, by name."""
    return catalogue().libraries


def server_files() -> tuple[ServerFile, ...]:
    """Every server of the shipped catalogue, by name."""
    return catalogue().servers


def wrappers() -> tuple[Wrapper, ...]:
    """Every program that is known to start another."""
    return catalogue().wrappers.wrapper


@cache
def base_images() -> dict[str, BaseImage]:
    """Every image that is known to start a server by itself, by each of its names."""
    return {name: image for image in catalogue().images.image for name in image.names}
