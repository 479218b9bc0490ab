"""The city file: one GeoPackage that holds a place's base map, in Web Mercator, ready to be drawn.

Tables of facts: `area` (class, name, height_m: a building's, NaN where nobody said), `street` (class, name, rank,
tunnel), `place` (class, name, rank).
Tables for drawing: `area_label` (points) and `street_label` (lines of one name joined).
The file appears whole or not at all. Runs in the map worker's child.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError

from maps.sources.reading import WEB_MERCATOR, Geometries


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of one table: geometries in EPSG:3857 and columns of the same length."""

    name: str
    geometry: Geometries
    columns: Mapping[str, NDArray[Any]]

    @property
    def count(self) -> int:
        return len(self.geometry)


class CityFileError(OSError):
    """The city file could not be written (a full disk, a folder that may not be written) or read."""


def write_city_file(target: Path, tables: Sequence[Table]) -> None:
    """Writes beside the target and renames, so that who draws from the old file is not disturbed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.stem}.{os.getpid()}.gpkg")
    try:
        for table in tables:
            _write(unfinished, table)
        _sync(unfinished)
        unfinished.replace(target)
    except (DataSourceError, RuntimeError) as error:
        message = f"{target.name} could not be written: {' '.join(str(error).split())[:200]}"
        raise CityFileError(message) from error
    finally:
        for leftover in target.parent.glob(f"{unfinished.name}*"):
            leftover.unlink(missing_ok=True)


def read_city_file(path: Path) -> dict[str, Table]:
    """Every table by its name; raises CityFileError."""
    try:
        return {str(name): _read(path, str(name)) for name in pyogrio.list_layers(path)[:, 0]}
    except (DataSourceError, DataLayerError) as error:
        message = f"{path.name} could not be read: {' '.join(str(error).split())[:200]}"
        raise CityFileError(message) from error


def _read(path: Path, name: str) -> Table:
    meta, _fids, geometry, columns = pyogrio.raw.read(path, layer=name)
    return Table(name, shapely.from_wkb(geometry), dict(zip(meta["fields"].tolist(), columns, strict=True)))


def _write(path: Path, table: Table) -> None:
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(table.geometry),
        field_data=list(table.columns.values()),
        fields=list(table.columns),
        layer=table.name,
        driver="GPKG",
        geometry_type="Unknown",
        crs=WEB_MERCATOR,
        append=path.exists(),
    )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
