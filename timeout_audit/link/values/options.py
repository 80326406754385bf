"""Parameters that a command line gives: ``@click.option("--timeout", default=30)``."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.kinds import Frame, Lazy, Table, Unknown, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call, Const, Expr, dotted
from timeout_audit.model.python import Function
from timeout_audit.model.text import msg

_OPTIONS = frozenset({"option", "argument"})
_OF_COMMANDS = _OPTIONS | {"command", "group", "pass_context", "pass_obj", "version_option", "help_option"}


def option(evaluator: Evaluate, path: str, function: Function, name: str) -> Values:
    """What a decorator of the function says of a parameter: its default, else that the command line decides."""
    decorator = next((one for one in _decorators(function) if name in _names(one)), None)
    return _given(evaluator, path, function, decorator, name) if decorator is not None else ()


def options(evaluator: Evaluate, path: str, function: Function) -> Table | None:
    """What ``**options`` of a command holds: each option that is no parameter of its own; None for no command.

    Other decorators may add options of theirs.
    """
    decorators = list(_decorators(function))
    if not decorators:
        return None
    own = {parameter.name for parameter in function.parameters}
    entries: dict[str, tuple[Lazy, ...]] = {
        name: (Lazy(Const(None), Frame(path, function.scope), _given(evaluator, path, function, decorator, name)),)
        for decorator in decorators
        if (name := _name(decorator)) and not own & _names(decorator)
    }
    others = any(_last_name(one) not in _OF_COMMANDS for one in function.decorators)
    more = msg("a decorator of {function}() may add options", function=function.name) if others else None
    return Table(entries, more, function.place)


def _decorators(function: Function) -> Iterator[Call]:
    for decorator in function.decorators:
        if isinstance(decorator, Call) and _last_name(decorator) in _OPTIONS:
            yield decorator


def _last_name(decorator: Expr) -> str:
    named = decorator.function if isinstance(decorator, Call) else decorator
    return (dotted(named) or "").rpartition(".")[2]


def _given(evaluator: Evaluate, path: str, function: Function, decorator: Call, name: str) -> Values:
    """The default of an option, else that the command line decides."""
    given = next((one for one in decorator.arguments if one.keyword == "default"), None)
    values = evaluator.values(given.value, Frame(path, function.scope, at=given.place)) if given else ()
    if values and not all(map(is_none, values)):
        decided = msg("the command line decides `{name}`; this is its default", name=name)
        return tuple(as_default(value, decided) for value in values)
    reason = msg("the command line decides `{name}`; it is None where it is not given", name=name)
    return (Unknown(reason, "runtime", decorator.place),)


def _name(decorator: Call) -> str:
    """The name that an option has as a parameter: the one without a dash, else that of its longest form."""
    written = _written(decorator)
    plain = next((text for text in written if text.isidentifier()), "")
    return plain or _as_parameter(max(written, key=lambda text: text.startswith("--"), default="").split("/")[0])


def _names(decorator: Call) -> set[str]:
    """The names that an option may have as a parameter."""
    return {_as_parameter(part) for text in _written(decorator) for part in text.split("/")}


def _written(decorator: Call) -> list[str]:
    texts = (one.value.value for one in decorator.arguments if isinstance(one.value, Const) and not one.keyword)
    return [text for text in texts if isinstance(text, str)]


def _as_parameter(text: str) -> str:
    return text.lstrip("-").replace("-", "_").lower()
