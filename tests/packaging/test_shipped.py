"""What is shipped, used as its users use it: the wheel, the hooks under pre-commit, the recipes of CI."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.command import commit, git, run, run_outside
from tests.tree import lay
from timeout_audit.readers.registry import claimed

ROOT = Path(__file__).parent.parent.parent
UNBOUNDED = "import requests\n\n\ndef load(url):\n    return requests.get(url)\n"


def do(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program; its output is text."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))}
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**clean, "LC_ALL": "C.UTF-8", **(env or {})},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a repository of its own: what is in the working tree, committed."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    folder = tmp_path_factory.mktemp("project")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def installed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment into which the built wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    built = do(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", "dist", project, cwd=folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    do(sys.executable, "-m", "venv", "env", cwd=folder)
    programs = folder / "env" / "bin"
    done = do(programs / "pip", "install", "--quiet", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    return programs


def test_the_wheel_holds_its_data(installed: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(ROOT / "fixtures" / "service", tmp_path / "service"))
    for language in ("en", "vi"):
        done = do(installed / "timeout-audit", "--lang", language, cwd=root)
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout == run_outside("--lang", language, cwd=root).out
    assert do(installed / "timeout-audit", "libraries", cwd=root).stdout == run("libraries", cwd=root).out
    assert do(installed / "python", "-m", "timeout_audit", "explain", "TA401", cwd=root).returncode == 0


def test_the_wheel_needs_nothing_of_development(installed: Path, tmp_path: Path) -> None:
    listed = do(installed / "pip", "list", "--format", "json", cwd=tmp_path)
    names = {one["name"].lower() for one in json.loads(listed.stdout)}
    assert {"click", "libcst", "msgspec"} <= names
    assert names.isdisjoint({"pytest", "hypothesis", "babel", "mypy"})


@pytest.fixture
def hooked(project: Path, tmp_path: Path) -> Path:
    """A repository whose hooks are ours, from a local clone."""
    root = tmp_path / "repo"
    config = {
        "repos": [
            {
                "repo": str(project),
                "rev": git(project, "rev-parse", "HEAD").strip(),
                "hooks": [{"id": one["id"]} for one in hooks()],
            }
        ]
    }
    lay(root, {".pre-commit-config.yaml": yaml.safe_dump(config), "pyproject.toml": "[project]\nname = 'x'\n"})
    commit(root)
    return root


def hooks() -> list[dict[str, object]]:
    """What the project offers to pre-commit."""
    found: list[dict[str, object]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return found


def pre_commit(root: Path, hook: str, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Run one hook over what is staged."""
    home = tmp_path_factory.getbasetemp() / "pre-commit"
    git(root, "add", "-A")
    return do(sys.executable, "-m", "pre_commit", "run", hook, "-v", cwd=root, env={"PRE_COMMIT_HOME": str(home)})


