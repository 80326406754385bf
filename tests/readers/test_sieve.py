"""The sieve misses no import, however it is written."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import pytest

from timeout_audit.readers.python.sieve import find_imports

STANDARD = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))


def bound(data: bytes) -> set[tuple[str, str]]:
    """Dotted targets with their local names."""
    return {pair for one in find_imports(data) for pair in one.bound()}


def imported(data: bytes) -> set[tuple[str, str]]:
    """The same by the parser."""
    found: set[tuple[str, str]] = set()
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Import):
            found |= {(one.name, one.asname or one.name.partition(".")[0]) for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            stem = module if module.endswith(".") else f"{module}."
            found |= {(stem + one.name, one.asname or one.name) for one in node.names}
    return found


@pytest.mark.parametrize(
    "text",
    [
        "import requests\n",
        "\ufeffimport requests\n",
        "\ufefffrom requests import get as fetch\n",
        "import a.b as c, d\n",
        "import \\\n    requests\n",
        "from requests import (  # why\n    get,\n    post as send,\n)\n",
        "from requests \\\n    import get\n",
        "from requests import \\\n    get, \\\n    post\n",
        "from . import clients\nfrom ..shop.clients import *\n",
        "try: import requests\nexcept ImportError: requests = None\n",
        "from zipimport import zipimporter\n",
        "# what we import\nimport requests\n",
        "x = 'import'\nfrom requests import get\n",
        "from requests import (  # (both)\n    get,  # :)\n    post,\n)\n",
        "x = 1; import requests\n",
        "def f():\n\timport requests\n",
        "if True:from requests import get\n",
        "\x0cimport requests\n",
        "import requests\r\nimport httpx\r\n",
        "import requests # and\nimport httpx",
    ],
)
def test_forms(text: str) -> None:
    assert bound(text.encode()) == imported(text.encode())


@pytest.mark.parametrize("path", STANDARD, ids=lambda path: path.stem)
def test_nothing_that_the_parser_sees_is_missed(path: Path) -> None:
    data = path.read_bytes()
    assert imported(data) <= bound(data)
