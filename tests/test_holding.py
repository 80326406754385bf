"""What was understood holds while files that changed say the same, lines aside; and no longer."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cases import Case, all_cases
from tests.test_cache import audited
from timeout_audit import remember
from timeout_audit.analyse import Understood, analyse
from timeout_audit.model.finding import Problem
from timeout_audit.model.place import Place
from timeout_audit.model.renumbered import Renumbering, Unmoved, moved
from timeout_audit.model.text import msg
from timeout_audit.model.wait import Bound, Layer, State, Wait

PYTHON = [case for case in all_cases() if any(path.endswith(".py") for path in case.files)]
UNREAD = {"TA900-file-not-audited", "TA901-suppression-unused"}
"""Rules with cases of files that are no Python."""


def _spread(text: str) -> str:
    """The same code with a line of comment before every statement but the first of a class."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return f"{text}\n# at the end\n"
    first = {node.body[0] for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    starts = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt) and node not in first}
    lines = text.split("\n")
    return "\n".join(f"# -\n{line}" if number in starts else line for number, line in enumerate(lines, 1))


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each analysis, whether the one before it held."""
    told: list[bool] = []

    def watched(*given: Any, process: bool) -> Understood:
        found = analyse(*given, process=process)
        told.append(found.held)
        return found

    monkeypatch.setattr(remember, "_analyse", watched)
    return told


@pytest.mark.parametrize("case", PYTHON, ids=lambda case: f"{case.source.stem}:{case.line}")
def test_lines_between_statements_change_lines_alone(case: Case, tmp_path: Path, held: list[bool]) -> None:
    root = tmp_path / "project"
    root.mkdir()
    case.write(root)
    audited(root, tmp_path / "kept")
    for path, text in case.files.items():
        if path.endswith(".py"):
            (root / path).write_text(_spread(text))
    again = audited(root, tmp_path / "kept")
    assert held == [False, True] or case.source.stem in UNREAD, "but for what cannot be read"
    assert again == audited(root, "")


FILES = {
    "clients.py": "import httpx\n\nSECONDS = None\n\n\ndef fetch(url):\n    return httpx.get(url, timeout=SECONDS)\n",
    "base.py": "import requests\n\n\nclass Base:\n    def __init__(self):\n        self.session = requests.Session()\n"
    "\n    def get(self, url):\n        return self.session.get(url, stream=True)\n",
    "main.py": "from base import Base\nfrom clients import fetch\n\n\nclass Shop(Base):\n    pass\n\n\n"
    "def show(name):\n    return name.upper()\n\n\ndef run():\n"
    "    if Shop().get('/a').ok:\n        show(fetch('/b'))\n",
    "limits.py": "import clients\n\n\ndef limit(seconds):\n    return seconds * 2\n",
    "notes.py": "def note(text):\n    return text\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    for path, text in FILES.items():
        (root / path).write_text(text)
    return root


def _edit(path: str, old: str, new: str) -> Callable[[Path], object]:
    def edit(root: Path) -> None:
        assert old in FILES[path]
        (root / path).write_text(FILES[path].replace(old, new))

    return edit


def _both(*edits: Callable[[Path], object]) -> Callable[[Path], object]:
    return lambda root: [edit(root) for edit in edits]


HOLDS: dict[str, Callable[[Path], object]] = {
    "a line above": _edit("base.py", "import", "# of the shop\nimport"),
    "a line in a function": _edit("clients.py", "    return", "    # slowly\n    return"),
    "a line less": _edit("clients.py", "\n\n\ndef", "\ndef"),
    "a function that nobody calls": _edit("limits.py", "seconds * 2", "seconds * 3"),
    "another function": _edit("limits.py", "def limit", "def twice(limit):\n    return limit * 2\n\n\ndef limit"),
    "a file that nobody asks": _edit("notes.py", "return text", "return text.strip()"),
    "an import that leads nowhere": _edit("notes.py", "def", "import sys\n\n\ndef"),
    "a start": _edit("notes.py", "    return", "    run(['uvicorn', 'main:app'])\n    return"),
    "a launch": lambda root: (root / "Procfile").write_text("web: gunicorn main:app\n"),
    "a new file": lambda root: (root / "new.py").write_text("import sys\n"),
    "a file less": lambda root: (root / "notes.py").unlink(),
    "another pin": lambda root: (root / "requirements.txt").write_text("redis==8.0.0\n"),
    "several files": _both(
        _edit("base.py", "import", "\nimport"), _edit("clients.py", "SECONDS = None", "\nSECONDS = None")
    ),
}
VOID: dict[str, Callable[[Path], object]] = {
    "a limit": _edit("clients.py", "SECONDS = None", "SECONDS = 5"),
    "a column": _edit("clients.py", "httpx.get(url, t", "httpx.get(url,  t"),
    "two statements in one line": _edit("clients.py", "import httpx\n\nSECONDS", "import httpx; SECONDS"),
    "a call more": _edit("main.py", "    if Shop", "    fetch('/c')\n    if Shop"),
    "a limit from another file": _edit("limits.py", "def", "clients.SECONDS = 5\n\n\ndef"),
    "an import of a library": _edit("notes.py", "def", "import redis\n\n\ndef"),
    "a class that inherits": _edit(
        "notes.py", "def", "from base import Base\n\n\nclass Note(Base):\n    pass\n\n\ndef"
    ),
    "a text that was looked for": _edit("notes.py", "def", "# DATABASES\n\n\ndef"),
    "a class under a name that was looked for": _edit("notes.py", "def", "class Note(Base):\n    pass\n\n\ndef"),
    "one more that imports a file": _edit("notes.py", "def", "import clients\n\n\ndef"),
    "what is no Python": _edit("base.py", "import", "import import"),
    "what is no text": lambda root: (root / "base.py").write_bytes(b"\0"),
    "a new file that asks": lambda root: (root / "new.py").write_text("from base import Base\n\nBase().get('/d')\n"),
    "a new file that inherits": lambda root: (root / "new.py").write_text(
        "from base import Base\n\n\nclass New(Base):\n"
    ),
    "a new file in the place of a library": lambda root: (root / "httpx.py").write_text("def get(url):\n    pass\n"),
    "a file less that is asked": lambda root: (root / "base.py").unlink(),
    "a file less that imports one": lambda root: (root / "limits.py").unlink(),
    "a pin of a library that waits": lambda root: (root / "requirements.txt").write_text("httpx==0.27\n"),
}


@pytest.mark.parametrize("change", HOLDS.values(), ids=HOLDS)
def test_what_says_the_same_is_not_linked_again(
    root: Path, tmp_path: Path, held: list[bool], change: Callable[[Path], object]
) -> None:
    assert audited(root, tmp_path / "kept").findings
    change(root)
    after = audited(root, tmp_path / "kept")
    assert held == [False, True]
    assert after == audited(root, "")
    for path in ("base.py", "clients.py"):
        (root / path).write_text(f"\n\n{(root / path).read_text()}")
    again = audited(root, tmp_path / "kept")
    assert held == [False, True, False, True], "what held is kept with what was asked for it"
    assert again == audited(root, "")


@pytest.mark.parametrize("change", VOID.values(), ids=VOID)
def test_what_says_something_else_is_linked_again(
    root: Path, tmp_path: Path, held: list[bool], change: Callable[[Path], object]
) -> None:
    audited(root, tmp_path / "kept")
    change(root)
    after = audited(root, tmp_path / "kept")
    assert held == [False, False]
    assert after == audited(root, "")


PACKAGE = {
    "shop/wide.py": "import socket\n\nsocket.setdefaulttimeout(5)\n",
    "shop/main.py": "from urllib.request import urlopen\n\nurlopen('http://shop')\n",
    "shop/other.py": "import json\n",
    "tasks.py": "import requests\nfrom celery import shared_task\n\n\n@shared_task(time_limit=60)\ndef work():\n"
    "    requests.get('/a')\n",
    "Procfile": "worker: celery -A tasks worker\n",
}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("shop/wide.py", f"import json\n{PACKAGE['shop/wide.py']}"),
        ("shop/__init__.py", ""),
        ("Procfile", "worker: celery -A tasks worker --pool threads\n"),
    ],
    ids=["what a file imports", "a package around files", "the pool of workers"],
)
def test_what_else_the_linker_asks_is_asked_again(tmp_path: Path, held: list[bool], path: str, text: str) -> None:
    root = tmp_path / "project"
    (root / "shop").mkdir(parents=True)
    for name, content in PACKAGE.items():
        (root / name).write_text(content)
    audited(root, tmp_path / "kept")
    (root / "shop/other.py").write_text("import csv\n")
    audited(root, tmp_path / "kept")
    assert held == [False, True]
    (root / path).write_text(text)
    after = audited(root, tmp_path / "kept")
    assert held == [False, True, False]
    assert after == audited(root, "")


WORKER = {
    "app/settings.py": "CELERY_TASK_TIME_LIMIT = 1800\n",
    "app/celery.py": "from celery import Celery\n\napp = Celery('app')\n"
    "app.config_from_object('django.conf:settings', namespace='CELERY')\n",
    "app/notes.py": "",
    "Procfile": "worker: celery -A app worker\n",
}


@pytest.mark.parametrize("was", [WORKER["Procfile"], ""], ids=["asked before", "asked for the first time"])
def test_what_settings_say_of_a_worker_is_kept(tmp_path: Path, held: list[bool], was: str) -> None:
    root = tmp_path / "project"
    (root / "app").mkdir(parents=True)
    for path, text in WORKER.items():
        (root / path).write_text(text)
    (root / "Procfile").write_text(was)
    audited(root, tmp_path / "kept")
    (root / "app/settings.py").write_text("# of workers\n" + WORKER["app/settings.py"])
    (root / "Procfile").write_text(f"\n{WORKER['Procfile']}")
    after = audited(root, tmp_path / "kept")
    assert held == [False, bool(was)]
    assert after == audited(root, "")
    limits = [wait.bound for wait in after.project.waits if wait.parameter == "task-time"]
    assert [(bound.seconds, str(bound.source)) for bound in limits] == [(1800, "app/settings.py:2")]


def test_a_run_over_a_few_files_that_comes_to_ask_all_is_linked_again(
    root: Path, tmp_path: Path, held: list[bool]
) -> None:
    few = ("main.py", "notes.py")
    audited(root, tmp_path / "kept", *few)
    HOLDS["another function"](root)
    audited(root, tmp_path / "kept", *few)
    HOLDS["a start"](root)
    after = audited(root, tmp_path / "kept", *few)
    assert held == [False, True, False]
    assert after == audited(root, "", *few)


def test_what_the_cache_has_lost_is_linked_again(root: Path, tmp_path: Path, held: list[bool]) -> None:
    audited(root, tmp_path / "kept")
    for path in (tmp_path / "kept").glob("*.facts"):
        path.unlink()
    HOLDS["several files"](root)
    assert audited(root, tmp_path / "kept") == audited(root, "")
    assert held == [False, False, False]


def _at(line: int, path: str = "a.py", column: int = 1) -> Place:
    return Place(path, line, column, line, column + 5)


def test_lines_that_change_places_are_not_the_same() -> None:
    lines = Renumbering("a.py")
    assert lines.same((_at(1), _at(2)), (_at(4), _at(3)))
    assert lines.lines() is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_at(1), _at(1, column=2)),
        ((_at(1), _at(1)), (_at(1), _at(2))),
        ((_at(1), _at(2)), (_at(3), _at(3))),
        (_at(1, "b.py"), _at(2, "b.py")),
        ({"a": _at(1)}, {"b": _at(1)}),
        ((1,), (True,)),
        ((_at(1),), (_at(1), _at(2))),
    ],
    ids=["column", "one line to two", "two lines to one", "other file", "keys", "types", "more"],
)
def test_what_is_not_the_same(old: object, new: object) -> None:
    lines = Renumbering("a.py")
    assert not lines.same(old, new) or lines.lines() is None


def test_nesting_beyond_measure_is_not_the_same() -> None:
    deep: tuple[object, ...] = ()
    for _ in range(100_000):
        deep = (deep,)
    assert not Renumbering("a.py").same(deep, ())
    assert not Renumbering("a.py").same(deep, (deep,))


def test_sentences_name_the_new_lines() -> None:
    said = msg("{fix} at {place}", fix=msg("see {place}", place=_at(2)), place=_at(2, "b.py"))
    wait = Wait(Layer.HTTP, "httpx.get", _at(1), Bound(State.NONE, reason=msg("open (line {line})", line=2)))
    lines = {"a.py": {0: 0, 1: 1, 2: 7}}
    assert str(moved(said, lines)) == "see a.py:7 at b.py:2"
    assert str(moved(wait, lines).bound.reason) == "open (line 7)"
    assert moved(Problem("a.py", 2, said), lines) == Problem("a.py", 7, moved(said, lines))
    with pytest.raises(Unmoved):
        moved(_at(3), lines)
