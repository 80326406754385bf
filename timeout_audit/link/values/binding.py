"""The arguments of a call, by the parameters of the function of the project that it calls."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from timeout_audit.link.forwarders import UNSEEN_ARGUMENTS
from timeout_audit.link.values.kinds import CIRCLE, Arguments, Frame, Handed, Items, Lazy, Table, Unknown, Value, Values
from timeout_audit.link.values.question import Evaluate, standing
from timeout_audit.link.values.tables import one_of
from timeout_audit.model.expression import Argument, Call, Const, argument_of
from timeout_audit.model.place import Place
from timeout_audit.model.python import Function
from timeout_audit.model.text import Message, msg


def bind(evaluator: Evaluate, function: Function, call: Call, frame: Frame, *, bound: bool) -> Arguments:
    """The arguments of a call by the parameters of the project's function. ``bound``: self is already given."""
    given = frame.instance.identity if frame.instance else None
    key = ("bound", bound, frame.path, frame.scope, frame.block, frame.at, given)
    of = (function, call, *standing(frame))
    return evaluator.kept(key, of, lambda: bind_parts(evaluator, function, [(call, frame)], call.place, bound=bound))


def bind_each(
    evaluator: Evaluate, function: Function, call: Call, frame: Frame, *, bound: bool
) -> tuple[Arguments, ...]:
    """The same for each dict that ``**kwargs`` can be, so that what one caller leaves out is not another's."""
    spread = [one for one in call.arguments if one.star == "**"]
    values = evaluator.values(spread[0].value, frame) if len(spread) == 1 else ()
    if len(values) < 2:
        return (bind(evaluator, function, call, frame, bound=bound),)
    parts = [(call, frame)]
    return tuple(bind_parts(evaluator, function, parts, call.place, bound=bound, chosen=(value,)) for value in values)


def bind_parts(
    evaluator: Evaluate,
    function: Function,
    parts: Iterable[tuple[Call, Frame]],
    place: Place,
    *,
    bound: bool,
    chosen: Values | None = None,
) -> Arguments:
    """The same where partials give some of them, and what calls these gives the others.

    ``chosen`` is what ``**kwargs`` is to be taken for, where not for all that it can be.
    """
    accepted = list(function.parameters)
    if (bound or _is_given_itself(function)) and accepted and accepted[0].kind in ("", "positional"):
        accepted = accepted[1:]
    ordered = [one.name for one in accepted if one.kind in ("", "positional")]
    names = {one.name for one in accepted if one.kind in ("", "keyword", "positional")}
    taken = _Binding(evaluator, names, chosen)
    for call, frame in parts:
        for argument in call.arguments:
            taken.take(argument, frame)
    return taken.arguments(function.qualname, place, ordered)


def _is_given_itself(function: Function) -> bool:
    """Whether the task that a decorator makes of a function is its first argument: ``@app.task(bind=True)``."""
    calls = (one for one in function.decorators if isinstance(one, Call))
    return any(argument_of(call, None, "bind") == Const(True) for call in calls)


class _Binding:
    """The arguments of one call as they are taken, one after another. ``names`` are the parameters with a name.

    ``chosen`` is what ``**kwargs`` is to be taken for; None for all that it can be.
    """

    def __init__(self, evaluator: Evaluate, names: set[str], chosen: Values | None) -> None:
        self._evaluator = evaluator
        self._names = names
        self._chosen = chosen
        self._named: dict[str, tuple[Lazy, ...]] = {}
        self._rest: dict[str, tuple[Lazy, ...]] = {}
        self._maybe = set[str]()
        self._opaque: Message | None = None
        self._forwarded: Handed | None = None
        self._ordered: list[Lazy] = []

    def take(self, argument: Argument, frame: Frame) -> None:
        if argument.star == "*":
            self._take_items(argument, frame)
        elif argument.star == "**":
            self._take_table(argument, frame)
        else:
            lazy = Lazy(argument.value, replace(frame, at=argument.place))
            if argument.keyword is None:
                self._ordered.append(lazy)
            else:
                self._of(argument.keyword)[argument.keyword] = (lazy,)
                self._maybe.discard(argument.keyword)

    def _of(self, keyword: str) -> dict[str, tuple[Lazy, ...]]:
        return self._named if keyword in self._names else self._rest

    def _take_items(self, argument: Argument, frame: Frame) -> None:
        for value in self._evaluator.values(argument.value, replace(frame, at=argument.place)):
            if isinstance(value, Items):
                self._ordered += value.items
            elif argument.value == UNSEEN_ARGUMENTS:
                self._opaque = msg("what it is given stands elsewhere")
            else:
                self._opaque = msg("positional arguments are passed on with `*`")

    def _take_table(self, argument: Argument, frame: Frame) -> None:
        every = self._evaluator.values(argument.value, frame) if self._chosen is None else self._chosen
        for value in every:
            self._opaque = (value.more if isinstance(value, Table) else _unread(value)) or self._opaque
            self._forwarded = (value.handed if isinstance(value, Table) else None) or self._forwarded
        tables = [value for value in every if isinstance(value, Table)]
        given = one_of(tables) if tables else Table({})
        for key, lazies in given.entries.items():
            if key in given.maybe and key not in self._of(key):
                self._maybe.add(key)
            self._of(key).setdefault(key, lazies)

    def arguments(self, function: str, place: Place, ordered: list[str]) -> Arguments:
        for name, lazy in zip(ordered, self._ordered, strict=False):
            self._named.setdefault(name, (lazy,))
        extra = tuple(self._ordered[len(ordered) :])
        given = (self._opaque, extra, self._forwarded, frozenset(self._maybe))
        return Arguments(function, self._named, self._rest, place, *given)


def _unread(value: Value) -> Message:
    """Why what ``**`` passes on cannot be read: a function that calls itself passes on what it was given."""
    circle = isinstance(value, Unknown) and value.kind == "cycle"
    return CIRCLE if circle else msg("arguments are passed on with `**`")
