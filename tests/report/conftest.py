from pathlib import Path

import pytest

from tests.report import sample
from timeout_audit.model.project import Audit


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    """The sample, with its files below a folder of its own."""
    sample.write(tmp_path)
    return sample.audit(str(tmp_path))
