"""Which findings a configuration wants to hear of, and how seriously."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec.structs import replace

from timeout_audit.config.schema import Config, Loaded
from timeout_audit.config.words import unknown
from timeout_audit.model.fault import Fault
from timeout_audit.model.finding import Finding, Severity
from timeout_audit.model.rule import Rule
from timeout_audit.model.text import msg

ALL = "ALL"
_Value = TypeVar("_Value")


class Selection:
    """The configuration's word on every code, severity and path.

    Of several entries that match a code the most specific decides (a name or a whole code, then longer prefixes), and
    of equals ``ignore`` does. Notes appear where they are asked for by name or code, or all together.
    """

    def __init__(self, loaded: Loaded, rules: Sequence[Rule]) -> None:
        """Take the lists of the configuration.

        Raises:
            Fault: where an entry matches no rule.

        """
        config = loaded.config
        self._names = {rule.code: rule.name for rule in rules}
        self._layers = {rule.code: rule.layer for rule in rules}
        self._selected = config.select + config.extend_select
        self._ignored = config.ignore + config.extend_ignore
        self._severity = config.severity
        self._notes = config.notes
        self._base = loaded.base
        faults = [
            msg("{key}: {reason}", key=key, reason=unknown(entry, self._known))
            for key, entry in _entries(config)
            if not self._matches(entry)
        ]
        if faults:
            raise Fault(*faults)
        self._ignores = _ByPath(config.per_file_ignores, loaded.base)
        self._severities = _ByPath(config.per_file_severity, loaded.base)

    def asks_for(self, layer: str) -> bool:
        """Whether a layer that is off by default was asked for: by its name, or by a code or name of its rules."""
        codes = [code for code, one in self._layers.items() if one == layer]
        return any(self._weight((entry,), code) > 1 for entry in self._selected for code in codes if entry != "TA")

    def wants(self, code: str, path: str) -> bool:
        """Whether findings of the code are wanted at the path."""
        if self._weight(self._selected, code) <= self._weight(self._ignored, code):
            return False
        return not any(self._weight(codes, code) for codes in self._ignores.at(path))

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that are wanted where they are, with the severity that the configuration gives them."""
        kept = []
        for finding in findings:
            if self.wants(finding.code, finding.place.path):
                severity = self.severity(finding.code, finding.place.path, finding.severity)
                kept.append(finding if severity is finding.severity else replace(finding, severity=severity))
        return kept

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is serious enough to be shown, or was asked for."""
        return finding.severity is not Severity.NOTE or self._notes or self._named(finding.code)

    def looks_for(self, entry: str, path: str) -> bool:
        """Whether anything that ``entry`` (code, prefix or name) means is wanted at the path."""
        return any(self._weight((entry,), code) and self.wants(code, path) for code in self._names)

    def severity(self, code: str, path: str, otherwise: Severity) -> Severity:
        """How serious a finding of the code is at the path; the configuration's last word on the path decides."""
        severity = self._heaviest(self._severity, code, otherwise)
        for table in self._severities.at(path):
            severity = self._heaviest(table, code, severity)
        return severity

    def _heaviest(self, table: Mapping[str, Severity], code: str, otherwise: Severity) -> Severity:
        best = max(table, key=lambda entry: self._weight((entry,), code), default=ALL)
        return table[best] if self._weight((best,), code) and best in table else otherwise

    def _weight(self, entries: Iterable[str], code: str) -> int:
        """How specific the best of ``entries`` is for the code; 0 where none matches."""
        best = 0
        for entry in entries:
            if entry == ALL:
                best = max(best, 1)
            elif entry == self._layers.get(code):
                best = max(best, 2)
            elif entry == self._names.get(code):
                best = max(best, len(code) + 1)
            elif code.startswith(entry):
                best = max(best, len(entry) + 1)
        return best

    def _named(self, code: str) -> bool:
        return self._weight(self._selected, code) == len(code) + 1

    def _matches(self, entry: str) -> bool:
        return bool(entry) and any(self._weight((entry,), code) for code in self._names)

    @property
    def _known(self) -> list[str]:
        return [*self._names, *self._names.values(), *dict.fromkeys(self._layers.values()), ALL]


class _Covers(Protocol):
    def covers(self, path: str) -> bool: ...


class _ByPath(Generic[_Value]):
    """A table whose keys are patterns of paths, relative to ``base``."""

    def __init__(self, table: Mapping[str, _Value], base: str) -> None:
        self._base = base
        self._entries: list[tuple[_Covers, _Value]] = []
        if table:
            from timeout_audit.patterns import Patterns  # noqa: PLC0415 - pathspec takes 25 ms

            self._entries = [(Patterns([pattern]), value) for pattern, value in table.items()]

    def at(self, path: str) -> Iterator[_Value]:
        """The values of the patterns that match the path, in the order of the table."""
        if path.startswith(self._base):
            inner = path[len(self._base) :]
            yield from (value for patterns, value in self._entries if patterns.covers(inner))


def _entries(config: Config) -> Iterator[tuple[str, str]]:
    """Every place where the configuration names rules: key and entry."""
    lists: dict[str, Iterable[str]] = {
        "select": config.select,
        "extend-select": config.extend_select,
        "ignore": config.ignore,
        "extend-ignore": config.extend_ignore,
        "severity": config.severity,
        "per-file-ignores": (code for codes in config.per_file_ignores.values() for code in codes),
        "per-file-severity": (code for table in config.per_file_severity.values() for code in table),
    }
    for key, entries in lists.items():
        yield from ((key, entry) for entry in entries)
