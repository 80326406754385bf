"""False claims are refuted, and a proof leaves nothing behind."""

from __future__ import annotations

import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from timeout_audit.catalogue.entry import LibraryFile
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.parse import parse_library
from timeout_audit.proofs import runner
from timeout_audit.proofs.judge import Result
from timeout_audit.proofs.process import run_worker
from timeout_audit.proofs.runner import Proof, prove


def text_of(stem: str) -> str:
    return (files("timeout_audit.catalogue") / "libraries" / f"{stem}.toml").read_text("utf-8")


def planted(stem: str, true: str, false: str) -> LibraryFile:
    """A catalogue file in which one true claim was replaced by a false one."""
    text = text_of(stem)
    assert true in text
    return parse_library(text.replace(true, false), f"{stem}.toml")


LIES = {
    "httpx has no default": planted("httpx", "default = [{ seconds = 5 }]\n", ""),
    "requests waits 5 s by default": planted(
        "requests", 'returns = "requests.Response"', 'returns = "requests.Response"\ndefault = [{ seconds = 5 }]'
    ),
    "redis lost its default with 8": planted(
        "redis",
        '[{ versions = "<8" }, { versions = ">=8", seconds = 5 }]',
        '[{ versions = "<8", seconds = 5 }, { versions = ">=8" }]',
    ),
    "aiohttp.ClientTimeout() is bounded": planted(
        "aiohttp", 'name = "aiohttp.ClientTimeout"\n', 'name = "aiohttp.ClientTimeout"\nmissing = "default"\n'
    ),
    "aiohttp waits 60 s by default": planted("aiohttp", "seconds = 300", "seconds = 60"),
    "None means urllib3's default of 5 s": planted(
        "urllib3",
        'timeout = [{ keyword = "timeout", position = 7, objects = ["urllib3.Timeout"] }]',
        'timeout = [{ keyword = "timeout", position = 7, none = "default", objects = ["urllib3.Timeout"] }]\n'
        "default = [{ seconds = 5 }]",
    ),
}
ONLY = (
    r"^(httpx\.(get|Client)\(\)|requests\.get\(\)|redis\.Redis\(\)|urllib3\.HTTPConnectionPool\.urlopen\(timeout=None\)"
    r"|aiohttp\.ClientSession\((timeout=aiohttp\.ClientTimeout\(\))?\))( \[socket_timeout\])?$"
)
REFUTED = {
    "httpx has no default": ["httpx.get()", "httpx.Client()"],
    "requests waits 5 s by default": ["requests.get()"],
    "redis lost its default with 8": ["redis.Redis() [socket_timeout]"],
    "aiohttp.ClientTimeout() is bounded": ["aiohttp.ClientSession(timeout=aiohttp.ClientTimeout())"],
    "aiohttp waits 60 s by default": ["aiohttp.ClientSession()"],
    "None means urllib3's default of 5 s": ["urllib3.HTTPConnectionPool.urlopen(timeout=None)"],
}


@pytest.fixture(scope="module")
def lies() -> dict[str, Proof]:
    return dict(zip(LIES, prove(LIES.values(), only=ONLY, jobs=len(LIES)), strict=True))


@pytest.mark.parametrize("lie", LIES)
def test_a_planted_lie_is_refuted(lies: dict[str, Proof], lie: str) -> None:
    proof = lies[lie]
    if proof.missing:
        pytest.skip(proof.missing)
    assert [result.claim.text for result in proof.results if result.verdict == "refuted"] == REFUTED[lie]


def result_of(proof: Proof, text: str) -> Result:
    return next(result for result in proof.results if result.claim.text == text)


def test_a_hang_is_told_with_its_line() -> None:
    file = next(file for file in library_files() if file.library.name == "urllib.request")
    (proof,) = prove([file], horizon=2, only=r"urlopen\((timeout=1)?\)$")
    hanging = result_of(proof, "urllib.request.urlopen()")
    assert hanging.verdict == "proven"
    assert hanging.outcome.where.startswith(("socket.py:", "http/client.py:"))
    bounded = result_of(proof, "urllib.request.urlopen(timeout=1)")
    assert str(bounded.outcome).startswith("TimeoutError after 1.")


def test_what_was_late_on_a_busy_machine_is_tried_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = []

    def worker(python: str, order: dict[str, Any]) -> dict[str, Any]:
        answer = run_worker(python, order)
        if not answered:
            answer["outcomes"][0]["seconds"] += 7
        answered.append([trial["arguments"] for trial in order["trials"]])
        return answer

    monkeypatch.setattr(runner, "run_worker", worker)
    file = next(file for file in library_files() if file.library.name == "queue")
    (proof,) = prove([file], horizon=2, only=r"^queue\.Queue\.get\(timeout=(1|0)\)$")
    assert [result.verdict for result in proof.results] == ["proven", "proven"]
    assert answered == [[{"timeout": 1}, {"timeout": 0}], [{"timeout": 1}]]


def test_programs_that_a_proof_starts_are_gone_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc").is_dir():
        pytest.skip("there is no /proc to look into")
    mark = f"TIMEOUT_AUDIT_MARK={os.getpid()}"
    monkeypatch.setenv(*mark.split("="))
    file = next(file for file in library_files() if file.library.name == "subprocess")
    (proof,) = prove([file], horizon=2, only=r"^subprocess\.(run|getoutput)\(\)$")
    assert [result.verdict for result in proof.results] == ["proven", "proven"]
    assert [pid for pid in _processes() if mark in _environment(pid)] == []


def _processes() -> list[Path]:
    return [entry for entry in Path("/proc").iterdir() if entry.name.isdigit() and int(entry.name) != os.getpid()]


def _environment(process: Path) -> list[str]:
    try:
        return (process / "environ").read_text("utf-8", "replace").split("\0")
    except OSError:
        return []


def test_a_library_that_is_not_installed_is_said_to_be_missing(tmp_path: Path) -> None:
    text = text_of("requests").replace('distribution = "requests"', 'distribution = "no-such-distribution"')
    (proof,) = prove([parse_library(text, "requests.toml")], horizon=1)
    assert proof.missing == "no-such-distribution is not installed"
    assert proof.results == ()
    (tmp_path / "python").write_text("#!/bin/sh\nexit 3\n", "utf-8")
    (tmp_path / "python").chmod(0o755)
    (proof,) = prove([parse_library(text, "requests.toml")], horizon=1, python=str(tmp_path / "python"))
    assert proof.missing == "the proof's process died"


def test_a_library_without_a_recipe_says_why() -> None:
    text = text_of("requests").replace(
        'name = "requests"\ndistribution', 'name = "norecipe"\nunproven = "it is new"\ndistribution'
    )
    (proof,) = prove([parse_library(text, "norecipe.toml")], horizon=1, python=sys.executable)
    assert proof.missing == "it is new"
