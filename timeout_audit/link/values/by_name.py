"""Attributes that objects are given under names that the code puts together: ``setattr(self, key, value)``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from timeout_audit.link.values.inheritance import Own
from timeout_audit.link.values.kinds import Frame, Instance, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.link.values.strings import HOLE, text_of
from timeout_audit.model.expression import Attribute, Call, Name
from timeout_audit.model.python import CallSite
from timeout_audit.model.text import msg

_ITSELF = (Name("self"), Name("cls"))
_SETTING = "setattr"
# What is written where the dict of an object's attributes is changed, and a name that stands there.
_CHANGING = {"self.__dict__.update(": "__dict__", "vars(self).update(": "vars"}
_UNREAD = msg("attributes are set on it under names that cannot be read")


def set_by_name(evaluator: Evaluate, value: Instance, own: Iterable[Own], name: str) -> Values:
    """What methods of an object's classes may set an attribute of self to without writing it; () where none does."""
    found: list[Value] = []
    for path, class_ in own:
        for site in _sites(evaluator, path, class_.qualname):
            frame = Frame(path, site.scope, site.block, site.call.place, instance=value)
            by_name = _set if site.call.function == Name(_SETTING) else _updated
            found += by_name(evaluator, site.call, frame, name)
    return tuple(found)


def replaced(values: Values, later: Values) -> Values:
    """What an attribute is that is begun as a dict, where it may be set ``later`` to what cannot be read.

    That is one dict with entries that nobody knows, not a second one beside that of the beginning.
    """
    unread = [one.reason for one in later if isinstance(one, Unknown)]
    if unread:
        values = tuple(replace(one, more=one.more or unread[0]) if isinstance(one, Table) else one for one in values)
    return (*values, *(one for one in later if not isinstance(one, Unknown)))


def _sites(evaluator: Evaluate, path: str, owner: str) -> list[CallSite]:
    """The calls in the methods of a class that set attributes of self so."""
    key = ("by name", path, owner)
    return evaluator.noted(key, [], lambda: list(_read(evaluator, path, owner)))


def _read(evaluator: Evaluate, path: str, owner: str) -> Iterator[CallSite]:
    program = evaluator.program
    asked = [word for text, word in _CHANGING.items() if program.holds(path, text)]
    asked += [_SETTING] if program.holds(path, f"{_SETTING}(") else []
    for word in asked:
        program.ask_mentions(path, word)
    module = program.module(path)
    for scope in tuple(module.calls) if asked else ():
        method = module.method_around(scope)
        if method is not None and method.owner == owner:
            yield from filter(_is_setting, module.calls[scope])


def _is_setting(site: CallSite) -> bool:
    """``setattr(self, …)``, ``self.__dict__.update(…)``, ``vars(self).update(…)``."""
    function, arguments = site.call.function, site.call.arguments
    if function == Name(_SETTING):
        return len(arguments) == 3 and arguments[0].value in _ITSELF
    if not isinstance(function, Attribute) or function.name != "update":
        return False
    holder = function.value
    if isinstance(holder, Call):
        return holder.function == Name("vars") and [one.value for one in holder.arguments] == [Name("self")]
    return isinstance(holder, Attribute) and holder.name == "__dict__" and holder.value in _ITSELF


def _set(evaluator: Evaluate, call: Call, frame: Frame, name: str) -> Values:
    texts = [text_of(one) for one in evaluator.values(call.arguments[1].value, frame)]
    if not any(text is None or _may_be(text, name) for text in texts):
        return ()
    if texts == [name]:
        return evaluator.values(call.arguments[2].value, frame)
    return (Unknown(_UNREAD, "runtime", call.place),)


def _may_be(text: str, name: str) -> bool:
    """Whether a name may be a text of which parts are not known."""
    first, hole, last = text.partition(HOLE)
    last = last.rpartition(HOLE)[2]
    return name.startswith(first) and name.endswith(last) if hole else name == text


def _updated(evaluator: Evaluate, call: Call, frame: Frame, name: str) -> Values:
    found: list[Value] = []
    for one in call.arguments:
        if one.keyword is not None:
            found += evaluator.values(one.value, frame) if one.keyword == name else ()
            continue
        for value in evaluator.values(one.value, frame):
            if isinstance(value, Table) and name in value.entries:
                found += (given for lazy in value.entries[name] for given in evaluator.value(lazy))
            elif not isinstance(value, Table) or value.more is not None or "*" in value.entries:
                found.append(Unknown(_UNREAD, "runtime", call.place))
    return tuple(found)
