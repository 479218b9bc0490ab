"""Accounts of people, the hash of each password, and the failed attempts to sign in."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from desktop.domain.operator import Operator
from desktop.storage.record import replace_rows, row_of, values
from desktop.storage.tables import operator as table
from desktop.storage.tables import sign_in_failure

_SHOWN = [column for column in table.columns if column.name != "password_hash"]


def put(connection: Connection, operator: Operator, password_hash: str | None = None) -> None:
    """Keep an operator; without `password_hash` the one kept before stays."""
    row = row_of(operator)
    replace_rows(connection, table, [row if password_hash is None else row | {"password_hash": password_hash}])


def get(connection: Connection, operator_id: str) -> Operator | None:
    return _first(connection, table.c.id == operator_id)


def by_login(connection: Connection, login: str) -> Operator | None:
    return _first(connection, table.c.login == login)


def every(connection: Connection) -> list[Operator]:
    return values(connection, Operator, select(*_SHOWN).order_by(table.c.login))


def password_hash(connection: Connection, operator_id: str) -> str | None:
    return connection.execute(select(table.c.password_hash).where(table.c.id == operator_id)).scalar()


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def add_failure(connection: Connection, login: str, at: datetime) -> None:
    """Remember an attempt that failed, also for a login nobody has."""
    connection.execute(sign_in_failure.insert(), {"login": login, "at": at})


def failures_since(connection: Connection, login: str, since: datetime) -> list[datetime]:
    """Moments of the failed attempts, oldest first."""
    failed = sign_in_failure.c
    return list(
        connection.execute(
            select(failed.at).where(failed.login == login, failed.at >= since).order_by(failed.at)
        ).scalars()
    )


def clear_failures(connection: Connection, login: str) -> None:
    connection.execute(sign_in_failure.delete().where(sign_in_failure.c.login == login))


def _first(connection: Connection, condition: ColumnElement[bool]) -> Operator | None:
    found = values(connection, Operator, select(*_SHOWN).where(condition).limit(1))
    return found[0] if found else None
