"""Writes what the console exports as GeoJSON in the formats that need GDAL: GeoPackage and KML. In the worker's child.

One layer for each value of the features' `layer`; features without geometry become rows (GeoPackage) or placemarks
without a place (KML). `looks` says how the layers look where they are opened, `atalaya` what the file is. The file
appears under its name only by its asker: `target` is a draft of theirs.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from maps.sources.kml_style import restyle
from maps.sources.symbology import Look, looks_of, qml

DRIVERS = ("GPKG", "LIBKML")
LARGEST_BYTES = 1 << 28
_WGS84 = "EPSG:4326"
_NAME_OF = {"KML": {"id": "asset_id"}, "LIBKML": {"id": "asset_id"}}
"""KML keeps `id` for itself."""
Feature = dict[str, Any]


class VectorRefusedError(ValueError):
    """A file that is not written. `code`: missing, damaged, unwritable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def write_vector(source: Path, target: Path, driver: str) -> None:
    """Raises VectorRefusedError, OSError."""
    if driver not in DRIVERS:
        raise VectorRefusedError("unwritable", f"no driver {driver}: {', '.join(DRIVERS)}")
    parcel = _read(source)
    target.unlink(missing_ok=True)
    try:
        kinds = {name: _write(target, name, features, driver, parcel.about) for name, features in parcel.layers.items()}
        if driver == "GPKG":
            _write_styles(target, parcel.looks, kinds)
        else:
            restyle(target, parcel.looks, parcel.about)
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, RuntimeError) as error:
        raise VectorRefusedError("unwritable", " ".join(str(error).split())[:200]) from error
    finally:
        for leftover in target.parent.glob(f"{target.name}-*"):  # SQLite's own, of a GeoPackage
            leftover.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be written."""

    layers: Mapping[str, list[Feature]]
    looks: Mapping[str, Look]
    about: Mapping[str, str]


def _read(source: Path) -> Parcel:
    layers: dict[str, list[Feature]] = {}
    try:
        if source.stat().st_size > LARGEST_BYTES:
            raise VectorRefusedError("damaged", f"{source.name} is larger than {LARGEST_BYTES >> 20} MB")
        document = json.loads(source.read_bytes())
        for feature in document["features"]:
            layers.setdefault(str(feature["properties"]["layer"]), []).append(feature)
        looks = looks_of(document.get("looks"))
        about = {str(key): str(value) for key, value in document.get("atalaya", {}).items()}
    except FileNotFoundError as error:
        raise VectorRefusedError("missing", source.name) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, VectorRefusedError):
            raise
        raise VectorRefusedError("damaged", f"{source.name}: {' '.join(str(error).split())[:160]}") from error
    return Parcel(layers, looks, about)


def _write(target: Path, name: str, features: Sequence[Feature], driver: str, about: Mapping[str, str]) -> str:
    """Answers the kind of its geometry: nothing where there is none."""
    shapes = [feature["geometry"] and shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    bare = not kinds and driver == "GPKG"
    metadata = dict(about) if driver == "GPKG" else None
    columns = _columns(features if driver == "GPKG" else [_without_cdata_end(feature) for feature in features])
    renamed = _NAME_OF.get(driver, {})
    pyogrio.raw.write(
        target,
        geometry=None if bare else shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=list(columns.values()),
        fields=[renamed.get(key, key) for key in columns],
        layer=name,
        driver=driver,
        geometry_type=None if bare else next(iter(kinds)) if len(kinds) == 1 else "Unknown",
        crs=None if bare else _WGS84,
        append=target.exists(),
        layer_metadata=metadata,
    )
    return kinds.pop() if len(kinds) == 1 else "Unknown" if kinds else ""


def _write_styles(target: Path, looks: Mapping[str, Look], kinds: Mapping[str, str]) -> None:
    """The table in which QGIS looks for the styles of a GeoPackage."""
    styled = [name for name in looks if kinds.get(name)]
    if not styled:
        return
    columns = {
        "f_table_catalog": [""] * len(styled),
        "f_table_schema": [""] * len(styled),
        "f_table_name": styled,
        "f_geometry_column": ["geom"] * len(styled),
        "styleName": styled,
        "styleQML": [qml(looks[name], kinds[name]) for name in styled],
        "styleSLD": [""] * len(styled),
        "useAsDefault": [True] * len(styled),
        "description": ["Atalaya"] * len(styled),
        "owner": [""] * len(styled),
        "ui": [None] * len(styled),
        "update_time": [np.datetime64("now", "ms")] * len(styled),
    }
    kinds_of = {"useAsDefault": bool, "update_time": "datetime64[ms]"}
    pyogrio.raw.write(
        target,
        geometry=None,
        field_data=[np.array(values, dtype=kinds_of.get(key, object)) for key, values in columns.items()],
        fields=list(columns),
        layer="layer_styles",
        driver="GPKG",
        geometry_type=None,
        crs=None,
        append=True,
    )


def _without_cdata_end(feature: Feature) -> Feature:
    """GDAL writes a KML's words as they are into a CDATA section: what would end it early is taken apart."""
    properties = {
        key: value.replace("]]>", "]] >") if isinstance(value, str) else value
        for key, value in feature["properties"].items()
    }
    return {**feature, "properties": properties}


def _columns(features: Sequence[Feature]) -> dict[str, NDArray[Any]]:
    """Every property of any feature; numbers stay numbers where all that are there are numbers."""
    keys = dict.fromkeys(key for feature in features for key in feature["properties"] if key != "layer")
    return {key: _column([feature["properties"].get(key) for feature in features]) for key in keys}


def _column(values: Sequence[Any]) -> NDArray[Any]:
    known = [value for value in values if value is not None]
    if known and all(type(value) is int for value in known) and len(known) == len(values):
        return np.array(values, dtype=np.int64)
    if known and all(type(value) in {int, float} for value in known):
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return np.array([None if value is None else str(value) for value in values], dtype=object)
