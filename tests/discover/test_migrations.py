"""A package that is called ``migrations`` and holds none is the service's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.discover.walks import walked
from tests.tree import lay

OWN = ["app/service.py", "app/migrations/__init__.py", "app/migrations/runner.py"]


def test_code_about_migrations_is_audited(tmp_path: Path) -> None:
    lay(tmp_path, OWN)
    assert walked(tmp_path) == sorted(OWN)


@pytest.mark.parametrize(
    "step", ["0001_initial.py", "20240131_add_name.py", "3f2a9c01be77_add_name.py", "env.py", "versions/a.py"]
)
def test_migrations_are_left_out_with_what_stands_beside_them(tmp_path: Path, step: str) -> None:
    lay(tmp_path, [*OWN, f"app/migrations/{step}"])
    assert walked(tmp_path) == ["app/service.py"]


def test_a_folder_of_scripts_is_no_package(tmp_path: Path) -> None:
    lay(tmp_path, ["app/service.py", "migrations/add_names.py"])
    assert walked(tmp_path) == ["app/service.py"]
