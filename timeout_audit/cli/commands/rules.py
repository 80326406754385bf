"""``timeout-audit rules``: every rule on one line."""

from __future__ import annotations

import click

from timeout_audit.rules.registry import all_rules


@click.command()
def rules() -> None:
    """List the rules."""
    width = max(len(rule.name) for rule in all_rules())
    for rule in all_rules():
        click.echo(f"{rule.code}  {rule.name:{width}}  {rule.layer:9}  {rule.severity.value}")


COMMAND = rules
