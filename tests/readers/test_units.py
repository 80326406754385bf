"""The lines of units: every class can be cut at its head."""

from __future__ import annotations

import ast

import pytest

from timeout_audit.readers.python.units import units_of


def lines(text: str) -> list[tuple[str, int, int]]:
    return [(unit.path or unit.kind, unit.start, unit.end) for unit in units_of(ast.parse(text).body, 0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A(B): ...\n", [("A", 1, 1)]),
        ("class A(\n    B,\n): ...\n", [("A", 1, 3)]),
        ("class A(B\n): x = 1; y = 2\n", [("A", 1, 2)]),
        ("class A(B):\n    x = 1\n", [("A", 1, 2)]),
        ("class A(B):\n    x = 1\n    y = 2\n", [("A", 1, 1), ("A", 2, 2), ("A", 3, 3)]),
        ("class A(\n    B,\n):\n    x = 1\n    y = 2\n", [("A", 1, 3), ("A", 4, 4), ("A", 5, 5)]),
        ("@d\nclass A:\n    def f(self):\n        pass\n", [("A", 1, 2), ("A.f", 3, 4)]),
    ],
)
def test_where_units_begin_and_end(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert lines(text) == expected
