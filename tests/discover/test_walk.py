from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.discover.walks import claims, sources, walked
from tests.tree import lay
from timeout_audit.config.schema import Config, Loaded
from timeout_audit.discover.find import discover, resolve
from timeout_audit.discover.root import find_root
from timeout_audit.discover.sets import cannot_start
from timeout_audit.model.fault import Fault
from timeout_audit.readers.registry import claimed
from timeout_audit.sources import Kind


def test_python_and_launch_files_by_path(tmp_path: Path) -> None:
    lay(tmp_path, ["b.py", "a/Dockerfile", "a/x.txt", "a/run.pyw", "a/stub.pyi"])
    found = sources(tmp_path).targets
    assert [(file.path, file.kind) for file in found] == [
        ("a/Dockerfile", Kind.LAUNCH),
        ("a/run.pyw", Kind.PYTHON),
        ("b.py", Kind.PYTHON),
    ]


@pytest.mark.parametrize(
    ("switch", "paths"),
    [
        ("tests", ["tests/a.py", "app/test_x.py", "app/x_test.py", "conftest.py", "app/testing/b.py"]),
        ("migrations", ["app/migrations/0001.py", "alembic/versions/1.py", "db/env.py"]),
        ("vendored", ["app/_vendor/a.py", "node_modules/x/a.py"]),
        ("generated", ["build/a.py", "app/x_pb2.py"]),
        ("environments", ["env/lib/a.py", ".tox/py/a.py"]),
    ],
)
def test_each_set_is_left_out_and_can_be_switched_on(tmp_path: Path, switch: str, paths: list[str]) -> None:
    lay(tmp_path, ["app/service.py", *paths])
    if switch == "migrations":
        lay(tmp_path, ["db/script.py.mako"])
    if switch == "environments":
        lay(tmp_path, ["env/pyvenv.cfg"])
    assert walked(tmp_path) == ["app/service.py"]
    assert walked(tmp_path, **{f"include_{switch}": True}) == sorted(["app/service.py", *paths])


def test_tests_from_outside_are_left_out_unless_they_are_a_package(tmp_path: Path) -> None:
    outside = ["e2e/login.py", "web/cypress/seed.py", "load_tests/locustfile.py", "benchmarks/run.py"]
    lay(tmp_path, ["app/service.py", "app/benchmark/__init__.py", "app/benchmark/views.py", *outside])
    service = ["app/benchmark/__init__.py", "app/benchmark/views.py", "app/service.py"]
    assert walked(tmp_path) == service
    assert walked(tmp_path, include_tests=True) == sorted([*service, *outside])


def test_a_folder_that_is_called_tests_of_something_and_holds_some_is_left_out(tmp_path: Path) -> None:
    tests = ["browser_tests/tests/test_a.py", "browser_tests/core/clients.py", "web/api_tests/conftest.py"]
    tests += ["web/api_tests/helpers.py", "tests_slow/__init__.py", "tests_slow/clients.py", "tests_slow/order_test.py"]
    service = ["app/ab_tests/models.py", "app/ab_tests/tests.txt", "app/lab_tests/orders.py", "app/latest/a.py"]
    own_tests = "app/ab_tests/test_models.py"
    lay(tmp_path, [*service, own_tests, *tests])
    service.remove("app/ab_tests/tests.txt")
    assert walked(tmp_path) == service
    assert walked(tmp_path, include_tests=True) == sorted([*service, own_tests, *tests])


def test_a_folder_that_an_image_is_built_from_is_no_output_of_a_build(tmp_path: Path) -> None:
    lay(tmp_path, ["build/Dockerfile", "build/app/a.py", "deploy/build/Dockerfile", "dist/a.py", "web/build/lib/a.py"])
    assert walked(tmp_path) == ["build/Dockerfile", "build/app/a.py", "deploy/build/Dockerfile"]


def test_a_copy_of_a_library_is_vendored_wherever_it_lies_but_in_its_own_repository(tmp_path: Path) -> None:
    names = ("__init__", "adapters", "hooks", "sessions", "status_codes")
    copies = [f"{folder}/{name}.py" for folder in ("lib/requests", "requests", "src/requests") for name in names]
    lay(tmp_path, ["app/requests.py", "app/service.py", "app/http/__init__.py", "app/http/sessions.py", *copies])
    assert not [path for path in walked(tmp_path) if path.startswith("lib/")]
    assert len(walked(tmp_path)) == 4 + 2 * len(names)
    assert "lib/requests/sessions.py" in walked(tmp_path, include_vendored=True)