def test_the_hooks_under_pre_commit(hooked: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    limits = "LIMIT = None\n"
    caller = "import requests\n\nfrom app.limits import LIMIT\n\nx = requests.get('a', timeout=LIMIT).text\n"
    lay(hooked, {"app/__init__.py": "", "app/limits.py": limits})
    commit(hooked, "the limit, which no commit below touches")

    lay(hooked, {"app/caller.py": caller, "tests/test_a.py": UNBOUNDED, "notes.txt": "words"})
    done = pre_commit(hooked, "timeout-audit", tmp_path_factory)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "app/caller.py:5:5 error TA403 timeout-disabled" in done.stdout, "the answer of another file"
    assert "tests/test_a.py" not in done.stdout
    assert pre_commit(hooked, "timeout-audit-launches", tmp_path_factory).returncode == 0

    lay(hooked, {"app/limits.py": "LIMIT = 10\n", "Dockerfile": 'FROM python\nCMD ["uvicorn", "app:app"]\n'})
    done = pre_commit(hooked, "timeout-audit-launches", tmp_path_factory)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Dockerfile:2:6 warning TA101" in done.stdout

    lay(hooked, {"compose.yaml": "services:\n  a:\n  command: 'uvicorn app:app\n"})
    done = pre_commit(hooked, "timeout-audit-launches", tmp_path_factory)
    assert "compose.yaml:" in done.stdout, "what cannot be read does not pass"
    (hooked / "compose.yaml").unlink()

    lay(hooked, {"app/other.py": UNBOUNDED})
    done = pre_commit(hooked, "timeout-audit-fix", tmp_path_factory)
    assert (done.returncode, "files were modified by this hook" in done.stdout) == (1, True), done.stdout + done.stderr
    assert git(hooked, "diff", "--name-only").split() == ["app/other.py"], "what is safe, and no test"
    assert "TA401" not in done.stdout

    lay(hooked, {"Dockerfile": 'FROM python\nCMD ["uvicorn", "app:app", "--timeout-keep-alive", "65"]\n'})
    for hook in hooks():
        done = pre_commit(hooked, str(hook["id"]), tmp_path_factory)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_hook_over_files_that_nobody_audits_passes(tmp_path: Path) -> None:
    lay(tmp_path, {"notes.txt": "words", "tests/test_a.py": UNBOUNDED})
    for hook in hooks():
        arguments = str(hook["entry"]).split()[1:]
        assert run(*arguments, "notes.txt", "tests/test_a.py", cwd=tmp_path).status == 0


ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def github(root: Path, **inputs: str) -> tuple[int, str, dict[str, str], str]:
    """Run the audit step of the action as a runner would; its status, output, outputs and summary."""
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("id") == "audit")
    given = {name.replace("-", "_"): value["default"] for name, value in ACTION["inputs"].items()} | inputs
    names = {variable: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", text) for variable, text in step["env"].items()}
    env = {variable: given[name[1].replace("-", "_")] for variable, name in names.items() if name}
    assert len(env) == len(step["env"])
    files = {"GITHUB_OUTPUT": root.parent / "outputs", "GITHUB_STEP_SUMMARY": root.parent / "summary"}
    for path in files.values():
        path.write_text("")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    runner = {**{name: str(file) for name, file in files.items()}, "GITHUB_ACTION_PATH": str(ROOT), "PATH": path}
    done = do("bash", "-e", "-c", step["run"], cwd=root, env={**env, **runner})
    lines = files["GITHUB_OUTPUT"].read_text().splitlines()
    return (
        done.returncode,
        done.stdout,
        dict(line.split("=", 1) for line in lines),
        files["GITHUB_STEP_SUMMARY"].read_text(),
    )


def test_the_action_annotates_and_summarises(tmp_path: Path) -> None:
    root = lay(tmp_path / "repo", {"app/a b.py": UNBOUNDED})
    status, out, outputs, summary = github(root)
    assert status == 1
    assert out.startswith("::error file=app/a b.py,line=5,")
    assert outputs == {"sarif": "timeout-audit.sarif", "status": "1"}
    assert json.loads((root / "timeout-audit.sarif").read_text())["version"] == "2.1.0"
    assert "requests.get" in summary


def test_the_action_passes_its_inputs_on(tmp_path: Path) -> None:
    root = lay(tmp_path / "repo", {"a.py": UNBOUNDED})
    commit(root)
    lay(root, {"b.py": UNBOUNDED})
    assert github(root, new_from="HEAD")[1].count("::error") == 1
    assert github(root, new_from_merge_base="main")[1].count("::error") == 1
    assert github(root, paths="a.py b.py", arguments="--ignore TA4 --checklist none")[0] == 0
    status, _, outputs, _ = github(root, fail_on="bogus")
    assert (status, outputs) == (2, {"sarif": "", "status": "2"}), "not the file of the runs before"
    assert github(root, paths="$(touch hacked)")[0] == 2
    assert not (root / "hacked").exists()


def test_the_action_says_that_there_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "repo").mkdir()
    status, out, outputs, _ = github(tmp_path / "repo")
    assert (status, outputs["status"]) == (3, "3")
    assert "there is nothing to audit" in out


def test_the_action_installs_what_it_stands_in(project: Path, tmp_path: Path) -> None:
    (step,) = (step for step in ACTION["runs"]["steps"] if step.get("name") == "Install timeout-audit")
    env = {"RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": str(project), "GITHUB_PATH": str(tmp_path / "path")}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = do("bash", "-e", "-c", step["run"], cwd=tmp_path, env={**env, "PATH": path})
    assert done.returncode == 0, done.stderr
    programs = Path((tmp_path / "path").read_text().strip())
    assert do(programs / "timeout-audit", "--version", cwd=tmp_path).stdout.startswith("timeout-audit ")


def test_the_job_for_gitlab(tmp_path: Path) -> None:
    job = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text("utf-8"))["timeout-audit"]
    root = lay(tmp_path / "repo", {"a.py": UNBOUNDED})
    base = commit(root)
    lay(root, {"b.py": UNBOUNDED})
    env = {**job["variables"], "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    report = root / job["artifacts"]["reports"]["codequality"]
    for extra, paths in (({}, ["a.py", "b.py"]), ({"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}, ["b.py"])):
        done = do("bash", "-eo", "pipefail", "-c", "\n".join(job["script"]), cwd=root, env={**env, **extra})
        assert done.returncode == 1, done.stderr
        assert "error TA401" in done.stdout
        assert [one["location"]["path"] for one in json.loads(report.read_text())] == paths


def test_the_image_is_built_from_files_that_are_there(project: Path, tmp_path: Path) -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    copied = [word for line in re.findall(r"^COPY (.*) \S+$", text, re.MULTILINE) for word in line.split()]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert copied
    assert [name for name in copied if f"!{name}" not in ignored] == []
    (tmp_path / "build").mkdir()
    for name in copied:
        (shutil.copytree if (project / name).is_dir() else shutil.copy)(project / name, tmp_path / "build" / name)
    built = do(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", tmp_path / "wheels", "build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert claimed("Dockerfile")
    assert run("Dockerfile", cwd=ROOT).status == 0
