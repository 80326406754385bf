import re

import pytest

from timeout_audit.i18n import languages, translator
from timeout_audit.report.context import Context, Terminal
from timeout_audit.report.explain import explain, flowing, is_code, list_rules, paragraphs
from timeout_audit.report.frame import cells
from timeout_audit.rules.documentation import all_documentation

PAGES = all_documentation()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
@pytest.mark.parametrize("language", languages())
def test_plain_text_has_all_of_it(page, language: str) -> None:  # type: ignore[no-untyped-def]
    translate = translator(language)
    shown = " ".join(explain(page, Context(translate=translate, language=language)).split())
    assert shown.startswith(f"{page.rule.code} {page.rule.name} ({page.rule.layer}, ")
    for heading, section in page.sections:
        assert f"## {translate(heading)}" in shown
        for part in paragraphs(section):
            assert (" ".join(part.split()) if is_code(part) else translate(flowing(part))) in shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rule.code)
def test_a_terminal_gets_it_rendered_within_its_width(page) -> None:  # type: ignore[no-untyped-def]
    shown = explain(page, Context(terminal=Terminal(60)))
    assert "##" not in shown
    assert "\x1b[" in shown
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(cells, plain.splitlines())) <= 60
    assert page.rule.code in plain
    assert "\x1b" not in explain(page, Context(terminal=Terminal(60, colour=False, links=False)))


def test_paragraphs_keep_code_together() -> None:
    section = "One\ntwo.\n\n    a\n\n    b\n\nThree:\n\n```shell\nx\n\ny\n```\n\nFour."
    assert paragraphs(section) == ["One\ntwo.", "    a\n\n    b", "Three:", "```shell\nx\n\ny\n```", "Four."]
    assert [is_code(part) for part in paragraphs(section)] == [False, True, False, True, False]
    assert flowing("One\ntwo.") == "One two."


def test_every_rule_has_its_line() -> None:
    lines = list_rules(PAGES, Context()).splitlines()
    assert [line.split()[0] for line in lines] == [page.rule.code for page in PAGES]
    assert all(line.endswith(page.title) for line, page in zip(lines, PAGES, strict=True))
