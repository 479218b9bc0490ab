"""Any vector file as plain features in WGS 84; what is none, or too much, is refused by a code."""

import json
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from maps.sources import shapes
from maps.sources.reading import UnreadableMapError
from maps.sources.shapes import write_shapes

GPX = """<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>Ronda</name>
<trkseg><trkpt lat="22.77" lon="-102.58"><time>2026-11-23T08:00:00Z</time></trkpt>
<trkpt lat="22.771" lon="-102.581"><time>2026-11-23T08:00:05Z</time></trkpt></trkseg></trk></gpx>"""


def features(source: Path, tmp_path: Path) -> list[dict[str, object]]:
    target = tmp_path / "out.geojson"
    count = write_shapes(source, target)
    found: list[dict[str, object]] = json.loads(target.read_text())["features"]
    assert len(found) == count
    return found


def refusal(source: Path, tmp_path: Path) -> str:
    with pytest.raises(UnreadableMapError) as refused:
        write_shapes(source, tmp_path / "out.geojson")
    assert not (tmp_path / "out.geojson").exists()
    return refused.value.code


def test_that_the_points_of_a_gpx_come_in_their_order(tmp_path: Path) -> None:
    source = tmp_path / "track.gpx"
    source.write_text(GPX)
    found = [feature["geometry"] for feature in features(source, tmp_path)]
    assert found == [
        {"type": "Point", "coordinates": [-102.58, 22.77]},
        {"type": "Point", "coordinates": [-102.581, 22.771]},
    ]


def test_that_every_column_of_a_geopackage_comes_along_in_degrees(tmp_path: Path) -> None:
    source = tmp_path / "zones.gpkg"
    pyogrio.raw.write(
        source,
        geometry=shapely.to_wkb(np.array([shapely.box(748_000, 2_519_000, 749_000, 2_520_000)], dtype=object)),
        field_data=[np.array(["Escuela"], dtype=object), np.array([12.5]), np.array([3])],
        fields=["name", "dwell_s", "n"],
        layer="zones",
        driver="GPKG",
        geometry_type="Polygon",
        crs="EPSG:32613",
    )
    (only,) = features(source, tmp_path)
    assert only["properties"] == {"name": "Escuela", "dwell_s": 12.5, "n": 3}
    corner = only["geometry"]["coordinates"][0][0]  # type: ignore[index]
    assert -103 < corner[0] < -102
    assert 22 < corner[1] < 23


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("no map at all", "not_a_map"),
        ("<html><body>Error 404</body></html>", "not_a_map"),
        ('<osm version="0.6"></osm>', "not_a_map"),
        ('{"type": "FeatureCollection", "features": []}', "empty"),
        ('{"type": "FeatureCollection", "fea', "damaged"),
        (GPX[:200], "damaged"),
    ],
)
def test_that_what_gives_no_features_is_refused(tmp_path: Path, content: str, code: str) -> None:
    source = tmp_path / "file.geojson"
    source.write_text(content)
    assert refusal(source, tmp_path) == code
    assert refusal(tmp_path / "nowhere.gpx", tmp_path) == "missing"


def test_that_too_many_features_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_FEATURES", 1)
    source = tmp_path / "track.gpx"
    source.write_text(GPX)
    assert refusal(source, tmp_path) == "too_large"
