"""Every literate case is fixed, and the laws of fixes hold for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import Case, all_cases
from tests.fix.mending import Run, check_laws

CASES = all_cases()
FOUND = [case for case in CASES if case.expected]


def _id(case: Case) -> str:
    return f"{case.source.stem}:{case.line}"


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("case", FOUND, ids=_id)
def test_the_laws_hold(case: Case, tmp_path: Path, *, unsafe: bool) -> None:
    case.write(tmp_path)
    check_laws(tmp_path, unsafe=unsafe)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed], ids=_id)
def test_a_fixed_block_is_what_comes_of_the_case(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    for (path, unsafe), text in case.fixed.items():
        assert Run(tmp_path, unsafe=unsafe).text(path) == text, case.title
