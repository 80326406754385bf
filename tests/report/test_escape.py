import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.report.hostile import ATTACKS
from timeout_audit.report.escape import (
    markdown,
    markdown_cell,
    markdown_code,
    markdown_prose,
    printable,
    workflow_data,
    workflow_line,
    workflow_property,
)

TEXT = st.one_of(st.sampled_from(ATTACKS), st.text(), st.text(alphabet="`|\\ \n<>[]()*_@#&:%/."))
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@given(TEXT)
def test_printable_text_is_one_line_that_is_seen(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert shown.replace("\xa0", "").replace("\u3000", "").isprintable()


@pytest.mark.parametrize("text", ["", "plain", "héllo 名前", "a\\b", "x = 'y'"])
def test_printable_text_stays(text: str) -> None:
    assert printable(text) == text


def test_what_is_not_seen_is_written_out() -> None:
    assert printable("\x1b[1m\n\x9b\u202e\udc80\U000e0041") == "\\x1b[1m\\n\\x9b\\u202e\\udc80\\U000e0041"


@given(TEXT)
def test_a_workflow_command_is_read_back(text: str) -> None:
    line = f"::error file={workflow_property(text)},line=1::{workflow_data(text)}"
    assert len(line.splitlines()) == 1
    command = re.fullmatch(r"::error (?P<given>.*?)::(?P<data>.*)", line)
    assert command
    properties = dict(pair.split("=", 1) for pair in command["given"].split(","))
    expected = "\n".join(printable(part) for part in text.split("\n"))
    assert unescaped(properties["file"]) == expected
    assert unescaped(command["data"]) == expected
    assert properties["line"] == "1"


def unescaped(text: str) -> str:
    """As GitHub's runner does it: the percent sign comes last."""
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


@given(TEXT)
def test_a_line_of_a_log_is_no_command(text: str) -> None:
    line = workflow_line(text)
    assert len(line.splitlines()) <= 1
    assert not line.lstrip().startswith("::")
    assert "##[" not in line


class Page(HTMLParser):
    """What a browser shows of a rendered document, and the tags it is made of."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def squeezed(text: str) -> str:
    return " ".join(text.split())


@given(TEXT)
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    page = Page(PARSER.render(f"x{markdown(text)}x"))
    assert squeezed(page.text) == squeezed(f"x{printable(text)}x")
    assert page.tags <= {"p", "span"}
    assert not re.search(r"@\w|(?<!&)#\w|://|www\.", markdown(text))


@given(TEXT)
def test_a_code_span_shows_the_text(text: str) -> None:
    page = Page(PARSER.render(f"x{markdown_code(text)}x"))
    shown = printable(text)
    assert squeezed(page.text) == squeezed(f"x{shown if shown.strip() else ''}x")
    assert page.tags <= {"p", "code"}


@given(TEXT)
@example("` `")
def test_prose_shows_the_text(text: str) -> None:
    page = Page(PARSER.render(f"x{markdown_prose(text)}x"))
    assert squeezed(page.text.replace("`", "")) == squeezed(f"x{printable(text)}x".replace("`", ""))
    assert page.tags <= {"p", "span", "code"}


@given(TEXT, TEXT)
def test_a_cell_stays_in_its_cell(first: str, second: str) -> None:
    cells = " | ".join(markdown_cell(cell) for cell in (markdown_code(first), markdown(second), "end"))
    rendered = PARSER.render(f"| a | b | c |\n|---|---|---|\n| {cells} |\n")
    assert rendered.count("<td>") == 3
    assert "<td>end</td>" in rendered


def test_code_in_prose_is_code() -> None:
    assert markdown_prose("use `a_b` now") == "use `a_b` now"
    assert markdown_prose("one ` only_") == "one \\` only\\_"
