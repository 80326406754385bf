"""The cases of the server layer: which command runs, what bounds it, what is reported."""

from __future__ import annotations

import pytest

from tests.cases import CASES, Case, parse_cases
from tests.link.launch_case import findings_of, launch_lines, link_case, wait_lines
from timeout_audit.rules.registry import all_rules

SERVER = [case for path in sorted((CASES / "server").glob("*.md")) for case in parse_cases(path)]
CODES = [rule.code for rule in all_rules() if rule.layer == "server"]
SHOWN = tuple(rule.code for rule in all_rules() if rule.layer == "server" and rule.shown)


def codes_of(case: Case) -> tuple[str, ...]:
    """The rules that the case runs: those shown by default, or those that its configuration selects."""
    config = case.blocks.get("toml config", "")
    return tuple(code for code in CODES if f'"{code}"' in config) if "select" in config else SHOWN


@pytest.mark.parametrize("case", SERVER, ids=lambda case: f"{case.source.stem}: {case.title}")
def test_a_case_holds(case: Case) -> None:
    launched = link_case(case)

    found = [
        f"{finding.place.path}:{finding.place.line}:{finding.place.column} {finding.code}"
        for finding in findings_of(launched, codes_of(case))
    ]
    assert found == case.expected
    if "launches" in case.blocks:
        assert launch_lines(launched) == case.blocks["launches"].splitlines()
    if "waits" in case.blocks:
        assert wait_lines(launched) == case.blocks["waits"].splitlines()


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_a_case_that_it_reports(code: str) -> None:
    reported = {line.split()[-1] for case in SERVER for line in case.expected}

    assert code in reported
