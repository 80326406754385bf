"""What is mere data by what is written in its function: its methods are no waits, whatever it holds."""

from __future__ import annotations

import pytest

from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.link.data import asked_as_dicts, is_data, takes_items
from timeout_audit.link.program import Module
from timeout_audit.model.expression import Attribute
from timeout_audit.readers.python.cut import Slice
from timeout_audit.readers.python.read import read_slice

_VOCABULARY = build_vocabulary(library_files())
_HEAD = "import copy, json, requests\nsession = requests.Session()\n"
_DATA = """
def f(found: dict):
    found.get(session)
---
def f(found: 'dict[str, int] | None' = None):
    (found or {}).get(session)
---
def f(found: 'Optional[Dict[str, str]]'):
    found.get(session)
---
def f(**found):
    found.get(session)
---
def f(text):
    found = json.loads(text)
    found.get(session)
---
def f(text):
    found = None
    found = {'session': session}
    found.get(text)
---
def f(given: dict):
    found = copy.deepcopy(given)
    found.get(session)
---
def f(given):
    (dict(given) if given else {}).get(session)
---
class C:
    def __init__(self, kept: dict):
        self.kept = kept

    def f(self):
        self.kept.get(session)
---
class C:
    kept: dict

    def __init__(self):
        self.kept: dict = {}

    def f(self):
        self.kept.get(session)
---
def f(given):
    (given.found or {}).get(session)
---
def f(given):
    given.pop('found', {}).get(session)
---
def f(given):
    getattr(given, 'found', ()).get(session)
"""
"""Functions that call ``get`` on data."""
_NO_DATA = """
def f(given):
    (given.found and {}).get(session)
---
def f(given):
    given.pop('found', None).get(session)
---
def f(found):
    found.get(session)
---
def f(found: 'dict | Session'):
    found.get(session)
---
def f(found: 'Any'):
    found.get(session)
---
def f(given: dict):
    found = given or session
    found.get(given)
---
def f(given: dict):
    given['session'].get(session)
---
def f(given: dict):
    given = session
    given.get(session)
---
def f(given: dict):
    for given in [session]:
        given.get(session)
---
def f(given: dict):
    with session as given:
        given.get(session)
---
def f():
    found = None
    def set():
        nonlocal found
        found = session
    found.get(session)
---
def f(given):
    try:
        import requests
    except ImportError:
        requests = {}
    requests.get(session)
---
def f(given):
    return [found.get(session) for found in given]
---
class C:
    def __init__(self, kept: dict):
        self.kept = kept

    def set(self):
        self.kept = session

    def f(self):
        self.kept.get(session)
---
class C:
    def __init__(self):
        self.kept = None

    def f(self):
        self.kept.get(session)
"""
"""Functions that call it on what may be something else."""


_USED_AS_DICT = """
def f(found):
    found['key'] = 1
---
def f(found):
    for key, value in found.items():
        print(key, value)
---
def f(found):
    found.setdefault('key', 1)
---
def f(found):
    return found.get('key', {})
---
def f(found):
    return found.pop('key', None)
---
def f(found):
    return found.get('key', [session])
"""
"""Functions that use a parameter as only a dict can be used."""
_USED_OTHERWISE = """
def f(found):
    return found.get('key')
---
def f(found):
    return found.get('https://example.org', None)
---
def f(found):
    return found.get('key', session)
---
def f(found):
    return found.get(True, None)
---
def f(found):
    return found.get('key', timeout=None)
---
def f(found):
    return found.get('key', *[None])
---
def f(found):
    return found.get('key', None, 1)
---
def f(found):
    return found['key']
---
def f(found):
    found.key = 1
---
def f(found):
    del found['key']
---
def g(found):
    found['key'] = 1

def f(found):
    return found
"""
"""Functions that use it as an object may be used that waits."""


def module_of(code: str) -> Module:
    """The module that code makes."""
    text = _HEAD + code
    lines = tuple(range(1, text.count("\n") + 1))
    module = Module("app.py")
    module.add(read_slice("app.py", Slice(text, lines, _VOCABULARY.openers), _VOCABULARY), judged=True)
    return module


def receivers(code: str) -> list[bool]:
    """Whether what ``.get`` is called on is data, call by call."""
    module = module_of(code)
    sites = sorted(module.sites, key=lambda site: site.call.place)
    return [
        is_data(module, site.call.function.value, site.scope)
        for site in sites
        if isinstance(site.call.function, Attribute) and site.call.function.name == "get"
    ]


@pytest.mark.parametrize("code", _DATA.split("---"))
def test_data(code: str) -> None:
    assert receivers(code) == [True]


@pytest.mark.parametrize("code", _NO_DATA.split("---"))
def test_no_data(code: str) -> None:
    assert receivers(code) == [False]


def used_as_dict(code: str) -> bool:
    module = module_of(code)
    return "found" in asked_as_dicts(module, "f") or takes_items(module, "found", "f")


@pytest.mark.parametrize("code", _USED_AS_DICT.split("---"))
def test_used_as_a_dict(code: str) -> None:
    assert used_as_dict(code)


@pytest.mark.parametrize("code", _USED_OTHERWISE.split("---"))
def test_used_otherwise(code: str) -> None:
    assert not used_as_dict(code)
