"""Clients that send through another client with a limit of their own: what the other's default counts for."""

from __future__ import annotations

from typing import Any

import pytest

from timeout_audit.catalogue.load import library_files

_OWN = {"anthropic": ("Anthropic", 600), "groq": ("Groq", 60), "openai": ("OpenAI", 600)}
"""Packages, each with its client and the seconds of its own default."""


def test_these_are_all() -> None:
    waits = ((file.library.name, wait) for file in library_files() for wait in file.wait)
    assert {name for name, wait in waits if wait.sends_through} == _OWN.keys()


@pytest.mark.parametrize("package", sorted(_OWN))
def test_the_default_of_the_client_that_is_sent_through_counts_for_nothing(package: str) -> None:
    library: Any = pytest.importorskip(package)
    name, seconds = _OWN[package]
    # The newer ones are made with httpx2, and refuse a client of httpx.
    transport: Any = pytest.importorskip("httpx" if package == "groq" else "httpx2")

    def limit(**options: object) -> object:
        made = getattr(library, name)(api_key="nobody's", http_client=transport.Client(**options))
        return getattr(made.timeout, "read", made.timeout)

    assert limit() == seconds
    assert limit(timeout=7) == 7
    assert limit(timeout=None) is None
