"""``timeout-audit explain CODE``: a rule in its own words."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.shell_completion import CompletionItem
from msgspec.structs import replace

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.entry import Wait as Entry
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.names import expand
from timeout_audit.cli.language import translate
from timeout_audit.cli.output import context, faults
from timeout_audit.config.words import unknown
from timeout_audit.i18n import _
from timeout_audit.model.documentation import Documentation
from timeout_audit.model.fault import Fault
from timeout_audit.model.place import Place
from timeout_audit.model.project import Project
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, Layer, State, Wait
from timeout_audit.proofs.results import evidence, records
from timeout_audit.report.explain import explain
from timeout_audit.rules.documentation import all_documentation
from timeout_audit.rules.registry import all_rules


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    return [CompletionItem(rule.code, help=rule.name) for rule in all_rules() if rule.code.startswith(incomplete)]


@click.command("explain")
@click.argument("code", shell_complete=_complete)
@faults
def explain_rule(code: str) -> None:
    """Explain a rule, named by its code or its name."""
    for page in all_documentation():
        if code.lower() in {page.rule.code.lower(), page.rule.name}:
            click.echo(explain(_with_proofs(page), context()), nl=False)
            return
    raise Fault(unknown(code, [word for rule in all_rules() for word in (rule.code, rule.name)]))


def _with_proofs(page: Documentation) -> Documentation:
    """The page, and what was shown of the libraries whose bare calls the rule reports: one proof of each."""
    found = (next(_proofs(page.rule, file), None) for file in library_files())
    lines = [message.render(translate()) for message in found if message is not None]
    return replace(page, sections=(*page.sections, (_("Proofs"), "\n\n".join(lines)))) if lines else page


def _proofs(rule: Rule, file: LibraryFile) -> Iterator[Message]:
    for entry in file.wait:
        if entry.role != "listener" and any(rule.check(Project("", (_bare(file, entry),)))):
            shown = evidence(file, entry, records().get(file.library.name))
            if shown is not None:
                # Of one library some calls have a default and others none: it says which of them was tried.
                yield msg("{call}(): {reason}", call=next(iter(expand(entry.calls[0]))), reason=shown)


def _bare(file: LibraryFile, entry: Entry) -> Wait:
    """A call of an entry without any limit of its own, as the linker would find it."""
    limits = [default for default in entry.default if default.seconds is not None]
    bound = Bound(State.DEFAULT, limits[0].seconds) if limits else Bound(State.NONE)
    return Wait(
        Layer(entry.layer or file.library.layer),
        entry.calls[0],
        Place("", 1),
        bound,
        file.library.name,
        parameter=entry.parameter,
        role="client" if entry.role == "client" else "call",
        settled=any(default.enough for default in limits),
    )


COMMAND = explain_rule
