"""What the linker cannot judge is a problem of that call; the audit of the others goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.audits import audit
from timeout_audit.link.called import Called, Callees


def test_a_call_that_is_entangled_too_deeply_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = Callees.of

    def entangled(self: Callees, module: Any, site: Any) -> Iterator[Called]:
        if site.call.place.line == 3:
            raise RecursionError
        return of(self, module, site)

    monkeypatch.setattr(Callees, "of", entangled)
    (tmp_path / "app.py").write_text("import requests\n\none = requests.get(1).text\ntwo = requests.get(2).text\n")
    found = audit(tmp_path)
    assert [one.place.line for one in found.findings] == [4]
    assert [(one.path, one.line) for one in found.problems] == [("app.py", 3)]
    assert "not audited" in str(found.problems[0].message)
