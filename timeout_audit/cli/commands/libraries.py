"""``timeout-audit libraries [NAME]``: what the catalogue knows of libraries, and how it is proven."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem

from timeout_audit.catalogue.entry import LibraryFile, Wait
from timeout_audit.catalogue.limits import Decoy, Default
from timeout_audit.catalogue.load import library_files
from timeout_audit.cli.output import faults, show
from timeout_audit.config.words import unknown
from timeout_audit.model.fault import Fault
from timeout_audit.model.text import Message, msg, number
from timeout_audit.proofs.results import evidence, records


def complete_library(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The names of libraries, for the shell."""
    return [CompletionItem(name) for name in library_names() if name.startswith(incomplete)]


def library_names() -> list[str]:
    """The names of all libraries."""
    return [file.library.name for file in library_files()]


def library_named(name: str) -> LibraryFile:
    """The catalogue's file of a library, by its name or its distribution's.

    Raises:
        Fault: where there is none.

    """
    for file in library_files():
        if name.lower() in {file.library.name.lower(), file.library.distribution.lower()}:
            return file
    raise Fault(unknown(name, library_names()))


@click.command()
@click.argument("name", required=False, shell_complete=complete_library)
@faults
def libraries(name: str | None) -> None:
    """Tell what is known of libraries: which calls wait, what bounds them, how that was proven."""
    if name:
        _show(library_named(name))
        return
    width = max(map(len, library_names()))
    for file in library_files():
        head = file.library
        show(
            msg("{name}  {layer}  {proof}", name=head.name.ljust(width), layer=head.layer.ljust(8), proof=_proof(file))
        )


def _proof(file: LibraryFile) -> Message:
    if file.library.proven:
        return msg("proven on {version}", version=file.library.proven)
    return msg("not proven: {reason}", reason=_sentence(file.library.unproven))


def _show(file: LibraryFile) -> None:
    head = file.library
    show(msg("{name} ({layer}), {proof}", name=head.name, layer=head.layer, proof=_proof(file)))
    show(msg("{link}", link=head.docs))
    record = records().get(head.name)
    for wait in file.wait:
        click.echo()
        for call in wait.calls:
            show(msg("{call}", call=call.replace(",", ", ")))
        for line in _bounds(wait):
            show(line, indent="  ")
        shown = evidence(file, wait, record)
        if shown is not None:
            show(shown, indent="  ")


def _bounds(wait: Wait) -> Iterator[Message]:
    """What bounds a call, what bounds it by default, and what only looks as if it did."""
    if wait.role == "listener":
        yield msg("waits by design, and is never reported")
        return
    for timeout in wait.timeout:
        unit = msg("seconds") if timeout.unit == "s" else msg("milliseconds")
        yield msg(
            "bounded by {keyword} ({unit}); None is {none}", keyword=timeout.keyword, unit=unit, none=timeout.none
        )
    if wait.query and wait.query.names:
        yield msg("bounded by {keys} in the URL", keys=", ".join(wait.query.names))
    if wait.inherits:
        yield msg("bounded by the client that it is called on")
    for default in wait.default:
        yield msg("without: {default}", default=_default(default))
    if not wait.default:
        yield msg("without: no timeout")
    for decoy in wait.decoys:
        yield msg("no bound: {what}: {why}", what=_decoy(decoy), why=_sentence(decoy.why))


def _decoy(decoy: Decoy) -> str:
    """What looks like a bound and is none."""
    argument = f"{decoy.keyword}[{decoy.key!r}]" if decoy.key else decoy.keyword
    return argument or decoy.attribute or decoy.query or decoy.globally


def _sentence(text: str) -> Message:
    """A sentence of the catalogue, which is collected for translation where it is written."""
    return Message(text)


def _default(default: Default) -> Message:
    limit = msg("no timeout") if default.seconds is None else msg("{seconds} s", seconds=number(default.seconds))
    return msg("{limit} (versions {versions})", limit=limit, versions=default.versions) if default.versions else limit


COMMAND = libraries
