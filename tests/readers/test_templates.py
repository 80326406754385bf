"""Templates of Jinja: what is hidden keeps its place, and comes back in the facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeout_audit.model.launch import Part
from timeout_audit.readers.registry import claimed, read_launch_file
from timeout_audit.readers.templates import hidden, is_template

_SIGNS = ("{%", "%}", "{{", "}}", "{#", "#}")
_PIECES = st.sampled_from(
    [
        *_SIGNS,
        " if x ",
        " elif y ",
        " else ",
        " endif ",
        " for z in y ",
        " endfor ",
        "\n",
        "\r\n",
        "é",
        " | indent ",
        "a",
    ]
)


@given(st.lists(_PIECES, max_size=30))
def test_every_character_keeps_its_place(pieces: list[str]) -> None:
    text = "".join(pieces)

    for made in map(bytes.decode, hidden(text.encode())):
        assert len(made) == len(text)
        assert [at for at, one in enumerate(made) if one in "\r\n"] == [
            at for at, one in enumerate(text) if one in "\r\n"
        ]


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a {% if x %} b {% endif %} c", ["abc"]),
        ("a {% if x %} b {% else %} c {% endif %} d", ["abd", "acd"]),
        ("{%- if x -%} a {%- elif y -%} b {%- elif z -%} c {%- endif -%} d", ["ad", "bd", "cd"]),
        ("{% if x %} a {% else %} {% if y %} b {% else %} c {% endif %} d {% endif %}", ["a", "bd", "cd"]),
        ("{% for x in y %} a {% else %} b {% endfor %}", ["ab"]),
        ("{% for x in y %} {% if x %} a {% else %} b {% endif %} {% endfor %} c", ["ac", "bc"]),
        (
            "{% if x %} a {% else %} b {% endif %} {% if y %} c {% elif z %} d {% else %} e {% endif %}",
            ["ac", "bd", "be"],
        ),
        ("{% if x %} a {% else %} b {% endif %} {% if not x %} c {% else %} d {% endif %}", ["ad", "bc"]),
        ("{% if x %} a {% else %} b {% endif %} {% if not  x %} c {% endif %} {% if x %} d {% endif %}", ["ad", "bc"]),
        ("a {% else %} b {% if x %} c {% else %} d {% endif %}", ["abcd"]),
        ("{% if x %} a {% else %} b", ["ab"]),
        ("{% if x %} {% for y in z %} a {% endif %} {% else %} b {% endfor %}", ["ab"]),
        ("{# {% else %} #} {% if x %}\na\n{% endif %}", ["a"]),
    ],
)
def test_of_the_branches_of_an_if_each_text_has_one(text: str, found: list[str]) -> None:
    # Of a block that begins and ends on one line nobody knows what it writes.
    lines = text.replace("{%", "\n{%").replace("%}", "%}\n").replace("{# \n", "{# ").replace("\n #}", " #}")

    assert ["".join(made.decode().split()) for made in hidden(lines.encode())] == found


def test_a_command_goes_on_below_lines_that_are_not_written() -> None:
    text = "run \\\n{% if x %}\n  --one \\\r\n{% else %}\n  --two \\\n\n{% endif %}\r\n"
    text += "  --three\n{% if y %}\nend\n{% endif %}\n"

    assert ["".join(one.decode().split(" ")) for one in hidden(text.encode())] == [
        "run\\\n\\\n--one\\\r\n\\\n\\\n\n\r\n--three\n\nend\n\n",
        "run\\\n\\\n\\\r\n\\\n--two\\\n\n\r\n--three\n\nend\n\n",
    ]
