"""``timeout-audit rules``: every rule on one line."""

from __future__ import annotations

import click

from timeout_audit.cli.output import context
from timeout_audit.report.explain import list_rules
from timeout_audit.rules.documentation import all_documentation


@click.command()
def rules() -> None:
    """List the rules."""
    click.echo(list_rules(all_documentation(), context()), nl=False)


COMMAND = rules
