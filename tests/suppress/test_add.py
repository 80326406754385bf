from __future__ import annotations

import re
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeout_audit.readers.comments import read_comments
from timeout_audit.suppress.add import add_comments

COMMENT = "# timeout-audit: ignore[TA401] -- why"


def added(text: str, line: int, path: str = "app.py") -> str:
    """The file with a comment for one finding, which must then be about that line."""
    done = add_comments(path, dedent(text).encode(), [(line, "TA401")], "why", python=path.endswith(".py"))
    assert (done.written, dict(done.refused)) == (1, {})
    found = read_comments(path, done.data, python=path.endswith(".py"))
    assert any(comment.first <= line + 1 <= comment.last for comment in found)
    return done.data.decode()


def test_a_comment_stands_above_the_statement_with_its_indent() -> None:
    assert (
        added("def f():\n\treturn get(\n\t\turl,\n\t)\n", 3) == f"def f():\n\t{COMMENT}\n\treturn get(\n\t\turl,\n\t)\n"
    )


def test_line_ends_and_bytes_are_kept() -> None:
    done = add_comments("a.py", b"# coding: latin-1\r\nx = '\xe9'\r\nget(x)", [(3, "TA401")], "why", python=True)
    assert done.data == b"# coding: latin-1\r\nx = '\xe9'\r\n" + COMMENT.encode() + b"\nget(x)"


def test_codes_of_one_statement_share_a_comment() -> None:
    wanted = [(1, "TA502"), (2, "TA401"), (3, "TA401")]
    done = add_comments("a.py", b"get(\nurl)\nget(1)\n", wanted, "why", python=True)
    assert done.data.decode() == (
        "# timeout-audit: ignore[TA401, TA502] -- why\nget(\nurl)\n# timeout-audit: ignore[TA401] -- why\nget(1)\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "if get(1):\n    pass\nelif get(2):\n    pass\n",
        "try:\n    pass\nexcept get(1):\n    pass\n",
        "x = 1; get(1)\n",
        "@get(1)\ndef f(): get(2)\n",
        '"""A docstring."""\nget("""\n# text\n""")\n',
    ],
)
def test_every_line_of_python_that_is_a_statement_can_carry_one(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if "get(" in line:
            added(text, number)


def test_an_instruction_with_continuation_lines() -> None:
    assert added("FROM a\nCMD a \\\n  b\n", 3, "Dockerfile") == f"FROM a\n{COMMENT}\nCMD a \\\n  b\n"


def test_a_here_document_is_not_written_into() -> None:
    text = "FROM a\nRUN <<EOF\nuvicorn app\nEOF\nCMD a\n"
    assert added(text, 3, "Dockerfile") == f"FROM a\n{COMMENT}\nRUN <<EOF\nuvicorn app\nEOF\nCMD a\n"
    assert added("cat <<'END' > x\n# text\nb\nEND\nc\n", 3, "a.sh").startswith(f"{COMMENT}\ncat")


def test_a_block_of_yaml_that_is_a_text_is_not_written_into() -> None:
    text = "web:\n  command: |\n    uvicorn app\n    echo\n  image: a\n"
    assert added(text, 3, "compose.yaml") == f"web:\n  {COMMENT}\n  command: |\n    uvicorn app\n    echo\n  image: a\n"
    folded = "web:\n  command: uvicorn\n    app:app\n    --port 80\n"
    assert added(folded, 3, "compose.yaml") == f"web:\n  {COMMENT}\n  command: uvicorn\n    app:app\n    --port 80\n"


def test_an_item_of_a_list_in_yaml() -> None:
    text = "web:\n  command:\n  - uvicorn\n  - app\n"
    assert added(text, 4, "compose.yaml") == f"web:\n  command:\n  - uvicorn\n  {COMMENT}\n  - app\n"


def test_json_has_no_comments() -> None:
    done = add_comments("task.json", b'{"command": ["uvicorn"]}\n', [(1, "TA101")], "why", python=False)
    assert (done.written, [str(why) for why in done.refused.values()]) == (0, ["JSON has no comments"])
    assert done.data == b'{"command": ["uvicorn"]}\n'


@given(st.binary(max_size=200), st.integers(0, 12), st.sampled_from(["a.py", "Dockerfile", "c.yaml", "s.sh"]))
def test_no_content_is_too_odd(data: bytes, line: int, path: str) -> None:
    """Nothing is lost whatever the file holds: without the comment it is what it was."""
    done = add_comments(path, data, [(line, "TA401")], "why", python=path.endswith(".py"))
    assert done.written + len(done.refused) == 1
    assert b"".join(line for line in _lines(done.data) if line.strip() != COMMENT.encode()) == data


def _lines(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\r\n]*(?:\r\n|\r|\n|$)", data)
