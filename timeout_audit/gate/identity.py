"""By what a finding is known again after its line has moved, its file has a new name, or a formatter has been there."""

from __future__ import annotations

import hashlib
import re

from msgspec import Struct

from timeout_audit.model.finding import Finding, Problem
from timeout_audit.model.place import Place
from timeout_audit.sources import Sources

_SHOWN = 100  # characters of the source that a baseline quotes
_BLANKS = re.compile(r"\s+")
_TRAILING = re.compile(r",(?=[)\]}])")
NOT_AUDITED = "TA900"


class Identity(Struct, frozen=True, order=True):
    """``digest`` is of the source text without its layout; ``api`` and ``parameter`` say which wait it is.

    Where the file lies is no part of it, so that moving code is nothing new. A file that could not be audited is known
    by its path, or else by its content, so that it may be edited or moved.
    """

    code: str
    api: str
    parameter: str
    digest: str


class Known(Struct, frozen=True):
    """A finding as a baseline keeps it: its identity, and what tells people which it is."""

    identity: Identity
    path: str
    text: str


class Identifier:
    """Names findings, reading each file once."""

    def __init__(self, sources: Sources) -> None:
        """``sources`` gives the text that the findings are about."""
        self._sources = sources
        self._lines: dict[str, list[str]] = {}

    def finding(self, finding: Finding) -> Known:
        """The identity of a finding, and the text it stands on."""
        text = _BLANKS.sub(" ", self._text(finding.place)).strip()
        api, parameter = (finding.wait.api, finding.wait.parameter) if finding.wait else ("", "")
        return Known(Identity(finding.code, api, parameter, _digest(text)), finding.place.path, text[:_SHOWN])

    def problem(self, problem: Problem) -> Known:
        """The identity of a file that could not be audited."""
        text = "\n".join(self._of(problem.path)) or problem.path
        return Known(Identity(NOT_AUDITED, "", "", _digest(text)), problem.path, problem.message.template)

    def _of(self, path: str) -> list[str]:
        lines = self._lines.get(path)
        if lines is None:
            data = self._sources.read(path)
            lines = data.decode("utf-8", "replace").splitlines() if isinstance(data, bytes) else []
            self._lines[path] = lines
        return lines

    def _text(self, place: Place) -> str:
        chosen = self._of(place.path)[place.line - 1 : max(place.end_line, place.line)]
        if chosen and place.end_line:
            chosen[-1] = chosen[-1][: place.end_column - 1]
            chosen[0] = chosen[0][place.column - 1 :]
        return "\n".join(chosen)


def _digest(text: str) -> str:
    """A short hash of ``text`` without what a formatter changes: blanks, the kind of quotes, trailing commas."""
    plain = _TRAILING.sub("", _BLANKS.sub("", text).replace("'", '"').replace("\\", ""))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]
