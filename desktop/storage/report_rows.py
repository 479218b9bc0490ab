"""What one message of a device said, and its rows as SQLite's driver takes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from desktop.storage.bulk import DriverRow
from desktop.storage.columns import microseconds


class Report(NamedTuple):
    """All values of one message; the other fields are those of an Observation, once instead of for each value."""

    device_id: str
    at: datetime
    arrived_at: datetime
    key: str
    values: tuple[tuple[str, float], ...]


ValueRow = tuple[str, str, float, int, int, str]
"""Device, quantity, value, its own time, time of arrival, key."""


def every(reports: Iterable[Report]) -> list[ValueRow]:
    rows: list[ValueRow] = []
    for device_id, at, arrived_at, key, values in reports:
        at_us, arrived_us = microseconds(at), microseconds(arrived_at)
        rows += [(device_id, quantity, value, at_us, arrived_us, key) for quantity, value in values]
    return rows


def newest(reports: Sequence[Report], rows: Sequence[ValueRow], change: int) -> list[DriverRow]:
    """Rows for `latest`, of which the database keeps the best: all of them, unless a device spoke more than once."""
    if len({report.device_id for report in reports}) < len(reports):
        rows = _best(rows)
    return [(*row, min(row[3], row[4]), change) for row in rows]


def _best(rows: Iterable[ValueRow]) -> list[ValueRow]:
    best: dict[tuple[str, str], ValueRow] = {}
    for row in rows:
        known = best.get(row[:2])
        if known is None or _rank(row) > _rank(known):
            best[row[:2]] = row
    return list(best.values())


def _rank(row: ValueRow) -> tuple[int, int, str, float, int]:
    """As the database ranks them: `desktop.storage.observations`."""
    _, _, value, at_us, arrived_us, key = row
    return min(at_us, arrived_us), at_us, key, value, arrived_us
