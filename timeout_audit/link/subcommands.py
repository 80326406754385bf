"""Commands of click: by which words of a command line a program of the project comes to a server."""

from __future__ import annotations

from timeout_audit.link.arguments import named_argument
from timeout_audit.link.program import Module
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Frame, Library, OwnFunction
from timeout_audit.link.values.strings import HOLE, text_of
from timeout_audit.model.expression import Attribute, Call, Expr, Name, last_name
from timeout_audit.model.python import CallSite, Function
from timeout_audit.model.wait import Route

_MAKERS = frozenset({"command", "group"})
_ADDS = "add_command"
# What click takes off the name of a function.
_ENDINGS = ("_command", "_cmd", "_group", "_grp")
_DEPTH = 8

_Words = tuple[tuple[str, ...], ...]


def route(evaluator: Evaluator, module: Module, site: CallSite, program: str) -> Route | None:
    """The words that lead to a call; None where no decorator tells them, or where other code may come there, too.

    ``program`` is the server whose own command is called, or added to a group of the project, "" for neither.
    """
    if program and last_name(site.call.function) == _ADDS:
        words = _added(evaluator, module, site)
        return Route(words, program) if words else None
    scope = site.scope
    while scope:
        function = module.functions.get(scope)
        if function is not None and (words := _words_of(evaluator, OwnFunction(module.path, function))):
            return None if _is_used(evaluator, module, function) else Route(words)
        scope = scope.rpartition(".<locals>.")[0]
    return None


def _added(evaluator: Evaluator, module: Module, site: CallSite) -> _Words | None:
    """The words of ``group.add_command(command, name)``."""
    frame = Frame(module.path, site.scope, site.block, site.call.place)
    group = site.call.function.value if isinstance(site.call.function, Attribute) else None
    before = _words_of_group(evaluator, group, frame) if group is not None else None
    if before is None or site.block:
        return None
    given = last_name(site.call.arguments[0].value) or ""
    names = _names(evaluator, site.call, frame, 1, (given,))
    return (*before, names) if names else None


def _words_of(evaluator: Evaluator, own: OwnFunction, depth: int = 0) -> _Words | None:
    """The words of the command that a decorator makes of a function, () for one that stands in no group.

    None where it makes none.
    """
    function = own.function
    frame = Frame(own.path, function.scope, function.block, function.place)
    for decorator in function.decorators:
        maker = decorator.function if isinstance(decorator, Call) else decorator
        if last_name(maker) not in _MAKERS:
            continue
        if any(isinstance(one, Library) for one in evaluator.values(maker, frame)):
            return ()
        before = _words_of_group(evaluator, maker.value, frame, depth) if isinstance(maker, Attribute) else None
        if before is not None:
            names = _names(evaluator, decorator, frame, 0, _named_after(function))
            return (*before, names) if names else None
    return None


def _words_of_group(evaluator: Evaluator, group: Expr, frame: Frame, depth: int = 0) -> _Words | None:
    """The words of a group, as far as they are known: one that stands alone may still be put into another."""
    values = evaluator.values(group, frame)
    own = values[0] if len(values) == 1 and depth < _DEPTH else None
    return _words_of(evaluator, own, depth + 1) if isinstance(own, OwnFunction) else None


def _names(
    evaluator: Evaluator, call: Expr, frame: Frame, position: int, default: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The names that a command is given, or has without one; None where they cannot be read."""
    if not isinstance(call, Call):
        return default
    if any(one.keyword == "aliases" for one in call.arguments):
        return None
    found = named_argument(evaluator, call, frame, "name", position)
    if found is None:
        return None if any(one.star for one in call.arguments) else default
    texts = tuple(text for value in found[0] if (text := text_of(value)) and HOLE not in text)
    return texts if len(texts) == len(found[0]) else None


def _named_after(function: Function) -> tuple[str, ...]:
    """The names of a command without one of its own, in the versions of click."""
    name = function.name.lower()
    ending = next((one for one in _ENDINGS if name.endswith(one)), "")
    return tuple(dict.fromkeys((name, name.replace("_", "-"), name.removesuffix(ending).replace("_", "-"))))


def _is_used(evaluator: Evaluator, module: Module, function: Function) -> bool:
    """Whether code of the file calls a function itself, or hands it to who calls it: ``context.invoke(serve)``."""
    evaluator.program.ask_mentions(module.path, function.name)
    name = Name(function.name)
    calls = (site.call for sites in module.calls.values() for site in sites)
    return any(
        call.function == name
        or (last_name(call.function) != _ADDS and any(one.value == name for one in call.arguments))
        for call in calls
    )
