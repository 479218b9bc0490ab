"""What one message of a device said, and its rows as SQLite's driver takes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from desktop.domain.observation import Observation
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

_read = msgspec.json.Decoder(dict[str, float]).decode
_write = msgspec.json.Encoder().encode


def readings(report: Report) -> str:
    """The values by quantity, as JSON."""
    return _write(dict(report.values)).decode()


def reading(written: str, quantity: str) -> float | None:
    """One of them, or None where the message said nothing of it."""
    return _read(written).get(quantity)


def observations(report: Report) -> list[Observation]:
    return [
        Observation(report.device_id, quantity, value, report.at, report.arrived_at, report.key)
        for quantity, value in report.values
    ]


def rows(reports: Iterable[Report]) -> list[DriverRow]:
    """Of `observation`: one each."""
    return [
        (report.device_id, microseconds(report.at), microseconds(report.arrived_at), report.key, readings(report))
        for report in reports
    ]


def newest(reports: Sequence[Report], change: int) -> list[DriverRow]:
    """Rows for `latest`, of which the database keeps the best: all of them, unless a device spoke more than once."""
    found = [row for report in reports for row in _value_rows(report)]
    if len({report.device_id for report in reports}) < len(reports):
        found = _best(found)
    return [(*row, min(row[3], row[4]), change) for row in found]


def _value_rows(report: Report) -> list[ValueRow]:
    device_id, at, arrived_at, key, values = report
    at_us, arrived_us = microseconds(at), microseconds(arrived_at)
    return [(device_id, quantity, value, at_us, arrived_us, key) for quantity, value in values]


def _best(found: Iterable[ValueRow]) -> list[ValueRow]:
    best: dict[tuple[str, str], ValueRow] = {}
    for row in found:
        known = best.get(row[:2])
        if known is None or _rank(row) > _rank(known):
            best[row[:2]] = row
    return list(best.values())


def _rank(row: ValueRow) -> tuple[int, int, str, float, int]:
    """As the database ranks them: `desktop.storage.observations`."""
    _, _, value, at_us, arrived_us, key = row
    return min(at_us, arrived_us), at_us, key, value, arrived_us
