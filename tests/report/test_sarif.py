import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from msgspec.structs import replace

from tests.report import hostile, sample
from timeout_audit.i18n import translator
from timeout_audit.model.finding import Suppressed
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit
from timeout_audit.report.context import Context
from timeout_audit.report.registry import render
from timeout_audit.rules.documentation import all_documentation

SCHEMA = os.environ.get("SARIF_SCHEMA", "")
CONTEXT = Context(version="1.2.3", rules=all_documentation)


def log(audit: Audit, context: Context = CONTEXT) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render("sarif", audit, context))
    return loaded


def run(audit: Audit) -> dict[str, Any]:
    (only,) = log(audit)["runs"]
    assert isinstance(only, dict)
    return only


@pytest.mark.skipif(not SCHEMA, reason="SARIF_SCHEMA does not name the official schema of SARIF 2.1.0")
@pytest.mark.parametrize("which", ["sample", "hostile", "empty", "without rules", "vi"])
def test_it_is_valid_by_the_official_schema(which: str, audit: Audit, tmp_path: Path) -> None:
    schema = json.loads(Path(SCHEMA).read_text("utf-8"))
    context = CONTEXT
    if which == "hostile":
        audit = hostile.audit(str(tmp_path))
    elif which == "empty":
        audit = replace(audit, findings=(), problems=(), suppressed=())
    elif which == "without rules":
        context = Context()
    elif which == "vi":
        context = replace(CONTEXT, translate=translator("vi"), language="vi")
    Draft7Validator(schema).validate(log(audit, context))


def test_results_point_to_their_rules(audit: Audit) -> None:
    whole = run(audit)
    rules = whole["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in whole["results"])


def test_rules_bring_their_documentation(audit: Audit) -> None:
    rules = {rule["id"]: rule for rule in run(audit)["tool"]["driver"]["rules"]}
    assert rules["TA401"]["shortDescription"]["text"] == "An HTTP call without a timeout."
    assert "\n\n## Why\n\n" in rules["TA401"]["help"]["markdown"]
    assert rules["TA401"]["defaultConfiguration"] == {"level": "error"}
    assert rules["TA901"]["shortDescription"]["text"]


def test_the_suppressed_come_with_their_justification(audit: Audit) -> None:
    results = run(audit)["results"]
    assert [result["suppressions"] for result in results if "suppressions" in result] == [
        [{"kind": "inSource", "justification": "the cache is on this host"}]
    ]
    assert len(results) == len(audit.findings) + 1


def test_a_baseline_is_external_and_may_have_no_reason(audit: Audit) -> None:
    silenced = replace(audit, findings=(), suppressed=(Suppressed(audit.findings[0], external=True),))
    (result,) = run(silenced)["results"]
    assert result["suppressions"] == [{"kind": "external"}]


def test_columns_count_code_points_and_uris_are_relative(audit: Audit) -> None:
    whole = run(audit)
    assert whole["columnKind"] == "unicodeCodePoints"
    assert whole["originalUriBaseIds"]["SRCROOT"]["uri"] == f"file://{audit.project.root}/"
    moved = replace(audit.findings[0], place=Place("ä b/c#d%e:f?.py", 3, 5, 4, 6))
    (result,) = run(replace(audit, findings=(moved,), suppressed=()))["results"]
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "%C3%A4%20b/c%23d%25e%3Af%3F.py", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 6},
    }


def test_undecodable_names_are_written_byte_by_byte(audit: Audit) -> None:
    moved = replace(audit.findings[0], place=Place("\udcff.py", 1, 1))
    (result,) = run(replace(audit, findings=(moved,), suppressed=()))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%FF.py"


def test_further_places_and_problems(audit: Audit) -> None:
    whole = run(audit)
    related = [result["relatedLocations"] for result in whole["results"] if "relatedLocations" in result]
    assert related[0][0]["physicalLocation"]["artifactLocation"]["uri"] == "app/legacy.py"
    (notification,) = whole["invocations"][0]["toolExecutionNotifications"]
    assert notification["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}


def test_fingerprints_are_unique(audit: Audit) -> None:
    names = [result["partialFingerprints"]["timeoutAudit/v1"] for result in run(audit)["results"]]
    assert len(set(names)) == len(names)


def test_sarif_tools_reads_it(audit: Audit, tmp_path: Path) -> None:
    pytest.importorskip("sarif", reason="sarif-tools is not installed")
    (tmp_path / "out.sarif").write_text(render("sarif", audit, CONTEXT), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sarif", "summary", str(tmp_path / "out.sarif")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "error: 7" in done.stdout  # it counts what is suppressed too
    assert "TA401" in done.stdout


def test_the_sample_covers_what_is_tested_here() -> None:
    audit = sample.audit("/nowhere")
    assert audit.suppressed
    assert any(finding.also for finding in audit.findings)
