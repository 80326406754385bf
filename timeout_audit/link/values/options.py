"""Parameters that a command line gives: ``@click.option("--timeout", default=30)``."""

from __future__ import annotations

from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.kinds import Frame, Unknown, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call, Const, dotted
from timeout_audit.model.python import Function
from timeout_audit.model.text import msg

_OPTIONS = frozenset({"option", "argument"})


def option(evaluator: Evaluate, path: str, function: Function, name: str) -> Values:
    """What a decorator of the function says of a parameter: its default, else that the command line decides."""
    for decorator in function.decorators:
        if not isinstance(decorator, Call) or (dotted(decorator.function) or "").rpartition(".")[2] not in _OPTIONS:
            continue
        if name not in _names(decorator):
            continue
        given = next((one for one in decorator.arguments if one.keyword == "default"), None)
        values = evaluator.values(given.value, Frame(path, function.scope, at=given.place)) if given else ()
        if values and not all(map(is_none, values)):
            decided = msg("the command line decides `{name}`; this is its default", name=name)
            return tuple(as_default(value, decided) for value in values)
        reason = msg("the command line decides `{name}`; it is None where it is not given", name=name)
        return (Unknown(reason, "runtime", decorator.place),)
    return ()


def _names(decorator: Call) -> set[str]:
    """The names that an option may have as a parameter."""
    written = (one.value.value for one in decorator.arguments if isinstance(one.value, Const) and not one.keyword)
    return {
        part.lstrip("-").replace("-", "_").lower()
        for text in written
        if isinstance(text, str)
        for part in text.split("/")
    }
