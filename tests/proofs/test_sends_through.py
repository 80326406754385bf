"""Clients that send through another client with a limit of their own: what the other's default counts for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from timeout_audit.catalogue.load import library_files

_SENDING = sorted(
    call
    for file in library_files()
    for wait in file.wait
    if wait.sends_through == ("http_client",)
    for call in wait.calls
)


def test_they_are_known() -> None:
    assert _SENDING == [
        "anthropic.{Anthropic,AsyncAnthropic}",
        "openai.{OpenAI,AsyncOpenAI,AzureOpenAI,AsyncAzureOpenAI}",
    ]


@pytest.mark.parametrize(("package", "name"), [("anthropic", "Anthropic"), ("openai", "OpenAI")])
def test_the_default_of_the_client_that_is_sent_through_counts_for_nothing(package: str, name: str) -> None:
    library: Any = pytest.importorskip(package)
    transport: Any = import_module("httpx2")

    def limit(**options: object) -> object:
        made = getattr(library, name)(api_key="nobody's", http_client=transport.Client(**options))
        return getattr(made.timeout, "read", made.timeout)

    assert limit() == 600
    assert limit(timeout=7) == 7
    assert limit(timeout=None) is None
