"""Values of a framework's configuration: variables that Django, Flask and Celery read, wherever a project sets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.program import Module
from timeout_audit.link.values.arithmetic import is_falsy
from timeout_audit.link.values.growth import grown, steps_of
from timeout_audit.link.values.handed import (
    HOLDERS,
    applications,
    constructs,
    entries,
    files_given,
    given_to,
    handings,
    is_source,
    may_configure,
    stands_over,
    updates,
)
from timeout_audit.link.values.kinds import (
    Arguments,
    Frame,
    Instance,
    Library,
    OwnFunction,
    Table,
    Unknown,
    Values,
)
from timeout_audit.link.values.marked import Marks, unmarked
from timeout_audit.link.values.names import in_module
from timeout_audit.link.values.properties import is_property
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr, chain, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import Binding, CallSite
from timeout_audit.model.text import msg

_GLOBAL = "global "
VARIABLES = frozenset({"globals", "locals", "vars"})
"""Functions that give the variables of the module that calls them."""
# Modules whose attributes are one.
MODULES = frozenset({"django.conf.settings"})


class Assigned(Struct, frozen=True):
    """One assignment to a variable of the configuration.

    ``applications`` are the calls that make the application that it is set for; none where that may be any. ``over``
    says that it is set on that itself, and replaces what its configuration has. ``scope`` is what it stands in. A
    ``variable`` of a module or a class counts for applications that are given these. What is set ``late`` counts in
    the process that comes to it, and from then on.
    """

    values: Values
    place: Place
    applications: frozenset[Place] = frozenset()
    scope: str = ""
    over: bool = False
    variable: bool = False
    late: bool = False

    def counts(self, application: Place | None) -> bool:
        """Whether it may be set for the application that a call makes (None is any)."""
        return application is None or not self.applications or application in self.applications


def in_force(
    evaluator: Evaluate, names: Iterable[str], application: Place | None, marks: Marks
) -> Iterator[tuple[str, Assigned]]:
    """What is given to variables (``names`` may go deeper), as far as an application has it: each with its name.

    Where something is set on the application itself, what other spellings of the variable are given does not count.
    Dicts with ``marks`` of other schemes are left aside.
    """
    replaced = ""
    for name in names:
        variable = name.partition(".")[0]
        if replaced and variable != replaced and variable.lower().endswith(replaced):
            continue
        every = [one for one in assigned(evaluator, variable) if one.counts(application)]
        over = [one for one in every if one.over] if application is not None else []
        replaced = variable if over else replaced
        if every and all(one.late for one in every):
            every = [replace(one, values=(_only_late(variable),)) for one in every[:1]]
        yield from ((name, replace(one, values=unmarked(one.values, marks))) for one in over or every)


def _only_late(variable: str) -> Unknown:
    return Unknown(msg("`{name}` is only set when the program runs", name=variable))


def dict_in_force(evaluator: Evaluate, names: Iterable[str], application: Place | None, marks: Marks) -> Place | None:
    """Where the dict is written that an application has of one of some variables; None where none is.

    ``names`` are those of entries of it, as ``variable.key``.
    """
    keys = (name for name in names if name.count(".") == 1)
    for _, one in in_force(evaluator, keys, application, marks):
        for value in one.values:
            if isinstance(value, Table):
                return value.place or one.place
    return None


def assigned(evaluator: Evaluate, name: str) -> list[Assigned]:
    """Every value that is given to a variable: as a name, an attribute or property of a class, an item or keyword."""
    return evaluator.noted(
        ("configured", name), [], lambda: sorted(_assigned(evaluator, name), key=lambda one: one.late)
    )


def _assigned(evaluator: Evaluate, name: str) -> Iterator[Assigned]:
    # A dict may be handed over under a name; those of Django and Flask are read where they are.
    handed = () if name.isupper() else handings(evaluator)
    modules = list(evaluator.program.mentioning(name))
    for module in modules:
        yield from _in_module(evaluator, module, name)
    for handing in handed:
        if handing.module not in modules:
            yield from _by_call(evaluator, handing.module, handing.site, name)


def read(evaluator: Evaluate, holder: Expr, name: str) -> Values:
    """What ``holder["name"]`` gives where ``holder`` looks like a configuration; () where nothing sets it."""
    if last_name(holder) not in HOLDERS or not name.isupper():
        return ()
    return join(_as_given(evaluator, one) for one in assigned(evaluator, name))


def _as_given(evaluator: Evaluate, one: Assigned) -> Values:
    """What an application has of a variable: an object, only where its module or class is given to one."""
    if not one.variable or not any(isinstance(value, Instance) for value in one.values):
        return one.values
    given = one.place.path in files_given(evaluator)
    return tuple(value for value in one.values if given or not isinstance(value, Instance))


def variable(evaluator: Evaluate, name: str) -> Values:
    """The values of a variable, which is written in capitals; () where nothing sets it.

    What is set late holds for few: it is no answer for all others, unless it takes a limit away.
    """
    every = assigned(evaluator, name) if name.isupper() else []
    first = [one.values for one in every if not one.late]
    late = join(one.values for one in every if one.late)
    if not first:
        return late
    reason = msg("`{name}` is set to another value when the program runs", name=name)
    removed = any(map(is_falsy, late))
    unsure = tuple(value for value in late if isinstance(value, Unknown))
    return join([*first, (Unknown(reason),) if removed else unsure])


def _in_module(evaluator: Evaluate, module: Module, name: str) -> Iterator[Assigned]:
    for (scope, target), bindings in tuple(module.bindings.items()):
        named = target.rpartition(".")[2] == name
        for binding in tuple(bindings):
            item = binding.kind == "item" and binding.key == Const(name)
            if (item or (named and _gives(binding))) and _is_setting(evaluator, module, binding, name):
                frame = Frame(module.path, _scope_of(binding), binding.block, binding.place)
                values = evaluator.values(binding.value, frame)
                if named and not scope:
                    # As it has become at the end of the module.
                    values = grown(evaluator, target, values, scope, Frame(module.path, scope))
                applications = _set_on(evaluator, binding, frame, name)
                over = bool(applications) and not binding.block
                variable = not _holder(binding)
                late = _is_late(evaluator, module, binding, frame)
                yield Assigned(values, binding.place, applications, binding.scope, over, variable, late)
    yield from _by_property(evaluator, module, name)
    for sites in tuple(module.calls.values()):
        for site in sites:
            yield from _by_call(evaluator, module, site, name)
    if name.isupper() or may_configure(evaluator, module.path, name):
        yield from _taken_over(evaluator, module, name)


def _by_property(evaluator: Evaluate, module: Module, name: str) -> Iterator[Assigned]:
    """What the classes of settings of a module give a variable that is a property."""
    for class_ in tuple(module.classes.values()) if name.isupper() else ():
        for method in module.definitions(f"{class_.qualname}.{name}"):
            if is_property(method):
                own = OwnFunction(module.path, method, Instance(own=(module.path, class_)))
                returned = evaluator.returned(own, Arguments(method.qualname, {}, {}, method.place))
                yield Assigned(returned, method.place, scope=class_.qualname)


def _gives(binding: Binding) -> bool:
    return binding.kind == "assign" or binding.kind.startswith(_GLOBAL)


def _scope_of(binding: Binding) -> str:
    """The scope that the value of an assignment is written in."""
    return binding.kind.removeprefix(_GLOBAL) if binding.kind.startswith(_GLOBAL) else binding.scope


def _is_setting(evaluator: Evaluate, module: Module, binding: Binding, name: str) -> bool:
    """Whether what is given a value may be a setting, and not merely have the name of one.

    A variable of a function is none; what is not written in capitals has to stand on a configuration, or in one.
    """
    holder = _holder(binding)
    if not holder and binding.scope in module.functions:
        return False
    return name.isupper() or _holds(module, binding.scope, holder) or may_configure(evaluator, module.path, name)


def _is_late(evaluator: Evaluate, module: Module, binding: Binding, frame: Frame) -> bool:
    """Whether a function sets something of Django's settings, other than one that Django runs when it starts."""
    holder = _holder(binding)
    if (
        not holder
        or binding.kind == "item"
        or binding.scope not in module.functions
        or binding.scope.endswith(".ready")
    ):
        return False
    found = evaluator.values(chain(holder.split(".")), frame)
    return any(isinstance(value, Library) and value.name in MODULES for value in found)


