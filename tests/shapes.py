"""Modules that grow: one Python file of about ``lines`` lines for each shape that real code takes when it gets long."""

from __future__ import annotations

from collections.abc import Callable

_HEAD = "import requests\n\n\n"


def rebinding(lines: int) -> str:
    """A client that each step may make anew, and a timeout that each step may set."""
    step = "    if x > {i}:\n        s = requests.Session() if x else s\n    s.get(u, timeout=t)\n    t = t or {i}\n"
    return _HEAD + "def f(u, x, t=None, s=None):\n" + _repeated(step, lines)


def rebinding_in_a_loop(lines: int) -> str:
    """The same inside a loop, where every assignment reaches every call."""
    step = "        if x == {i}:\n            s = requests.Session()\n        s.get(u)\n"
    return _HEAD + "def f(u, x):\n    s = requests.Session()\n    while True:\n" + _repeated(step, lines)


def streams(lines: int) -> str:
    """Streamed responses that are closed on one path only."""
    step = "    r{i} = requests.get(u, stream=True, timeout=1)\n    if x == {i}:\n        return 1\n    r{i}.close()\n"
    return _HEAD + "def f(u, x):\n" + _repeated(step, lines)


def leaks(lines: int) -> str:
    """Streamed responses that nobody closes."""
    step = (
        "    r{i} = requests.get(u, stream=True, timeout=1)\n    if x == {i}:\n        return 1\n    print(r{i}.ok)\n"
    )
    return _HEAD + "def f(u, x):\n" + _repeated(step, lines)


def tests_in_a_row(lines: int) -> str:
    """One ``elif`` after the other."""
    step = "    elif x == {i}:\n        s = requests.Session()\n        return s.get(u)\n"
    return _HEAD + "def f(u, x):\n    if x == -1:\n        pass\n" + _repeated(step, lines)


def cases(lines: int) -> str:
    """One ``case`` after the other."""
    step = "        case {i}:\n            s = requests.Session()\n            return s.get(u)\n"
    return _HEAD + "def f(u, x):\n    match x:\n" + _repeated(step, lines)


def dicts(lines: int) -> str:
    """Keywords in a dict that grows."""
    step = '    kw["k{i}"] = {i}\n    if x > {i}:\n        kw.update(a{i}=1)\n    requests.get(u, **kw)\n'
    return _HEAD + "def f(u, x):\n    kw = {}\n" + _repeated(step, lines)


def functions(lines: int) -> str:
    """Functions with a client of their own."""
    step = (
        "def f{i}(u, timeout=None):\n    s = requests.Session()\n    s.mount('x', requests.adapters.HTTPAdapter())\n"
        "    s.timeout = 5\n    return s.get(u, timeout=timeout)\n\n\n"
    )
    return _HEAD + _repeated(step, lines)


def methods(lines: int) -> str:
    """Methods that share the client of their object."""
    step = "    def f{i}(self, u, t=None):\n        self.k{i} = {i}\n        return self.s.get(u, timeout=t)\n\n"
    return _HEAD + "class A:\n    def __init__(self):\n        self.s = requests.Session()\n\n" + _repeated(step, lines)


def wrappers(lines: int) -> str:
    """Functions that hand a timeout on to the one before."""
    step = "def f{i}(u, timeout=None):\n    return f{j}(u, timeout=timeout)\n\n\n"
    first = "def f0(u, timeout=None):\n    return requests.get(u, timeout=timeout)\n\n\n"
    return _HEAD + first + _repeated(step, lines, first=1)


def callers(lines: int) -> str:
    """Callers of one function that hands all keywords on."""
    step = "def f{i}(u):\n    return f(u, timeout={i})\n\n\n"
    return _HEAD + "def f(u, **kw):\n    return requests.get(u, **kw)\n\n\n" + _repeated(step, lines)


def closures(lines: int) -> str:
    """Functions inside of one function."""
    step = "    def g{i}(y):\n        return requests.get(u, timeout=y)\n    g{i}(1)\n"
    return _HEAD + "def f(u, x):\n" + _repeated(step, lines)


def handlers(lines: int) -> str:
    """One ``try`` after the other."""
    step = (
        "    try:\n        r = requests.get(u, stream=True, timeout=x)\n    except OSError:\n        r = None\n"
        "    if r:\n        r.close()\n"
    )
    return _HEAD + "def f(u, x):\n" + _repeated(step, lines)


def engines(lines: int) -> str:
    """Engines and queries through them."""
    step = (
        'e{i} = sqlalchemy.create_engine("postgresql://h/db{i}")\n\n\n'
        "def q{i}(x):\n    with e{i}.connect() as c:\n        c.execute(x)\n\n\n"
    )
    return "import sqlalchemy\n\n" + _repeated(step, lines)


def _repeated(step: str, lines: int, *, first: int = 0) -> str:
    return "".join(
        step.replace("{i}", str(i)).replace("{j}", str(i - 1)) for i in range(first, lines // step.count("\n") + first)
    )


SHAPES: tuple[Callable[[int], str], ...] = (
    rebinding,
    rebinding_in_a_loop,
    streams,
    leaks,
    tests_in_a_row,
    cases,
    dicts,
    functions,
    methods,
    wrappers,
    callers,
    closures,
    handlers,
    engines,
)
