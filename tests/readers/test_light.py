"""The law of light trees: what is read from them is what libcst's own trees say."""

from __future__ import annotations

from pathlib import Path

import libcst as cst
import pytest

from tests.cases import Case, all_cases
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.vocabulary import build_vocabulary
from timeout_audit.readers.python.cut import Slice
from timeout_audit.readers.python.facts import collect, collect_exactly
from timeout_audit.readers.python.light import Light
from timeout_audit.readers.python.light_places import Unlike

VOCABULARY = build_vocabulary(library_files())
PYTHON = [case for case in all_cases() if any(path.endswith(".py") for path in case.files)]
OURS = sorted((Path(__file__).parent.parent.parent / "timeout_audit").rglob("*.py"))

FORMS = {
    "brackets around arguments": """
f((a), ((b)), *(c), k=(d), **(e))
f(
    (a),  # why
    b,  # and this
)
""",
    "generators": """
f(x for x in y)
f((x for x in y))
f((x for x in y), 1)
z = (a(x) for x in y if b(x) if c for d in x)
""",
    "decorators": """
@a
@ b.c(1)
@(d)
def f(): ...
@e  # why
class C(A, *B, metaclass=M, **k): x = 1
""",
    "withs": """
with a() as b, c(): pass
with (d() as e): pass
async def f():
    async with g() as (h, i):
        await j()
""",
    "other letters": """
ß = föö('ü', größe=f('é'))  # ñ
名 = [g(x) for x in 'ä']; h(名)
""",
    "formatted": """
a = f'{b()} {b()!r:>{c()}} {{d}} \\n' 'x' rf'\\n{e}'
f'{g()=} {h}'
i = (f'{j()}'
   f'{k(1)}')
""",
    "strings": """
a = 'x' "y" 'z'
b = b'q' b'r'
c = '''d
e'''
f = r'\\d', 'tab\\t', u'g'
h: 'Optional[I]' = 'j'
""",
    "numbers": "a = 1_000, 0x10, -1.5, 2j, 1e999, " + "9" * 5000 + ", ...\n",
    "branches": """
if a:
    b()
elif c:
    d()
else:
    if e: f()
    # the end

# and more
for g in h:
    i()
else:
    j()
""",
    "tries": """
try:
    a()
except (B, C) as d:
    raise
except E:
    raise F from g
else:
    h()
finally:
    i()
""",
    "statements": """
del a, b[0]
global c; d = e = f()
g += h()
assert i, j()
k: int
import l.m as n, o.p
from ..q import *
""",
    "parameters": """
def f(a, /, b=g(), *c, d: int = 1, **e) -> h: return lambda x, *y, z=i(): x
def j(*, k): yield from l()
""",
    "subscripts": """
a[1], b[c(), d], e[f(1):g(2)], h[(1, 2)], i[*j], k[l:, m], n[(o), p], q[(r), (s)], t[()], u[(v, w()),]
""",
    "subscripts of several lines": """
x: a[(b), c,
     d()] = e[(f(),
   g)]
h: i[(j), # why
  k
] = l[(
  (m), n
), o()]
""",
    "comparisons": """
a = b < c() <= d is not e and not f or g in (h, *i) or j if k else ~l
""",
    "walrus": """
if (a := b()) and [c := d(e) for e in f]:
    print(a)
""",
    "matches": """
match a():
    case B(c=1):
        d()
    case _:
        e()
""",
    "loops": """
async def f():
    async for a in b():
        if c:
            break
        continue
    while d():
        await e()
""",
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


@pytest.mark.parametrize("text", ["match a:\n    case 1: pass\n", "no python\n"])
def test_what_is_told_differently_is_left_to_libcst(text: str) -> None:
    with pytest.raises(Unlike):
        Light(text)
