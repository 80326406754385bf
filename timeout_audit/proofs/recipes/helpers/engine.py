"""Database drivers behind an engine of SQLAlchemy, for the recipes of the drivers."""

from __future__ import annotations

from timeout_audit.proofs.recipe import LONG, Trial, UnprovableError

QUERIES = {"postgres": f"select pg_sleep({LONG})", "mysql": f"select sleep({LONG})"}
LOGINS = {"postgres": "postgres@", "mysql": "root@"}
DATABASES = {"postgres": "/postgres", "mysql": "/"}


def address(trial: Trial, kind: str, scheme: str) -> str:
    """The URL of a database of this kind, with the keys under trial."""
    return trial.address(trial.database(kind), scheme, DATABASES[kind], LOGINS[kind])


def query(trial: Trial, kind: str, scheme: str) -> None:
    """One query that does not end, through an engine.

    Raises:
        UnprovableError: where SQLAlchemy is not installed.

    """
    try:
        import sqlalchemy  # noqa: PLC0415 - the driver is proven without it too
    except ImportError:
        raise UnprovableError("SQLAlchemy is not installed") from None
    engine = trial.make(sqlalchemy.create_engine, address(trial, kind, scheme))
    sqlalchemy.event.listen(engine, "handle_error", lambda _: trial.stop())
    with engine.connect() as connection:
        trial.call(connection.execute, sqlalchemy.text(QUERIES[kind]))


def async_query(trial: Trial, kind: str, scheme: str) -> None:
    """One query that does not end, through an asynchronous engine.

    Raises:
        UnprovableError: where SQLAlchemy's asynchronous side is not installed.

    """
    try:
        import sqlalchemy  # noqa: PLC0415 - the driver is proven without it too
        from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415
    except ImportError:
        raise UnprovableError("SQLAlchemy's asynchronous side is not installed") from None

    async def work() -> None:
        engine = trial.make(create_async_engine, address(trial, kind, scheme))
        async with engine.connect() as connection:
            await trial.call(connection.execute, sqlalchemy.text(QUERIES[kind]))

    trial.run(work())
