"""Values of a framework's configuration: variables that Django, Flask and Celery read, wherever a project sets them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from timeout_audit.link.program import Module
from timeout_audit.link.values.growth import grown, steps_of
from timeout_audit.link.values.kinds import Frame, Table, Values
from timeout_audit.link.values.names import in_module
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Attribute, Call, Const, Expr, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite

# Objects that hold a configuration: ``app.config["X"]``, ``current_app.config``, ``app.conf``.
_HOLDERS = frozenset({"config", "conf", "settings"})
VARIABLES = frozenset({"globals", "locals", "vars"})
"""Functions that give the variables of the module that calls them."""
# Modules whose attributes are one.
MODULES = frozenset({"django.conf.settings"})


class Assigned(Struct, frozen=True):
    """One assignment to a variable of the configuration."""

    values: Values
    place: Place


def assigned(evaluator: Evaluate, name: str) -> list[Assigned]:
    """Every value that is given to a variable: as a name, a class attribute, an item or keyword of a configuration."""

    def answer() -> list[Assigned]:
        modules = evaluator.program.mentioning(name)
        return [one for module in modules for one in _in_module(evaluator, module, name)]

    return evaluator.noted(("configured", name), [], answer)


def read(evaluator: Evaluate, holder: Expr, name: str) -> Values:
    """What ``holder["name"]`` gives where ``holder`` looks like a configuration; () where nothing sets it."""
    last = last_name(holder)
    return variable(evaluator, name) if last in _HOLDERS else ()


def variable(evaluator: Evaluate, name: str) -> Values:
    """The values of a variable, which is written in capitals; () where nothing sets it."""
    return join(one.values for one in assigned(evaluator, name)) if name.isupper() else ()


def _in_module(evaluator: Evaluate, module: Module, name: str) -> Iterator[Assigned]:
    for (scope, target), bindings in tuple(module.bindings.items()):
        for binding in tuple(bindings):
            named = target.rpartition(".")[2] == name and binding.kind == "assign"
            item = binding.kind == "item" and binding.key == Const(name)
            if named or item:
                frame = Frame(module.path, scope, binding.block, binding.place)
                values = evaluator.values(binding.value, frame)
                if named and not scope:
                    # As it has become at the end of the module.
                    values = grown(evaluator, target, values, scope, Frame(module.path, scope))
                yield Assigned(values, binding.place)
    for scope, sites in tuple(module.calls.items()):
        for site in sites:
            yield from _by_call(evaluator, module, site, scope, name)
    yield from _taken_over(evaluator, module, name)


def _by_call(evaluator: Evaluate, module: Module, site: CallSite, scope: str, name: str) -> Iterator[Assigned]:
    """What a call gives a variable: ``configure(NAME=value)``, ``globals().update({"NAME": value})``."""
    for argument in site.call.arguments:
        frame = Frame(module.path, scope, site.block, argument.place)
        if argument.keyword == name:
            yield Assigned(evaluator.values(argument.value, frame), argument.place)
        elif argument.keyword is None and not scope and updates_variables(site.call):
            for table in evaluator.values(argument.value, frame):
                if isinstance(table, Table) and name in table.entries:
                    yield Assigned(join(map(evaluator.value, table.entries[name])), argument.place)


def updates_variables(call: Call) -> bool:
    """Whether a call gives values to variables of the module that it stands in: ``globals().update(…)``."""
    function = call.function
    if not isinstance(function, Attribute) or function.name != "update":
        return False
    return isinstance(function.value, Call) and last_name(function.value.function) in VARIABLES


def _taken_over(evaluator: Evaluate, module: Module, name: str) -> Iterator[Assigned]:
    """The dict that a module has from another one, as it has become at its end where it changes it."""
    steps = steps_of(evaluator, module, "", name)
    if steps and not module.history("", name).whole:
        yield Assigned(in_module(evaluator, module.path, name) or (), steps[0].place)
