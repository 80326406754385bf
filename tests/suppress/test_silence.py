from __future__ import annotations

from datetime import date

import pytest

from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.place import Place
from timeout_audit.model.suppression import Comment, Suppression
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Layer, State, Wait
from timeout_audit.suppress.silence import silence
from timeout_audit.suppress.written import suppressions

NAMES = {"TA401": "http-timeout-unset", "TA402": "http-timeout-default", "TA501": "response-not-closed"}
TODAY = date(2026, 6, 1)


def read(text: str, first: int = 3, last: int = 5) -> list[Suppression]:
    return list(suppressions(Comment(Place("a.py", 5, 9), text, first, last), NAMES, TODAY))


def finding(code: str = "TA401", line: int = 4, library: str = "requests", path: str = "a.py") -> Finding:
    wait = Wait(Layer.HTTP, "requests.get", Place(path, line), Bound(State.NONE), library=library)
    return Finding(code, NAMES[code], Severity.ERROR, Layer.HTTP, wait.place, msg("waits"), wait=wait)


def test_codes_reason_and_date() -> None:
    (one,) = read("# timeout-audit: ignore[TA401, response-not-closed] until=2026-06-01 -- a stream, for now")
    assert (one.codes, one.reason, one.until) == (("TA401", "response-not-closed"), "a stream, for now", "2026-06-01")
    assert not one.expired
    assert not one.whole_file
    assert one.fault is None


def test_another_comment_ends_the_reason() -> None:
    one, other = read("# timeout-audit: ignore[TA401] -- a stream  # noqa: E501, S113")
    assert one.reason == "a stream"
    assert other.tool == "ruff"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ignore -- why", "name the codes that it ignores, in brackets"),
        ("ignore[] -- why", "name the codes that it ignores, in brackets"),
        ("ignore[TA999, XX] -- why", "unknown: TA999, XX"),
        ("ignore[TA401] until=2026-02-31 -- why", "2026-02-31 is no date of the form 2027-03-01"),
        ("ignore[TA401] until=soon -- why", "soon is no date of the form 2027-03-01"),
        ("ignroe[TA401]", 'write it as "timeout-audit: ignore[CODE] -- reason"'),
        ("ignore[TA401] because", 'write it as "timeout-audit: ignore[CODE] -- reason"'),
    ],
)
def test_what_cannot_be_understood_silences_nothing(text: str, fault: str) -> None:
    found = read(f"# timeout-audit: {text}")
    assert [str(one.fault) for one in found] == [fault]
    assert silence([finding()], found, lambda *_: True).kept == (finding(),)


@pytest.mark.parametrize(
    "text",
    [
        "# noqa: S113", "#noqa:s113", "# noqa: E501,S113 # words", "# nosec B113", "# nosec: B101, B113",
        "# nosec request_without_timeout", "# pylint: disable=missing-timeout",
        "# pylint: disable=W0611, missing-timeout",
    ],
)  # fmt: skip
def test_other_linters_comments_count_for_the_same_meaning(text: str) -> None:
    found = read(text)
    assert silence([finding()], found, lambda *_: True).silenced[0].reason in {"ruff", "bandit", "pylint"}
    assert silence([finding("TA501")], found, lambda *_: True).silenced == ()
    assert silence([finding(library="aiohttp")], found, lambda *_: True).silenced == ()
    assert [one.unused for one in silence([], found, lambda *_: True).suppressions] == [()]


@pytest.mark.parametrize("text", ["# noqa", "# nosec", "# noqa: S1130", "# pylint: disable=all", "# S113"])
def test_other_linters_comments_without_that_meaning_do_not(text: str) -> None:
    assert read(text) == []


def test_a_finding_is_silenced_in_the_statement_and_nowhere_else() -> None:
    found = read("# timeout-audit: ignore[TA401] -- a stream")
    heard = silence(
        [finding(line=2), finding(line=3), finding(line=5), finding(line=6), finding("TA402"), finding(path="b.py")],
        found,
        lambda *_: True,
    )
    assert [one.place.line for one in heard.kept] == [2, 6, 4, 4]
    assert [(one.finding.place.line, one.reason) for one in heard.silenced] == [(3, "a stream"), (5, "a stream")]
    assert heard.suppressions[0].unused == ()


def test_a_prefix_or_a_name_is_a_code_too() -> None:
    for code in ("TA4", "http-timeout-unset"):
        assert silence([finding()], read(f"# timeout-audit: ignore[{code}] -- x"), lambda *_: True).kept == ()


def test_a_whole_file() -> None:
    found = read("# timeout-audit: ignore-file[TA401] -- a script", 0, 0)
    heard = silence([finding(line=90), finding(path="b.py")], found, lambda *_: True)
    assert [one.place.path for one in heard.kept] == ["b.py"]


def test_one_of_a_findings_places_is_enough() -> None:
    found = read("# timeout-audit: ignore[TA401] -- x")
    one = finding(path="compose.yaml")
    spread = Finding(one.code, one.name, one.severity, one.layer, one.place, one.message, also=(Place("a.py", 4),))
    assert silence([spread], found, lambda *_: True).kept == ()


def test_an_expired_one_silences_nothing_and_is_not_unused() -> None:
    found = read("# timeout-audit: ignore[TA401] until=2026-05-31 -- x")
    heard = silence([finding()], found, lambda *_: True)
    assert len(heard.kept) == 1
    assert heard.suppressions[0].expired
    assert heard.suppressions[0].unused == ()


def test_reasons_can_be_required() -> None:
    found = read("# timeout-audit: ignore[TA401]")
    assert silence([finding()], found, lambda *_: True).kept == ()
    assert len(silence([finding()], found, lambda *_: True, require_reason=True).kept) == 1


def test_what_was_not_looked_for_is_not_unused() -> None:
    found = read("# timeout-audit: ignore[TA401, TA501] -- x")
    heard = silence([finding()], found, lambda code, _: code != "TA501")
    assert heard.suppressions[0].unused == ()
    assert silence([finding()], found, lambda *_: True).suppressions[0].unused == ("TA501",)
