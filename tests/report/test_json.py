import json
import math
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from tests.generated import SCHEMA
from tests.report import sample
from timeout_audit.i18n import translator
from timeout_audit.model.place import Place
from timeout_audit.model.project import Audit, Project
from timeout_audit.model.wait import Layer, State
from timeout_audit.report import interface
from timeout_audit.report.context import Context
from timeout_audit.report.registry import render


@pytest.fixture
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return loaded


def strict(schema: Any) -> Any:
    """The schema with no room for keys that it does not describe."""
    if isinstance(schema, dict):
        closed = {key: strict(value) for key, value in schema.items()}
        return {**closed, "additionalProperties": False} if "properties" in schema else closed
    return [strict(value) for value in schema] if isinstance(schema, list) else schema


def test_the_schema_describes_every_key_that_is_written(audit: Audit, schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(strict(schema)).validate(json.loads(render("json", audit, Context())))


@pytest.mark.parametrize(
    "damage",
    [
        lambda report: report.update(schema=2),
        lambda report: report["waits"][0].pop("bound"),
        lambda report: report["waits"][0]["bound"].update(state="bounded"),
        lambda report: report["findings"][0].update(line=-1),
        lambda report: report["findings"][0].update(column=0),
        lambda report: report["findings"][0].update(code="S113"),
        lambda report: report["findings"][0].update(severity="info"),
        lambda report: report["summary"]["waits"].pop("missing"),
        lambda report: report["problems"][0].update(message=None),
    ],
)
def test_the_schema_refuses(damage: Any, audit: Audit, schema: dict[str, Any]) -> None:
    report = json.loads(render("json", audit, Context()))
    damaged = deepcopy(report)
    damage(damaged)
    assert damaged != report
    assert not Draft202012Validator(schema).is_valid(damaged)


def test_keys_of_the_design(audit: Audit) -> None:
    report = json.loads(render("json", audit, Context(version="1.2.3")))
    assert report["schema"] == 1
    assert report["root"] == audit.project.root
    assert report["tool"] == {"name": "timeout-audit", "version": "1.2.3"}
    wait = next(wait for wait in report["waits"] if wait["api"] == "requests.post")
    assert {key: wait[key] for key in ("layer", "path", "line", "column", "blocks", "version")} == {
        "layer": "http",
        "path": "app/clients.py",
        "line": 5,
        "column": 12,
        "blocks": "worker",
        "version": "2.32.3",
    }
    assert wait["bound"]["steps"][0] == {
        "text": "no argument",
        "place": {"path": "app/clients.py", "line": 5, "column": 12},
    }
    bounded = next(wait for wait in report["waits"] if wait["bound"]["source"])
    assert bounded["bound"]["seconds"] == 5.0
    finding = next(finding for finding in report["findings"] if finding["code"] == "TA401")
    assert finding["remedy"]["keyword"] == "timeout"
    assert finding["end_line"] == 5
    assert report["ignored"][0]["reason"] == "the cache is on this host"
    assert report["problems"][0]["line"] == 7


def test_the_summary_counts(audit: Audit) -> None:
    report = json.loads(render("json", audit, Context()))
    summary = report["summary"]
    assert summary["files"] == 34
    assert summary["findings"] == {"error": 6, "warning": 3, "note": 1}
    assert sum(summary["findings"].values()) == len(report["findings"])
    assert summary["waits"] == {"total": 21, "bounded": 9, "default": 4, "missing": 7, "unknown": 1}
    assert sum(layer["total"] for layer in summary["layers"].values()) == len(report["waits"])
    assert (summary["ignored"], summary["problems"]) == (1, 1)


def test_it_can_be_read_back_by_its_own_classes(audit: Audit) -> None:
    report = msgspec.json.decode(render("json", audit, Context()), type=interface.Report)
    assert len(report.findings) == 10
    assert report.findings[0].layer is Layer.DATABASE


def test_codes_and_states_are_the_same_in_every_language(audit: Audit) -> None:
    english = json.loads(render("json", audit, Context()))
    other = json.loads(render("json", audit, Context(translate=translator("vi"), language="vi")))
    assert other["language"] == "vi"
    for report in (english, other):
        del report["language"]
        for finding in (
            *report["findings"],
            *(ignored["finding"] for ignored in report["ignored"]),
            *report["problems"],
        ):
            finding.update(message="", fix="")
        for wait in report["waits"]:
            wait["bound"].update(reason="", steps=[])
            wait["notes"] = []
    assert english == other


@pytest.mark.parametrize("seconds", [math.inf, math.nan])
def test_a_number_that_json_does_not_have_is_null(seconds: float) -> None:
    wait = sample.wait(Layer.HTTP, "requests.get", State.EXPLICIT, Place("a.py", 1, 1), seconds=seconds)
    report = json.loads(render("json", Audit(Project("/", (wait,)), (), (), 1), Context()))
    assert report["waits"][0]["bound"]["seconds"] is None
