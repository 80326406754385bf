"""What is made from the code is current. ``python -m tests.generated`` makes it."""

import re

import pytest

from tests.generated import README, SCHEMA, json_schema, libraries_table, readme, rules_table
from timeout_audit.catalogue.load import library_files
from timeout_audit.rules.registry import all_rules


def test_the_schema_is_current() -> None:
    assert SCHEMA.read_text("utf-8") == json_schema(), "run python -m tests.generated"


def test_the_readmes_tables_are_current() -> None:
    text = README.read_text("utf-8")
    if "<!-- table: rules -->" not in text:
        pytest.skip("README.md has no place for the tables yet")
    assert "<!-- table: libraries -->" in text
    assert text == readme(text), "run python -m tests.generated"


def test_every_rule_and_every_library_has_its_row() -> None:
    rules = re.findall(r"^\| (TA\d{3}) \| `([\w-]+)` \|", rules_table(), re.MULTILINE)
    assert rules == [(rule.code, rule.name) for rule in all_rules()]
    libraries = re.findall(r"^\| \w+ \| \[([^\]]+)\]", libraries_table(), re.MULTILINE)
    assert sorted(libraries) == sorted(file.library.name for file in library_files())


def test_tables_are_put_between_their_marks() -> None:
    rules, libraries, end = "<!-- table: rules -->\n", "<!-- table: libraries -->\n", "<!-- end -->"
    made = readme(f"a\n{rules}old\n{end}\nb\n{libraries}{end}\nc\n")
    assert made == f"a\n{rules}\n{rules_table()}\n{end}\nb\n{libraries}\n{libraries_table()}\n{end}\nc\n"
    assert readme(made) == made
    assert readme("no marks") == "no marks"
