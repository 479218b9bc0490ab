"""GeoJSON of the console as GeoPackage and KML: layers by name, rows without a place, bad input refused by a code."""

import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from maps.sources.vector_file import VectorRefusedError, write_vector
from maps.worker_client import MapWorker, VectorError

FEATURES: list[dict[str, Any]] = [
    {"layer": "incident", "name": "Fuga", "priority": 1, "level": 0.5, "note": None},
    {"layer": "incident", "name": "Robo", "priority": 2, "level": None, "note": "ñandú"},
    {"layer": "timeline", "name": "opened", "seq": 7},
]


def source(folder: Path) -> Path:
    point = {"type": "Point", "coordinates": [-102.58, 22.77]}
    features = [
        {"type": "Feature", "properties": one, "geometry": point if one["layer"] == "incident" else None}
        for one in FEATURES
    ]
    path = folder / "case.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_that_a_geopackage_keeps_types_nulls_and_letters(tmp_path: Path) -> None:
    target = tmp_path / "case.gpkg"
    target.write_bytes(b"an older draft")
    write_vector(source(tmp_path), target, "GPKG")
    info, _, shapes, fields = pyogrio.raw.read(target, layer="incident")
    values = dict(zip(info["fields"], fields, strict=True))
    assert info["crs"] == "EPSG:4326"
    assert len(shapes) == 2
    assert values["priority"].tolist() == [1, 2]
    assert values["note"].tolist() == [None, "ñandú"]
    assert pyogrio.read_info(target, layer="timeline")["geometry_type"] is None
    assert {path.name for path in tmp_path.iterdir()} == {"case.gpkg", "case.geojson"}


def test_that_a_kml_names_its_placemarks(tmp_path: Path) -> None:
    target = tmp_path / "case.kml"
    write_vector(source(tmp_path), target, "LIBKML")
    said = target.read_text("utf-8")
    assert "<name>Fuga</name>" in said
    assert "-102.58,22.77" in said


@pytest.mark.parametrize(
    ("content", "driver", "code"),
    [
        (None, "GPKG", "missing"),
        (b"{", "GPKG", "damaged"),
        (b'{"features": [{"geometry": null}]}', "GPKG", "damaged"),
        (b"[" * 100_000, "GPKG", "damaged"),
        (b'{"features": []}', "PostgreSQL", "unwritable"),
    ],
)
def test_that_bad_input_is_refused_by_its_code(content: bytes | None, driver: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "case.geojson"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VectorRefusedError) as refused:
        write_vector(path, tmp_path / "out", driver)
    assert refused.value.code == code


def test_that_a_folder_that_may_not_be_written_is_told_to_the_asker(tmp_path: Path) -> None:
    with MapWorker(tmp_path / "run", draws=False) as worker, pytest.raises(VectorError):
        worker.write_vector(source(tmp_path), tmp_path / "none" / "case.gpkg", "GPKG")
