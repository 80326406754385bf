"""The functions of a project that its configuration says wait, in the form of a catalogue file."""

from __future__ import annotations

from collections.abc import Sequence

from timeout_audit.catalogue.entry import Default, Fix, Library, LibraryFile, Timeout, Wait
from timeout_audit.config.schema import OwnWait
from timeout_audit.link.waits import OWN


def own_libraries(waits: Sequence[OwnWait]) -> list[LibraryFile]:
    """One library file per configured function; none where nothing is configured."""
    return [_library(wait) for wait in waits]


def _library(own: OwnWait) -> LibraryFile:
    unbounded = own.none_means == "unbounded"
    entry = Wait(
        calls=(own.name,),
        timeout=(Timeout(keyword=own.keyword, position=own.position, none=own.none_means),),
        default=() if unbounded else (Default(enough=True),),
        fix=Fix(keyword=own.keyword, value="{seconds}"),
    )
    head = Library(
        name=own.name.partition(".")[0],
        distribution=OWN,
        imports=(own.name.partition(".")[0],),
        layer=own.layer.value,
        docs="",
    )
    return LibraryFile(library=head, wait=(entry,))
