"""What the sieve told of a file is told again, as long as the file is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeout_audit.cache import Cache, digest, open_cache
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.readers.python import sieved
from timeout_audit.readers.python.sieve import find_imports
from timeout_audit.readers.python.sieved import Sieve

VOCABULARY = build_vocabulary(library_files())
TEXTS = (
    b"import requests\n",
    b"import json\nfrom .a import (b,\n c)\n",
    b"\xff\xfei\0m\0",
    b"",
    b"from \xff import \xff\n",
    b"run(['gunicorn', 'app'])\n",
)
TOLD = ((True, False), (False, False), (True, False), (False, False), (False, False), (False, True))


def opened(folder: Path) -> Cache:
    return open_cache(str(folder), "/root", b"")


def sieve_all(cache: Cache | None, texts: tuple[bytes, ...] = TEXTS) -> list[sieved.Sieved]:
    sieve, found = Sieve(cache), []
    for text in texts:
        key = digest(text) if cache else b""
        one = sieve.known(key) or sieved.sieved(text, VOCABULARY)
        sieve.learn(key, one)
        found.append(one)
    sieve.keep()
    if cache is not None:
        cache.save()
    return found


def test_it_tells_the_imports_and_where_to_look_closer() -> None:
    found = sieve_all(None)
    assert [one.imports for one in found] == [find_imports(text) for text in TEXTS]
    assert tuple((one.reaches, one.starts) for one in found) == TOLD


def test_what_is_known_is_not_sieved_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sieve_all(opened(tmp_path))
    monkeypatch.setattr(sieved, "find_imports", lambda _: pytest.fail("sieved"))
    assert sieve_all(opened(tmp_path)) == first


def test_other_content_is_sieved(tmp_path: Path) -> None:
    sieve_all(opened(tmp_path))
    changed = tuple(b"import httpx\n" + text for text in TEXTS)
    assert sieve_all(opened(tmp_path), changed) == sieve_all(None, changed)


def test_two_revisions_take_turns_and_a_third_displaces_them(tmp_path: Path) -> None:
    revisions = [tuple(b"import %s\n" % name + text for text in TEXTS) for name in (b"a", b"b", b"c")]
    sizes = []
    for texts in (*revisions, revisions[2]):
        sieve_all(opened(tmp_path), texts)
        sizes.append(len(Sieve(opened(tmp_path))._known))
    assert sizes == [6, 12, 6, 6]


@pytest.mark.parametrize("entry", [b"", b"\x93nonsense", b"\x81\xa1a\x92\x90\xc3", b"\xc0"])
def test_an_entry_that_is_none_is_a_miss(tmp_path: Path, entry: bytes) -> None:
    cache = opened(tmp_path)
    cache.put(b"sieved", entry)
    assert sieve_all(cache) == sieve_all(None)
