"""The rules, by listing this folder. Nothing is registered by hand."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from timeout_audit import rules
from timeout_audit.model.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    names = (module.name for module in iter_modules(rules.__path__) if module.name.startswith("ta"))
    found: list[Rule] = [import_module(f"{rules.__name__}.{name}").RULE for name in names]
    return tuple(sorted(found, key=lambda rule: rule.code))
