"""What events and arguments of an engine really do to a statement on PostgreSQL: facts that the linker relies on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from timeout_audit.proofs.real import UnavailableError, postgres

sqlalchemy = pytest.importorskip("sqlalchemy")
psycopg2 = pytest.importorskip("psycopg2")

SLEEP = "select pg_sleep(1.5)"
LIMIT = "set statement_timeout = 300"
OPTIONS = {"options": "-c statement_timeout=300"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    try:
        with postgres() as port:
            yield f"postgresql+psycopg2://postgres@127.0.0.1:{port}/postgres"
    except UnavailableError as error:
        pytest.skip(str(error))


def cancelled(connection: Any) -> bool:
    """Whether the server ends a long statement."""
    try:
        connection.execute(sqlalchemy.text(SLEEP))
    except sqlalchemy.exc.OperationalError as error:
        return "statement timeout" in str(error)
    return False


def checkouts(engine: Any) -> list[bool]:
    """Whether a long statement is ended at the first and at the second use of one connection."""
    answers = []
    for _ in range(2):
        with engine.connect() as connection:
            answers.append(cancelled(connection))
            connection.rollback()
    engine.dispose()
    return answers


def made(url: str, **arguments: Any) -> Any:
    return sqlalchemy.create_engine(url, pool_size=1, max_overflow=0, **arguments)


@pytest.mark.parametrize(
    ("arguments", "bounded"),
    [
        ({}, False),
        ({"connect_args": OPTIONS}, True),
        ({"connect_args": {"options": "-c search_path=public"}}, False),
        ({"connect_args": {"connect_timeout": 1}}, False),
        ({"pool_timeout": 1}, False),
        ({"execution_options": {"timeout": 1, "statement_timeout": 300}}, False),
    ],
)
def test_arguments(url: str, arguments: dict[str, Any], bounded: bool) -> None:
    assert checkouts(made(url, **arguments)) == [bounded, bounded]


def test_a_creator_makes_connect_args_ineffective(url: str) -> None:
    def create() -> Any:
        return psycopg2.connect(url.replace("+psycopg2", ""))

    assert checkouts(made(url, connect_args=OPTIONS, creator=create)) == [False, False]


def test_connect_args_replace_the_options_of_the_url(url: str) -> None:
    address = f"{url}?options=-c%20statement_timeout%3D300"
    assert checkouts(made(address)) == [True, True]
    assert checkouts(made(address, connect_args={"options": "-c lock_timeout=300"})) == [False, False]


def _connect(engine: Any, after: Callable[[Any], None]) -> None:
    @sqlalchemy.event.listens_for(engine, "connect")
    def limit(dbapi: Any, _record: Any) -> None:
        dbapi.cursor().execute(LIMIT)
        after(dbapi)


def test_a_connect_event_without_a_commit_holds_until_the_first_rollback(url: str) -> None:
    engine = made(url)
    _connect(engine, lambda _: None)
    assert checkouts(engine) == [True, False]


def test_a_connect_event_with_a_commit_holds(url: str) -> None:
    engine = made(url)
    _connect(engine, lambda dbapi: dbapi.commit())
    assert checkouts(engine) == [True, True]


def test_a_connect_event_in_autocommit_holds(url: str) -> None:
    engine = made(url, isolation_level="AUTOCOMMIT")

    @sqlalchemy.event.listens_for(engine, "connect")
    def limit(dbapi: Any, _record: Any) -> None:
        dbapi.autocommit = True
        dbapi.cursor().execute(LIMIT)

    assert checkouts(engine) == [True, True]


@pytest.mark.parametrize(("name", "answers"), [("checkout", [True, True]), ("first_connect", [False, False])])
def test_other_events_of_the_pool(url: str, name: str, answers: list[bool]) -> None:
    engine = made(url)

    @sqlalchemy.event.listens_for(engine, name)
    def limit(dbapi: Any, *_: Any) -> None:
        dbapi.cursor().execute(LIMIT)

    assert checkouts(engine) == answers


def test_a_begin_event_with_set_local_holds(url: str) -> None:
    engine = made(url)

    @sqlalchemy.event.listens_for(engine, "begin")
    def limit(connection: Any) -> None:
        connection.exec_driver_sql("set local statement_timeout = 300")

    assert checkouts(engine) == [True, True]


def test_a_limit_of_zero_is_none(url: str) -> None:
    assert checkouts(made(url, connect_args={"options": "-c statement_timeout=0"})) == [False, False]
