"""A catalogue file that is wrong names itself, the line and the fault; one that is right may serve two libraries."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.parse import CatalogueError, parse_library, resolve_aliases
from timeout_audit.catalogue.patterns import PATTERNS
from timeout_audit.proofs.described import stem_of

HEAD = """\
[library]
name = "lib"
distribution = "lib"
imports = ["lib"]
layer = "http"
docs = "https://example.test/"
"""


def parsed(text: str) -> LibraryFile:
    return parse_library(HEAD + dedent(text), "catalogue/libraries/lib.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[[wait]\n",
            "catalogue/libraries/lib.toml: Expected ']]' at the end of an array declaration (at line 7, column 7)",
        ),
        (
            '[[wait]]\ncalls = ["lib.get"]\nwhen = "now"\n',
            "catalogue/libraries/lib.toml:9: Object contains unknown field `when` (at $.wait[0])",
        ),
        (
            '[[wait]]\ncalls = ["lib.get"]\n\n[[wait]]\ncalls = ["lib.put"]\nrole = "server"\n',
            "catalogue/libraries/lib.toml:12: Invalid enum value 'server' (at $.wait[1].role)",
        ),
        (
            '[[wait]]\ncalls = ["lib.get"]\ntimeout = [{ keyword = "timeout", unit = "h" }]\n',
            "catalogue/libraries/lib.toml:9: Invalid enum value 'h' (at $.wait[0].timeout[0].unit)",
        ),
        (
            '[[wait]]\ncalls = ["lib.get"]\ntimeout = [{ keyword = "options", pattern = "no-such" }]\n',
            f"catalogue/libraries/lib.toml: there is no pattern 'no-such'; patterns.py has {', '.join(PATTERNS)}",
        ),
    ],
)
def test_a_wrong_file_says_where_and_what(text: str, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        parsed(text)
    assert str(caught.value) == message


def test_a_file_is_named_like_its_library() -> None:
    names = [stem_of(file.library.name) for file in library_files()]
    assert names == sorted(names)
    assert len(names) == len(set(names))


def test_every_claim_has_its_documentation() -> None:
    for file in library_files():
        assert file.library.docs.startswith(("https://", "http://pycurl.io/"))
        for wait in file.wait:
            assert wait.role == "listener" or wait.fix or wait.semantics, wait.calls


def test_what_a_fix_writes_is_imported() -> None:
    every = [one.fix for file in library_files() for one in (*file.wait, *file.setting) if one.fix is not None]
    assert every
    while every:
        fix = every.pop()
        every += [fix.otherwise] if fix.otherwise is not None else []
        called = re.match(r"([a-zA-Z_]\w*(?:\.\w+)*)\.\w+\(", fix.value)
        assert called is None or fix.imports == called[1], fix


def test_an_alias_has_the_entries_of_its_original_under_its_own_names() -> None:
    original = parsed(
        """
        [[class]]
        name = "lib.Client"
        factories = ["lib.{make,build}"]

        [[wait]]
        calls = ["lib.get", "other.lib.get"]
        timeout = [{ keyword = "timeout", objects = ["lib.Timeout"] }]
        fix = { keyword = "timeout", value = "lib.Timeout({seconds})", imports = "lib" }
        docs = "https://lib.example/"
        """
    )
    head = parse_library(HEAD.replace('"lib"', '"lib2"') + 'alias-of = "lib"\n', "catalogue/libraries/lib2.toml")
    _, alias = resolve_aliases([original, head])
    assert alias.library == head.library
    assert alias.class_[0].name == "lib2.Client"
    assert alias.class_[0].factories == ("lib2.{make,build}",)
    assert alias.wait[0].calls == ("lib2.get", "other.lib.get")
    assert alias.wait[0].timeout[0].objects == ("lib2.Timeout",)
    assert alias.wait[0].fix is not None
    assert alias.wait[0].fix.value == "lib2.Timeout({seconds})"
    assert alias.wait[0].docs == "https://lib.example/"


def test_an_alias_of_nothing_is_an_error() -> None:
    head = parse_library(HEAD + 'alias-of = "gone"\n', "catalogue/libraries/lib.toml")
    with pytest.raises(CatalogueError, match=r"libraries/lib\.toml: alias-of names 'gone', which has no file"):
        resolve_aliases([head])


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("postgres-options", "-c statement_timeout=5000", "5000"),
        ("postgres-options", "-c search_path=a -cstatement_timeout=5s", "5s"),
        ("postgres-options", "--statement-timeout=5000", "5000"),
        ("postgres-options", "-c STATEMENT_TIMEOUT=5000 -c lock_timeout=1", "5000"),
        ("postgres-options", "-c search_path=statement_timeout=5", None),
        ("postgres-options", "statement_timeout=5000", None),
        ("postgres-options", "-c lock_timeout=5000", None),
        ("postgres-dsn", "postgresql://h/d?options=-c statement_timeout=5000&sslmode=require", "5000"),
        ("postgres-dsn", "host=h options='-c statement_timeout=5s'", "5s"),
        ("postgres-dsn", "postgresql://h/d?connect_timeout=5", None),
        ("postgres-set", "SET statement_timeout = '5s'", "5s"),
        ("postgres-set", "set session statement_timeout to 5000;", "5000"),
        ("postgres-set", "SET LOCAL statement_timeout=5000", "5000"),
        ("postgres-set", "SET lock_timeout = 5000", None),
        ("postgres-set", "RESET statement_timeout = 5", None),
        ("mariadb-set", "SET SESSION max_statement_time=1.5", "1.5"),
        ("mariadb-set", "SET @@session.max_statement_time = 2, autocommit=1", "2"),
        ("mysql-set", "SET SESSION max_execution_time=1000", "1000"),
        ("mysql-set", "SET max_statement_time=1", None),
    ],
)
def test_patterns(name: str, text: str, value: str | None) -> None:
    found = re.search(PATTERNS[name], text)
    assert (found["value"] if found else None) == value
