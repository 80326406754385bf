"""Runs the part of the audit that concerns launches over a case: readers, linker, the rules of the server layer."""

from __future__ import annotations

from functools import cache

import msgspec

from tests.cases import Case
from timeout_audit.link.launches import Launched, link_launches
from timeout_audit.link.launches.show import show
from timeout_audit.model.finding import Finding
from timeout_audit.model.launch import LaunchFile
from timeout_audit.model.project import Project
from timeout_audit.model.wait import Layer
from timeout_audit.readers.registry import claimed, read_launch_file
from timeout_audit.rules.registry import all_rules


def read_all(files: dict[str, str]) -> dict[str, LaunchFile]:
    """The facts of the case's files, after a journey through their stored form."""
    found = {path: read_launch_file(path, text.encode()) for path, text in files.items() if claimed(path)}
    kept = {path: file for path, file in found.items() if file is not None}
    return {path: msgspec.json.decode(msgspec.json.encode(file), type=LaunchFile) for path, file in kept.items()}


def link_case(case: Case) -> Launched:
    """The launches and waits of a case."""

    @cache
    def opened(path: str, kind: str) -> LaunchFile | None:
        text = case.files.get(path)
        return None if text is None else read_launch_file(path, text.encode(), kind)

    return link_launches(read_all(case.files), open_file=opened, paths=case.files)


def findings_of(launched: Launched, codes: tuple[str, ...]) -> list[Finding]:
    """What the rules with these codes report."""
    project = Project("", launched.waits, launches=launched.launches)
    found = [finding for rule in all_rules() if rule.code in codes for finding in rule.check(project)]
    return sorted(found, key=lambda finding: (finding.place, finding.code))


def launch_lines(launched: Launched) -> list[str]:
    """The launches as the case states them."""
    return show(launched.launches)


def wait_lines(launched: Launched) -> list[str]:
    """The waits of the server layer as the case states them."""
    lines = []
    for wait in sorted(launched.waits, key=lambda wait: (wait.place, wait.api, wait.parameter)):
        if wait.layer is Layer.SERVER:
            seconds = "" if wait.bound.seconds is None else f" {wait.bound.seconds:g}"
            place = f"{wait.place.path}:{wait.place.line}:{wait.place.column}"
            lines.append(f"{place} server {wait.api} {wait.bound.state.value}{seconds}")
    return lines
