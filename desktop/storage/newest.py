"""The newest value and fix of every device as they stood at a moment, made from what had arrived by then.

The same ranks decide as in `observations`, so that rows may be taken twice and in any order.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from desktop.domain.observation import Observation, Position
from desktop.storage.columns import moment_at
from maps.place import Place


class ReportRow(NamedTuple):
    """A message as it is stored: `readings` its values by quantity, as JSON."""

    device_id: str
    at_us: int
    arrived_us: int
    key: str
    readings: str


class FixRow(NamedTuple):
    device_id: str
    lat_deg: float
    lon_deg: float
    at_us: int
    arrived_us: int
    key: str
    heading_deg: float | None
    speed_ms: float | None


class ValueRow(NamedTuple):
    """The newest of one quantity of one device."""

    device_id: str
    quantity: str
    value: float
    at_us: int
    arrived_us: int
    key: str

    @property
    def rank(self) -> tuple[int, int, str, float, int]:
        return min(self.at_us, self.arrived_us), self.at_us, self.key, self.value, self.arrived_us


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """`reports` with the values that were still the newest; what a message said is written once."""

    reports: list[tuple[str, int, int, str, dict[str, float]]]
    fixes: list[FixRow]


_read = msgspec.json.Decoder(dict[str, float]).decode
_unpack = msgspec.msgpack.Decoder(_Packed).decode
_pack = msgspec.msgpack.Encoder().encode


@dataclass(slots=True)
class Newest:
    """Thread: one."""

    values: dict[tuple[str, str], ValueRow] = field(default_factory=dict[tuple[str, str], ValueRow])
    fixes: dict[str, FixRow] = field(default_factory=dict[str, FixRow])

    def take_reports(self, reports: Iterable[ReportRow]) -> set[tuple[str, str]]:
        """Gives what has another newest value now."""
        changed: set[tuple[str, str]] = set()
        for device_id, at_us, arrived_us, key, readings in reports:
            for quantity, value in _read(readings).items():
                name, row = (device_id, quantity), ValueRow(device_id, quantity, value, at_us, arrived_us, key)
                known = self.values.get(name)
                if known is None or row.rank > known.rank:
                    self.values[name] = row
                    changed.add(name)
        return changed

    def take_fixes(self, fixes: Iterable[FixRow]) -> set[str]:
        changed: set[str] = set()
        for fix in fixes:
            known = self.fixes.get(fix.device_id)
            if known is None or _rank(fix) > _rank(known):
                self.fixes[fix.device_id] = fix
                changed.add(fix.device_id)
        return changed

    def packed(self) -> bytes:
        reports: defaultdict[tuple[str, int, int, str], dict[str, float]] = defaultdict(dict)
        for row in self.values.values():
            reports[row.device_id, row.at_us, row.arrived_us, row.key][row.quantity] = row.value
        written = _Packed([(*message, said) for message, said in reports.items()], list(self.fixes.values()))
        return zlib.compress(_pack(written), level=1)

    @classmethod
    def unpacked(cls, packed: bytes) -> "Newest":
        read, found = _unpack(zlib.decompress(packed)), cls()
        for device_id, at_us, arrived_us, key, said in read.reports:
            for quantity, value in said.items():
                found.values[device_id, quantity] = ValueRow(device_id, quantity, value, at_us, arrived_us, key)
        found.fixes = {fix.device_id: fix for fix in read.fixes}
        return found


def observation_of(row: ValueRow) -> Observation:
    at, arrived_at = moment_at(row.at_us), moment_at(row.arrived_us)
    return Observation(row.device_id, row.quantity, row.value, at, arrived_at, row.key)


def position_of(row: FixRow) -> Position:
    place, at, arrived_at = Place(row.lat_deg, row.lon_deg), moment_at(row.at_us), moment_at(row.arrived_us)
    return Position(row.device_id, place, at, arrived_at, row.key, row.heading_deg, row.speed_ms)


def _rank(fix: FixRow) -> tuple[int, int, str, float, float, int]:
    at_us, arrived_us = fix.at_us, fix.arrived_us
    return min(at_us, arrived_us), at_us, fix.key, fix.lat_deg, fix.lon_deg, arrived_us
