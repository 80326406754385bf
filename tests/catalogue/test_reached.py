"""Every wait of the catalogue is found in a program that imports, makes and calls it as its users do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.audits import audit
from timeout_audit.catalogue.entry import LibraryFile, Wait
from timeout_audit.catalogue.index import Catalogue
from timeout_audit.catalogue.load import library_files
from timeout_audit.catalogue.names import expand
from timeout_audit.proofs.trials import names_of, plain

FILES = library_files()
CATALOGUE = Catalogue(FILES)
CONFIGURATION = 'select = ["TA"]\nextend-select = ["TA65", "TA66"]\n'

_STRIPE = [name for file in FILES if file.library.name == "stripe" for one in file.wait for name in names_of(one)]

# Modules with a capital letter, and classes whose methods are called on the class itself.
NO_OBJECTS = {
    "MySQLdb",
    "github.MainClass",
    "neo4j.GraphDatabase",
    "neo4j.AsyncGraphDatabase",
    "psycopg.Connection",
    "psycopg.AsyncConnection",
    "resend.Emails",
    "resend.Batch",
    "resend.Contacts",
    *(name.rpartition(".")[0] for name in _STRIPE),
    "tortoise.Tortoise",
}

# What is not met so, and why.
ELSEWHERE = {
    "httpx.HTTPTransport.handle_request": "it is asked by super(), in a transport that derives from it",
    "httpx.AsyncHTTPTransport.handle_async_request": "as above",
    "httpx2.HTTPTransport.handle_request": "as above",
    "httpx2.AsyncHTTPTransport.handle_async_request": "as above",
    "queue.Queue.put": "it waits only where the queue was given a size",
}


def makers() -> dict[str, list[str]]:
    """The calls that give an object of a class, by the class."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in FILES:
        given = [(entry.name, entry.factories) for entry in file.class_]
        given += [(entry.type, entry.calls) for entry in file.returns]
        given += [(wait.returns, wait.calls) for wait in file.wait if wait.returns]
        for name, patterns in given:
            found[name] += [one for pattern in patterns for one in expand(pattern)]
    return found


MAKERS = makers()
VIRTUAL = {entry.name for file in FILES for entry in file.class_ if entry.virtual}


def waits(file: LibraryFile) -> Iterator[tuple[str, Wait]]:
    """Every call of a file that is reported."""
    for wait in file.wait:
        if wait.role != "listener":
            yield from ((name, wait) for pattern in wait.calls for name in expand(pattern))


def written(name: str, asked: tuple[str, ...] = ()) -> str:
    """A call as it is written, without its arguments: methods on an object that is made on the way."""
    owner, _, method = name.rpartition(".")
    on_the_class = owner in NO_OBJECTS or (method.startswith("from_") and owner not in VIRTUAL)
    is_class = CATALOGUE.is_class(owner) or owner.rpartition(".")[2][:1].isupper()
    if not is_class or on_the_class or (name in MAKERS[owner] and owner not in VIRTUAL):
        return name
    return f"{_made(owner, (*asked, owner))}.{method}"


def _made(owner: str, asked: tuple[str, ...]) -> str:
    """An object of a class, by a call that gives one where the class is not for users to make."""
    if owner in VIRTUAL or not CATALOGUE.is_class(owner):
        ways = [one for one in MAKERS[owner] if one.rpartition(".")[0] not in asked]
        if ways:
            return f"{written(ways[0], asked)}()"
    return f"{owner}()"


def program(name: str, wait: Wait) -> str:
    """A program that waits there."""
    call = written(name).replace("*", "X")
    arguments = ""
    modules = {_module(call.partition("(")[0])}
    if wait.only is not None and not wait.only.default:
        value = "'http://a.example/'" if wait.only.kind == "address" else wait.only.value
        arguments = f"{wait.only.keyword}={value}"
        modules |= {_module(wait.only.value)} if isinstance(wait.only.value, str) else set()
    if wait.said_by_client and wait.timeout:
        arguments = ", ".join(f"{name}={value!r}" for name, value in plain(wait.timeout[0], "", 5).items())
    lines = [f"import {module}" for module in sorted(modules)]
    waiting = f"{call}({arguments})"
    if wait.said_by_client and not wait.timeout:
        # It takes no limit of its own: it is a wait of its own where one is put around it.
        limited = f"await asyncio.wait_for({waiting}, 5)"
        return "\n".join(["import asyncio", *lines, "async def work():", f"    print({limited})"]) + "\n"
    lines += [f"with {waiting}:", "    print()"] if wait.role == "with" else [f"print({waiting}.used)"]
    return "\n".join(lines) + "\n"


def _module(name: str) -> str:
    """What is imported for a name: the modules before its class or function."""
    parts = name.split(".")
    first = next((index for index, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1)
    return ".".join(parts[: max(first, 1)])


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The calls that are found, by the file of the program."""
    root = tmp_path_factory.mktemp("programs")
    (root / "timeout-audit.toml").write_text(CONFIGURATION, "utf-8")
    for file in FILES:
        for number, (name, wait) in enumerate(waits(file)):
            (root / _path(file, number)).write_text(program(name, wait), "utf-8")
    found: dict[str, set[str]] = defaultdict(set)
    for met in audit(root).project.waits:
        found[met.place.path].add(met.api)
    return found


def _path(file: LibraryFile, number: int) -> str:
    return f"{file.library.name.replace('.', '_').replace('-', '_')}_{number}.py"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.library.name)
def test_every_wait_is_found_in_a_program_that_makes_it(file: LibraryFile, reached: dict[str, set[str]]) -> None:
    missed = {
        name: program(name, wait)
        for number, (name, wait) in enumerate(waits(file))
        if not {CATALOGUE.canonical(name).replace("*", "X"), name} & reached[_path(file, number)]
    }
    assert {name: text for name, text in missed.items() if name not in ELSEWHERE} == {}
