"""``timeout-audit explain CODE``: a rule in its own words."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from timeout_audit.cli.output import context, faults
from timeout_audit.config.words import unknown
from timeout_audit.model.fault import Fault
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
            click.echo(explain(page, context()), nl=False)
            return
    raise Fault(unknown(code, [word for rule in all_rules() for word in (rule.code, rule.name)]))


COMMAND = explain_rule
