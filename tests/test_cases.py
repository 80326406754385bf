"""Every literate case: exactly its findings, and the waits that it states."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audits import audit, finding_lines, wait_lines
from tests.cases import Case, all_cases

CASES = all_cases()


def _id(case: Case) -> str:
    return f"{case.source.stem}:{case.line}"


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_a_case_gives_exactly_its_findings(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    result = audit(tmp_path)
    assert finding_lines(result) == case.expected, case.title
    if "waits" in case.blocks:
        stated = [line for line in case.blocks["waits"].splitlines() if line.strip()]
        assert [line for line in stated if line not in wait_lines(result)] == []
