"""The law of slices: what is left out of a file changes nothing that is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audits import audit, finding_lines, wait_lines
from tests.cases import Case, all_cases
from timeout_audit.readers.python.cut import Slice
from timeout_audit.readers.python.slices import Slicer

PYTHON = [case for case in all_cases() if any(path.endswith(".py") for path in case.files)]


def _whole(slicer: Slicer) -> Slice:
    """The slice that leaves nothing out, of a file of which anything is kept."""
    source, carriers = slicer.layout.source, slicer.carriers
    text = source if source.endswith("\n") else f"{source}\n"
    openers = carriers.vocabulary.openers | carriers.names | carriers.attributes
    return Slice(text, tuple(range(1, text.count("\n") + 1)), openers)


@pytest.mark.parametrize("case", PYTHON, ids=lambda case: f"{case.source.stem}:{case.line}")
def test_a_slice_says_what_the_whole_file_says(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case.write(tmp_path)
    sliced = audit(tmp_path)
    monkeypatch.setattr(Slicer, "slice", _whole)
    whole = audit(tmp_path)
    assert finding_lines(sliced) == finding_lines(whole)
    assert wait_lines(sliced) == wait_lines(whole)
