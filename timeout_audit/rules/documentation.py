"""The documentation of the rules, from the docstrings of their modules."""

from __future__ import annotations

from functools import cache

from timeout_audit.model.documentation import Documentation, documentation
from timeout_audit.rules.registry import rule_modules


@cache
def all_documentation() -> tuple[Documentation, ...]:
    """What every rule says about itself, by code."""
    return tuple(documentation(module.RULE, module.__doc__ or "") for module in rule_modules())