def test_a_folder_that_requests_was_installed_into_is_vendored_with_all_that_lies_there(tmp_path: Path) -> None:
    needed = [f"libs/{name}/__init__.py" for name in ("certifi", "idna", "requests", "urllib3")]
    lay(tmp_path, ["app.py", "libs/chart/core.py", "own/requests/__init__.py", "own/chart/core.py", *needed])
    assert walked(tmp_path) == ["app.py", "own/chart/core.py", "own/requests/__init__.py"]
    assert "libs/chart/core.py" in walked(tmp_path, include_vendored=True)


def test_examples_and_documentation_can_be_left_out(tmp_path: Path) -> None:
    lay(tmp_path, ["app/service.py", "docs/conf.py", "examples/a.py"])
    assert walked(tmp_path) == ["app/service.py", "docs/conf.py", "examples/a.py"]
    assert walked(tmp_path, include_examples=False, include_docs=False) == ["app/service.py"]


def test_python_of_a_tool_s_own_folder_is_left_out_and_what_launches_there_is_not(tmp_path: Path) -> None:
    lay(tmp_path, ["a.py", ".rules/fixture.py", ".devcontainer/Dockerfile", "a/.hidden/inner/b.py"])
    assert walked(tmp_path) == [".devcontainer/Dockerfile", "a.py"]
    assert walked(tmp_path, include=(".rules/",)) == [".devcontainer/Dockerfile", ".rules/fixture.py", "a.py"]
    assert walked(tmp_path, ".rules") == [".rules/fixture.py"]


def test_a_file_that_only_its_name_makes_a_test_is_audited(tmp_path: Path) -> None:
    lay(tmp_path, {"load_test.py": "import requests\n", "test_a.py": "def test_x():\n    pass\n"})
    assert walked(tmp_path) == ["load_test.py"]


def test_a_plugin_of_pytest_is_code_of_tests(tmp_path: Path) -> None:
    lay(tmp_path, {"shop/pytest_plugin.py": "import pytest\nimport requests\n", "shop/plugin.py": "import pytest\n"})
    assert walked(tmp_path) == ["shop/plugin.py"]


def test_a_folder_that_is_named_is_walked_whatever_it_is_called(tmp_path: Path) -> None:
    lay(tmp_path, ["tests/helpers/client.py", "tests/vendor/a.py"])
    assert walked(tmp_path, "tests") == ["tests/helpers/client.py"]


def test_a_file_that_is_named_is_audited_unless_excluded_by_force(tmp_path: Path) -> None:
    lay(tmp_path, {"tests/test_a.py": "", "env/pyvenv.cfg": "", "env/b.py": "", ".gitignore": "env\n", "c.py": ""})
    named = ("tests/test_a.py", "env/b.py", "c.py")
    assert walked(tmp_path, *named) == ["c.py", "env/b.py", "tests/test_a.py"]
    assert walked(tmp_path, *named, force_exclude=True) == ["c.py"]
    assert walked(tmp_path, *named, force_exclude=True, exclude=("c.py",), include=("env/b.py",)) == ["env/b.py"]


def test_a_script_is_known_by_its_first_line_when_it_is_named(tmp_path: Path) -> None:
    lay(tmp_path, {"serve": "#!/usr/bin/env python3\n", "start": "#!/bin/sh\n", "notes": "none\n"})
    assert walked(tmp_path) == []
    assert [(file.path, file.kind) for file in sources(tmp_path, "serve", "start", "notes").targets] == [
        ("serve", Kind.PYTHON),
        ("start", Kind.LAUNCH),
    ]


def test_a_script_without_an_ending_is_what_its_first_line_says(tmp_path: Path) -> None:
    python = "#!/usr/bin/env python3\n"
    lay(tmp_path, {"bin/Dockerfile": python, "Dockerfile": "FROM python\n", ".hooks/Dockerfile": python})
    assert [(file.path, file.kind) for file in sources(tmp_path).targets] == [
        (".hooks/Dockerfile", Kind.LAUNCH),
        ("Dockerfile", Kind.LAUNCH),
        ("bin/Dockerfile", Kind.PYTHON),
    ]
    assert [file.kind for file in sources(tmp_path, "bin/Dockerfile").targets] == [Kind.PYTHON]


