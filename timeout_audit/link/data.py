"""Which expressions are mere data (dicts, lists, text, numbers), by what is written in their function."""

from __future__ import annotations

from timeout_audit.link.program import Module
from timeout_audit.model.expression import (
    Attribute,
    Call,
    Choice,
    Const,
    Expr,
    Item,
    Mapping,
    Name,
    Operation,
    Sequence,
    Text,
    dotted,
    last_name,
)

DISPLAYED = (Const, Mapping, Operation, Sequence, Text)
"""What is data as it stands."""

_CLASSES = frozenset(
    {
        *("bool", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"),
        *("Dict", "FrozenSet", "List", "Mapping", "MutableMapping", "OrderedDict", "Sequence", "Set", "Tuple"),
    }
)
_HOLDERS = (Mapping, Sequence)
_NONE = Const(None)
_SELF = Name("self")
_EITHER = frozenset({"Optional", "Union"})
_GIVING_DATA = frozenset({*_CLASSES, "len", "repr", "sorted"})
# Methods that give data whatever they are called on, and those that give what they are called on.
_METHODS = frozenset({"encode", "decode", "format", "join", "json", "lower", "split", "strip", "upper"})
_PARSERS = frozenset({"json", "orjson", "tomli", "tomllib", "ujson", "yaml"})
_OF_DICTS = frozenset({"items", "popitem", "setdefault"})
_LOOKUPS = frozenset({"get", "pop"})
_WITH_DEFAULT = frozenset({"get", "getattr", "pop", "setdefault"})
_WORD_AND_DEFAULT = 2
_COPYING = frozenset({"copy", "deepcopy"})


def is_data(module: Module, expression: Expr, scope: str) -> bool:
    """Whether an expression in a scope is surely mere data. What it holds may be anything."""
    return _is_data(module, expression, scope, set())


def asked_as_dicts(module: Module, scope: str) -> frozenset[str]:
    """The dotted names whose methods a scope calls as only those of a dict can be called.

    No object that waits has a method ``items``, or a ``get`` that takes a word and a default. Two texts may be two
    paths (``sftp.get("a", "b")``): they say nothing of what a call has made here.
    """
    found = set[str]()
    for site in module.calls.get(scope, ()):
        callee = site.call.function
        name = dotted(callee.value) if isinstance(callee, Attribute) and _asks_dict(site.call) else None
        if name and not (_takes_texts(site.call) and _is_made(module, name, scope)):
            found.add(name)
    return frozenset(found)


def takes_items(module: Module, name: str, scope: str) -> bool:
    """Whether a scope sets an item of what has this dotted name: no object that waits takes any."""
    return any(one.kind == "item" for one in module.history(scope, name).changes)


def names_data(annotation: Expr | None) -> bool:
    """Whether an annotation allows nothing but data, or None."""
    if isinstance(annotation, Item):
        name = last_name(annotation.value)
        if name not in _EITHER:
            return name in _CLASSES
        parts = annotation.index.items if isinstance(annotation.index, Sequence) else (annotation.index,)
        return all(_is_none(one) or names_data(one) for one in parts)
    if isinstance(annotation, Operation):
        return all(_is_none(one) or names_data(one) for one in annotation.operands)
    if isinstance(annotation, Const) and isinstance(annotation.value, str):
        return annotation.value.partition("[")[0].rpartition(".")[2] in _CLASSES and "|" not in annotation.value
    return last_name(annotation) in _CLASSES


def _asks_dict(call: Call) -> bool:
    name = last_name(call.function)
    if name in _OF_DICTS:
        return True
    if name not in _LOOKUPS or len(call.arguments) != _WORD_AND_DEFAULT:
        return False
    if any(one.keyword is not None or one.star for one in call.arguments):
        return False
    word, default = (one.value for one in call.arguments)
    if not isinstance(word, Const) or not isinstance(word.value, str):
        return False
    return word.value.isidentifier() and isinstance(default, (Const, Mapping, Sequence))


def _takes_texts(call: Call) -> bool:
    """Whether a lookup is given a text as its default."""
    default = _last_argument(call) if last_name(call.function) in _LOOKUPS else None
    return isinstance(default, Const) and isinstance(default.value, str)


def _is_made(module: Module, name: str, scope: str) -> bool:
    """Whether a scope gives a name what a call makes that is not known to give data."""
    values = [one.value for one in module.history(scope, name).whole]
    return any(isinstance(value, Call) and not _is_data(module, value, scope, {name}) for value in values)


def _is_data(module: Module, expression: Expr, scope: str, asked: set[str]) -> bool:
    if isinstance(expression, DISPLAYED):
        return True
    if isinstance(expression, Choice):
        # ``headers or {}``: whatever stands beside a dict or a list is one.
        is_one = expression.kind != "and" and any(isinstance(one, _HOLDERS) for one in expression.options)
        return is_one or all(_is_data(module, one, scope, asked) for one in expression.options)
    if isinstance(expression, Call):
        return _gives_data(module, expression, scope, asked)
    if isinstance(expression, Attribute) and expression.value == _SELF:
        name = f"self.{expression.name}"
        return name in asked or _keeps_data(module, expression.name, scope, {*asked, name})
    if isinstance(expression, Name):
        return expression.id in asked or _holds_data(module, expression.id, scope, {*asked, expression.id})
    return False


def _gives_data(module: Module, call: Call, scope: str, asked: set[str]) -> bool:
    function = call.function
    if last_name(function) in _WITH_DEFAULT and isinstance(_last_argument(call), _HOLDERS):
        return True
    if isinstance(function, Name):
        return function.id in _GIVING_DATA and not module.bindings.get((scope, function.id))
    if not isinstance(function, Attribute):
        return False
    if function.name in _COPYING:
        copied = call.arguments[0].value if call.arguments else function.value
        return _is_data(module, copied, scope, asked)
    if isinstance(function.value, Name) and function.value.id in _PARSERS:
        return function.name.removeprefix("safe_").startswith("load")
    return function.name in _METHODS


def _last_argument(call: Call) -> Expr | None:
    return call.arguments[-1].value if call.arguments else None


def _holds_data(module: Module, name: str, scope: str, asked: set[str]) -> bool:
    """Whether a function gives a variable, or parameter, of its own nothing but data."""
    function = module.functions.get(scope)
    parameter = next((one for one in function.parameters if one.name == name), None) if function else None
    if parameter is not None and not (parameter.kind in ("*", "**") or names_data(parameter.annotation)):
        return False
    given = module.history(scope, name)
    if given.inner or (scope, name) in module.imports or module.definitions(f"{scope}.<locals>.{name}"):
        return False
    # What begins as None is what a function inside of this one makes of it.
    values = [one for one in given.whole if one.annotation is not None or one.value != _NONE]
    return (parameter is not None or bool(values)) and all(
        names_data(one.annotation)
        or (one.kind == "assign" and one.value != _NONE and _is_data(module, one.value, scope, asked))
        for one in values
    )


def _keeps_data(module: Module, attribute: str, scope: str, asked: set[str]) -> bool:
    """Whether the class around a method sets nothing but data to an attribute of self."""
    function = module.method_around(scope)
    owner = function.owner if function is not None else ""
    kept = [one for one in module.attributes.get(attribute, ()) if one.target == f"self.{attribute}"]
    own = (one for one in kept if _owner(module, one.scope) == owner and one.kind in ("assign", "declare"))
    values = [one for one in own if one.annotation is not None or one.value != _NONE]
    return bool(owner and values) and all(
        names_data(one.annotation) or (one.value != _NONE and _is_data(module, one.value, one.scope, asked))
        for one in values
    )


def _owner(module: Module, scope: str) -> str:
    function = module.functions.get(scope)
    return function.owner if function is not None else ""


def _is_none(annotation: Expr) -> bool:
    return annotation == _NONE
