"""The whole output of every format for the sample, in both languages where people read it.

``pytest --snapshot-update`` writes them anew; read the difference before you keep it.
"""

import re

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from timeout_audit.i18n import languages, translator
from timeout_audit.model.project import Audit
from timeout_audit.report.context import Context, Terminal
from timeout_audit.report.explain import explain, list_rules
from timeout_audit.report.registry import format_names, render
from timeout_audit.rules.documentation import all_documentation

READ_BY_PEOPLE = ("text", "markdown", "github")
OUTPUTS = [(name, "en") for name in format_names()] + [
    (name, language) for name in READ_BY_PEOPLE for language in languages()[1:]
]


class Files(SingleFileSnapshotExtension):
    """A file for each snapshot, to be read as it is."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Files)


def context(language: str, terminal: Terminal | None = None) -> Context:
    return Context(
        translate=translator(language),
        language=language,
        version="1.2.3",
        terminal=terminal,
        rules=lambda: tuple(page for page in all_documentation() if page.rule.code in ("TA401", "TA402")),
    )


@pytest.mark.parametrize(("name", "language"), OUTPUTS)
def test_output(name: str, language: str, audit: Audit, snapshot: SnapshotAssertion) -> None:
    output = render(name, audit, context(language))
    assert output.endswith("\n")
    assert output.replace(audit.project.root, "/ROOT") == snapshot


@pytest.mark.parametrize("language", languages())
def test_on_a_terminal(language: str, audit: Audit, snapshot: SnapshotAssertion) -> None:
    output = render("text", audit, context(language, Terminal(80)))
    output = re.sub(r"id=\d+", "id=0", output.replace(audit.project.root, "/ROOT"))
    assert output.replace("\x1b", "␛") == snapshot


@pytest.mark.parametrize("language", languages())
def test_explain(language: str, snapshot: SnapshotAssertion) -> None:
    page = next(page for page in all_documentation() if page.rule.code == "TA402")
    assert explain(page, context(language)) == snapshot


@pytest.mark.parametrize("language", languages())
def test_rules(language: str, snapshot: SnapshotAssertion) -> None:
    pages = [page for page in all_documentation() if page.rule.code.startswith("TA4")]
    assert list_rules(pages, context(language)) == snapshot
