"""No claim without a proof: every library has a recipe and a record that shows exactly what its file claims."""

from __future__ import annotations

import re

import pytest

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.load import library_files
from timeout_audit.proofs.claims import claims_of
from timeout_audit.proofs.described import RECIPES, description_of, stem_of
from timeout_audit.proofs.real import SERVERS
from timeout_audit.proofs.results import doubts, records

FILES = library_files()
each_library = pytest.mark.parametrize("file", FILES, ids=lambda file: file.library.name)


@each_library
def test_a_library_is_proven_or_says_why_not(file: LibraryFile) -> None:
    assert bool(file.library.proven) != bool(file.library.unproven)
    assert (description_of(file) is None) == bool(file.library.unproven)


@each_library
def test_every_claim_was_shown(file: LibraryFile) -> None:
    record = records().get(file.library.name)
    if file.library.unproven:
        assert record is None
        return
    assert doubts(file.library.name, claims_of(file, FILES), record) == []
    assert record is not None
    assert record.version == file.library.proven


@each_library
def test_what_a_recipe_says_of_itself_fits_its_claims(file: LibraryFile) -> None:
    description = description_of(file)
    if description is None:
        return
    texts = [claim.text for claim in claims_of(file, FILES)]
    for pattern in (*description.unprovable, *description.tries):
        assert any(re.search(pattern, text) for text in texts), pattern
    assert set(description.needs) <= set(SERVERS)


def test_every_recipe_and_record_belongs_to_a_library() -> None:
    stems = {stem_of(file.library.name) for file in FILES}
    assert {path.stem for path in RECIPES.glob("*.py")} - {"__init__"} <= stems
    assert set(records()) <= {file.library.name for file in FILES}


def test_nine_of_ten_entries_are_proven() -> None:
    proven = [file for file in FILES if file.library.proven]
    assert len(proven) >= 0.9 * len(FILES)


def test_few_claims_are_left_unproven() -> None:
    shown = sum(len(record.claims) for record in records().values())
    unproven = sum(len(record.unproven) for record in records().values())
    assert unproven <= 0.05 * (shown + unproven)
