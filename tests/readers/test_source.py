"""Every character of a text knows where it stands, however the text was put together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from timeout_audit.model.place import Place
from timeout_audit.readers.quoted import json_strings, unescaped
from timeout_audit.readers.source import Text, decode

FILE = Text.of_file("f", "ab\r\ncdé\n\nef")


def test_places_count_lines_and_characters_from_one() -> None:
    assert FILE.place(0, 2) == Place("f", 1, 1, 1, 3)
    assert FILE.place(4, 7) == Place("f", 2, 1, 2, 4)
    assert FILE.place(9, 11) == Place("f", 4, 1, 4, 3)
    assert FILE.place(11, 11) == Place("f", 4, 3, 4, 3)


def test_a_joined_text_keeps_the_places_of_its_pieces() -> None:
    joined = FILE.join([FILE.slice(9, 11), (" ", 8), FILE.slice(0, 2)])

    assert joined.text == "ef ab"
    assert joined.place(0, 1) == Place("f", 4, 1, 4, 2)
    assert joined.place(3, 5) == Place("f", 1, 1, 1, 3)
    assert joined.slice(1, 4).slice(1, 3).place(1, 2) == Place("f", 1, 1, 1, 2)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_slices_of_joins_of_slices_are_what_they_say(source: str, cuts: list[tuple[int, int]]) -> None:
    whole = Text.of_file("f", source)
    joined = whole.join(whole.slice(min(cut), max(cut)) for cut in cuts)

    assert joined.text == "".join(source[min(cut) : max(cut)] for cut in cuts)
    for index, character in enumerate(joined.text):
        assert source[joined.offset(index)] == character
        assert joined.slice(index, index + 1).text == character
        assert joined.slice(index, index + 1).offset(0) == joined.offset(index)


def test_every_encoding_gives_a_text() -> None:
    assert decode(b"\xef\xbb\xbfFROM x") == "FROM x"
    assert decode("\ufeffFROM é".encode("utf-16-le")) == "FROM é"
    assert decode("\ufeffFROM é".encode("utf-16-be")) == "FROM é"
    assert decode(b"FROM \xe9\0x") == "FROM \ufffd x"


def test_escapes_are_one_character_each_at_their_place() -> None:
    text = unescaped(Text.of_file("f", r"a\u0041\n\"\ud83d\ude00\\b"))

    assert text.text == 'aA\n"😀\\b'
    assert [text.offset(index) for index in range(len(text))] == [0, 1, 7, 9, 11, 23, 25]


def test_a_list_of_strings_and_what_may_be_wrong_with_it() -> None:
    def strings(source: str) -> tuple[list[str], str]:
        found, fault = json_strings(Text.of_file("f", source))
        return [value.text for value, _ in found], fault

    assert strings('["a", "b c"]') == (["a", "b c"], "")
    assert strings("[]") == ([], "")
    assert strings("['a', \"b\"]") == (["a", "b"], "json")
    assert strings('["a",]') == (["a"], "json")
    assert strings('["a", 1]') == (["a"], "members")
    assert strings('["a"] && b') == (["a"], "json")
    assert strings("[" * 5000) == ([], "json")
