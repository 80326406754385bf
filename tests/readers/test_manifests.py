"""Lock files, requirements and pyproject.toml: pins with their places, and nothing that ends the audit."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeout_audit.model.manifest import Manifest
from timeout_audit.readers.manifests.pyproject import specifier_of
from timeout_audit.readers.manifests.read import is_manifest, read_manifest, read_manifests


def pins(manifest: Manifest) -> list[tuple[str, str, int]]:
    return [(pin.distribution, pin.specifier, pin.place.line) for pin in manifest.pins]


def read(path: str, text: str) -> Manifest:
    manifest = read_manifest(path, text.encode())
    assert manifest.problems == ()
    return manifest


UV = """version = 1
requires-python = ">=3.10"

[[package]]
name = "Redis"
version = "7.4.1"
source = { registry = "https://example.test/simple" }
dependencies = [
    { name = "async-timeout" },
]

[package.optional-dependencies]
hiredis = [
    { name = "hiredis" },
]

[[package]]
name = "service"
source = { editable = "." }

[package.metadata]
requires-dist = [{ name = "redis", version = ">=7" }]

[[package]]
name = "numpy"
version = "2.2.6"
resolution-markers = ["python_full_version < '3.11'"]

[[package]]
name = "numpy"
version = "2.3.1"
"""


@pytest.mark.parametrize("name", ["uv.lock", "poetry.lock", "pdm.lock"])
def test_packages_of_a_lock_file(name: str) -> None:
    manifest = read(f"api/{name}", UV)
    assert pins(manifest) == [("redis", "==7.4.1", 6), ("numpy", "==2.2.6", 26), ("numpy", "==2.3.1", 31)]
    assert all(pin.locked and pin.place.path == f"api/{name}" for pin in manifest.pins)


def test_pipfile_lock_without_development() -> None:
    text = json.dumps(
        {
            "_meta": {},
            "default": {"redis": {"version": "==5.0.1"}, "own": {"path": "."}},
            "develop": {"httpx": {"version": "==0.27.0"}},
        },
        indent=4,
    )
    assert pins(read("Pipfile.lock", text)) == [("redis", "==5.0.1", 4)]


def test_requirements() -> None:
    text = (
        "# what we need\n"
        "-r base.txt\n"
        "--constraint=../constraints.txt\n"
        "--index-url https://example.test/simple\n"
        "-e .\n"
        "Flask_SQLAlchemy[extra] >= 3.0, < 4   # web\n"
        'redis==7.4.1 ; python_version < "3.12" \\\n'
        "    --hash=sha256:aa\n"
        "service @ https://example.test/service.whl\n"
        "pika~=1.3\n"
        "requests\n"
    )
    manifest = read("deploy/requirements.txt", text)
    assert pins(manifest) == [
        ("flask-sqlalchemy", ">= 3.0, < 4", 6),
        ("redis", "==7.4.1", 7),
        ("service", "", 9),
        ("pika", "~=1.3", 10),
        ("requests", "", 11),
    ]
    assert manifest.includes == ("deploy/base.txt", "constraints.txt")
    assert not any(pin.locked for pin in manifest.pins)


def test_pyproject() -> None:
    text = """[project]
name = "service"
requires-python = ">=3.10"
dependencies = [
    "httpx>=0.27",
    "redis[hiredis]==7.4.1; python_version < '3.12'",
]

[project.optional-dependencies]
mail = ["aiosmtplib"]

[dependency-groups]
dev = ["pytest>=8"]
unit-tests = ["responses", {include-group = "main"}]
main = ["celery[redis]==5.6.2", {include-group = "dev"}]

[tool.poetry.dependencies]
pika = "^1.3"
kombu = {version = "~5.3", extras = ["redis"]}
"""
    assert pins(read("pyproject.toml", text)) == [
        ("python", ">=3.10", 3),
        ("httpx", ">=0.27", 5),
        ("redis", "==7.4.1", 6),
        ("aiosmtplib", "", 10),
        ("celery", "==5.6.2", 15),
        ("pika", ">=1.3,<2", 18),
        ("kombu", ">=5.3,<5.4", 19),
    ]


@pytest.mark.parametrize(
    ("constraint", "specifier"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.*", "==1.2.*"),
        ("1.2.3", "==1.2.3"),
        (">=1,<2", ">=1,<2"),
        ("~=1.4", "~=1.4"),
        ("*", ""),
        ("^1 || ^2", ""),
        ("latest", ""),
    ],
)
def test_constraints_of_poetry(constraint: str, specifier: str) -> None:
    assert specifier_of(constraint) == specifier


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("requirements.txt", True),
        ("requirements.in", True),
        ("requirements/production.txt", True),
        ("api/requirements-prod.txt", True),
        ("api/uv.lock", True),
        ("pyproject.toml", True),
        ("requirements-dev.txt", False),
        ("requirements/tests.txt", False),
        ("docs/requirements.txt", False),
        ("test-requirements.txt", False),
        ("notes.txt", False),
        ("Cargo.lock", False),
    ],
)
def test_what_is_a_manifest(path: str, answer: bool) -> None:
    assert is_manifest(path) is answer


def test_includes_are_read_once_and_may_go_round() -> None:
    files = {
        "requirements.txt": b"-r shared/base.txt\n-r missing.txt\nredis\n",
        "shared/base.txt": b"-r ../requirements.txt\n-c ../../outside.txt\npika==1.3.2\n",
    }
    asked: list[str] = []

    def load(path: str) -> bytes | None:
        asked.append(path)
        return files.get(path)

    found = read_manifests(files, load)
    assert [manifest.path for manifest in found] == ["requirements.txt", "shared/base.txt"]
    assert asked == ["requirements.txt", "shared/base.txt", "missing.txt"]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("pyproject.toml", b"[project\nname = 3"),
        ("pyproject.toml", b"\xff\xfe\x00"),
        ("Pipfile.lock", b"{" * 5000),
        ("Pipfile.lock", b"[" * 100_000),
    ],
)
def test_a_broken_file_is_a_problem(path: str, data: bytes) -> None:
    manifest = read_manifest(path, data)
    assert manifest.pins == ()
    assert [(problem.path, problem.line) for problem in manifest.problems] == [(path, 1)]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b'{"default": 3}', b'{"default": {"a": {"version": 3}}}'])
def test_a_strange_pipfile_lock_says_nothing(data: bytes) -> None:
    assert read_manifest("Pipfile.lock", data or b"{}").pins == ()


@pytest.mark.parametrize("table", ["project = 3", "[project]\ndependencies = 'a'", "[tool]\npoetry = []"])
def test_a_strange_pyproject_says_nothing(table: str) -> None:
    assert read("pyproject.toml", table).pins == ()


NAMES = st.sampled_from(["uv.lock", "Pipfile.lock", "pyproject.toml", "requirements.txt"])


@given(NAMES, st.binary(max_size=300))
def test_no_bytes_end_the_audit(path: str, data: bytes) -> None:
    manifest = read_manifest(path, data)
    assert all(pin.place.line >= 1 for pin in manifest.pins)


@given(NAMES, st.text(alphabet="[]{}=\"'\n\\#-rc .,;@<>^~*|redis0123", max_size=200))
def test_no_text_of_their_alphabet_ends_the_audit(path: str, text: str) -> None:
    read_manifest(path, text.encode())
