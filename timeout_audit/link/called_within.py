"""Limits around every call of a coroutine function: ``wait_for(load(), 10)`` ends whatever ``load`` awaits."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.awaiting import limited_elsewhere
from timeout_audit.link.limiting import innermost, limited_by
from timeout_audit.link.program import Module
from timeout_audit.link.timeouts import ABSENT, Verdict, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import Frame
from timeout_audit.model.expression import Attribute, Call, Expr, Lambda, Name, held, last_name
from timeout_audit.model.python import CallSite, Function

LIMITING = ("wait_for(", "asyncio.wait(", "as_completed(", ".timeout(", "timeout_at(", "fail_after(", "move_on_after(")
"""What stands in a file that limits a call."""

# Files that may call one function, and functions one inside of another.
_FILES = 8
_DEPTH = 3


def called_within(evaluator: Evaluator, module: Module, site: CallSite, depth: int = _DEPTH) -> Verdict:
    """What limits an awaited call because it limits every call of the function around; "absent" where one has none.

    All that is called by the function's name counts as a call of it, whatever it is.
    """
    function = module.functions.get(site.scope)
    if not site.awaited or function is None or not depth or not _is_called_by_name(evaluator, module, function):
        return ABSENT
    key = ("called within", module.path, function.qualname, depth)
    return evaluator.noted(key, ABSENT, lambda: _limit(evaluator, function, depth))


def _is_called_by_name(evaluator: Evaluator, module: Module, function: Function) -> bool:
    """Whether nobody but the project can call a coroutine function: no framework finds it."""
    if not function.is_async or function.decorators or function.yields or function.name.startswith("__"):
        return False
    class_ = module.classes.get(function.owner)
    return class_ is None or function.name.startswith("_") or not order(evaluator, module.path, class_)[1]


def _limit(evaluator: Evaluator, function: Function, depth: int) -> Verdict:
    program, name = evaluator.program, function.name
    limiting = {path for text in LIMITING for path in program.holding(text)}
    if not any(program.holds(path, name) for path in limiting):
        return ABSENT
    paths = sorted(program.holding(name))
    if len(paths) > _FILES:
        return ABSENT
    verdicts: list[Verdict] = []
    for path in paths:
        program.ask_mentions(path, name)
        module = program.module(path)
        if _is_given_away(module, name):
            return ABSENT
        verdicts += (_around(evaluator, module, one, depth) for one in _calls_of(module, name))
    return worst(verdicts) if verdicts and all(one.bound is not None for one in verdicts) else ABSENT


def _around(evaluator: Evaluator, module: Module, site: CallSite, depth: int) -> Verdict:
    """What limits one call of the function."""
    frame = Frame(module.path, site.scope, site.block, site.call.place)
    verdict = innermost(limited_by(evaluator, one, frame, awaited=site.awaited) for one in reversed(site.within))
    if verdict.bound is None:
        verdict = limited_elsewhere(evaluator, module, site)
    return verdict if verdict.bound is not None else called_within(evaluator, module, site, depth - 1)


def _calls_of(module: Module, name: str) -> Iterator[CallSite]:
    for sites in tuple(module.calls.values()):
        yield from (one for one in tuple(sites) if last_name(one.call.function) == name)


def _is_given_away(module: Module, name: str) -> bool:
    """Whether something of that name stands where it is not called: somebody else may call it then."""
    values: list[Expr] = [one.value for found in tuple(module.bindings.values()) for one in found]
    for function in tuple(module.functions.values()):
        values += [value for value, *_ in (*function.returns, *function.yields)]
        values += [one.default for one in function.parameters if one.default is not None]
        values += function.decorators
    values += [one.value for sites in tuple(module.calls.values()) for site in sites for one in site.call.arguments]
    return any(_is_or_holds(value, name) for value in values)


def _is_or_holds(value: Expr, name: str) -> bool:
    if isinstance(value, (Name, Attribute)):
        return last_name(value) == name
    if isinstance(value, Lambda):
        return not isinstance(value.body, Call) and _is_or_holds(value.body, name)
    return any(_is_or_holds(part, name) for part in held(value))
