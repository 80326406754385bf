"""Text that is put together: methods of strings, and URLs with their queries, which are text here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote, urlencode

from msgspec.structs import replace

from timeout_audit.link.values.kinds import Computed, Frame, Items, Plain, Table, Template, Value, Values
from timeout_audit.link.values.question import Evaluate
from timeout_audit.model.expression import Call, Expr

HOLE = "{}"
_SCHEME = re.compile(r"\s*([a-zA-Z][\w+.-]*)\s*:")
_SAME = frozenset(
    {
        *("strip", "rstrip", "lstrip", "lower", "encode", "decode", "unicode_string", "get_secret_value"),
        *("render_as_string", "human_repr", "removesuffix", "set", "format"),
    }
)
_QUERIES = frozenset({"update_query_dict", "update_query_pairs", "update_query_string", "update_query", "with_query"})
METHODS = _SAME | _QUERIES | {"replace"}


def text_of(value: object) -> str | None:
    """The text of a value, with ``{}`` for what is not known of it; None where it is no text."""
    if isinstance(value, Template):
        return value.text
    if isinstance(value, Plain) and isinstance(value.value, str):
        return value.value
    return None


def scheme_of(url: object) -> str:
    """The scheme of a URL, "" where it has none that can be read."""
    found = _SCHEME.match(text_of(url) or "")
    return found[1] if found else ""


def method(evaluator: Evaluate, value: Value, name: str, call: Call, frame: Frame) -> Values | None:
    """What a method of a string, or of a URL, gives; None where it is none."""
    text = text_of(value)
    if text is None or name not in METHODS:
        return None
    if name == "replace":
        return (_replaced(evaluator, value, text, call, frame),)
    if name == "set":
        return (_with_parts(evaluator, value, text, call, frame),)
    if name in _QUERIES:
        given = next((one.value for one in call.arguments if one.keyword in (None, "query", "query_parameters")), None)
        pairs = _pairs(evaluator, given, frame)
        return (_told(value, _with_query(text, pairs, keep=name != "with_query")),)
    return (_told(value, text) if name == "format" else value,)


def _told(value: Value, text: str) -> Value:
    """Text that came from a value, with a hole in it or without."""
    place = getattr(value, "place", None)
    return Template(text, place, value.steps) if HOLE in text else Plain(text, place, value.steps)


def _replaced(evaluator: Evaluate, value: Value, text: str, call: Call, frame: Frame) -> Value:
    pairs = [evaluator.values(argument.value, frame) for argument in call.arguments[:2]]
    old, new = (text_of(one[0]) if len(one) == 1 else None for one in (*pairs, (), ())[:2])
    if old is None or new is None:
        return Template(text, getattr(value, "place", None), value.steps)
    changed = text.replace(old, new)
    return replace(value, value=changed) if isinstance(value, Plain) else _told(value, changed)


# -- URLs ------------------------------------------------------------------------------------------------------------


def url_from_parts(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``URL.create("postgresql+psycopg2", …, query={…})`` as text."""
    driver = _argument(call, 0, "drivername")
    query = _argument(call, 6, "query")
    texts = [text_of(value) for value in evaluator.values(driver, frame)] if driver is not None else []
    pairs = _pairs(evaluator, query, frame)
    known = [Template(_with_query(f"{text}://{HOLE}", pairs, keep=False), call.place) for text in texts if text]
    return tuple(known) or (Computed("URL.create()", call.place),)


def encoded(evaluator: Evaluate, call: Call, frame: Frame) -> Values:
    """``urlencode({…})``."""
    pairs = _pairs(evaluator, _argument(call, 0, "query"), frame)
    text = _written(pairs)
    return (Template(text, call.place) if HOLE in text or not pairs else Plain(text, call.place),)


def _with_parts(evaluator: Evaluate, value: Value, text: str, call: Call, frame: Frame) -> Value:
    """``url.set(drivername=…, query=…)``."""
    driver, query = _argument(call, None, "drivername"), _argument(call, None, "query")
    if driver is not None:
        named = evaluator.values(driver, frame)
        name = (text_of(named[0]) if len(named) == 1 else None) or HOLE
        text = f"{name}:{text.partition(':')[2]}"
    if query is not None:
        text = _with_query(text, _pairs(evaluator, query, frame), keep=False)
    return _told(value, text)


def _pairs(evaluator: Evaluate, query: Expr | None, frame: Frame) -> dict[str, str]:
    """The entries of a query, which may be a dict, pairs or text."""
    found: dict[str, str] = {}
    for value in evaluator.values(query, frame) if query is not None else ():
        if isinstance(value, Table):
            for name, lazies in value.entries.items():
                found[name] = _shown(one for lazy in lazies for one in evaluator.value(lazy))
        elif isinstance(value, Items):
            for item in value.items:
                for pair in evaluator.value(item):
                    if isinstance(pair, Items) and len(pair.items) == 2:
                        name, text = (_shown(evaluator.value(one)) for one in pair.items)
                        found[name] = text
        else:
            found.update(parse_qsl(text_of(value) or "", keep_blank_values=True))
    return found


def _shown(values: Iterable[Value]) -> str:
    """A value as text in a query."""
    for value in values:
        if isinstance(value, Plain) and value.value is not None:
            return str(value.value)
        if isinstance(value, Template):
            return value.text
        if isinstance(value, Items):
            return HOLE
    return HOLE


def _with_query(text: str, pairs: Mapping[str, str], *, keep: bool) -> str:
    base, _, query = text.partition("?")
    every = {**(dict(parse_qsl(query, keep_blank_values=True)) if keep else {}), **pairs}
    return f"{base}?{_written(every)}" if every else base


def _written(pairs: Mapping[str, str]) -> str:
    return urlencode(pairs, quote_via=quote, safe="{}")


def _argument(call: Call, position: int | None, keyword: str) -> Expr | None:
    plain = [one for one in call.arguments if one.keyword is None and not one.star]
    if position is not None and len(plain) > position:
        return plain[position].value
    return next((one.value for one in call.arguments if one.keyword == keyword), None)
