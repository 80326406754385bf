"""The law of light trees: what is read from them is what libcst's own trees say."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from tests.cases import Case, all_cases
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.readers.python.facts import collect, collect_exactly
from timeout_audit.readers.python.light import Light, Unlike
from timeout_audit.readers.python.slices import Slice

VOCABULARY = build_vocabulary(library_files())
PYTHON = [case for case in all_cases() if any(path.endswith(".py") for path in case.files)]
OURS = sorted((Path(__file__).parent.parent.parent / "timeout_audit").rglob("*.py"))

FORMS = {
    "brackets around arguments": "f((a), ((b)), *(c), k=(d), **(e))\nf(\n    (a),  # why\n    b,  # and this\n)\n",
    "generators": "f(x for x in y)\nf((x for x in y))\nf((x for x in y), 1)\nz = (a(x) for x in y if b(x) if c for d in x)\n",
    "decorators": "@a\n@ b.c(1)\n@(d)\ndef f(): ...\n@e  # why\nclass C(A, *B, metaclass=M, **k): x = 1\n",
    "withs": "with a() as b, c(): pass\nwith (d() as e): pass\nasync def f():\n    async with g() as (h, i):\n        await j()\n",
    "other letters": "ß = föö('ü', größe=f('é'))  # ñ\n名 = [g(x) for x in 'ä']; h(名)\n",
    "formatted": "a = f'{b()} {b()!r:>{c()}} {{d}} \\n' 'x' rf'\\n{e}'\nf'{g()=} {h}'\ni = (f'{j()}'\n   f'{k(1)}')\n",
    "strings": "a = 'x' \"y\" 'z'\nb = b'q' b'r'\nc = '''d\ne'''\nf = r'\\d', 'tab\\t', u'g'\nh: 'Optional[I]' = 'j'\n",
    "numbers": "a = 1_000, 0x10, -1.5, 2j, 1e999, " + "9" * 5000 + ", ...\n",
    "branches": "if a:\n    b()\nelif c:\n    d()\nelse:\n    if e: f()\n    # the end\n\n# and more\nfor g in h:\n    i()\nelse:\n    j()\n",
    "tries": "try:\n    a()\nexcept (B, C) as d:\n    raise\nexcept E:\n    raise F from g\nelse:\n    h()\nfinally:\n    i()\n",
    "statements": "del a, b[0]\nglobal c; d = e = f()\ng += h()\nassert i, j()\nk: int\nimport l.m as n, o.p\nfrom ..q import *\n",
    "parameters": "def f(a, /, b=g(), *c, d: int = 1, **e) -> h: return lambda x, *y, z=i(): x\ndef j(*, k): yield from l()\n",
    "subscripts": "a[1], b[c(), d], e[f(1):g(2)], h[(1, 2)], i[*j], k[l:, m]\n",
    "comparisons": "a = b < c() <= d is not e and not f or g in (h, *i) or j if k else ~l\n",
    "walrus": "if (a := b()) and [c := d(e) for e in f]:\n    print(a)\n",
    "matches": "match a():\n    case B(c=1):\n        d()\n    case _:\n        e()\n",
    "loops": "async def f():\n    async for a in b():\n        if c:\n            break\n        continue\n    while d():\n        await e()\n",
}


def _slice(text: str) -> Slice:
    return Slice(text, tuple(range(1, text.count("\n") + 2)))


def _agree(path: str, text: str) -> None:
    assert collect(path, _slice(text), VOCABULARY) == collect_exactly(path, _slice(text), VOCABULARY)


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_every_form_reads_alike(text: str) -> None:
    cst.parse_module(text)
    _agree("a/b.py", text)


@pytest.mark.parametrize("case", PYTHON, ids=lambda case: f"{case.source.stem}:{case.line}")
def test_the_files_of_the_cases_read_alike(case: Case) -> None:
    for path, text in case.files.items():
        if path.endswith(".py"):
            _agree(path, text)


def test_our_own_files_read_alike() -> None:
    for path in OURS:
        _agree(path.name, path.read_text())


@pytest.mark.parametrize("text", ["match a:\n    case 1: pass\n", "a[(1, 2)]\n", "no python\n"])
def test_what_is_told_differently_is_left_to_libcst(text: str) -> None:
    with pytest.raises(Unlike):
        Light(text)
