"""Values to bounds: numbers, tuples, timeout objects, text with a number in it."""

from __future__ import annotations

import math
import re

from msgspec import Struct
from msgspec.structs import replace

from timeout_audit.catalogue.entry import TimeoutObject
from timeout_audit.catalogue.limits import Timeout
from timeout_audit.link.arguments import argument
from timeout_audit.link.values.alternatives import together
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import (
    Computed,
    Instance,
    Items,
    Joined,
    Library,
    Made,
    Missing,
    Plain,
    Template,
    Unknown,
    Value,
    Values,
)
from timeout_audit.link.wrappers import lacking, omitted, passed
from timeout_audit.model.place import Place
from timeout_audit.model.text import Message, msg
from timeout_audit.model.wait import Bound, State

_SECONDS = {"s": 1.0, "ms": 0.001, "tries": 0.0}
_OWN_UNITS = {"us": 1e-6, "ms": 0.001, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_QUANTITY = re.compile(r"\s*'?\"?(-?\d+(?:\.\d+)?)\s*(us|ms|s|min|m|h|d)?\b")


class Verdict(Struct, frozen=True):
    """What one value means as a timeout. ``meaning`` "absent" leaves the decision to somebody else (client, default).

    ``reason`` says why it is absent, where somebody left it out; where another's value cannot be read, that is the
    bound, and ``reason`` stays.
    """

    meaning: str
    bound: Bound | None = None
    reason: Message | None = None


ABSENT = Verdict("absent")


def judge(evaluator: Evaluator, spec: Timeout, values: Values, place: Place | None) -> list[Verdict]:
    """What the alternatives of a timeout argument mean, one verdict each."""
    return [_judge_one(evaluator, spec, value, place) for value in together(values)]


def _judge_one(evaluator: Evaluator, spec: Timeout, value: Value, place: Place | None) -> Verdict:
    if isinstance(value, Plain):
        return _plain(spec, value, place)
    if isinstance(value, Items):
        return _items(evaluator, spec, value, place)
    if isinstance(value, Instance):
        return _object(evaluator, spec, value, place)
    if isinstance(value, Joined):
        return _joined(evaluator, spec, value, place)
    if isinstance(value, Missing):
        return Verdict("absent", reason=omitted(value.handed, spec.keyword))
    if isinstance(value, Library) and (constant := evaluator.catalogue.constant(value.name)) is not None:
        return _meaning(constant.meaning, spec, value, place)
    if isinstance(value, Unknown) and not value.not_none:
        return Verdict("bound", Bound(State.UNKNOWN, source=place, reason=value.reason, steps=value.steps))
    if holds_more(spec):
        return _unread(spec, value, place)
    return _explicit(_source(spec, value), value, place)


def _joined(evaluator: Evaluator, spec: Timeout, value: Joined, place: Place | None) -> Verdict:
    """``a | b`` ends with the first of its parts, ``a & b`` with the last."""
    verdicts = [worst(judge(evaluator, spec, part, place)) for part in value.parts]
    if value.operator == "&" or not verdicts:
        return worst(verdicts)
    return max(verdicts, key=lambda verdict: badness(verdict.bound))


def holds_more(spec: Timeout) -> bool:
    """Whether an argument takes an object of options, of which a timeout is only one."""
    return bool(spec.objects) and "timeout" not in spec.keyword.lower()


def _unread(spec: Timeout, value: Value, place: Place | None) -> Verdict:
    reason = msg("what `{name}` holds cannot be read", name=spec.keyword)
    return Verdict("bound", Bound(State.UNKNOWN, source=place, reason=reason, steps=value.steps))


def _source(spec: Timeout, value: Value) -> str:
    """A value that is something in any case, as text."""
    if isinstance(value, Library):
        return value.name
    if isinstance(value, Unknown):
        return spec.keyword or "…"
    if isinstance(value, Computed):
        return value.source
    return value.text if isinstance(value, Template) else "…"


def _explicit(expression: str, value: Value, place: Place | None) -> Verdict:
    return Verdict("bound", Bound(State.EXPLICIT, None, expression, value.place or place, steps=value.steps))


def _plain(spec: Timeout, value: Plain, place: Place | None) -> Verdict:
    literal = value.value
    if literal is None:
        return _meaning(spec.none, spec, value, place)
    if isinstance(literal, bool):
        return _explicit(str(literal), value, place)
    number = float(literal) if isinstance(literal, (int, float)) else quantity(literal)
    if spec.number != "number":
        return _meaning(spec.number, spec, value, place)
    if number is None:
        return _explicit(repr(literal), value, place)
    if number == 0 and spec.zero != "number":
        return _meaning(spec.zero, spec, value, place)
    if number < 0 and spec.negative != "number":
        return _meaning(spec.negative, spec, value, place)
    if math.isnan(number):
        return _meaning("error", spec, value, place)
    if number == math.inf:
        return _meaning("unbounded", spec, value, place)
    own_unit = isinstance(literal, str) and re.search(r"[a-z]", literal) is not None
    seconds = None if spec.unit == "tries" else number if own_unit else number * _SECONDS[spec.unit]
    return Verdict("bound", Bound(State.EXPLICIT, seconds, _shown(literal), value.place or place, steps=value.steps))


def _written(value: Value) -> str:
    """What stands for a limit that has a meaning of its own: a number, None, or the name of a library's constant."""
    if isinstance(value, Library):
        return value.name.rpartition(".")[2]
    return _shown(value.value) if isinstance(value, Plain) and value.value is not None else "None"


def _shown(literal: float | str) -> str:
    if isinstance(literal, float) and literal.is_integer():
        return str(int(literal))
    return str(literal)


def quantity(text: str) -> float | None:
    """The number at the start of a text, in seconds where it has a unit of its own; None where there is none."""
    found = _QUANTITY.match(text)
    if found is None:
        return None
    return float(found[1]) * _OWN_UNITS.get(found[2] or "", 1.0)


def _meaning(meaning: str, spec: Timeout, value: Value, place: Place | None) -> Verdict:
    if meaning in ("default", "inherit"):
        return Verdict(meaning)
    at = value.place or place
    shown = _written(value)
    if meaning == "unbounded":
        handed = getattr(value, "handed", None)
        if handed is not None and handed.omitted:
            # Nobody chose it: the function's default is all there is.
            reason = omitted(handed, spec.keyword, shown)
            return Verdict("bound", Bound(State.NONE, None, shown, at, reason, value.steps))
        absent = getattr(value, "absent", None)
        if absent is not None:
            asked = f"get({absent.key!r})"
            return Verdict("bound", Bound(State.NONE, None, asked, at, lacking(absent), value.steps))
        reason = passed(handed, shown) or msg(
            "`{name}` is {value}: no limit", name=spec.keyword or "timeout", value=shown
        )
        return Verdict("bound", Bound(State.DISABLED, None, shown, at, reason, value.steps))
    if meaning == "error":
        reason = msg("`{name}` may not be {value}: the call fails at once", name=spec.keyword or "timeout", value=shown)
        return Verdict("bound", Bound(State.EXPLICIT, None, shown, at, reason, value.steps))
    return Verdict("bound", Bound(State.EXPLICIT, 0.0, shown, at, steps=value.steps))


def _items(evaluator: Evaluator, spec: Timeout, value: Items, place: Place | None) -> Verdict:
    if spec.pair is None or not value.items:
        return _explicit("(…)", value, place)
    # A shorter tuple than the library takes leaves the deciding part out.
    index = min(spec.pair, len(value.items) - 1)
    inner = evaluator.value(value.items[index])
    part = replace(spec, none=spec.pair_none, number="number")
    verdicts = judge(evaluator, part, inner, value.place or place)
    return worst(verdicts)


def _object(evaluator: Evaluator, spec: Timeout, value: Instance, place: Place | None) -> Verdict:
    entry = evaluator.catalogue.timeout_object(value.library) if value.library else None
    if entry is None and holds_more(spec):
        return _unread(spec, value, place)
    if entry is None:
        return _explicit(f"{value.library or (value.own[1].name if value.own else '')}(…)", value, place)
    if value.made is None:
        reason = msg("the {name} comes from outside", name=entry.name)
        return Verdict("bound", Bound(State.UNKNOWN, source=place, reason=reason, steps=value.steps))
    if value.made.receiver is not None and value.made.name == f"{entry.name}.{entry.merge}":
        return _merged(evaluator, spec, value.made, place)
    found = _parts(evaluator, entry, value, place, chosen=not holds_more(spec))
    inherits = spec.none == "inherit" and holds_more(spec) and _says_nothing(found)
    return Verdict("inherit") if inherits else found


def _merged(evaluator: Evaluator, spec: Timeout, made: Made, place: Place | None) -> Verdict:
    """What is merged into an object decides where it sets a limit, the object itself where it sets none."""
    assert made.receiver is not None  # noqa: S101 - asked before
    own = _judge_one(evaluator, spec, made.receiver, place)
    given = made.call.arguments[0] if made.call.arguments else None
    others = evaluator.values(given.value, replace(made.frame, at=given.place)) if given is not None else ()
    verdicts = judge(evaluator, spec, others, place)
    return worst([one if one.bound and one.bound.state is not State.DEFAULT else own for one in verdicts])


def _parts(
    evaluator: Evaluator, entry: TimeoutObject, value: Instance, place: Place | None, *, chosen: bool
) -> Verdict:
    """What the parts of an object say. ``chosen``: who makes one speaks of timeouts, and of nothing else."""
    assert value.made is not None  # noqa: S101 - asked before
    call, frame = value.made.call, value.made.frame
    found: list[Verdict] = []
    for part in entry.parts:
        given = argument(evaluator, call, frame, part)
        if given is None:
            continue
        verdict = worst(judge(evaluator, part, given[0], given[1]))
        if verdict.meaning != "bound":
            continue
        if entry.decide == "first":
            return _through(verdict, value)
        found.append(verdict)
    finite = [verdict for verdict in found if verdict.bound and verdict.bound.state is State.EXPLICIT]
    if finite or found:
        return _through((finite or found)[0], value)
    if entry.missing == "inherit":
        return Verdict("inherit")
    if entry.missing == "default":
        return Verdict("bound", Bound(State.DEFAULT, entry.seconds, source=call.place, steps=value.steps))
    if entry.missing != "unbounded":
        return _explicit(f"{entry.name}(…)", value, place)
    names = ", ".join(part.keyword for part in entry.parts)
    reason = msg("{name} without {parts} sets no limit", name=entry.name, parts=names)
    state = State.DISABLED if chosen else State.NONE
    return Verdict("bound", Bound(state, None, f"{entry.name}()", call.place, reason, value.steps))


def _says_nothing(verdict: Verdict) -> bool:
    """Whether an object of options was made without a limit, or with None for it."""
    bound = verdict.bound
    return bound is not None and (bound.state is State.NONE or bound.expression == "None")


def _through(verdict: Verdict, value: Instance) -> Verdict:
    bound = verdict.bound
    if bound is None or not value.steps:
        return verdict
    return Verdict(verdict.meaning, replace(bound, steps=(*bound.steps, *value.steps)))


_RANK = {State.DISABLED: 0, State.NONE: 1, State.INEFFECTIVE: 2, State.UNKNOWN: 3, State.DEFAULT: 4, State.EXPLICIT: 5}


def badness(bound: Bound | None) -> tuple[int, float]:
    """The lower, the worse: among limits the longest counts."""
    return (9, 0.0) if bound is None else (_RANK[bound.state], -(bound.seconds or 0.0))


def worst(verdicts: list[Verdict]) -> Verdict:
    """The verdict that counts where several are possible: one that never ends before one that may."""
    bound = [verdict for verdict in verdicts if verdict.bound is not None]
    absent = [verdict for verdict in verdicts if verdict.bound is None]
    absent.sort(key=lambda verdict: verdict.reason is None)
    if not bound:
        return absent[0] if absent else ABSENT
    lowest = min(bound, key=lambda verdict: badness(verdict.bound))
    if absent and lowest.bound and _RANK[lowest.bound.state] > _RANK[State.UNKNOWN]:
        return replace(absent[0], reason=absent[0].reason or msg("it is set on some paths, not on all"))
    if absent and lowest.bound and lowest.bound.state is State.UNKNOWN:
        return replace(lowest, reason=absent[0].reason)
    return lowest


def best(verdicts: list[Verdict]) -> Verdict:
    """The verdict that counts where several limits are possible, any of which is enough."""
    given = [one for one in verdicts if one.meaning != "absent"]
    explicit = [one for one in given if one.bound and one.bound.state is State.EXPLICIT]
    unknown = [one for one in given if one.bound and one.bound.state is State.UNKNOWN]
    absent = [one for one in verdicts if one.reason is not None]
    return (explicit or unknown or given or absent or [ABSENT])[0]


def left_out(values: Values, wanted: str) -> list[Verdict]:
    """That callers left out an argument in which a limit could be."""
    return [Verdict("absent", reason=omitted(one.handed, wanted)) for one in values if isinstance(one, Missing)]
