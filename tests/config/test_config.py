from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree import lay
from timeout_audit.config.find import load, load_file
from timeout_audit.config.parse import parse_config
from timeout_audit.config.schema import Config, OwnWait, Valued
from timeout_audit.model.fault import Fault
from timeout_audit.model.finding import Severity
from timeout_audit.model.wait import Layer

FULL = """
[tool.other]
x = 1

[tool.timeout-audit]
select = ["TA4", "TA501"]
ignore = ["TA402"]
fail-on = "error"
exclude = ["legacy/"]
include-tests = true
max-file-size = 1000

[tool.timeout-audit.per-file-ignores]
"scripts/**" = ["TA401"]

[tool.timeout-audit.severity]
TA402 = "note"

[tool.timeout-audit.per-file-severity]
"app/**" = { TA402 = "error" }

[tool.timeout-audit.values]
http = 10
database = 2.5

[[tool.timeout-audit.waits]]
name = "app.clients.fetch"
keyword = "limit"
position = 1
default = 5
none-means = "default"
layer = "rpc"
"""


def test_every_kind_of_key_is_read() -> None:
    assert parse_config(FULL, "pyproject.toml") == Config(
        select=("TA4", "TA501"),
        ignore=("TA402",),
        fail_on=Severity.ERROR,
        exclude=("legacy/",),
        include_tests=True,
        max_file_size=1000,
        per_file_ignores={"scripts/**": ("TA401",)},
        severity={"TA402": Severity.NOTE},
        per_file_severity={"app/**": {"TA402": Severity.ERROR}},
        values={Layer.HTTP: 10, Layer.DATABASE: 2.5},
        waits=(
            OwnWait(
                name="app.clients.fetch", keyword="limit", position=1, default=5, none_means="default", layer=Layer.RPC
            ),
        ),
    )


def test_a_file_of_our_own_has_no_prefix() -> None:
    assert parse_config('ignore = ["TA402"]\n', "timeout-audit.toml") == Config(ignore=("TA402",))


def test_a_pyproject_without_our_table_says_nothing() -> None:
    assert parse_config("[tool.ruff]\nline-length = 100\n", "pyproject.toml") is None


WRONG = """\
[tool.timeout-audit]
ignroe = ["TA402"]
select = "TA4"
fail-on = "eror"
include-tests = 1

[tool.timeout-audit.values]
htp = 10
http = -1

[[tool.timeout-audit.waits]]
name = "app.fetch"

[[tool.timeout-audit.waits]]
name = "fetch"
keywords = "limit"

[[tool.timeout-audit.waits]]
layer = "broker"
none-means = "default"
"""


def messages(text: str, path: str) -> list[str]:
    with pytest.raises(Fault) as caught:
        parse_config(text, path)
    return [str(message) for message in caught.value.messages]


def test_all_faults_are_gathered_with_their_lines() -> None:
    assert messages(WRONG, "pyproject.toml") == [
        "pyproject.toml:2: unknown: ignroe; did you mean ignore?",
        "pyproject.toml:3: select: Expected array, got str",
        "pyproject.toml:4: fail-on: Invalid enum value 'eror'; use one of: note, warning, error",
        "pyproject.toml:5: include-tests: Expected bool, got int",
        "pyproject.toml:7: values: Invalid enum value 'htp'; use one of: " + ", ".join(name.value for name in Valued),
        "pyproject.toml:15: name: Expected str matching regex '^[^\\\\W\\\\d]\\\\w*(\\\\.[^\\\\W\\\\d]\\\\w*)+$'",
        "pyproject.toml:16: unknown: keywords; did you mean keyword?",
        "pyproject.toml:18: a function that waits needs a name",
        "pyproject.toml:18: none-means is the default: give the default, in seconds",
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("ignore = [\n", "timeout-audit.toml: not valid TOML: "),
        ("a = 1\na = 2\n", "timeout-audit.toml: not valid TOML: "),
        ("a = " + "[" * 5000, "timeout-audit.toml: not valid TOML: "),
        ("waits = 3\n", "timeout-audit.toml:1: waits: Expected array, got int"),
        ("waits = [3]\n", "timeout-audit.toml:1: waits: expected a table"),
        ("zzzzz = 3\n", "timeout-audit.toml:1: unknown: zzzzz"),
        ("[tool.timeout-audit]\nignore = []\n", "timeout-audit.toml:1: only pyproject.toml has [tool.timeout-audit]"),
    ],
)
def test_what_is_no_configuration_is_a_fault(text: str, start: str) -> None:
    (message,) = messages(text, "timeout-audit.toml")
    assert message.startswith(start)


def test_our_table_must_be_a_table() -> None:
    assert messages("[tool]\ntimeout-audit = 3\n", "pyproject.toml") == ["pyproject.toml:2: this must be a table"]


def test_the_nearest_file_upward_counts(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "pyproject.toml": '[tool.timeout-audit]\nignore = ["TA402"]\n',
            "one/pyproject.toml": "[project]\nname = 'one'\n",
            "one/app/a.py": "",
            "two/pyproject.toml": '[tool.timeout-audit]\nignore = ["TA301"]\n',
            "two/timeout-audit.toml": 'ignore = ["TA501"]\n',
        },
    )
    one = load(str(tmp_path / "one/app"), str(tmp_path))
    assert (one.config.ignore, one.base, one.path) == (("TA402",), "", str(tmp_path / "pyproject.toml"))
    two = load(str(tmp_path / "two"), str(tmp_path))
    assert (two.config.ignore, two.base) == (("TA501",), "two/")


def test_nothing_above_the_repository_counts(tmp_path: Path) -> None:
    lay(tmp_path, {"timeout-audit.toml": 'ignore = ["TA501"]\n', "repo/a.py": ""})
    assert load(str(tmp_path / "repo"), str(tmp_path / "repo")).config == Config()


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "timeout-audit.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(Fault, match="not valid UTF-8"):
        load(str(tmp_path), str(tmp_path))
    with pytest.raises(Fault, match="No such file"):
        load_file(str(tmp_path / "gone.toml"), str(tmp_path))