def test_the_rest_of_the_repository_is_context(tmp_path: Path) -> None:
    lay(tmp_path, ["app/a.py", "app/b.py", "tests/test_a.py", "Dockerfile"])
    found = sources(tmp_path, "app/a.py")
    assert [file.path for file in found.targets] == ["app/a.py"]
    assert [(file.path, file.target) for file in found.files] == [
        ("Dockerfile", False),
        ("app/a.py", True),
        ("app/b.py", False),
    ]


IGNORED = """
# a comment
*.log.py
/build.py
sub/
!sub/keep.py
data/**
!data/kept.py
*_local.py
!important_local.py
a?c.py
[xyz].py
trailing.py\u0020
\\!bang.py
deep/**/leaf.py
s*t*a*r*.py
p*/q*r*s*t.py
"""
PATHS = [
    "x.log.py", "build.py", "pkg/build.py", "sub/keep.py", "pkg/sub/b.py", "data/a.py", "data/kept.py", "data/d/a.py",
    "m_local.py", "important_local.py", "abc.py", "abbc.py", "x.py", "w.py", "trailing.py", "!bang.py", "bang.py",
    "star.py", "s1tt2aa3rr.py", "sta.py", "stra.py", "rats.py", "stare.py", "p/qrst.py", "pp/q1r2rs3t.py", "p/qsrt.py",
    "p/x/qrst.py", "deep/leaf.py", "deep/1/2/leaf.py", "deep/1/other.py", "nested/a.py", "nested/b.py",
    "nested/in/m_local.py",
]  # fmt: skip


def test_ignore_files_mean_what_git_says(tmp_path: Path) -> None:
    lay(tmp_path, PATHS)
    lay(tmp_path, {".gitignore": IGNORED, "nested/.gitignore": "a.py\n!m_local.py\n"})
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=30)
    (tmp_path / ".git" / "info" / "exclude").write_text("abbc.py\n")
    command = ["git", "-C", str(tmp_path), "ls-files", "-z", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout
    assert walked(tmp_path) == sorted(filter(None, listed.split("\0")))
    assert walked(tmp_path, gitignore=False) == sorted(PATHS)
    assert walked(tmp_path, "nested") == ["nested/b.py", "nested/in/m_local.py"]


@pytest.mark.parametrize("pattern", ["*a" * 100 + "b", "/*a*" * 40 + "/x", "a/**" * 40 + "/b", "[" * 500, "a*" * 5000])
def test_a_hostile_ignore_file_stops_nothing(tmp_path: Path, pattern: str) -> None:
    name = "a" * 200 + ".py"
    lay(tmp_path, {".gitignore": f"{pattern}\n{pattern}/\n!{pattern}\n", name: "", "a/" * 100 + name: ""})
    assert walked(tmp_path) == sorted([name, "a/" * 100 + name])


def test_the_configuration_outweighs_the_ignore_files(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {"a.py": "", "gen/b.py": "", "gen/c.py": "", "tests/d.py": "", ".gitignore": "gen/\n", ".git/HEAD": ""},
    )
    assert walked(tmp_path) == ["a.py"]
    assert walked(tmp_path, include=("gen/", "tests/d.py")) == ["a.py", "gen/b.py", "gen/c.py", "tests/d.py"]
    assert walked(tmp_path, include=("gen/",), exclude=("c.py",)) == ["a.py", "gen/b.py"]
    assert walked(tmp_path, exclude=("a.py",), extend_exclude=("gen",)) == []


def test_patterns_are_relative_to_the_folder_of_the_configuration(tmp_path: Path) -> None:
    lay(tmp_path, ["one/app/a.py", "two/app/a.py"])
    assert walked(tmp_path, exclude=("/app",), base="one/") == ["two/app/a.py"]


def test_no_link_is_followed(tmp_path: Path) -> None:
    outside = lay(tmp_path / "outside", ["secret.py"])
    root = lay(tmp_path / "root", ["a/b.py"])
    (root / "link").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "file.py").symlink_to(outside / "secret.py")
    (root / "self.py").symlink_to(root / "self.py")
    assert walked(root) == ["a/b.py"]


