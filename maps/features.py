"""Areas and public spaces as a map file has them: records from the map worker's child to its parent, by file."""

from pathlib import Path

import msgspec

LARGEST_BYTES = 1 << 28
Ring = tuple[tuple[float, float], ...]
"""Latitude and longitude of each corner; not closed."""


class FoundArea(msgspec.Struct, frozen=True):
    """A named part of the city: `code` is its key where it has one (CVEGEO), `rings` its parts, large to small."""

    code: str
    name: str
    lat_deg: float
    lon_deg: float
    rings: tuple[Ring, ...]
    keys: dict[str, str]


class FoundSpace(msgspec.Struct, frozen=True):
    """A public space by one of the kinds of `maps.sources.spaces`; a point has no rings.

    `source_id` stays the same from import to import; `inventory` counts what the file shows inside.
    """

    source_id: str
    kind: str
    name: str
    lat_deg: float
    lon_deg: float
    rings: tuple[Ring, ...]
    opening_hours: str
    responsible: str
    inventory: dict[str, int]


class Found(msgspec.Struct, frozen=True):
    """What a file holds of what was asked; the other stays empty."""

    areas: tuple[FoundArea, ...] = ()
    spaces: tuple[FoundSpace, ...] = ()


def write_found(path: Path, found: Found) -> None:
    """Raises OSError."""
    path.write_bytes(msgspec.msgpack.encode(found))


def take_found(path: Path) -> Found:
    """Reads the file and removes it. Raises ValueError when it is none of ours, OSError."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise ValueError(f"{path.name} is larger than {LARGEST_BYTES >> 20} MB")
        return msgspec.msgpack.decode(path.read_bytes(), type=Found)
    except msgspec.DecodeError as error:
        raise ValueError(f"{path.name} is not what was asked: {error}") from error
    finally:
        path.unlink(missing_ok=True)
