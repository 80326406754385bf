"""The command from outside: a process of its own, with warnings as errors."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.command import run, run_outside
from tests.tree import lay

UNBOUNDED = "import requests\n\n\ndef load(url):\n    return requests.get(url)\n"
BOUNDED = UNBOUNDED.replace("(url)\n", "(url, timeout=10)\n").replace("load(url, timeout=10)", "load(url)")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return lay(tmp_path / "repo", {"app/a.py": UNBOUNDED, "app/b.py": BOUNDED, "setup.py": ""})


def test_findings_checklist_and_status(repo: Path) -> None:
    done = run_outside(cwd=repo)
    assert done.status == 1
    assert done.err == ""
    assert "app/a.py:5:12 error TA401 http-timeout-unset" in done.out
    assert "[x] 1  requests.get  10 s" in done.out
    assert "1 finding (1 error) in 3 files; 2 waits: 1 missing, 1 bounded" in done.out


def test_version_is_that_of_the_package() -> None:
    done = run_outside("--version", cwd=Path.cwd())
    assert (done.status, done.out) == (0, f"timeout-audit {version('timeout-audit')}\n")


def test_help_is_for_newcomers(repo: Path) -> None:
    done = run_outside("--help", cwd=repo)
    assert done.status == 0
    assert done.out.startswith(
        "Usage: timeout-audit [OPTIONS] [PATHS]...\n       timeout-audit COMMAND [OPTIONS] [ARGS]...\n"
    )
    for section in ("Report:", "Rules:", "Only what is new:", "Suppressions:", "Files:", "Options:", "Commands:"):
        assert f"\n{section}\n" in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_every_command_has_help(repo: Path) -> None:
    listed = re.findall(r"^  ([a-z]+) {2,}\w", run("--help", cwd=repo).out.partition("Commands:\n")[2], re.MULTILINE)
    assert listed == sorted(listed)
    assert {"audit", "baseline", "explain", "libraries", "prove", "rules", "why"} <= set(listed)
    for name in listed:
        done = run(name, "--help", cwd=repo)
        assert done.status == 0
        assert "Usage: " in done.out


def test_the_command_audit_is_the_default_by_its_name(repo: Path) -> None:
    assert run("audit", ".", cwd=repo) == run(cwd=repo)


def test_a_path_that_is_called_like_a_command(tmp_path: Path) -> None:
    lay(tmp_path, {"rules/a.py": UNBOUNDED})
    assert "TA401  http-timeout-unset" in run("rules", cwd=tmp_path).out
    assert run("./rules", cwd=tmp_path).status == 1
    assert run("audit", "rules", cwd=tmp_path).status == 1


def test_nothing_to_audit(tmp_path: Path) -> None:
    lay(tmp_path, {"README.md": "words"})
    assert run_outside(cwd=tmp_path).status == 3
    done = run("README.md", cwd=tmp_path)
    assert done.status == 3
    assert "neither Python nor a file that is known to start a service" in done.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone"], "timeout-audit: gone: No such file or directory\n"),
        (["gone", "app", "lost"], "timeout-audit: gone: No such file or directory\ntimeout-audit: lost: "),
        (["--select", "TA4,TA999"], "timeout-audit: select: unknown: TA999; did you mean "),
        (["--ignore", "http-timeout-unste"], "ignore: unknown: http-timeout-unste; did you mean http-timeout-unset?\n"),
        (["--format", "xml"], "'xml' is not one of "),
        (["--format", "json", "--format", "text"], "two formats go to the same place"),
        (["--config", "gone.toml"], "timeout-audit: gone.toml: No such file or directory\n"),
        (["--fail-on", "eror"], "'eror' is not one of 'note', 'warning', 'error'"),
        (["--lang", "xx"], "'xx' is not one of en, vi"),
        (["--bogus"], "No such option '--bogus'"),
        (["explain", "TA999"], "unknown: TA999; did you mean "),
        (["libraries", "reqests"], "unknown: reqests; did you mean requests?"),
        (["why", "app/a.py"], "give a path and a line"),
        (["--stdin-filename", "notes.txt"], "neither Python nor a file that is known to start a service"),
        (["--output", "app/a.py/x"], "app/a.py/x: "),
        (["--add-ignores", "  "], "say why"),
    ],
)
def test_wrong_use_is_said_and_ends_with_2(repo: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=repo)
    assert done.status == 2
    assert message in done.err
    assert done.out == ""


def test_a_wrong_configuration_names_file_line_and_nearest_key(repo: Path) -> None:
    lay(repo, {"pyproject.toml": "[tool.timeout-audit]\nignroe = []\nfail-on = 3\n"})
    done = run_outside(cwd=repo)
    assert done.status == 2
    assert done.err == (
        f"timeout-audit: {repo}/pyproject.toml:2: unknown: ignroe; did you mean ignore?\n"
        f"timeout-audit: {repo}/pyproject.toml:3: fail-on: Expected str, got int\n"
    )
    assert run("--isolated", cwd=repo).status == 1


def test_options_outweigh_the_configuration(repo: Path) -> None:
    lay(repo, {"timeout-audit.toml": 'ignore = ["TA401"]\nfail-on = "error"\n'})
    assert run(cwd=repo).status == 0
    assert run("--ignore", "TA501", cwd=repo).status == 1
    assert run("--ignore", "TA5", "--extend-ignore", "http-timeout-unset", cwd=repo).status == 0


def test_severity_by_code_and_path(repo: Path) -> None:
    lay(repo, {"app/old/c.py": UNBOUNDED})
    lay(
        repo,
        {"timeout-audit.toml": '[per-file-severity]\n"app/old/" = { TA4 = "note" }\n[severity]\nTA401 = "warning"\n'},
    )
    report = json.loads(run("--format", "json", "--notes", cwd=repo).out)
    assert [(one["path"], one["severity"]) for one in report["findings"]] == [
        ("app/a.py", "warning"),
        ("app/old/c.py", "note"),
    ]
    assert len(json.loads(run("--format", "json", cwd=repo).out)["findings"]) == 1
    assert run("--fail-on", "error", cwd=repo).status == 0
    assert run("--fail-on", "warning", cwd=repo).status == 1


def test_exit_zero(repo: Path) -> None:
    assert run("--exit-zero", cwd=repo).status == 0


def test_statistics(repo: Path) -> None:
    lay(repo, {"app/c.py": UNBOUNDED + "\n\nrequests.put(1)  # noqa: S113\n"})
    out = run("--statistics", cwd=repo).out
    assert out.splitlines()[:2] == ["2  TA401  http-timeout-unset  (+1)", "1  TA502  response-never-used"]


def test_several_outputs_in_one_run(repo: Path) -> None:
    done = run("--format", "text", "--format", "json=out/report.json", "--format", "sarif=out/r.sarif", cwd=repo)
    assert done.status == 1
    assert "TA401" in done.out
    assert json.loads((repo / "out/report.json").read_text())["findings"][0]["code"] == "TA401"
    assert json.loads((repo / "out/r.sarif").read_text())["version"] == "2.1.0"
    assert run("--output", "report.txt", cwd=repo).out == ""
    assert "TA401" in (repo / "report.txt").read_text()


def test_a_buffer_stands_for_a_file(repo: Path) -> None:
    lay(repo, {"app/limits.py": "LIMIT = 7\n"})
    text = b"import requests\nfrom app.limits import LIMIT\nx = requests.get(1, timeout=LIMIT).text\n"
    done = run("--stdin-filename", "app/new.py", "--format", "json", "-", cwd=repo, data=text)
    assert done.status == 0
    (wait,) = json.loads(done.out)["waits"]
    assert (wait["path"], wait["bound"]["seconds"], wait["bound"]["source"]["path"]) == (
        "app/new.py",
        7,
        "app/limits.py",
    )
    done = run("--stdin-filename", "app/a.py", cwd=repo, data=b"import requests\nx = requests.get(2).text\n")
    assert done.status == 1
    assert "| x = requests.get(2).text" in done.out


def test_one_file_sees_its_whole_repository(repo: Path) -> None:
    lay(repo, {"app/limits.py": "LIMIT = None\n"})
    lay(repo, {"app/c.py": "import requests\nfrom app.limits import LIMIT\nx = requests.get(1, timeout=LIMIT).text\n"})
    report = json.loads(run("--format", "json", "app/c.py", cwd=repo).out)
    assert [(one["path"], one["code"]) for one in report["findings"]] == [("app/c.py", "TA403")]
    assert {wait["path"] for wait in report["waits"]} == {"app/c.py"}


def test_why_tells_where_the_bound_is_written(repo: Path) -> None:
    lay(repo, {"app/limits.py": "LIMIT = 7\n"})
    lay(repo, {"app/c.py": "import requests\nfrom app.limits import LIMIT\nx = requests.get(1, timeout=LIMIT).text\n"})
    done = run("why", "app/c.py:3", cwd=repo)
    assert done.status == 0
    assert done.out.startswith("app/c.py:3:5: requests.get (http, timeout)\n")
    assert done.out.endswith("  => explicit, 7 s, written at app/limits.py:1\n")
    assert run("why", "app/c.py:1", cwd=repo).status == 3


def test_why_names_the_connection_among_those_of_a_setting(tmp_path: Path) -> None:
    backend = '"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://cache"'
    lines = ("CACHES = {", f'    "default": {{{backend}, "OPTIONS": {{"socket_timeout": 5}}}},')
    slow = (f'    "slow": {{{backend},', '        "OPTIONS": {"socket_timeout": 60}},', "}", "")
    (tmp_path / "settings.py").write_text("\n".join((*lines, *slow)))
    done = run("why", "settings.py:3", cwd=tmp_path)
    assert done.out.endswith("  => explicit, 60 s, written at settings.py:3\n")


def test_why_tells_a_dict_without_the_limit_from_no_dict(tmp_path: Path) -> None:
    call = 'kombu.Connection("redis://broker", transport_options={"visibility_timeout": 60})'
    (tmp_path / "app.py").write_text(f"import kombu\n\nfirst = {call}\nsecond = kombu.Connection('redis://broker')\n")
    assert "its `transport_options` sets no `socket_timeout` [app.py:3]" in run("why", "app.py:3", cwd=tmp_path).out
    assert "the call gives no `transport_options` [app.py:4]" in run("why", "app.py:4", cwd=tmp_path).out


def test_why_names_no_place_for_what_is_not_written(repo: Path) -> None:
    lay(repo, {"app/d.py": "import requests\n\n\ndef load(url, config):\n"})
    with (repo / "app/d.py").open("a") as file:
        file.write('    return requests.get(url, timeout=config.get("limit")).text\n')
    done = run("why", "app/d.py:5", cwd=repo)
    assert done.out.endswith("  => unknown: `config.get('limit')` decides at run time\n")
    assert run("why", "app/a.py:5", cwd=repo).out.endswith("  => none\n")


def test_why_answers_for_children_and_for_places_that_lead_to_a_launch(repo: Path) -> None:
    lay(repo, {"app/e.py": "import subprocess\n\nsubprocess.run(['ls'])\n"})
    assert run("why", "app/e.py:3", cwd=repo).out.startswith("app/e.py:3:1: subprocess.run (process, timeout)\n")

    lay(repo, {"Procfile": "web: sh start.sh\n", "start.sh": "exec uvicorn app:app\n"})
    done = run("why", "Procfile:1", cwd=repo)
    assert done.out.startswith("start.sh:1:6: uvicorn (server, graceful-shutdown)\n  also at Procfile:1\n")
    assert run("why", "Procfile:2", cwd=repo).status == 3


def test_explain_by_code_and_by_name(repo: Path) -> None:
    assert run("explain", "TA401", cwd=repo) == run("explain", "http-timeout-unset", cwd=repo)
    assert run("explain", "ta401", cwd=repo).out.startswith("TA401 http-timeout-unset (http, error)\n")


def test_libraries(repo: Path) -> None:
    assert re.search(r"^requests +http +proven on \d", run("libraries", cwd=repo).out, re.MULTILINE)
    out = run("libraries", "requests", cwd=repo).out
    assert "bounded by timeout (seconds); None is unbounded" in out
    assert "requests never reads an attribute" in out


def test_languages(repo: Path) -> None:
    english = run("--lang", "en", cwd=repo, env={"LC_ALL": "vi_VN.UTF-8"}).out
    assert english == run(cwd=repo).out
    vietnamese = run_outside("--lang=vi", cwd=repo).out
    assert vietnamese == run_outside(cwd=repo, env={"LC_ALL": "vi_VN.UTF-8"}).out
    assert vietnamese != english


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"import requests\ndef (:\n", True),
        (b"import requests\nprint 'Python 2'\n", True),
        (b"import requests\nx = '\xff'\n", True),
        (b"# coding: nonsense\nimport requests\n", True),
        (b"import requests\n\x00\n", True),
        ("import requests\n".encode("utf-16"), True),
        (b"import requests\nx = " + b"(" * 100_000, True),
        (b"import requests\n" + b"#" * 5_000_000, True),
        (b"", False),
        (b"\xef\xbb\xbfimport requests\r\nrequests.get(1, timeout=1).text\r\n", False),
        (b"x = " + b"[" * 90 + b"]" * 90, False),
    ],
)
def test_bad_input_is_a_problem_and_no_traceback(tmp_path: Path, content: bytes, problem: bool) -> None:
    lay(tmp_path, {"good.py": BOUNDED})
    (tmp_path / "bad.py").write_bytes(content)
    done = run_outside("--format", "json", cwd=tmp_path)
    assert done.err == ""
    assert done.status == int(problem)
    report = json.loads(done.out)
    assert [one["path"] for one in report["problems"]] == ["bad.py"] * problem
    assert "good.py" in {wait["path"] for wait in report["waits"]}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Dockerfile", b'FROM a\nCMD ["uvicorn", \n'),
        ("Dockerfile", b"\xff\xfe\x00"),
        ("compose.yaml", b"services: [\n"),
        ("compose.yaml", b"a: &a [*a, *a]\n"),
        ("deploy.yaml", b"\xff\x00: {{ .Values }}\n"),
        ("start.sh", b"if then (((\n"),
        ("pyproject.toml", b"[tool.other\n"),
        ("supervisord.conf", b"[program:\nx\n"),
    ],
)
def test_bad_launch_files_end_no_run(tmp_path: Path, name: str, content: bytes) -> None:
    lay(tmp_path, {"good.py": BOUNDED})
    (tmp_path / name).write_bytes(content)
    done = run_outside("--format", "json", "--isolated", cwd=tmp_path)
    assert done.status in {0, 1}, done.err
    assert "good.py" in {wait["path"] for wait in json.loads(done.out)["waits"]}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_problem(tmp_path: Path) -> None:
    lay(tmp_path, {"a.py": UNBOUNDED}).joinpath("a.py").chmod(0)
    assert "Permission denied" in run(cwd=tmp_path).out


def test_text_of_the_repository_cannot_speak_to_the_terminal(tmp_path: Path) -> None:
    lay(tmp_path, {"a\x1b[31m.py": UNBOUNDED.replace("(url)", "(url, headers='\x1b]0;title\x07')")})
    done = run_outside(cwd=tmp_path)
    assert done.status == 1
    assert "\x1b" not in done.out
    assert "\x07" not in done.out


def test_a_closed_pipe_is_no_error(repo: Path) -> None:
    command = f"{sys.executable} -m timeout_audit --format json | head -c 10"
    done = subprocess.run(["bash", "-c", command], cwd=repo, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""


def test_shell_completion(repo: Path) -> None:
    def completed(*typed: str) -> list[str]:
        words = " ".join(["timeout-audit", *typed])
        env = {"_TIMEOUT_AUDIT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(typed))}
        return run_outside(cwd=repo, env=env).out.splitlines()

    assert {"plain,explain", "plain,rules", "file,"} <= set(completed(""))
    assert "plain,--format" in completed("--f")
    assert "plain,TA401" in completed("explain", "TA40")
    assert completed("libraries", "requests-o") == ["plain,requests-oauthlib"]


def test_add_ignores_silences_everything(repo: Path) -> None:
    lay(repo, {"Dockerfile": "FROM python\nCMD uvicorn app:app \\\n  --port 80\n"})
    assert run(cwd=repo).status == 1
    done = run("--add-ignores", "accepted  for\nnow", cwd=repo)
    assert (done.status, done.err) == (0, "timeout-audit: comments written: 2, in files: 2\n")
    assert run("--require-reason", cwd=repo).status == 0
    assert (repo / "app/a.py").read_text().splitlines()[4] == "    # timeout-audit: ignore[TA401] -- accepted for now"
    assert "; 2 ignored\n" in run(cwd=repo).out
    assert run("--add-ignores", "again", cwd=repo).err == "timeout-audit: comments written: 0, in files: 0\n"


def test_the_advised_value_is_the_configured_one(repo: Path) -> None:
    assert "fix: pass timeout=10\n" in run(cwd=repo).out
    lay(repo, {"timeout-audit.toml": "[values]\nhttp = 2.5\n"})
    assert "fix: pass timeout=2.5\n" in run(cwd=repo).out


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        ("TA401", "requests.get(): proven on requests ", "proven on tornado "),
        ("TA402", "httpx.get(): proven on httpx ", "proven on requests "),
        ("TA302", "proven on pika ", "proven on kombu "),
        ("TA622", "proven on openai ", "proven on kubernetes "),
    ],
)
def test_explain_shows_what_was_proven(code: str, said: str, unsaid: str, repo: Path) -> None:
    text = " ".join(run("explain", code, cwd=repo).out.split())
    assert said in text
    assert unsaid not in text
    assert "Proofs" not in run("explain", "TA901", cwd=repo).out
