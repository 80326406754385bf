"""What a project hands an application as its configuration: modules, classes and dicts, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec import Struct

from timeout_audit.link.program import Module
from timeout_audit.link.values.inheritance import order
from timeout_audit.link.values.kinds import (
    Frame,
    Instance,
    Lazy,
    Library,
    OwnClass,
    OwnModule,
    Plain,
    Table,
    Value,
    Values,
)
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Argument, Attribute, Call, Const, Expr, Name, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import CallSite

HOLDERS = frozenset({"config", "conf", "settings"})
"""Objects that hold a configuration: ``app.config["X"]``, ``current_app.config``, ``app.conf``."""
APPLICATIONS = frozenset({"celery.Celery"})
"""Classes whose constructors take settings as keywords."""
# Methods of what holds a configuration that take settings, and those of an application.
_UPDATES = frozenset({"update", "from_mapping"})
_UPDATING = "conf.update("
_BY_ENVIRONMENT = "config_from_envvar"
_TAKING = ("config_from_object", _BY_ENVIRONMENT, "add_defaults")
_FROM_OBJECT = "from_object"
# The keyword of an application's constructor that names what it is configured by, and that of a method.
_SOURCE = "config_source"
_SOURCES = frozenset({_SOURCE, "obj"})
# What the names of settings begin with in what is handed over. Another one than the usual one is not followed.
# https://docs.celeryq.dev/en/stable/reference/celery.html#celery.Celery.config_from_object
_NAMESPACE = "namespace"
_USUAL = (Const("CELERY"), Const(None))
# The module of settings that an application looks for by itself.
_OWN_NAME = "celeryconfig.py"
_DJANGO = "django.conf"
"""Its settings are written in capitals, and found wherever a project sets them."""


class Handing(Struct, frozen=True):
    """A call that hands an application its configuration."""

    module: Module
    site: CallSite

    @property
    def name(self) -> str:
        """The method that is called, or the class."""
        return last_name(self.site.call.function)

    def given_to(self, evaluator: Evaluate) -> frozenset[Place]:
        """The calls that make the application; none where that may be any."""
        return given_to(evaluator, self.site.call, self._frame(self.site.call.place))

    def files(self, evaluator: Evaluate) -> frozenset[str] | None:
        """The files that hold the variables of what is handed over; None where that cannot be read."""
        found = set[str]()
        for argument in self._sources():
            values = evaluator.values(argument.value, self._frame(argument.place))
            for value in () if self._is_framework(argument.value) else values:
                files = written_in(evaluator, self.module.path, argument.value, value)
                if files is None:
                    return None
                found |= files
        return None if self.name == _BY_ENVIRONMENT or self._has_other_names() else frozenset(found)

    def _has_other_names(self) -> bool:
        """Whether the variables begin with something of the project's own: ``namespace="SHOP"``."""
        return any(one.keyword == _NAMESPACE and one.value not in _USUAL for one in self.site.call.arguments)

    def _frame(self, place: Place) -> Frame:
        return Frame(self.module.path, self.site.scope, self.site.block, place)

    def _sources(self) -> Iterator[Argument]:
        """What is handed over: the first argument of a method, or that of a constructor which has the keyword."""
        arguments = self.site.call.arguments
        if updates(self.site.call):
            yield from [one for one in arguments if one.keyword is None and not one.star][:1]
        yield from (one for one in arguments if one.star == "**" or one.keyword in _SOURCES)

    def _is_framework(self, given: Expr) -> bool:
        """Whether the settings of a framework are handed over, which are found wherever a project sets them."""
        return self.name in _UPDATES and isinstance(given, Attribute) and given.name in HOLDERS


def is_source(argument: Argument) -> bool:
    """Whether an argument may be a module, a class or a dict of settings."""
    return argument.keyword in _SOURCES or (argument.keyword is None and argument.star != "*")


def updates(call: Call) -> bool:
    """Whether a call gives settings to what holds a configuration: ``app.conf.update(…)``."""
    function = call.function
    if not isinstance(function, Attribute):
        return False
    return function.name in _TAKING or (function.name in _UPDATES and last_name(function.value) in HOLDERS)


def stands_over(call: Call, argument: Argument) -> bool:
    """Whether what an argument gives an application counts more than all that it is configured by, before or after."""
    return last_name(call.function) not in _TAKING and argument.keyword not in _SOURCES


def given_to(evaluator: Evaluate, call: Call, frame: Frame) -> frozenset[Place]:
    """The calls that make the application that a call gives settings to; none where that may be any."""
    if updates(call):
        return applications(evaluator, _holder_of(call), frame)
    return frozenset((call.place,)) if constructs(evaluator, call, frame) else frozenset()


def _holder_of(call: Call) -> Expr:
    """What holds the configuration that a call gives settings to: ``app.conf``, or as much of ``app``."""
    function = call.function
    return function.value if isinstance(function, Attribute) and function.name in _UPDATES else function


def handings(evaluator: Evaluate) -> tuple[Handing, ...]:
    """The calls of the whole program that hand an application its configuration."""
    return evaluator.noted(("handings",), (), lambda: tuple(_handings(evaluator)))


