"""The arguments of a call, by the parameters of the function of the project that it calls."""

from __future__ import annotations

from msgspec.structs import replace

from timeout_audit.link.values.kinds import Arguments, Frame, Items, Lazy, Table
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call
from timeout_audit.model.python import Function
from timeout_audit.model.text import msg


def bind(evaluator: Evaluate, function: Function, call: Call, frame: Frame, *, bound: bool) -> Arguments:
    """The arguments of a call by the parameters of the project's function. ``bound``: self is already given."""
    accepted = list(function.parameters)
    if bound and accepted and accepted[0].kind in ("", "positional"):
        accepted = accepted[1:]
    ordered = [one for one in accepted if one.kind in ("", "positional")]
    names = {one.name for one in accepted if one.kind in ("", "keyword", "positional")}
    named: dict[str, tuple[Lazy, ...]] = {}
    rest: dict[str, tuple[Lazy, ...]] = {}
    opaque = None
    extra: list[Lazy] = []
    position = 0
    for argument in call.arguments:
        lazy = Lazy(argument.value, replace(frame, at=argument.place))
        if argument.star == "*":
            for value in evaluator.values(argument.value, lazy.frame):
                if isinstance(value, Items):
                    extra += value.items
                else:
                    opaque = msg("positional arguments are passed on with `*`")
        elif argument.star == "**":
            for value in evaluator.values(argument.value, frame):
                table = value if isinstance(value, Table) else Table({}, msg("arguments are passed on with `**`"))
                opaque = table.more or opaque
                for key, lazies in table.entries.items():
                    (named if key in names else rest).setdefault(key, lazies)
        elif argument.keyword is not None:
            (named if argument.keyword in names else rest)[argument.keyword] = (lazy,)
        elif position < len(ordered):
            named[ordered[position].name] = (lazy,)
            position += 1
        else:
            extra.append(lazy)
    while extra and position < len(ordered):
        named.setdefault(ordered[position].name, (extra.pop(0),))
        position += 1
    return Arguments(function.qualname, named, rest, call.place, opaque, tuple(extra))
