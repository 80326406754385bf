import ast
import re
from functools import partial
from textwrap import dedent

import pytest
import tree_sitter
import tree_sitter_bash
import tree_sitter_containerfile
import yaml

from tests.cases import all_cases
from timeout_audit.catalogue.parse import toml
from timeout_audit.model.documentation import SECTIONS, Documentation
from timeout_audit.model.wait import Layer
from timeout_audit.report.explain import is_code, paragraphs
from timeout_audit.rules.documentation import all_documentation
from timeout_audit.rules.registry import all_rules, rule_modules

PAGES = pytest.mark.parametrize("page", all_documentation(), ids=lambda page: page.rule.code)
_FENCE = re.compile(r"```(\w+)\n(.*\n)```", re.DOTALL)


def _grown(language: object, source: str) -> None:
    tree = tree_sitter.Parser(tree_sitter.Language(language)).parse(source.encode())
    assert not tree.root_node.has_error, source


PARSERS = {
    "python": ast.parse,
    "toml": toml.loads,
    "yaml": yaml.safe_load,
    "dockerfile": partial(_grown, tree_sitter_containerfile.language()),
    "text": str,  # what no parser of ours takes
    "shell": partial(_grown, tree_sitter_bash.language()),
}


def snippets(page: Documentation) -> list[tuple[str, str]]:
    """The code of a rule's documentation, with its language: what is only indented is Python."""
    code = [part for _, section in page.sections for part in paragraphs(section) if is_code(part)]
    fences = ((_FENCE.fullmatch(part), part) for part in code)
    return [(fence[1], fence[2]) if fence else ("python", dedent(part)) for fence, part in fences]


@PAGES
def test_a_rule_has_every_section_and_no_other(page: Documentation) -> None:
    assert tuple(heading for heading, _ in page.sections) == SECTIONS
    assert all(text.strip() for _, text in page.sections)


@PAGES
def test_the_title_is_one_sentence_on_one_line(page: Documentation) -> None:
    assert re.fullmatch(r"\S[^\n]*\.", page.title)


@PAGES
def test_snippets_parse(page: Documentation) -> None:
    code = snippets(page)
    assert len(code) >= 2
    for language, source in code:
        PARSERS[language](source)


@PAGES
def test_bad_and_good_differ(page: Documentation) -> None:
    sections = dict(page.sections)
    assert sections["Instead of"] != sections["Write"]


def test_codes_and_names_are_those_of_the_modules() -> None:
    for module in rule_modules():
        code, _, name = module.__name__.rpartition(".")[2].partition("_")
        assert (module.RULE.code, module.RULE.name) == (code.upper(), name.replace("_", "-"))
        assert re.fullmatch(r"TA\d{3}", module.RULE.code)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", module.RULE.name)


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


def test_layers_are_layers() -> None:
    assert {rule.layer for rule in all_rules()} <= {*(layer.value for layer in Layer), "any", "audit"}


def test_every_rule_is_shown_by_a_case() -> None:
    """Those about the audit itself are tested with what they are about."""
    shown = {line.split()[-1] for case in all_cases() for line in case.expected}
    assert {rule.code for rule in all_rules() if rule.layer != "audit"} <= shown
