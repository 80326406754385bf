"""The suppressions that are written in the audited files.

    requests.get(url)  # timeout-audit: ignore[TA401] until=2027-03-01 -- the stream ends with the process
    # timeout-audit: ignore-file[TA401] -- a script that is run by hand

Comments for other linters count where they mean the same: that a call of requests or httpx needs no timeout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from timeout_audit.model.suppression import Comment, Suppression
from timeout_audit.model.text import Message, msg
from timeout_audit.readers.comments import read_comments
from timeout_audit.sources import Kind, SourceFile, Sources
from timeout_audit.suppress.silence import covers

SAME_MEANING = ("TA401", "TA402", "TA403", "TA404")
_OURS = re.compile(r"timeout-audit:\s*(?P<rest>.*?)\s*(?=\s#\s|$)")
_FORM = re.compile(
    r"(?P<verb>ignore-file|ignore)(?:\[(?P<codes>[^\]]*)\])?(?:\s+until=(?P<until>\S+))?(?:\s*--\s*(?P<reason>.*))?$"
)
_THEIRS = {
    "ruff": re.compile(r"#\s*noqa\s*:[\w\s,]*\bS113\b", re.IGNORECASE),
    "bandit": re.compile(r"#\s*nosec\b[:\w\s,]*\b(?:B113|request_without_timeout)\b"),
    "pylint": re.compile(r"#\s*pylint\s*:\s*disable\s*=[\w\s,-]*(?:\bmissing-timeout\b|\bW3101\b)"),
}


def written(
    files: Iterable[SourceFile], sources: Sources, names: Mapping[str, str], today: date
) -> tuple[Suppression, ...]:
    """The suppressions in ``files``. ``names`` are the rules' names by code; ``today`` decides what has expired."""
    found: list[Suppression] = []
    for file in files:
        data = sources.read(file.path)
        if isinstance(data, bytes):
            comments = read_comments(file.path, data, python=file.kind is Kind.PYTHON)
            found += (one for comment in comments for one in suppressions(comment, names, today))
    return tuple(found)


def suppressions(comment: Comment, names: Mapping[str, str], today: date) -> Iterator[Suppression]:
    """What one comment silences."""
    for ours in _OURS.finditer(comment.text):
        yield _own(comment, ours["rest"], names, today)
    tool = next((tool for tool, form in _THEIRS.items() if form.search(comment.text)), "")
    if tool:
        yield Suppression(comment.place, SAME_MEANING, first=comment.first, last=comment.last, tool=tool)


def _own(comment: Comment, rest: str, names: Mapping[str, str], today: date) -> Suppression:
    form = _FORM.match(rest)
    if form is None:
        return Suppression(comment.place, (), fault=msg('write it as "timeout-audit: ignore[CODE] -- reason"'))
    codes = tuple(code.strip() for code in (form["codes"] or "").split(",") if code.strip())
    until = form["until"] or ""
    return Suppression(
        comment.place,
        codes,
        reason=(form["reason"] or "").strip(),
        until=until,
        first=comment.first,
        last=comment.last,
        whole_file=form["verb"] == "ignore-file",
        fault=_fault(codes, until, names),
        expired=_is_day(until) and until < today.isoformat(),
    )


def _fault(codes: Sequence[str], until: str, names: Mapping[str, str]) -> Message | None:
    if not codes:
        return msg("name the codes that it ignores, in brackets")
    unknown = [code for code in codes if not any(covers(code, known, name) for known, name in names.items())]
    if unknown:
        return msg("unknown: {codes}", codes=", ".join(unknown))
    if until and not _is_day(until):
        return msg("{date} is no date of the form 2027-03-01", date=until)
    return None


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
