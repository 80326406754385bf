"""What is mere data by what is written in its function: its methods are no waits, whatever it holds."""

from __future__ import annotations

import pytest

from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.link.data import is_data
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
"""
"""Functions that call ``get`` on data."""
_NO_DATA = """
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


def receivers(code: str) -> list[bool]:
    """Whether what ``.get`` is called on is data, call by call."""
    text = _HEAD + code
    lines = tuple(range(1, text.count("\n") + 1))
    module = Module("app.py")
    module.add(read_slice("app.py", Slice(text, lines, _VOCABULARY.openers), _VOCABULARY), judged=True)
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
