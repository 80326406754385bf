"""The law of runs over a few files: of each they say what a run over all files says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.audits import TODAY
from tests.cases import Case, all_cases
from timeout_audit.config.find import load
from timeout_audit.link.waits import _Linker
from timeout_audit.model.finding import Finding
from timeout_audit.model.project import Audit
from timeout_audit.model.wait import Layer, Wait
from timeout_audit.pipeline import examine, find

SEVERAL = [case for case in all_cases() if sum(path.endswith(".py") for path in case.files) > 1]


def audited(root: Path, *names: str) -> tuple[Audit, set[str]]:
    """What is said, and the files that were audited."""
    loaded = load(str(root), str(root))
    sources, unwalked = find([str(root / name) for name in names] or [str(root)], str(root), loaded)
    return examine(sources, unwalked, loaded, TODAY), {file.path for file in sources.targets}


def of_code(said: Sequence[Finding | Wait], name: str) -> list[Finding | Wait]:
    """What is said of a file's code: a server's configuration is read where a launch in another file names it."""
    return [one for one in said if one.place.path == name and one.layer is not Layer.SERVER]


@pytest.mark.parametrize("case", SEVERAL, ids=lambda case: f"{case.source.stem}:{case.line}")
def test_a_file_alone_says_what_it_says_among_all(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path)
    whole, names = audited(tmp_path)
    for name in names:
        if name.endswith(".py"):
            alone, _ = audited(tmp_path, name)
            assert of_code(alone.findings, name) == of_code(whole.findings, name)
            assert of_code(alone.project.waits, name) == of_code(whole.project.waits, name)


def test_what_nobody_asks_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three files with waits one is asked about; another makes the client whose default a call in it rests on."""
    (tmp_path / "clients.py").write_text("import httpx\n\nclient = httpx.Client()\n")
    (tmp_path / "asked.py").write_text(
        "from clients import client\n\n\ndef load(url):\n    return client.get(url).json()\n"
    )
    (tmp_path / "other.py").write_text("import requests\n\nrequests.get('https://example.org').json()\n")
    judged: list[str] = []
    of_site = _Linker._of_site

    def watched(self: _Linker, module: object, site: object) -> object:
        judged.append(module.path)  # type: ignore[attr-defined]
        return of_site(self, module, site)  # type: ignore[arg-type]

    monkeypatch.setattr(_Linker, "_of_site", watched)
    assert not audited(tmp_path, "asked.py")[0].findings
    assert "clients.py" in judged
    assert "other.py" not in judged
