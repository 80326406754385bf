"""The law of what is not followed: judging every call of a file as a possible wait finds nothing more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audits import audit, wait_lines
from tests.cases import Case, all_cases
from timeout_audit.link.promising import Promising

PYTHON = [case for case in all_cases() if any(path.endswith(".py") for path in case.files)]


@pytest.mark.parametrize("case", PYTHON, ids=lambda case: f"{case.source.stem}:{case.line}")
def test_calls_that_are_not_followed_are_no_waits(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case.write(tmp_path)
    chosen = wait_lines(audit(tmp_path))
    monkeypatch.setattr(Promising, "may_wait", lambda _self, _module, _site: True)
    assert chosen == wait_lines(audit(tmp_path))


def test_most_calls_beside_a_wait_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Methods with the names of waits, on things that are none."""
    (tmp_path / "helpers.py").write_text("def post(text):\n    return text\n")
    (tmp_path / "app.py").write_text(
        "import requests\nfrom helpers import post\n\n\ndef send(url, options, found):\n"
        "    found.update(options.get('more'))\n    post(found.pop('text'))\n    return requests.get(url)\n"
    )
    followed: list[int] = []
    may_wait = Promising.may_wait

    def told(self: Promising, module: object, site: object) -> bool:
        answer = may_wait(self, module, site)  # type: ignore[arg-type]
        if answer:
            followed.append(site.call.place.line)  # type: ignore[attr-defined]
        return answer

    monkeypatch.setattr(Promising, "may_wait", told)
    assert wait_lines(audit(tmp_path)) == ["app.py:8:12 http requests.get none"]
    assert followed == [8]
