"""Calls that may give any variable of a module of settings another value, in a way that cannot be read."""

from __future__ import annotations

from timeout_audit.link.values.configured import VARIABLES, updates_variables
from timeout_audit.link.values.kinds import Frame, Library, Table
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call, Expr, Name, last_name
from timeout_audit.model.python import CallSite

_HOOKS = frozenset({"dynaconf.DjangoDynaconf"})
"""What reads settings from files and the environment, and sets them in the module that calls it."""
_RUNNING = "exec"
_WORDS = (*sorted(VARIABLES), *(name.rpartition(".")[2] for name in sorted(_HOOKS)), _RUNNING)
_SETTINGS = "INSTALLED_APPS"
"""What every file of Django's settings mentions that says how the program runs."""


def rewriting(evaluator: Evaluate, path: str) -> list[Call]:
    """The calls of a module that may give its variables other values."""
    for word in _WORDS:
        evaluator.program.ask_mentions(path, word)
    sites = tuple(evaluator.program.module(path).calls.get("", ()))
    return [site.call for site in sites if _rewrites(evaluator, path, site)]


def rewriting_settings(evaluator: Evaluate) -> list[Call]:
    """Such calls in the files of settings of the whole program."""
    memo = evaluator.memo
    if "rewriting" not in memo:
        paths = sorted(evaluator.program.holding(_SETTINGS))
        memo["rewriting"] = [call for path in paths for call in rewriting(evaluator, path)]
    found: list[Call] = memo["rewriting"]
    return found


def _rewrites(evaluator: Evaluate, path: str, site: CallSite) -> bool:
    call, frame = site.call, Frame(path, "", site.block, site.call.place)
    if updates_variables(call):
        plain = [one.value for one in call.arguments if one.keyword is None]
        return any(not _is_read(evaluator, one, frame) for one in plain)
    if call.function == Name(_RUNNING):
        return True
    names = [one.name for one in evaluator.values(call.function, frame) if isinstance(one, Library)]
    if _HOOKS.intersection(names):
        return True
    return any(not one.startswith("builtins.") for one in names) and any(
        _is_variables(one.value) for one in call.arguments if not one.star
    )


def _is_read(evaluator: Evaluate, given: Expr, frame: Frame) -> bool:
    return all(isinstance(one, Table) and one.more is None for one in evaluator.values(given, frame))


def _is_variables(given: Expr) -> bool:
    """Whether an expression is the variables of the module: ``locals()``."""
    return isinstance(given, Call) and not given.arguments and last_name(given.function) in VARIABLES
