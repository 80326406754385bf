"""Turns of fixes: each is audited, and what does not help or does harm is taken back."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from tests.audits import TODAY
from tests.fix.mending import Run
from tests.tree import lay
from timeout_audit.config.find import load
from timeout_audit.fix.mend import Mended, mend
from timeout_audit.model.finding import Finding
from timeout_audit.model.project import Audit
from timeout_audit.pipeline import examine, find
from timeout_audit.sources import Sources

CALL = "import requests\n\n\ndef load(url):\n    return requests.get(url)\n"


def mended(root: Path, spoil: str) -> Mended:
    """Fixes where a second audit finds one thing more in every file whose text holds ``spoil``."""
    loaded = load(str(root), str(root))
    sources, unwalked = find([str(root)], str(root), loaded)

    def again(changed: Sources) -> Audit:
        audit = examine(changed, unwalked, loaded, TODAY)
        first = audit.findings[0] if audit.findings else template
        more: list[Finding] = []
        for path in ("a.py", "b.py", "c.py"):
            data = changed.read(path)
            if isinstance(data, bytes) and spoil.encode() in data:
                more.append(replace(first, code="TA999", place=replace(first.place, path=path, line=1, column=1)))
        return replace(audit, findings=(*audit.findings, *more))

    template = examine(sources, unwalked, loaded, TODAY).findings[0]
    before = again(sources)
    return mend(before, sources, again, before.findings, unsafe=True)


def test_a_fix_that_brings_something_new_is_taken_back_alone(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": CALL, "b.py": CALL.replace("url", "spoilt"), "c.py": CALL})
    result = mended(tmp_path, "spoilt, timeout")
    assert sorted(result.files) == ["a.py", "c.py"]
    assert [(one.finding.place.path, str(one.reason)) for one in result.refused] == [("b.py", "it would bring TA999")]
    assert [finding.place.path for finding in result.fixed] == ["a.py", "c.py"]


def test_fixes_of_one_place_are_made_one_after_the_other(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": "import requests\n\nrequests.get(requests.get('http://x').text, timeout=None).json()\n"})
    result = Run(tmp_path, unsafe=True)
    assert result.mended.refused == ()
    text = "import requests\n\nrequests.get(requests.get('http://x', timeout=10).text, timeout=10).json()\n"
    assert result.text("a.py") == text


def test_one_fix_for_every_call_of_a_client(tmp_path: Path) -> None:
    client = "import httpx\n\n\ndef load(urls):\n    with httpx.Client(timeout=None) as client:\n"
    calls = "        client.get(urls[0])\n        return [client.get(url).json() for url in urls]\n"
    lay(tmp_path, {"a.py": client + calls})
    result = Run(tmp_path, unsafe=True)
    assert "httpx.Client(timeout=10)" in result.text("a.py") or "httpx.Client(timeout=5)" in result.text("a.py")
    assert result.text("a.py").count("timeout=") == 1
    assert not [finding for finding in result.mended.audit.findings if finding.code == "TA403"]
