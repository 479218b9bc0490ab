"""Counting what is in the store against what was sent: the proof that nothing was lost and nothing taken twice."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from desktop.storage.tables import observation


@dataclass(frozen=True, slots=True)
class Tally:
    """`messages` with any row of the quantity, and how many `rows` they have: as many, where none counts twice."""

    messages: int
    rows: int


def of_quantity(connection: Connection, key_prefix: str, quantity: str) -> Tally:
    """Of the messages whose key begins so."""
    key = observation.c.key
    # a range, not LIKE: every database orders keys by code point
    named = select(func.count(key.distinct()), func.count()).where(
        key >= key_prefix, key < key_prefix + "\U0010ffff", observation.c.readings.contains(f'"{quantity}":')
    )
    messages, rows = connection.execute(named).one()
    return Tally(messages, rows)
