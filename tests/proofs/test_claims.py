"""Every entry of a catalogue file becomes claims, and each claim a trial."""

from __future__ import annotations

from textwrap import dedent

from timeout_audit.catalogue.parse import parse_library
from timeout_audit.proofs.claims import claims_of
from timeout_audit.proofs.results import expectation

HEAD = """
[library]
name = "lib"
distribution = "lib"
imports = ["lib"]
layer = "http"
docs = "https://example.test/"
unproven = "it does not exist"
"""


def claimed(text: str) -> dict[str, str]:
    file = parse_library(HEAD + dedent(text), "lib.toml")
    return {claim.text: expectation(claim.expected) for claim in claims_of(file)}


def test_names_and_values() -> None:
    text = """
        [[wait]]
        calls = ["lib.{get,put}"]
        timeout = [{ keyword = "timeout", unit = "ms", none = "default", zero = "immediate", negative = "unbounded" }]
        default = [{ versions = "<2" }, { versions = ">=2", seconds = 5 }]
    """
    default = "default (<2: waits, >=2: 5 s)"
    assert claimed(text) == {
        "lib.get()": default,
        "lib.get(timeout=1000)": "ends after 1 s",
        "lib.put()": default,
        "lib.put(timeout=1000)": "ends after 1 s",
        "lib.get(timeout=None)": default,
        "lib.get(timeout=0)": "at-once",
        "lib.get(timeout=-1)": "waits",
    }


def test_everything_that_can_carry_a_bound_or_pretend_to() -> None:
    text = """
        [[wait]]
        calls = ["lib.Client"]
        role = "client"
        timeout = [{ keyword = "options", key = "read.timeout", zero = "error" }]
        attributes = ["timeout"]
        setters = [{ method = "set", options = ["lib.TIMEOUT"], unit = "ms" }]
        globally = ["lib.setdefault"]
        query = { keyword = "url", position = 0, names = ["wait"] }
        decoys = [{ keyword = "connect", why = "no" }, { query = "connect", refused = true, why = "no" }]

        [[wait]]
        calls = ["lib.Client.get"]
        inherits = true
        streamed = { keyword = "stream" }
        unless = { keyword = "block", value = false }

        [[wait]]
        calls = ["lib.Client.listen"]
        role = "listener"
    """
    assert claimed(text) == {
        "lib.Client()": "waits",
        "lib.Client(options={'read': {'timeout': 1}})": "ends after 1 s",
        "lib.Client(options={'read': {'timeout': None}})": "waits",
        "lib.Client(options={'read': {'timeout': 0}})": "refused",
        "lib.Client(options={'read': {'timeout': -1}})": "refused",
        "lib.Client(connect=...)": "waits",
        "lib.Client() at ?connect=1": "refused",
        "lib.Client(); .timeout = 1": "ends after 1 s",
        "lib.Client(); .set(lib.TIMEOUT, 1000)": "ends after 1 s",
        "lib.setdefault(1); lib.Client()": "ends after 1 s",
        "lib.Client() at ?wait=1": "ends after 1 s",
        "lib.Client.get()": "waits",
        "lib.Client(options={'read': {'timeout': 1}}).get()": "ends after 1 s",
        "lib.Client.get(block=False)": "at-once",
        "lib.Client.get(): back before the body": "waits",
        "lib.Client.get(stream=True): back before the body": "at-once",
    }


def test_timeout_objects_and_constants() -> None:
    text = """
        [[wait]]
        calls = ["lib.get"]
        timeout = [{ keyword = "timeout", pair = 1, objects = ["lib.Timeout"] }]

        [[timeout-object]]
        name = "lib.Timeout"
        parts = [{ keyword = "read" }, { keyword = "total", zero = "unbounded" }]
        decide = "first"
        missing = "error"

        [[constant]]
        name = "lib.NEVER"
        meaning = "unbounded"
    """
    assert claimed(text) == {
        "lib.get()": "waits",
        "lib.get(timeout=1)": "ends after 1 s",
        "lib.get(timeout=None)": "waits",
        "lib.get(timeout=0)": "refused",
        "lib.get(timeout=-1)": "refused",
        "lib.get(timeout=(30, 1))": "ends after 1 s",
        "lib.get(timeout=(30, None))": "waits",
        "lib.get(timeout=lib.Timeout())": "refused",
        "lib.get(timeout=lib.Timeout(total=30, read=1))": "ends after 1 s",
        "lib.get(timeout=lib.Timeout(total=30, read=None))": "waits",
        "lib.get(timeout=lib.Timeout(total=1))": "ends after 1 s",
        "lib.get(timeout=lib.Timeout(total=None))": "waits",
        "lib.get(timeout=lib.Timeout(total=0))": "waits",
        "lib.get(timeout=lib.NEVER)": "waits",
    }


def test_drivers_are_tried_raw_and_behind_an_engine() -> None:
    text = """
        [[wait]]
        calls = ["lib.connect"]
        role = "client"
        driver = "lib"
        parameter = "statement"

        [[driver]]
        name = "lib"
        schemes = { "postgresql+lib" = "" }
        connect-args = [{ keyword = "options", pattern = "postgres-options", unit = "ms", zero = "unbounded" }]
        query = [{ keyword = "limit" }]
        decoys = [{ keyword = "connect_timeout", why = "no" }, { query = "connect_timeout", why = "no" }]
    """
    assert claimed(text) == {
        "lib.connect() [statement]": "waits",
        "lib.connect(options='-c statement_timeout=1000') [statement]": "ends after 1 s",
        "lib.connect(options='-c statement_timeout=0') [statement]": "waits",
        "lib.connect(connect_timeout=...) [statement]": "waits",
        "engine[lib]()": "waits",
        "engine[lib](connect_args={'options': '-c statement_timeout=1000'})": "ends after 1 s",
        "engine[lib]() at ?limit=1": "ends after 1 s",
        "engine[lib]() at ?connect_timeout=1": "waits",
    }


def test_settings() -> None:
    text = """
        [[setting]]
        name = "CACHES"
        selector = "BACKEND"
        choices = ["one.Cache", "other.Cache"]
        layer = "cache"
        timeout = [{ key = "OPTIONS.timeout" }]
        decoys = [{ key = "TIMEOUT", why = "no" }]
    """
    assert claimed(text) == {
        "CACHES.one.Cache()": "waits",
        "CACHES.other.Cache()": "waits",
        "CACHES.one.Cache(OPTIONS={'timeout': 1})": "ends after 1 s",
        "CACHES.one.Cache(OPTIONS={'timeout': None})": "waits",
        "CACHES.one.Cache(TIMEOUT=1)": "waits",
    }