def _holder(binding: Binding) -> str:
    """What has the attribute or the item that an assignment gives a value, dotted; "" for a variable."""
    return binding.target if binding.kind == "item" else binding.target.rpartition(".")[0]


def _holds(module: Module, scope: str, holder: str) -> bool:
    """Whether something looks like a configuration: by its name, or as another name of one (``c = app.conf``)."""
    if holder.rpartition(".")[2] in HOLDERS:
        return True
    named = (*module.history(scope, holder).whole, *module.history("", holder).whole)
    return any(last_name(one.value) in HOLDERS for one in named)


def _set_on(evaluator: Evaluate, binding: Binding, frame: Frame, name: str) -> frozenset[Place]:
    """The calls that make the application that an assignment sets something of; none where that may be any."""
    holder = _holder(binding)
    return applications(evaluator, chain(holder.split(".")), frame) if holder and not name.isupper() else frozenset()


def _by_call(evaluator: Evaluate, module: Module, site: CallSite, name: str) -> Iterator[Assigned]:
    """What a call gives a variable: ``configure(NAME=value)``, ``app.conf.update({"name": value})``."""
    call = site.call
    here = Frame(module.path, site.scope, site.block, call.place)
    for argument in call.arguments:
        for values in _given(evaluator, call, here, argument, name):
            applications = given_to(evaluator, call, here)
            over = bool(applications) and not site.block and stands_over(call, argument)
            yield Assigned(values, argument.place, applications, over=over)


def _given(evaluator: Evaluate, call: Call, here: Frame, argument: Argument, name: str) -> Iterator[Values]:
    """What an argument of a call gives a variable: by its keyword, or as each dict that it may be."""
    frame = replace(here, at=argument.place)
    if argument.keyword == name:
        if name.isupper() or updates(call) or constructs(evaluator, call, here):
            yield evaluator.values(argument.value, frame)
    elif is_source(argument) and _takes_dict(evaluator, call, here, argument):
        for entry in entries(evaluator.values(argument.value, frame), name):
            yield join(map(evaluator.value, entry))


def _takes_dict(evaluator: Evaluate, call: Call, frame: Frame, argument: Argument) -> bool:
    """Whether the entries of a dict that a call is given become settings, or variables of the module."""
    if updates(call) or (not frame.scope and updates_variables(call)):
        return True
    return bool(argument.star or argument.keyword) and constructs(evaluator, call, frame)


def updates_variables(call: Call) -> str:
    """How a call gives values to variables of the module that it stands in: "globals().update"; "" for another one."""
    function = call.function
    if not isinstance(function, Attribute) or function.name != "update" or not isinstance(function.value, Call):
        return ""
    name = last_name(function.value.function)
    return f"{name}().update" if name in VARIABLES else ""


def _taken_over(evaluator: Evaluate, module: Module, name: str) -> Iterator[Assigned]:
    """The dict that a module has from another one, as it has become at its end where it changes it."""
    steps = steps_of(evaluator, module, "", name)
    if steps and not module.history("", name).whole:
        yield Assigned(in_module(evaluator, module.path, name) or (), steps[0].place)
