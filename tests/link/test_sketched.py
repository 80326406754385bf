"""What is shown of a value of which nothing is known but the call that gives it."""

from __future__ import annotations

import pytest

from timeout_audit.model.expression import Attribute, Call, Const, Expr, Item, Name, Text, sketched
from timeout_audit.model.place import Place

AT = Place("app.py", 1, 1, 1, 2)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (Attribute(Name("settings"), "limit"), "settings.limit"),
        (Attribute(Call(Name("super"), (), AT), "get"), "super().get"),
        (Attribute(Item(Name("limits"), Const("read")), "total"), "limits[…].total"),
        (Attribute(Text((Const("5"),)), "strip"), "….strip"),
    ],
)
def test_a_chain_is_shown_without_arguments_and_keys(expression: Expr, shown: str) -> None:
    assert sketched(expression) == shown