def test_what_is_no_regular_file_is_a_problem(tmp_path: Path) -> None:
    lay(tmp_path, ["a.py"])
    os.mkfifo(tmp_path / "pipe.py")
    found, problems = discover([str(tmp_path)], str(tmp_path), Loaded(Config()), claims)
    assert [file.path for file in found.targets] == ["a.py"]
    assert [(one.path, str(one.message)) for one in problems] == [("pipe.py", "not audited: not a regular file")]


def test_a_name_that_cannot_be_printed_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"bad\xff.py")).write_text("")
    _, problems = discover([str(tmp_path)], str(tmp_path), Loaded(Config()), claims)
    assert [one.path for one in problems] == ["bad\\xff.py"]


def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, ["a.py", "shut/b.py"])
    listing = os.scandir

    def scandir(path: str) -> object:
        if path.rstrip("/").endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found, problems = discover([str(tmp_path)], str(tmp_path), Loaded(Config()), claims)
    assert [file.path for file in found.targets] == ["a.py"]
    assert [(one.path, str(one.message)) for one in problems] == [("shut/", "not audited: Permission denied")]


def test_a_very_deep_tree_is_walked(tmp_path: Path) -> None:
    path = tmp_path
    for _ in range(400):
        path = path / "d"
        path.mkdir()
    (path / "a.py").write_text("")
    assert walked(tmp_path) == ["d/" * 400 + "a.py"]


def test_missing_paths_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        resolve([str(tmp_path / "a"), str(tmp_path), str(tmp_path / "b"), "nul\0"])
    assert [str(message).rpartition("/")[2] for message in caught.value.messages] == [
        "a: No such file or directory",
        "b: No such file or directory",
        "'nul\\x00': not a path",
    ]


def test_the_root_is_the_repository(tmp_path: Path) -> None:
    lay(tmp_path, ["repo/pkg/deep/a.py", "repo/pkg/pyproject.toml", "plain/a.py", "plain/setup.py", "plain/sub/b.py"])
    (tmp_path / "repo" / ".git").mkdir()
    assert find_root([str(tmp_path / "repo/pkg/deep/a.py")]) == str(tmp_path / "repo")
    assert find_root([str(tmp_path / "repo/pkg")]) == str(tmp_path / "repo")
    assert find_root([str(tmp_path / "plain/sub/b.py")]) == str(tmp_path / "plain")
    assert find_root([str(tmp_path / "plain/sub")]) == str(tmp_path / "plain/sub")
    assert find_root([str(tmp_path / "repo/pkg/deep/a.py"), str(tmp_path / "plain/a.py")]) == str(tmp_path)


def test_a_module_named_setup_makes_no_root_of_its_package(tmp_path: Path) -> None:
    lay(tmp_path, ["pyproject.toml", "shop/__init__.py", "shop/setup.py", "shop/net.py"])
    assert find_root([str(tmp_path / "shop/net.py")]) == str(tmp_path)


def test_a_home_under_git_is_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, ["work/a.py"])
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_root([str(tmp_path / "work")]) == str(tmp_path / "work")
    assert find_root([str(tmp_path)]) == str(tmp_path)


def test_what_a_reader_claims_is_not_dismissed_by_its_name() -> None:
    names = [
        "Dockerfile", "Dockerfile.dev", "api.dockerfile", "Containerfile", "compose.yaml", "docker-compose.prod.yml",
        "deployment.yaml", "values.yaml", "Procfile", "Makefile", "justfile", "start.sh", "entrypoint", "fly.toml",
        "render.yaml", "railway.json", "railway.toml", "package.json", "task-definition.json", "taskdef.json",
        "web-ecs.json", "stack.json", "CloudFormation.json", "cfn.json", "shop.template", "app.yaml",
        "supervisord.conf", "web.service", "gunicorn.conf.py", "nginx.conf", ".env",
        "pyproject.toml", "nginx/site.conf.template", "nginx/default.inc", "railpack.json", "Dockerrun.aws.json",
    ]  # fmt: skip
    assert [name for name in names if claimed(name) and cannot_start(name.rpartition("/")[2])] == []
    assert [name for name in ("a.js", "strings.json", "README.md") if not cannot_start(name)] == []
