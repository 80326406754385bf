"""Who imports what: found through groups of imports, and the same as by resolving every import of every file."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from timeout_audit import importers
from timeout_audit.importers import Importers, ImportWords
from timeout_audit.link.modules import ModuleIndex
from timeout_audit.readers.python.sieve import ImportText, find_imports

Imports = dict[str, tuple[ImportText, ...]]
SYMBOLS = ("a", "b", "get", "a.b")

_WORDS = st.sampled_from(["a", "b", "c", "ab", "get", "my-app", "v1.2", "é", "a."])
_FILES = st.builds(
    lambda folders, name, ending: "/".join((*folders, name + ending)),
    st.lists(_WORDS, max_size=3),
    st.one_of(_WORDS, st.sampled_from(["__init__", "manage"])),
    st.sampled_from([".py", ".py", ".py", ".pyi", ".pyw"]),
)
_DOTTED = st.lists(st.sampled_from(["a", "b", "c", "ab", "get", "é", "json"]), min_size=1, max_size=3).map(".".join)
_NAMES = st.one_of(
    st.lists(st.one_of(_DOTTED, st.builds("{} as {}".format, _DOTTED, _WORDS)), min_size=1, max_size=3).map(", ".join),
    st.sampled_from(["*", "(\n    a,  # and b\n    b as c,\n)", "\\\n    get, a", ""]),
)
_MODULES = st.one_of(
    st.just(""),
    st.builds(str.__add__, st.sampled_from(["", "", ".", "..", "..."]), st.one_of(_DOTTED, st.just(""))),
    st.sampled_from(["a.", "my-app.a", "a..b", "v1.2.a", "a b", ". a"]),
)
_IMPORTS = st.dictionaries(_FILES, st.lists(st.builds(ImportText, _MODULES, _NAMES), max_size=5).map(tuple), max_size=7)


def leading(index: ModuleIndex, imports: Imports, path: str) -> Iterator[tuple[str, ImportText]]:
    """Every import that may lead to a file, each by itself."""
    for importer, entries in imports.items():
        for entry in entries:
            module = index.relative(entry.module, importer)
            targets = [target for target, _ in entry.bound()]
            if entry.module:
                inside = index.has_folder(module.rpartition(".")[2])
                targets = [index.relative(target, importer) for target in targets if inside]
            whole = index.resolve(module, importer) if module else None
            found = [index.resolve(target.removesuffix(".*"), importer) for target in targets]
            to_module = whole is not None and whole == (path, "")
            if importer != path and (to_module or any(one is not None and one[0] == path for one in found)):
                yield importer, entry


def reached(index: ModuleIndex, imports: Imports, path: str) -> Iterator[tuple[str, str, str]]:
    """What ``Importers.of`` is to give, by its definition."""
    for importer, entry in leading(index, imports, path):
        for target, name in entry.bound():
            through = not entry.module and "." in target and name == target.partition(".")[0]
            local = target if through else name
            found = index.resolve(index.relative(target, importer).removesuffix(".*"), importer)
            if found is None or found[0] != path:
                continue
            symbol = "*" if local == "*" else found[1]
            if symbol in SYMBOLS:
                yield importer, local, symbol
            elif not symbol:
                yield from ((importer, f"{local}.{one}", one) for one in SYMBOLS)
            elif symbol == "*":
                yield from ((importer, one, one) for one in SYMBOLS)


_LIBRARIES = st.frozensets(st.sampled_from(["a", "b"]))


@given(_IMPORTS, st.sampled_from([1, 8]), _LIBRARIES)
def test_no_import_is_missed_and_none_is_made_up(imports: Imports, many: int, libraries: frozenset[str]) -> None:
    index = ModuleIndex(imports, libraries)
    with patch.object(importers, "_MANY", many):
        found = Importers(index, imports)
        for path in imports:
            assert sorted(found.of(path, SYMBOLS)) == sorted(reached(index, imports, path))


@given(_IMPORTS, st.sets(_FILES), _LIBRARIES)
def test_an_index_of_some_files_finds_those_as_that_of_all(
    imports: Imports, others: set[str], libraries: frozenset[str]
) -> None:
    index = ModuleIndex((*imports, *others), libraries)
    part = ModuleIndex.of(index.modules(imports), libraries)
    for importer, entries in imports.items():
        for target in (index.relative(target, importer) for entry in entries for target, _ in entry.bound()):
            found = index.resolve(target, importer)
            assert found is None or found[0] not in imports or found == part.resolve(target, importer)


def test_a_module_is_found_by_whoever_imports_it() -> None:
    texts = {
        "shop/__init__.py": b"from .clients import get\n",
        "shop/clients.py": b"import requests\n",
        "shop/pages/__init__.py": b"from .. import clients\n",
        "shop/pages/cart.py": b"from ..clients import get as fetch\nfrom . import other\n",
        "main.py": b"import shop.clients\nimport shop\nfrom shop import *\n",
        "other.py": b"import clients\nfrom clients import get\n",
    }
    imports = {path: find_imports(text) for path, text in texts.items()}
    found = Importers(ModuleIndex(imports), imports)
    assert set(found.of("shop/clients.py", ["get"])) == {
        ("shop/__init__.py", "get", "get"),
        ("shop/pages/__init__.py", "clients.get", "get"),
        ("shop/pages/cart.py", "fetch", "get"),
        ("main.py", "shop.clients.get", "get"),
    }
    assert set(found.of("shop/__init__.py", ["get"])) == {("main.py", "shop.get", "get"), ("main.py", "get", "get")}


def test_a_word_is_found_in_all_parts_of_an_import_and_in_nothing_else() -> None:
    texts = {
        "a.py": b"from shop.clients import get as fetch\nclients = 1\n",
        "b.py": b"def f():\n    import shop.clients\n",
        "c.py": b"from shop import (\n    other,\n    get_all,\n)\n",
        "d.py": b"clients.get(fetch)\n",
    }
    words = ImportWords({path: find_imports(text) for path, text in texts.items()})
    found = {word: set(words.holding(word)) for word in ("shop", "clients", "get", "fetch", "other", "import")}
    assert found["shop"] == {"a.py", "b.py", "c.py"}
    assert found["clients"] == {"a.py", "b.py"}
    assert found["get"] == found["fetch"] == {"a.py"}
    assert found["other"] == {"c.py"}
    assert not found["import"]
