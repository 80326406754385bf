"""Whatever a file holds, it is read, refused or ignored: no other end."""

from __future__ import annotations

import contextlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from timeout_audit.config.parse import parse_config
from timeout_audit.config.schema import Config
from timeout_audit.gate.baseline import read_baseline
from timeout_audit.gate.patch import before_patch
from timeout_audit.model.fault import Fault
from timeout_audit.patterns import Patterns
from timeout_audit.readers.comments import read_comments

KEYS = [field.replace("_", "-") for field in Config.__struct_fields__] + ["name", "none-means", "tool", "x"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["TA4", "http", "error"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


def toml(value: object) -> str:
    """A value as TOML; None as what it does not have."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + "".join(one for one in value if one.isprintable() and one != "'") + "'"
    return "none" if value is None else str(value)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_a_configuration_is_read_or_refused_with_its_faults(data: dict[str, object]) -> None:
    text = "".join(f"{key} = {toml(value)}\n" for key, value in data.items())
    said = _faults(text)
    assert all(message.startswith("timeout-audit.toml:") for message in said)
    assert said or isinstance(parse_config(text, "timeout-audit.toml"), Config)


def _faults(text: str) -> list[str]:
    try:
        parse_config(text, "timeout-audit.toml")
    except Fault as fault:
        return [str(message) for message in fault.messages]
    return []


@given(st.text(max_size=200))
def test_no_text_ends_otherwise(text: str) -> None:
    with contextlib.suppress(Fault):
        parse_config(text, "pyproject.toml")


@given(
    st.lists(st.text(alphabet="ab*?[]!/\\ .#", max_size=12), max_size=6),
    st.text(alphabet="ab/.", min_size=1, max_size=20),
)
def test_any_pattern_is_one_or_matches_nothing(lines: list[str], path: str) -> None:
    assert Patterns(lines).covers(path) in {True, False}


@given(st.binary(max_size=300), st.sampled_from(["a.py", "Dockerfile", "a.yaml"]))
def test_any_bytes_have_comments_or_none(data: bytes, path: str) -> None:
    for comment in read_comments(path, data + b"\n# noqa: S113", python=path == "a.py"):
        assert comment.place.line >= 1
        assert comment.first <= comment.last


PATCHES = st.lists(
    st.sampled_from(
        ["--- a/a.py\n", "+++ b/a.py\n", "@@ -1 +1 @@\n", "-x\n", "+y\n", " z\n", "diff --git a/a.py b/a.py\n",
         "--- /dev/null\n", "rename from b.py\n", "rename to a.py\n", '+++ "b/\\303\\251.py"\n',
         "new file mode 100644\n", "GIT binary patch\n"]
    ),
    max_size=8,
)  # fmt: skip


@given(PATCHES)
def test_a_patch_is_taken_back_or_refused(lines: list[str]) -> None:
    with contextlib.suppress(Fault):
        before_patch("/nowhere", "".join(lines).encode(), lambda path: path.endswith(".py"))


def test_a_baseline_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    for data in (
        b"\xff",
        b"[]",
        b'{"timeout-audit-baseline":1}\n{"path":"' + b"a" * 100_000,
        b"\n" * 1000,
        b"{" * 100_000,
    ):
        path.write_bytes(data)
        with contextlib.suppress(Fault):
            assert read_baseline(str(path)) == []
