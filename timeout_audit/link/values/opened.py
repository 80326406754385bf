"""Configurations that are given at run time what nobody can read: what they lack in the code may yet be there."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.link.program import Module
from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.handed import HOLDERS, is_on_application
from timeout_audit.link.values.kinds import Frame, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Attribute, Name, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import Message, msg

# Methods by which Flask's configuration is told to read a file or the environment.
_READING = ("from_envvar", "from_pyfile", "from_prefixed_env")
# Steps of work for what updates configurations.
_WORK = 300
# So often it is looked for them, where the search is cut short each time.
_TRIES = 3
_UPDATING = tuple(f"{holder}.update(" for holder in sorted(HOLDERS))


def as_opened(evaluator: Evaluate, values: Values) -> Values:
    """What a configuration holds for a variable, where it may be given something else, or more, at run time."""
    if not any(isinstance(one, Table) or is_none(one) for one in values):
        return values
    tried: list[Place | None] = evaluator.memo.setdefault("openings", [])
    if len(tried) < _TRIES:
        with evaluator.apart(_WORK):
            tried.append(evaluator.noted(("opened",), None, lambda: next(_openings(evaluator), None)))
    place = tried[-1]
    if place is None:
        return values
    reason = msg("what is read into the configuration at {place} decides", place=place)
    return tuple(_opened(one, reason) for one in values)


def _opened(value: Value, reason: Message) -> Value:
    if is_none(value):
        return Unknown(reason, "runtime", value.place)
    return as_default(value, reason) if isinstance(value, Table) else value


def _openings(evaluator: Evaluate) -> Iterator[Place]:
    """Where a configuration is given what cannot be read."""
    program = evaluator.program
    for name in _READING:
        for module in program.mentioning(name):
            yield from (site.call.place for site in tuple(module.named.get(name, ())))
    for path in sorted(frozenset[str]().union(*map(program.holding, _UPDATING))):
        program.ask_mentions(path, "update")
        module = program.module(path)
        sites = tuple(module.named.get("update", ()))
        yield from (site.call.place for site in sites if _is_opening(evaluator, module, site))


def _is_opening(evaluator: Evaluate, module: Module, site: CallSite) -> bool:
    """Whether a call of ``update()`` gives a configuration a dict that cannot be read."""
    if not (is_on_application(evaluator, module.path, site) or _is_handed(evaluator, module, site)):
        return False
    frame = Frame(module.path, site.scope, site.block, site.call.place)
    given = (one.value for one in site.call.arguments if not one.keyword and not one.star)
    values = [value for one in given for value in evaluator.values(one, frame)]
    return not all(isinstance(one, Table) and one.more is None for one in values)


def _is_handed(evaluator: Evaluate, module: Module, site: CallSite) -> bool:
    """Whether what a call updates is a parameter that a configuration is handed to: ``load(app.config)``."""
    function = module.functions.get(site.scope)
    holder = site.call.function.value if isinstance(site.call.function, Attribute) else None
    if function is None or not isinstance(holder, Name):
        return False
    if holder.id not in (one.name for one in function.parameters):
        return False
    every = (sites for other in evaluator.program.mentioning(function.name) for sites in tuple(other.calls.values()))
    calls = (one.call for sites in every for one in sites if last_name(one.call.function) == function.name)
    return any(
        isinstance(one.value, Attribute) and one.value.name in HOLDERS for call in calls for one in call.arguments
    )
