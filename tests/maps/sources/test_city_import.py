"""A map file of any format becomes a city file; one that is none is refused by a code, and nothing is left behind."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely

from maps.sources.city_import import OSM_ATTRIBUTION, CityFacts, import_city
from maps.sources.reading import UnreadableMapError

Shared = Callable[[str], Path]
SQUARE = [[-102.60, 22.76], [-102.58, 22.76], [-102.58, 22.78], [-102.60, 22.78], [-102.60, 22.76]]
STREET = [[-102.60, 22.77], [-102.59, 22.77]]


def feature(kind: str, coordinates: Any, **tags: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": tags}


def town(path: Path, *more: dict[str, Any]) -> Path:
    features = [
        feature("Polygon", [SQUARE], leisure="park", name="Parque Morelos"),
        feature("LineString", STREET, highway="primary", name="Av. Hidalgo"),
        feature("LineString", [STREET[1], [-102.58, 22.77]], highway="primary", name="Av. Hidalgo"),
        feature("Point", [-102.59, 22.765], place="neighbourhood", name="Centro"),
        *more,
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def made(source: Path, target: Path) -> CityFacts:
    return import_city(source, target, lambda _: None)


def rows(target: Path, table: str) -> dict[str, list[Any]]:
    meta, _, _, fields = pyogrio.raw.read(target, layer=table)
    return {str(name): list(values) for name, values in zip(meta["fields"], fields, strict=True)}


def refusal(source: Path, tmp_path: Path) -> str:
    target = tmp_path / "out" / "city.gpkg"
    with pytest.raises(UnreadableMapError) as refused:
        made(source, target)
    assert not list(target.parent.glob("*"))
    return refused.value.code


def test_that_a_country_extract_keeps_every_area_and_line(shared: Shared, tmp_path: Path) -> None:
    facts = made(shared("maps/liechtenstein-latest.osm.pbf"), tmp_path / "city.gpkg")
    assert facts.layers["area"] == 9902
    assert facts.layers["street"] == 5235
    assert facts.layers["place"] > 40
    assert facts.attribution == OSM_ATTRIBUTION
    assert abs(facts.lat_deg - 47.15) < 0.1
    assert 15_000 < facts.width_m < 30_000
    classes = rows(tmp_path / "city.gpkg", "area")["class"]
    assert classes.count("building") > 8000
    assert "water" in classes


def test_that_one_geojson_of_mixed_shapes_is_sorted_by_its_tags(tmp_path: Path) -> None:
    target = tmp_path / "city.gpkg"
    facts = made(town(tmp_path / "town.geojson"), target)
    assert facts.layers == {"area": 1, "street": 2, "place": 1}
    assert facts.attribution == ""
    area = rows(target, "area")
    assert np.isnan(area.pop("height_m")).all()  # it is no building
    assert area == {"class": ["park"], "name": ["Parque Morelos"]}
    assert rows(target, "street")["rank"] == [1, 1]
    assert rows(target, "place")["name"] == ["Centro"]


def test_that_pieces_of_one_street_carry_one_name(tmp_path: Path) -> None:
    target = tmp_path / "city.gpkg"
    made(town(tmp_path / "town.geojson"), target)
    assert rows(target, "street_label")["name"] == ["Av. Hidalgo"]


def test_that_a_city_file_is_in_web_mercator_with_an_index(tmp_path: Path) -> None:
    target = tmp_path / "city.gpkg"
    made(town(tmp_path / "town.geojson"), target)
    info = pyogrio.read_info(target, layer="street")
    assert info["crs"] == "EPSG:3857"
    assert info["capabilities"]["fast_spatial_filter"]


@pytest.mark.parametrize(("driver", "suffix"), [("GPKG", "gpkg"), ("ESRI Shapefile", "shp")])
def test_that_a_projected_file_lands_in_the_same_place(driver: str, suffix: str, tmp_path: Path) -> None:
    source = tmp_path / f"calles.{suffix}"
    line = shapely.LineString([(749_000, 2_520_000), (750_000, 2_520_000)])
    pyogrio.raw.write(
        source,
        geometry=shapely.to_wkb(np.array([line], dtype=object)),
        field_data=[np.array(["Calle 1"], dtype=object)],
        fields=["NOMVIAL"],
        driver=driver,
        geometry_type="LineString",
        crs="EPSG:32613",
    )
    facts = made(source, tmp_path / "city.gpkg")
    assert facts.layers == {"area": 0, "street": 1, "place": 0}
    assert facts.lat_deg == pytest.approx(22.77, abs=0.02)
    assert facts.lon_deg == pytest.approx(-102.57, abs=0.02)
    assert rows(tmp_path / "city.gpkg", "street")["name"] == ["Calle 1"]


def test_that_municipal_boundaries_become_named_districts(shared: Shared, tmp_path: Path) -> None:
    target = tmp_path / "city.gpkg"
    made(shared("maps/mexico/Querétaro.json"), target)
    assert set(rows(target, "area")["class"]) == {"district"}
    assert "Corregidora" in rows(target, "area")["name"]


def test_that_a_shape_off_the_earth_is_left_out(tmp_path: Path) -> None:
    astray = feature("LineString", [[-102.6, 22.7], [512.0, 99.0]], highway="service")
    facts = made(town(tmp_path / "town.geojson", astray), tmp_path / "city.gpkg")
    assert facts.layers["street"] == 2


def test_that_a_stray_feature_does_not_make_a_continent(tmp_path: Path) -> None:
    streets = [
        feature("LineString", [[-102.6 + i * 1e-4, 22.7], [-102.6 + i * 1e-4, 22.71]], highway="residential")
        for i in range(200)
    ]
    stray = feature("LineString", [[3.0, 50.0], [3.1, 50.0]], highway="residential")
    facts = made(town(tmp_path / "town.geojson", *streets, stray), tmp_path / "city.gpkg")
    assert facts.width_m < 20_000


def test_that_an_import_replaces_the_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "city.gpkg"
    made(town(tmp_path / "town.geojson"), target)
    more = feature("LineString", STREET, highway="service")
    assert made(town(tmp_path / "town.geojson", more), target).layers["street"] == 3
    assert [path.name for path in tmp_path.glob("*.gpkg*")] == ["city.gpkg"]
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_that_a_truncated_extract_is_said_to_be_damaged(shared: Shared, tmp_path: Path) -> None:
    whole = shared("maps/liechtenstein-latest.osm.pbf").read_bytes()
    source = tmp_path / "half.osm.pbf"
    source.write_bytes(whole[: len(whole) // 2])
    assert refusal(source, tmp_path) == "damaged"


@pytest.mark.parametrize("statement", ['DROP TABLE "bare"', "SELECT 1"])
def test_that_a_geopackage_without_layers_is_said_to_have_none(statement: str, tmp_path: Path) -> None:
    source = tmp_path / "bare.gpkg"
    line = np.array([shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))], dtype=object)
    pyogrio.raw.write(
        source, geometry=line, field_data=[], fields=[], driver="GPKG", geometry_type="LineString", crs="EPSG:4326"
    )
    bare = sqlite3.connect(source)
    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions", "gpkg_ogr_contents"):
        bare.execute(f"DELETE FROM {table}")
    bare.execute(statement)
    bare.commit()
    bare.close()
    assert refusal(source, tmp_path) == "no_layers"


def test_that_a_database_that_is_no_geopackage_is_no_map(tmp_path: Path) -> None:
    source = tmp_path / "store.sqlite"
    with sqlite3.connect(source) as store:
        store.execute("CREATE TABLE journal (seq INTEGER)")
    store.close()
    assert refusal(source, tmp_path) == "not_a_map"


def test_that_a_text_is_no_map_whatever_its_name(tmp_path: Path) -> None:
    source = tmp_path / "city.osm.pbf"
    source.write_text("not a map")
    assert refusal(source, tmp_path) == "not_a_map"


def test_that_a_geojson_cut_short_is_said_to_be_damaged(tmp_path: Path) -> None:
    source = town(tmp_path / "town.geojson")
    source.write_bytes(source.read_bytes()[:-40])
    assert refusal(source, tmp_path) == "damaged"


def test_that_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.osm.pbf", tmp_path) == "missing"


def test_that_a_shapefile_without_its_projection_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "calles.shp"
    line = np.array([shapely.to_wkb(shapely.LineString([(749_000, 2_520_000), (750_000, 2_520_000)]))], dtype=object)
    pyogrio.raw.write(
        source,
        geometry=line,
        field_data=[np.array([1])],
        fields=["id"],
        driver="ESRI Shapefile",
        geometry_type="LineString",
        crs="EPSG:32613",
    )
    source.with_suffix(".prj").unlink()
    assert refusal(source, tmp_path) == "no_crs"


def test_that_a_file_of_points_alone_has_nothing_to_draw(tmp_path: Path) -> None:
    source = tmp_path / "points.geojson"
    collection = {"type": "FeatureCollection", "features": [feature("Point", [0.0, 0.0], place="city", name="Null")]}
    source.write_text(json.dumps(collection))
    assert refusal(source, tmp_path) == "empty"
