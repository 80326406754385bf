"""The proofs of the first families, against what is installed here: http, servers, databases and brokers.

The others take longer: ``python -m timeout_audit.proofs.record`` tries and records them all.
"""

from __future__ import annotations

import pytest

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.load import library_files
from timeout_audit.proofs.described import description_of
from timeout_audit.proofs.runner import Proof, prove

FAMILIES = {"http", "server", "database", "broker"}
FILES = [file for file in library_files() if file.library.layer in FAMILIES and description_of(file)]


@pytest.fixture(scope="module")
def proofs() -> dict[str, Proof]:
    return {proof.library: proof for proof in prove(FILES, jobs=len(FILES))}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.library.name)
def test_nothing_is_refuted(proofs: dict[str, Proof], file: LibraryFile) -> None:
    proof = proofs[file.library.name]
    if proof.missing:
        pytest.skip(proof.missing)
    wrong = [f"{one.claim.text}: {one.outcome}" for one in proof.results if one.verdict == "refuted"]
    assert wrong == []
    assert any(one.verdict == "proven" for one in proof.results)
