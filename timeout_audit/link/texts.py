"""Limits inside text: ``-c statement_timeout=5000``, ``?socket_timeout=5``, ``SET statement_timeout = '5s'``."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from timeout_audit.catalogue.limits import Query, Timeout
from timeout_audit.link.timeouts import ABSENT, Verdict, judge, quantity, worst
from timeout_audit.link.values.evaluate import Evaluator
from timeout_audit.link.values.kinds import Library, Missing, Plain, Unknown, Value, Values
from timeout_audit.link.values.strings import text_of
from timeout_audit.link.wrappers import omitted
from timeout_audit.model.place import Place
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, State


def matched(spec: Timeout, values: Values, place: Place) -> Verdict:
    """What a text argument says by the pattern of its spec; "absent" where the pattern finds nothing."""
    return worst([_matched(spec, value, place) for value in values])


def _matched(spec: Timeout, value: Value, place: Place) -> Verdict:
    text = text_of(value)
    if text is None:
        if isinstance(value, Missing):
            return Verdict("absent", reason=omitted(value.handed, spec.keyword))
        if isinstance(value, (Plain, Library)):
            return ABSENT
        reason = value.reason if isinstance(value, Unknown) else msg("its text cannot be read")
        return Verdict("bound", Bound(State.UNKNOWN, source=place, reason=reason, steps=value.steps))
    number = search(spec.pattern, text)
    return ABSENT if number is None else limit(spec, number, value.place or place, value)


def search(pattern: str, text: str) -> str | None:
    """The value that a pattern finds in a text."""
    found = re.search(pattern, text)
    return found["value"] if found else None


def limit(spec: Timeout, text: str, place: Place, value: Value) -> Verdict:
    """The limit that a number in a text sets; it may have a unit of its own."""
    number = quantity(text)
    if number == 0 and spec.zero == "unbounded":
        reason = msg("`{name}` is {value}: no limit", name="statement_timeout", value="0")
        return Verdict("bound", Bound(State.DISABLED, None, text, place, reason, value.steps))
    own_unit = re.search(r"[a-z]", text) is not None
    seconds = None if number is None else number if own_unit or spec.unit == "s" else number * 0.001
    return Verdict("bound", Bound(State.EXPLICIT, seconds, text, place, steps=value.steps))


def query_of(text: str) -> dict[str, str]:
    """The query of a URL; {} where it has none or is no URL."""
    try:
        return dict(parse_qsl(urlsplit(text).query, keep_blank_values=True))
    except ValueError:
        return {}


def from_query(evaluator: Evaluator, query: Query, values: Values, place: Place) -> Verdict:
    """What the query of a URL says; "absent" where it says nothing."""
    spec = Timeout(keyword=query.keyword, unit=query.unit, zero="unbounded")
    verdicts: list[Verdict] = []
    for value in values:
        text = text_of(value)
        if text is None:
            continue
        given = query_of(text)
        number = search(query.pattern, unquote(text)) if query.pattern else None
        number = number or next((given[name] for name in query.names if name in given), None)
        if number is not None:
            verdicts += judge(evaluator, spec, (Plain(number, place),), place)
    return worst(verdicts)
