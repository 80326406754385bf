"""The rules, by listing this folder. Nothing is registered by hand."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

from timeout_audit import rules
from timeout_audit.files import modules_in
from timeout_audit.model.rule import Rule


@cache
def rule_modules() -> tuple[ModuleType, ...]:
    """The module of every rule, by code."""
    names = [name for name in modules_in(rules.__path__) if name.startswith("ta")]
    return tuple(import_module(f"{rules.__name__}.{name}") for name in names)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return tuple(module.RULE for module in rule_modules())
