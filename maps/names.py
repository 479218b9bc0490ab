"""The names of a place, as the map worker reads them from a map file: streets, settlements, areas, and crossings.

They pass between the processes as one file of msgpack. Where they are kept and searched is not said here.
"""

from enum import StrEnum
from pathlib import Path

import msgspec

LARGEST_BYTES = 1 << 29


class NameKind(StrEnum):
    STREET = "street"
    PLACE = "place"
    """A settlement or a part of one: town, colonia, suburb, peak."""
    AREA = "area"
    """A park, a lake, a building, a district with an outline."""
    POINT = "point"
    """Something at an address: a school, a chemist's."""


class MapName(msgspec.Struct, frozen=True):
    """`what` is the class within the kind (avenue, suburb, park, school); `near` the colonia or town it lies in.

    `width_m` is how much ground to show so that all of it is seen; `rank` says how important it is, 0 first.
    """

    kind: NameKind
    what: str
    name: str
    lat_deg: float
    lon_deg: float
    width_m: float
    near: str = ""
    rank: int = 9


class MapCrossing(msgspec.Struct, frozen=True):
    """Where two streets meet: their numbers in `MapNames.names`."""

    one: int
    other: int
    lat_deg: float
    lon_deg: float


class MapNames(msgspec.Struct, frozen=True):
    names: tuple[MapName, ...] = ()
    crossings: tuple[MapCrossing, ...] = ()


class NamesUnreadableError(ValueError):
    """The file of names is not what the worker writes."""


def encode(names: MapNames) -> bytes:
    return msgspec.msgpack.encode(names)


def take_names(path: Path) -> MapNames:
    """Reads the file and unlinks it. Raises NamesUnreadableError, OSError."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise NamesUnreadableError(f"{path.name} is larger than {LARGEST_BYTES >> 20} MB")
        found = msgspec.msgpack.decode(path.read_bytes(), type=MapNames)
    except msgspec.DecodeError as error:
        raise NamesUnreadableError(f"{path.name}: {error}") from error
    finally:
        path.unlink(missing_ok=True)
    count = len(found.names)
    if not all(0 <= crossing.one < count and 0 <= crossing.other < count for crossing in found.crossings):
        raise NamesUnreadableError(f"{path.name}: a crossing of streets that are not there")
    return found
