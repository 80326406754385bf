"""Facts of the formats, and that no input brings a reader down."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases import CASES, parse_cases
from timeout_audit.link.launches import link_launches
from timeout_audit.model.launch import LaunchFile
from timeout_audit.readers.registry import claimed, formats, read_launch_file

# A file of each format, from the cases: what the mutants below are made of.
FILES = sorted(
    {
        (Path(name).name, text)
        for path in sorted((CASES / "server").glob("*.md"))
        for case in parse_cases(path)
        for name, text in case.files.items()
        if claimed(name)
    }
)

PATHS = {
    "circus": "circus.ini",
    "code": "serve.py",
    "compose": "compose.yaml",
    "dockerfile": "Dockerfile",
    "dotenv": ".env",
    "ecs": "ecs-task.json",
    "helm_values": "values.yaml",
    "kubernetes": "deploy.yaml",
    "makefile": "Makefile",
    "nginx": "nginx.conf",
    "platform": "render.yaml",
    "pm2": "ecosystem.config.js",
    "procfile": "Procfile",
    "pyproject": "pyproject.toml",
    "quadlet": "shop.container",
    "server_config": "gunicorn.conf.py",
    "shell": "entrypoint.sh",
    "supervisord": "supervisord.conf",
    "systemd": "shop.service",
    "uwsgi": "uwsgi.ini",
}

DEEP = 30_000
HOSTILE = {
    "nothing": b"",
    "nuls": b"\0" * 1000,
    "bytes": bytes(range(256)) * 20,
    "brackets": b"FROM x\nCMD " + b"[" * DEEP,
    "flow": b"services: " + b"{a: " * DEEP,
    "containers": b"kind: Pod\ncontainers: " + b"[" * DEEP,
    "applications": b"module.exports = {apps: " + b"[{a: " * DEEP,
    "services": b"services:\n  a:\n    command: " + b"[" * DEEP,
    "parentheses": b"#!/bin/sh\n" + b"(" * DEEP,
    "arithmetic": b"#!/bin/sh\necho " + b"$((" * 2000,
    "substitutions": b"#!/bin/sh\n" + b"$(" * 2000 + b"uvicorn a:b" + b")" * 2000,
    "quotes": b"#!/bin/sh\n" + b"\"$(echo '" * 1000,
    "ifs": b"#!/bin/sh\n" + b"if x; then\n" * 2000 + b"uvicorn a:b\n" + b"fi\n" * 2000,
    "expansions": b"FROM x\nENV A=" + b"${A:-" * 3000 + b"\nCMD uvicorn $A",
    "continued": b"FROM x\nCMD uvicorn \\\n" + b"a \\\n" * 20_000,
    "documents": b"FROM x\nRUN <<A <<B <<C\n" + b"CMD x\n" * 1000,
    "anchors": b"a: &a [x]\n" + b"".join(b"k%d: &k%d [*a, *a]\n" % (n, n) for n in range(500)) + b"services: {a: *k9}",
    "merges": b"services: &s\n  <<: *s\n  a:\n    <<: [*s, *s]\n    command: uvicorn a:b",
    "python": b"timeout = " + b"(" * 500 + b"1" + b")" * 500 + b"\nkeepalive = " + b"-" * 3000 + b"1",
    "templates": b"kind: Pod\ncontainers:\n" + b"{{ if .x }}" * 3000,
    "sections": b"[program:a]\ncommand=" + b"\n ;x" * 3000 + b"\n[Service]\nExecStart=" + b"\\\n" * 3000,
    "settings": b"[uwsgi]\nmodule=a:b\n"
    b"ini = :uwsgi\n" + b"if-env = X\n" * 3000 + b"harakiri = $(" * 3000 + b"\n[" * 3000,
    "tags": b"<uwsgi><module>a</module>" + b"<harakiri>" * DEEP + b"</uwsgi",
    "keys": b'{"uwsgi": {' + b'"module": "a", ' * 3000 + b'"' * 3001,
    "definitions": b"a: &a\n  - *a\n  - !If [x, *a, *a]\n  - name: !Join ['', &b [!Join ['', *b], !Join ['', *b], c]]\n"
    b"    command: &c [*c, !If [x, *c], !Sub *b]\n    environment: *a\ncontainerDefinitions: *a\n",
    "tables": b"[project.scripts]\na = [" * 2000 + b'"""' * 100,
    "commands": b'run(["uvicorn", "a:b"' + b', "-x", *y' * 3000 + b", " + b"-" * 3000 + b"1] " + b"+ z" * 900 + b")",
    "recursion": b"#!/bin/sh\nf() { f; f; }\nf\nf\n",
    "words": b"FROM x\nENV " + b" ".join(b"A%d=$A%d$A%d" % (n + 1, n, n) for n in range(200)) + b"\nCMD uvicorn $A199",
}


def linked(path: str, data: bytes) -> LaunchFile | None:
    """Read the file, send it through its stored form and link it: nothing may raise."""
    file = read_launch_file(path, data, "code" if path == PATHS["code"] else "")
    if file is None:
        return None
    stored = msgspec.json.decode(msgspec.json.encode(file), type=LaunchFile)
    assert stored == file
    link_launches({path: stored})
    return file


