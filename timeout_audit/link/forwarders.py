"""The calls that somebody else is asked to make: ``to_thread(get, url)``, ``Thread(target=get, args=(url,))``."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.forwarders import FORWARDERS, Forwarder
from timeout_audit.model.expression import Argument, Call, last_name


def forwarder(call: Call) -> Forwarder | None:
    """How a call forwards its arguments, by its name; None where it does not."""
    return FORWARDERS.get(last_name(call.function))


def hands_over(call: Call) -> bool:
    """Whether a call may give a function to somebody who calls it."""
    return forwarder(call) is not None or any(argument.keyword == "target" for argument in call.arguments)


def handed_over(call: Call) -> Iterator[Call]:
    """The calls that somebody else is asked to make, with the arguments that they are given."""
    arguments = call.arguments
    forwards = forwarder(call)
    if forwards is not None and len(arguments) > forwards.position:
        given = arguments[forwards.position]
        if not given.star and given.keyword is None:
            yield Call(given.value, arguments[forwards.position + 1 :], call.place)
    named = {one.keyword: one for one in arguments if one.keyword is not None}
    if "target" in named:
        passed = (_spread(named.get("args"), "*"), _spread(named.get("kwargs"), "**"))
        yield Call(named["target"].value, tuple(one for one in passed if one is not None), call.place)


def _spread(argument: Argument | None, star: str) -> Argument | None:
    return None if argument is None else Argument(argument.value, None, star, argument.place)
