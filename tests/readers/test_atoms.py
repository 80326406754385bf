"""What the reader takes an annotation for."""

from __future__ import annotations

import ast

import pytest

from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.readers.python.atoms import annotation_atoms


@pytest.mark.parametrize(
    ("annotation", "chains"),
    [
        ("Callable[[socket.socket], Session]", ["Session"]),
        ("typing.Callable[[Session], None] | None", []),
        ("Callable[..., Awaitable[Session]]", ["Awaitable", "Session"]),
        ("Callable", ["Callable"]),
        ("dict[str, Session]", ["Session", "dict", "str"]),
    ],
)
def test_a_function_is_what_it_gives_and_not_what_it_is_given(annotation: str, chains: list[str]) -> None:
    found = annotation_atoms(ast.parse(annotation, mode="eval").body)
    assert sorted(atom.chain for atom in found if atom.chain) == chains


def test_what_merely_gives_what_it_is_given_is_not_followed() -> None:
    vocabulary = build_vocabulary(library_files())
    assert not vocabulary.is_leaf("ssl.create_default_context")
    assert vocabulary.carries("ssl.SSLContext.wrap_socket")
