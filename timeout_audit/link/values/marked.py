"""Dicts of options that only URLs of one scheme take, by the keys that they hold: those of another transport."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from timeout_audit.link.values.kinds import Table, Value, Values

Marks = Mapping[str, tuple[str, ...]]
"""Keys that only one scheme takes, by the scheme."""
UNMARKED: Marks = MappingProxyType({})
"""Those of what is the same for all schemes."""


def scheme_marked(value: Value, marks: Marks) -> str:
    """The scheme that a dict of options is for; "" where its keys do not tell."""
    entries = value.entries if isinstance(value, Table) else {}
    return next((scheme for scheme, keys in marks.items() if not entries.keys().isdisjoint(keys)), "")


def unmarked(values: Values, marks: Marks) -> Values:
    """The dicts that may be for other schemes, and whatever is no dict; all where no other is left."""
    if not marks:
        return values
    return tuple(value for value in values if not scheme_marked(value, marks)) or values
