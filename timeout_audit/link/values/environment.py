"""What is read from the environment: with ``os``, or with the objects of libraries made for it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.link.values.arithmetic import as_default, is_none
from timeout_audit.link.values.kinds import (
    Computed,
    Frame,
    Instance,
    Items,
    Library,
    Made,
    Method,
    Unknown,
    Value,
    Values,
    through,
)
from timeout_audit.link.values.question import Evaluate, join
from timeout_audit.model.expression import Call, Const, argument_of, dotted
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Step


class Reader(Struct, frozen=True):
    """How an object reads variables: its methods that do, and where each takes its default.

    ``schema``: what makes the object may name defaults too. ``casts``: a default is cast as what is set, None too.
    A variable that is not set and has no default is an error with all of them.
    """

    methods: dict[str, int]
    schema: bool = False
    casts: bool = False


_ENVIRON = Reader(
    {
        **dict.fromkeys(("bool", "float", "int", "json", "str"), 1),
        **dict.fromkeys(("__call__", "dict", "get_value", "list", "tuple"), 2),
    },
    schema=True,
)
_ENVIRONS = Reader(
    dict.fromkeys(("__call__", "bool", "decimal", "dict", "float", "int", "json", "list", "str", "timedelta"), 1)
)
_DECOUPLE = Reader({"__call__": 1, "get": 1}, casts=True)
_STARLETTE = Reader({"__call__": 2, "get": 2})
_READERS = {
    "environ.Env": _ENVIRON,
    "environ.FileAwareEnv": _ENVIRON,
    "environs.Env": _ENVIRONS,
    "environs.FileAwareEnv": _ENVIRONS,
    "decouple.AutoConfig": _DECOUPLE,
    "decouple.Config": _DECOUPLE,
    "starlette.config.Config": _STARLETTE,
}
# Objects that libraries have made already, and their classes.
_MADE = {"decouple.config": "decouple.AutoConfig", "environs.env": "environs.Env"}
_NUMBERS = frozenset({"builtins.float", "builtins.int"})
_CAST_AND_DEFAULT = 2
# The name of a variable that cannot be read.
_HIDDEN = "…"


def of_system(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``os.getenv(name, default)``: the default stands for it; without one it is None unless it is set."""
    return _of_function(evaluator, call, frame, 1)


def of_pycti(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``get_config_variable(name, …)``: the same, even where it says that a variable is required."""
    return _of_function(evaluator, call, frame, 4)


def _of_function(evaluator: Evaluate, call: Call, frame: Frame, position: int) -> Values:
    default = argument_of(call, position, "default")
    if default is None:
        return (_none_unless_set(call),)
    return tuple(_standing(value, call) for value in evaluator.values(default, replace(frame, at=call.place)))


def is_reading(class_name: str, method: str) -> bool:
    """Whether a method of a library's class reads a variable of the environment."""
    return class_name in _READERS and method in _READERS[class_name].methods


def of_library(evaluator: Evaluate, name: str, call: Call, frame: Frame) -> Values | None:
    """What the function of that dotted name gives: a reader, or what one reads; None where it is neither."""
    if name in _READERS:
        return (Instance(name, made=Made(call, frame, name), place=call.place),)
    holder, _, method = (f"{name}.__call__" if name in _MADE else name).rpartition(".")
    if holder not in _MADE:
        return None
    return of_method(evaluator, Method(f"{_MADE[holder]}.{method}", Instance()), call, frame)


def of_method(evaluator: Evaluate, method: Method, call: Call, frame: Frame) -> Values | None:
    """What a reader's method gives; None where the method is none of a reader."""
    class_name, _, name = method.name.rpartition(".")
    if not is_reading(class_name, name):
        return None
    reader = _READERS[class_name]
    default = argument_of(call, reader.methods[name], "default")
    if default is not None:
        values = evaluator.values(default, replace(frame, at=call.place))
    else:
        values = _of_schema(evaluator, method.receiver, call) if reader.schema else ()
    if reader.casts and _is_number(evaluator, call, frame):
        values = tuple(value for value in values if not is_none(value))
    return tuple(_standing(value, call) for value in values) or (
        Computed(f"{dotted(call.function) or name}()", call.place),
    )


def _is_number(evaluator: Evaluate, call: Call, frame: Frame) -> bool:
    """Whether what is read becomes a number: of None none can be made."""
    cast = argument_of(call, 2, "cast")
    functions = evaluator.values(cast, frame) if cast is not None else ()
    return any(isinstance(one, Library) and one.name in _NUMBERS for one in functions)


def _of_schema(evaluator: Evaluate, receiver: Instance, call: Call) -> Values:
    """The default in ``Env(NAME=(cast, default))``; () where there is none."""
    if receiver.made is None:
        return ()
    found: Values = ()
    variable = _variable(call)
    for argument in receiver.made.call.arguments:
        if argument.keyword == variable:
            found = evaluator.values(argument.value, replace(receiver.made.frame, at=argument.place))
            pairs = (one.items for one in found if isinstance(one, Items) and len(one.items) == _CAST_AND_DEFAULT)
            return join(evaluator.value(default) for _, default in pairs)
        if argument.star == "**" or variable == _HIDDEN:
            found = (Unknown(msg("`{name}` decides at run time", name=variable), "runtime", argument.place),)
    return found


def _standing(value: Value, call: Call) -> Value:
    """A default stands for what it is the default of, but None says that nothing is decided here."""
    if is_none(value):
        return _none_unless_set(call)
    step = Step(msg("the environment variable {name} decides; this is its default", name=_variable(call)), call.place)
    return as_default(through(value, step), step.text)


def _none_unless_set(call: Call) -> Unknown:
    reason = msg("the environment variable {name} decides; it is None where it is not set", name=_variable(call))
    return Unknown(reason, "runtime", call.place)


def _variable(call: Call) -> str:
    """The name of the variable that a call reads, as it is written."""
    name = call.arguments[0].value if call.arguments else Const("")
    return str(name.value) if isinstance(name, Const) else _HIDDEN
