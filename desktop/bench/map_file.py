"""The GeoPackage of `map_data`, written: in a child of the bench, for GDAL is imported here."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from desktop.bench.map_data import Scatter
from maps.sources.city_file import Table, read_city_file, write_city_file
from maps.sources.reading import Geometries

Said = dict[str, str | float]
AREA_CLASS, STREET_CLASS = "building", "street"
"""What the polygons and segments are to the console's drawing, at every scale that is measured."""


def write_file(base: Path, target: Path, scatter: Scatter) -> None:
    """All tables of the base, with the polygons and segments among them, and the points. Raises CityFileError."""
    tables = read_city_file(base)
    said: Said = {"class": AREA_CLASS, "name": "", "height_m": np.nan}
    tables["area"] = _with(tables["area"], _many(shapely.polygons(scatter.polygons)), said)
    street: Said = {"class": STREET_CLASS, "name": "", "rank": 3, "tunnel": 0}
    tables["street"] = _with(tables["street"], _many(shapely.linestrings(scatter.segments)), street)
    level = np.arange(len(scatter.points), dtype=np.int32) % 4
    tables["point"] = Table("point", _many(shapely.points(scatter.points)), {"level": level})
    write_city_file(target, tuple(tables.values()))


def _many(made: Any) -> Geometries:
    """What shapely makes of an array of coordinates is an array too."""
    return np.asarray(made, dtype=np.object_)


def _with(table: Table, more: Geometries, said: Said) -> Table:
    """The table with more rows, all of which say the same."""
    columns = {
        name: np.concatenate([column, np.full(len(more), said[name], dtype=column.dtype)])
        for name, column in table.columns.items()
    }
    return Table(table.name, np.concatenate([table.geometry, more]), columns)
