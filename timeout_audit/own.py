"""The project's own functions that wait, as entries of a catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit.catalogue.entry import Class, Library, LibraryFile, Wait
from timeout_audit.catalogue.limits import Default, Fix, Timeout
from timeout_audit.config.schema import OwnWait


def own_library(waits: Sequence[OwnWait]) -> list[LibraryFile]:
    """What ``[[tool.timeout-audit.waits]]`` says, in the words of the catalogue."""
    if not waits:
        return []
    modules = tuple(dict.fromkeys(wait.name.partition(".")[0] for wait in waits))
    head = Library(
        name="this project", distribution="", imports=modules, layer="http", docs="", unproven="a project's own"
    )
    owners = dict.fromkeys(wait.name.rpartition(".")[0] for wait in waits)
    classes = tuple(Class(name=owner) for owner in owners if owner.rpartition(".")[2][:1].isupper())
    return [LibraryFile(library=head, wait=tuple(_entry(wait) for wait in waits), class_=classes)]


def _entry(wait: OwnWait) -> Wait:
    return Wait(
        calls=(wait.name,),
        layer=wait.layer.value,
        timeout=(Timeout(keyword=wait.keyword, position=wait.position, none=wait.none_means),),
        default=(Default(seconds=wait.default),),
        fix=Fix(keyword=wait.keyword, value="{seconds}"),
    )