def test_every_format_has_a_path_here() -> None:
    assert set(PATHS) == set(formats())
    assert all(formats()[name](path) for name, path in PATHS.items() if name != "code"), "no name tells code"


@pytest.mark.parametrize("path", PATHS.values())
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_read_to_its_end(path: str, name: str) -> None:
    linked(path, HOSTILE[name])


@pytest.mark.parametrize("path", PATHS.values())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read(path: str, data: bytes) -> None:
    linked(path, data)


@pytest.mark.parametrize(("name", "text"), FILES, ids=lambda value: value if len(value) < 30 else "")
def test_mutants_of_real_files_are_read(name: str, text: str) -> None:
    chance = random.Random(name)  # noqa: S311 - the same mutants in every run
    data = text.encode()
    for _ in range(6):
        mutant = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(mutant) + 1)
            piece = chance.choice(
                [b"\0", b"\n", b"\\", b'"', b"'", b"[", b"]", b"{", b"}", b"$", b"<<", b"\xff", b"#", b": "]
            )
            mutant[at : at + chance.randint(0, 3)] = piece
        linked(name, bytes(mutant))


@pytest.mark.parametrize(("name", "text"), FILES, ids=lambda value: value if len(value) < 30 else "")
def test_carriage_returns_and_a_byte_order_mark_move_nothing(name: str, text: str) -> None:
    plain = read_launch_file(name, text.encode())
    moved = read_launch_file(name, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert plain is not None or moved is None
    if plain is not None and moved is not None:
        assert [launch.place for launch in link_launches({name: plain}).launches] == [
            launch.place for launch in link_launches({name: moved}).launches
        ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Dockerfile", "dockerfile"),
        ("docker/Dockerfile.prod", "dockerfile"),
        ("prod.Dockerfile", "dockerfile"),
        ("backend.dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("dockerfile-dev", "dockerfile"),
        (".dockerignore", ""),
        ("Dockerfile.md", ""),
        ("dockerfile.py", ""),
        ("compose.override.yml", "compose"),
        ("docker-compose.prod.yaml", "compose"),
        ("local.compose.yml", "compose"),
        ("Procfile.dev", "procfile"),
        ("GNUmakefile", "makefile"),
        ("Makefile.am", ""),
        ("shop.service.j2", "systemd"),
        ("fly.staging.toml", "platform"),
        ("src/main.py", ""),
        ("docs/uvicorn.md", ""),
        ("deploy/gunicorn_conf.py", "server_config"),
    ],
)
def test_files_are_known_by_their_names(path: str, kind: str) -> None:
    certain = [
        name
        for name, claims in formats().items()
        if claims(path) and name not in ("ecs", "kubernetes", "supervisord", "shell")
    ]

    assert certain == ([kind] if kind else [])


def test_times_of_nginx_are_kept() -> None:
    text = "http {\n  keepalive_timeout 65s; # idle\n  server { location / { proxy_read_timeout  '90'; } }\n}"

    file = read_launch_file("nginx.conf", text.encode())

    assert file is not None
    assert [(one.name, one.words[0].literal, one.place.line, one.place.column) for one in file.settings] == [
        ("keepalive_timeout", "65s", 2, 3),
        ("proxy_read_timeout", "'90'", 3, 25),
    ]


def test_a_file_of_no_service_is_nobodys() -> None:
    assert read_launch_file("data.yaml", b"a: 1\n") is None
    assert read_launch_file("LICENSE", b"MIT\n") is None
    assert read_launch_file("bin/tool", b"#!/usr/bin/env python\n") is None
    assert read_launch_file("app.service", b"#!/bin/sh\nuvicorn a:b\n") is None


def test_large_yaml_is_a_problem_only_where_it_would_start_something() -> None:
    assert read_launch_file("lock.yaml", b"a: 1\n" * 300_000) is None
    file = read_launch_file("deploy.yaml", b"kind: Pod\ncontainers: []\n" + b"a: 1\n" * 300_000)
    assert file is not None
    assert [str(problem.message) for problem in file.problems] == [
        "the file is larger than 1,000,000 characters: what it starts is not audited"
    ]


def test_a_definition_of_a_resource_starts_nothing_and_hides_nothing() -> None:
    definition = b"kind: CustomResourceDefinition\nspec:\n  containers:\n  - name: field\n"
    long = definition + b"  # schema\n" * 150_000
    assert read_launch_file("crd.yaml", long) is None
    file = read_launch_file("all.yaml", long + b"---\nkind: Pod\nspec:\n  containers:\n  - name: web\n")
    assert file is not None
    assert [(one.name, one.place.line) for one in file.processes] == [("web", 150_009)]
    assert file.problems == ()


def test_a_script_that_carries_data_is_read_as_far_as_it_may_be_one() -> None:
    script = b"#!/bin/sh\nexec gunicorn app:app\n"
    file = read_launch_file("install.sh", script + b"# data\n" * 100_000)
    assert file is not None
    assert file.script is not None
    assert file.script.statements
    assert [(one.line, "150,000 characters" in str(one.message)) for one in file.problems] == [(1, True)]
    file = read_launch_file("install.sh", script)
    assert file is not None
    assert not file.problems
