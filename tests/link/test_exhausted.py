"""A question that takes too long is given up; what comes after it is answered all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audits import audit

_OPEN_TO_CALLERS = """import requests


def get(url, timeout):
    return requests.get(url, timeout=timeout)
"""
_CALLS = 2100


@pytest.mark.parametrize("first", ["a.py", "z.py"])
def test_calls_that_a_long_question_came_by_are_judged(tmp_path: Path, first: str) -> None:
    """Who calls ``get`` is asked of every call of that name, more of them than one question may look at."""
    (tmp_path / first).write_text(_OPEN_TO_CALLERS)
    calls = "".join(f"    requests.get('https://example.org/{number}')\n" for number in range(_CALLS))
    (tmp_path / "calls.py").write_text(f"import requests\n\n\ndef ask():\n{calls}")
    found = [one for one in audit(tmp_path).findings if one.place.path == "calls.py" and one.code == "TA401"]
    assert len(found) == _CALLS
