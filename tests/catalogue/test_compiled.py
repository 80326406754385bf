"""The compiled catalogue says what the files say, or does not count."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from timeout_audit.catalogue import compiled
from timeout_audit.catalogue.parse import compile_catalogue

FOUND = compiled.texts()
DIGEST = compiled.digest_of(FOUND)
WHOLE = compile_catalogue(FOUND, DIGEST)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the compiled file lies, empty."""
    monkeypatch.setattr(compiled, "FOLDER", str(tmp_path))
    monkeypatch.setattr(compiled, "PATH", str(tmp_path / "compiled.json"))
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_what_was_stored_is_what_was_compiled() -> None:
    compiled.store(WHOLE)
    assert compiled.stored(DIGEST) == WHOLE
    assert len(WHOLE.libraries) > 100


@pytest.mark.usefixtures("folder")
def test_another_digest_does_not_count() -> None:
    compiled.store(replace(WHOLE, digest="0" * 32))
    assert compiled.stored(DIGEST) is None


@pytest.mark.parametrize("data", [None, b"", b"\xff\x00", b'{"digest": "%s", "libraries": 3}' % DIGEST.encode()])
def test_a_missing_or_broken_file_does_not_count(folder: Path, data: bytes | None) -> None:
    if data is not None:
        (folder / "compiled.json").write_bytes(data)
    assert compiled.stored(DIGEST) is None


def test_every_change_of_a_file_changes_the_digest() -> None:
    first, *rest = FOUND
    assert compiled.digest_of(rest) != DIGEST
    assert compiled.digest_of([replace(first, text=f"{first.text}\n"), *rest]) != DIGEST
    assert compiled.digest_of([replace(first, path="other.toml"), *rest]) != DIGEST
