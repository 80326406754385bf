"""Templates of Jinja: what is hidden keeps its place, and comes back in the facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeout_audit.model.launch import Part
from timeout_audit.readers.registry import claimed, read_launch_file
from timeout_audit.readers.templates import hidden, is_template

_SIGNS = ("{%", "%}", "{{", "}}", "{#", "#}")
_PIECES = st.sampled_from([*_SIGNS, " if x ", " endif ", "\n", "\r\n", "é", " | indent ", "a"])


@given(st.lists(_PIECES, max_size=30))
def test_every_character_keeps_its_place(pieces: list[str]) -> None:
    text = "".join(pieces)
    made = hidden(text.encode()).decode()

    assert len(made) == len(text)
    assert [at for at, one in enumerate(made) if one in "\r\n"] == [at for at, one in enumerate(text) if one in "\r\n"]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("Dockerfile.j2", "FROM x", True),
        ("Dockerfile", "{% if x %}\nFROM x\n{%- endif -%}", True),
        ("Dockerfile", "RUN date '+{%Y}'", False),
        ("deploy.yaml", "image: {{ .Values.image }}", False),
    ],
)
def test_a_template_is_told_by_its_name_or_a_statement(path: str, text: str, found: bool) -> None:
    assert is_template(path, text.encode()) is found


def test_what_is_filled_in_comes_back_in_its_own_words() -> None:
    text = "services:\n  web:\n    image: shop:{{ tag | default('é') }}\n"
    file = read_launch_file("docker-compose.yml.jinja", text.encode())

    assert file is not None
    image = file.processes[0].image
    assert image is not None
    assert image.parts == (Part("shop:"), Part("{{ tag | default('?') }}", "opaque"))


def test_a_template_of_a_format_without_room_for_one_is_left_alone() -> None:
    assert claimed("start.sh.j2")
    assert not claimed("package.json.j2")
