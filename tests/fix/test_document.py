"""Text and bytes, edits, offsets that move, and diffs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeout_audit.fix.diff import diff
from timeout_audit.fix.document import Document, Edit, apply, moved

TEXTS = st.text(st.sampled_from("ab \t\n\r\f\x0b\u2028é🐍"), max_size=40)


def can_be_edited(data: bytes) -> bool:
    """Whether it can be read as Python so that the same bytes come out again."""
    try:
        Document("a.py", data, python=True)
    except ValueError:
        return False
    return True


@given(TEXTS, st.sampled_from([b"", b"\xef\xbb\xbf"]), st.booleans())
def test_the_same_bytes_come_out_again(text: str, mark: bytes, python: bool) -> None:
    data = mark + text.encode()
    document = Document("a.py", data, python=python)
    assert document.encode(document.text) == data


@given(TEXTS, st.booleans())
def test_a_position_is_that_of_its_offset(text: str, python: bool) -> None:
    document = Document("a.py", text.encode(), python=python)
    for offset in range(len(document.text) + 1):
        assert document.offset(*document.position(offset)) == offset
        assert document.line_start(offset) <= offset


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_files_of_windows(mark: str) -> None:
    data = "\ufeffCMD x\r\n".encode(mark)
    document = Document("a.cmd", data, python=False)
    assert document.text == "CMD x\r\n"
    assert document.encode("CMD xy\r\n") == "\ufeffCMD xy\r\n".encode(mark)


@pytest.mark.parametrize("data", [b"# f\xfcr\n", b"# coding: nonsense\n", b"# coding: ascii\n# \xc3\xa9\n"])
def test_python_in_no_encoding_cannot_be_edited(data: bytes) -> None:
    assert not can_be_edited(data)
    assert can_be_edited(data.replace(b"\xfc", b"u").replace(b"nonsense", b"utf-8").replace(b"\xc3\xa9", b"e"))
    assert Document("a", data, python=False).encode(Document("a", data, python=False).text) == data


@given(TEXTS, st.data())
def test_edits_and_where_the_rest_moves(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    edits = [
        Edit(start, end, data.draw(st.sampled_from(["", "x", "yy\n"])))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    after = apply(text, edits)
    for offset, character in enumerate(text):
        if not any(edit.start <= offset < edit.end for edit in edits):
            assert after[moved(offset, edits)] == character
    assert apply(text, []) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\n", b"a\nc\n"),
        (b"a", b"b"),
        (b"a\r\nb\r\n", b"a\r\nc\r\n"),
        (b"a\rb\x0cc\n", b"a\rb\x0cd\n"),
        (b"x\n", b"x"),
    ],
)
def test_git_applies_a_diff(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "some" / "file.py"
    path.parent.mkdir()
    path.write_bytes(before)
    command = ["git", "-c", "core.autocrlf=false", "apply", "-"]
    subprocess.run(command, cwd=tmp_path, input=diff({"some/file.py": (before, after)}), check=True, timeout=60)
    assert path.read_bytes() == after