def _handings(evaluator: Evaluate) -> Iterator[Handing]:
    program = evaluator.program
    for path in sorted(program.holding(_UPDATING)):
        program.ask_mentions(path, "update")
        module = program.module(path)
        sites = tuple(module.named.get("update", ()))
        yield from (Handing(module, site) for site in sites if is_on_application(evaluator, path, site))
    for name in _TAKING:
        for module in program.mentioning(name):
            yield from (Handing(module, site) for site in tuple(module.named.get(name, ())))
    for module in program.mentioning(_SOURCE):
        for site in (site for sites in tuple(module.calls.values()) for site in sites):
            if any(one.keyword == _SOURCE for one in site.call.arguments):
                yield Handing(module, site)


def is_on_application(evaluator: Evaluate, path: str, site: CallSite) -> bool:
    """Whether a call updates what may be the configuration of an application, and surely is no other object's."""
    holder = _holder_of(site.call)
    if not updates(site.call) or not isinstance(holder, Attribute):
        return False
    values = evaluator.values(holder.value, Frame(path, site.scope, site.block, site.call.place))
    return any(not isinstance(one, Instance) or _is_application(evaluator, one) for one in values)


def may_configure(evaluator: Evaluate, path: str, name: str) -> bool:
    """Whether a variable of a file may be a setting: the file is handed over, or what is cannot be told."""
    if basename(path) == _OWN_NAME:
        return True
    files = evaluator.noted(("handed", name), None, lambda: _files(evaluator, name))
    return files is None or path in files


def _files(evaluator: Evaluate, name: str) -> frozenset[str] | None:
    """The files whose variable of a name is handed to an application; None where some of them cannot be told."""
    found = {path for path in evaluator.program.holding(name) if basename(path) == _OWN_NAME}
    for handing in handings(evaluator):
        files = handing.files(evaluator)
        if files is None:
            return None
        found |= files
    return frozenset(_with_origins(evaluator, found, name))


def files_given(evaluator: Evaluate) -> frozenset[str]:
    """The files that hold the variables of what Flask's applications are given, as far as that can be read."""
    return evaluator.noted(("given",), frozenset(), lambda: frozenset(_files_given(evaluator)))


def _files_given(evaluator: Evaluate) -> Iterator[str]:
    for module in evaluator.program.mentioning(_FROM_OBJECT):
        for site in tuple(module.named.get(_FROM_OBJECT, ())):
            for argument in site.call.arguments[:1]:
                frame = Frame(module.path, site.scope, site.block, argument.place)
                for value in evaluator.values(argument.value, frame):
                    yield from written_in(evaluator, module.path, argument.value, value) or ()


def written_in(evaluator: Evaluate, path: str, written: Expr, value: Value) -> set[str] | None:
    """The files that the variables of what is handed over stand in; None where that is not known."""
    if written == Name("__name__"):
        return {path}
    if isinstance(value, Plain) and isinstance(value.value, str):
        name = value.value.partition(":")[0]
        found = evaluator.program.resolve(name, path)
        return {found[0]} if found is not None else set() if name == _DJANGO else None
    if isinstance(value, Library) and (value.name == _DJANGO or value.name.startswith(f"{_DJANGO}.")):
        return set()
    if isinstance(value, Table):
        return set() if value.more is None else None
    if isinstance(value, OwnModule):
        return {value.path}
    own = (value.path, value.class_) if isinstance(value, OwnClass) else None
    own = value.own if isinstance(value, Instance) else own
    return {path for path, _ in order(evaluator, *own)[0]} if own is not None else None


def _with_origins(evaluator: Evaluate, paths: Iterable[str], name: str) -> set[str]:
    """Files, and those that they import a variable from."""
    program, found, open_ = evaluator.program, set[str](), list(paths)
    while open_:
        path = open_.pop()
        if path in found:
            continue
        found.add(path)
        program.ask(path, name)
        module = program.module(path)
        for entry in (*module.stars, *module.imports.get(("", name), ())):
            origin = program.resolve(entry.target, path)
            open_ += [origin[0]] if origin is not None else []
    return found


def constructs(evaluator: Evaluate, call: Call, frame: Frame) -> bool:
    """Whether a call makes an application that takes settings as keywords."""
    return any(_is_application(evaluator, one) for one in evaluator.values(call.function, frame))


def applications(evaluator: Evaluate, holder: Expr, frame: Frame) -> frozenset[Place]:
    """The calls that make the application whose configuration something holds; none where that may be any."""
    if not isinstance(holder, Attribute):
        return frozenset()
    made = [made_at(evaluator, one) for one in evaluator.values(holder.value, frame)]
    return frozenset(one for one in made if one is not None) if None not in made else frozenset()


def made_at(evaluator: Evaluate, value: Value) -> Place | None:
    """The call that makes an application; None for other values, and where it is made by others."""
    if isinstance(value, Instance) and value.made is not None and _is_application(evaluator, value):
        return value.made.call.place
    return None


def _is_application(evaluator: Evaluate, value: Value) -> bool:
    if isinstance(value, Library):
        names: Iterable[str] = (value.name,)
    elif isinstance(value, OwnClass):
        names = order(evaluator, value.path, value.class_)[1]
    elif isinstance(value, Instance):
        names = order(evaluator, *value.own)[1] if value.own is not None else (value.library,)
    else:
        return False
    return any(evaluator.catalogue.canonical(name) in APPLICATIONS for name in names)


def entries(values: Values, name: str) -> Iterator[tuple[Lazy, ...]]:
    """What each dict among some values has for a name."""
    return (one.entries[name] for one in values if isinstance(one, Table) and name in one.entries)
