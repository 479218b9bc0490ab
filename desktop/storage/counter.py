"""Numbers that go up in commit order: the row of a counter stays locked until the transaction that took from it ends.

A reader that has seen number n has therefore seen all below n, which a sequence of PostgreSQL would not promise.
"""

from sqlalchemy import Connection, select

from desktop.storage.record import insert_into, replace_rows
from desktop.storage.tables import counter


def take(connection: Connection, name: str, count: int = 1) -> int:
    """Take `count` numbers; gives the first. The very first number of a counter is 1."""
    insert = insert_into(connection, counter)
    upsert = insert.on_conflict_do_update(index_elements=["name"], set_={"value": counter.c.value + count})
    taken = connection.execute(upsert.returning(counter.c.value), {"name": name, "value": count}).scalar_one()
    return taken - count + 1


def value(connection: Connection, name: str) -> int:
    """How far it has come; 0 before the first number."""
    return connection.execute(select(counter.c.value).where(counter.c.name == name)).scalar() or 0


def put(connection: Connection, name: str, number: int) -> None:
    """Set it: for one that says how far a work has come."""
    replace_rows(connection, counter, [{"name": name, "value": number}])
