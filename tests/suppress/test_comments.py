from __future__ import annotations

import textwrap

import pytest

from timeout_audit.readers.comments import read_comments


def spans(text: str, path: str = "app.py") -> list[tuple[int, int, int]]:
    """Line, first and last line of the statement, of every comment that speaks to us."""
    data = textwrap.dedent(text).encode()
    found = read_comments(path, data, python=path.endswith(".py"))
    return [(comment.place.line, comment.first, comment.last) for comment in found]


MARK = "# timeout-audit: ignore[TA401] -- x"


def test_a_comment_behind_a_statement_is_about_all_its_lines() -> None:
    assert spans(f"""\
        import requests

        r = requests.get(
            "a",
        )  {MARK}
        s = 1
        """) == [(5, 3, 5)]  # fmt: skip


def test_a_comment_inside_a_statement_is_about_all_its_lines() -> None:
    assert spans(f"""\
        r = requests.get(
            {MARK}
            "a",
        )
        """) == [(2, 1, 4)]  # fmt: skip


def test_comments_alone_above_are_about_what_follows() -> None:
    assert spans(f"""\
        def f():
            {MARK}
            # more words
            # noqa: S113
            r = requests.get(
                "a",
            )
        """) == [(2, 5, 7), (4, 5, 7)]  # fmt: skip


def test_an_empty_line_separates() -> None:
    assert spans(f"""\
        {MARK}

        requests.get("a")
        """) == [(1, 0, 0)]  # fmt: skip


def test_a_comment_at_the_end_of_a_file_is_about_nothing() -> None:
    assert spans(f"x = 1\n{MARK}") == [(2, 0, 0)]


def test_a_header_is_a_statement_of_its_own() -> None:
    assert spans(f"""\
        with requests.get("a") as r:  {MARK}
            requests.get("b")
        """) == [(1, 1, 1)]  # fmt: skip


def test_what_looks_like_a_comment_in_a_string_is_none() -> None:
    assert spans(f'''\
        x = "{MARK}"
        y = """
        {MARK}
        """
        ''') == []  # fmt: skip


def test_comments_about_other_things_are_not_kept() -> None:
    assert spans(f"x = 1  # words\n{MARK}\ny = 2  # words\n") == [(2, 3, 3)]


@pytest.mark.parametrize("broken", ["x = (\n", "def f(:\n  '''\n", "if x:\n  y\n z\n"])
def test_a_broken_file_gives_what_it_can(broken: str) -> None:
    assert spans(f"requests.get('a')  {MARK}\n{broken}") == [(1, 1, 1)]


def test_bytes_that_are_no_text_give_nothing_and_no_error() -> None:
    assert read_comments("a.py", b"# -*- coding: nonsense -*-\n# noqa: S113\n", python=True) == ()
    assert read_comments("a.py", b"\xff # noqa: S113\n\x00", python=True) == ()
    assert len(read_comments("Dockerfile", b"# noqa: S113 \xff\nCMD a\x00\n", python=False)) == 1


def test_an_instruction_reaches_over_its_continuation_lines() -> None:
    assert spans(f"""\
        FROM python
        {MARK}
        CMD uvicorn \\
            # a comment inside
            app:app
        RUN true
        """, "Dockerfile") == [(2, 3, 5)]  # fmt: skip


def test_the_escape_character_of_a_dockerfile_is_its_own() -> None:
    assert spans(f"# escape=`\n{MARK}\nCMD a `\n  b\n", "Dockerfile") == [(2, 3, 4)]
    assert spans(f"{MARK}\nCMD `a`\nRUN b\n", "Dockerfile") == [(1, 2, 2)]


def test_a_shell_comment_behind_a_command() -> None:
    assert spans(f'exec uvicorn app:app  {MARK}\necho "{MARK}"\necho don\'t {MARK}\n', "start.sh") == [
        (1, 1, 1),
        (3, 3, 3),
    ]


def test_in_yaml_a_comment_is_about_the_block_under_its_line() -> None:
    assert spans(f"""\
        services:
          web:
            {MARK}
            command:
            - uvicorn

            - app:app
            ports: []
          other:  {MARK}
            command: gunicorn app:app
        volumes: {{}}
        """, "compose.yaml") == [(3, 4, 7), (9, 9, 10)]  # fmt: skip


def test_semicolons_begin_comments_at_the_start_of_a_line_alone() -> None:
    assert spans(f"; {MARK}\ncommand=uvicorn app:app\necho a; {MARK}\n", "supervisord.conf") == [(1, 2, 2), (3, 3, 3)]
