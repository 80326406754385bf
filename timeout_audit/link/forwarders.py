"""The calls that somebody else is asked to make: ``to_thread(get, url)``, ``Thread(target=get, args=(url,))``."""

from __future__ import annotations

from collections.abc import Iterator

from timeout_audit.catalogue.forwarders import OF_JOBS, Forwarder, forwarding
from timeout_audit.model.expression import Argument, Call, Name, Opaque, last_name
from timeout_audit.model.place import Place
from timeout_audit.model.python import Function

UNSEEN_ARGUMENTS = Opaque("…")
"""What a function is given that stands elsewhere."""


def forwarder(call: Call) -> Forwarder | None:
    """How a call forwards its arguments, by its name; None where it does not."""
    forwards = forwarding(last_name(call.function) or "")
    if forwards is not None and forwards.commands and not _is_of_keywords(call.arguments[forwards.position + 1 :]):
        return None
    return forwards


def hands_over(call: Call) -> bool:
    """Whether a call may give a function to somebody who calls it."""
    return forwarder(call) is not None or any(argument.keyword == "target" for argument in call.arguments)


def handed_over(call: Call) -> Iterator[Call]:
    """The calls that somebody else is asked to make, with the arguments that they are given."""
    arguments = call.arguments
    forwards = forwarder(call)
    if forwards is not None:
        yield from _forwarded(call, forwards)
    named = {one.keyword: one for one in arguments if one.keyword is not None}
    if "target" in named:
        passed = (_spread(named.get("args"), "*"), _spread(named.get("kwargs"), "**"))
        yield Call(named["target"].value, tuple(one for one in passed if one is not None), call.place)


def _forwarded(call: Call, forwards: Forwarder) -> Iterator[Call]:
    for position in forwards.positions:
        given, rest = call.arguments[position : position + 1], call.arguments[position + 1 :]
        if given and not given[0].star and given[0].keyword is None:
            yield Call(given[0].value, _of_job(rest, call.place) if forwards.queues else rest, call.place)


def with_parameters(call: Call, function: Function) -> Call:
    """A call that is given what the function around it was given, where it is not given something else."""
    given = {one.keyword for one in call.arguments}
    added = (
        Argument(Name(one.name), None, "**", call.place)
        if one.kind == "**"
        else Argument(Name(one.name), one.name, "", call.place)
        for one in function.parameters
        if one.kind != "*" and one.name not in given
    )
    return Call(call.function, (*call.arguments, *added), call.place)


def packed(arguments: tuple[Argument, ...], place: Place) -> tuple[Argument, ...]:
    """What a function is given where a tuple and a dict hold its arguments: ``args=(url,), kwargs={"timeout": 5}``."""
    plain = [one for one in arguments if one.keyword is None and not one.star]
    named = {one.keyword: one for one in arguments if one.keyword is not None}
    hidden = {one.star for one in arguments}
    found = []
    for star, keyword, position in (("*", "args", 0), ("**", "kwargs", 1)):
        given = plain[position] if len(plain) > position else named.get(keyword)
        if given is None and not hidden.isdisjoint(("*", "**")):
            given = Argument(UNSEEN_ARGUMENTS, None, "", place)
        found.append(_spread(given, star))
    return tuple(one for one in found if one is not None)


def _of_job(arguments: tuple[Argument, ...], place: Place) -> tuple[Argument, ...]:
    """What the function of a job is given, of all that its queue is."""
    if any(one.keyword in ("args", "kwargs") for one in arguments):
        return packed(arguments, place)
    return tuple(one for one in arguments if one.keyword not in OF_JOBS)


def _is_of_keywords(arguments: tuple[Argument, ...]) -> bool:
    return all(one.keyword is not None or one.star == "**" for one in arguments)


def _spread(argument: Argument | None, star: str) -> Argument | None:
    return None if argument is None else Argument(argument.value, None, star, argument.place)
