"""A file that is twice as long takes twice the work: counted in calls, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audits import audit
from tests.shapes import SHAPES


def _work(root: Path, source: str) -> int:
    """The calls, of Python's functions and of builtins, that an audit of one file makes."""
    (root / "service.py").write_text(source, encoding="utf-8")
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = audit(root)
    finally:
        sys.setprofile(before)
    assert found.project.waits
    return calls


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_work_grows_with_the_lines_and_no_faster(tmp_path: Path, shape: Callable[[int], str]) -> None:
    _work(tmp_path, shape(20))  # what is done once is done here
    short, long = _work(tmp_path, shape(600)), _work(tmp_path, shape(1200))
    assert long < 2.4 * short
