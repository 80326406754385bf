"""What holds for all tests."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no fault: nothing is timed. Where a change is judged the examples are the same in every run, so
# that a red run is the fault of the change; whoever works on the code gets new ones each time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeatable", settings.get_profile("untimed"), derandomize=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "untimed")


@pytest.fixture(autouse=True)
def no_cache_of_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a run keeps is shared between tests."""
    monkeypatch.setenv("TIMEOUT_AUDIT_CACHE_DIR", f"{tmp_path}.cache")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Commands that a test starts can be interrupted, also where the tests run in the background, which cannot."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
