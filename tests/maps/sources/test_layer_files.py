"""Files of features as tables: what is in them, what is broken in them, and what is hostile in them."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from maps.feature_filter import Compare, Operator
from maps.layer_facts import Geometry, Inspection, Question, Rows, SortKey
from maps.layer_messages import Places
from maps.source import CsvColumns, Source, SourceKind
from maps.sources import archive
from maps.sources.conversion import NotPreparedError, convert
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.inspection import inspect
from maps.sources.layer_fault import LayerFaultError
from maps.sources.raw_layer import write_rows
from maps.sources.row_order import page_of

Shared = Callable[[str], Path]
WORLD = (-20e6, -20e6, 20e6, 20e6)


def point(lon: float, lat: float, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}


def shape(kind: str, coordinates: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def looked(path: Path, places: Places, said: Source | None = None) -> Inspection:
    return inspect(str(path), said, places, {})


def read(path: Path, places: Places, kind: SourceKind = SourceKind.VECTOR, **more: object) -> object:
    table = FeatureShelf().table(Source(kind, str(path), **more), places, {})  # type: ignore[arg-type]
    return table.within(WORLD, (), 1000)


def test_that_mixed_geometries_are_one_layer(features: Callable[..., Path], places: Places) -> None:
    rows = [
        point(-99, 19),
        shape("LineString", [[-99, 19], [-98, 19]]),
        shape("Polygon", [[[0, 0], [1, 0], [1, 1], [0, 0]]]),
    ]
    path = features(rows)
    (layer,) = looked(path, places).sublayers
    assert (layer.geometry, layer.count, layer.crs) == (Geometry.MIXED, 3, "EPSG:4326")
    batch = FeatureShelf().table(layer.source, places, {}).within(WORLD, (), 10)
    assert sorted(shapely.get_dimensions(batch.shapes)) == [0, 1, 2]


def test_that_broken_and_unplaceable_features_are_counted_and_the_others_read(tmp_path: Path, places: Places) -> None:
    whole = shapely.to_wkb(shapely.points([[-99.0, 19.0], [500.0, 19.0], [np.nan, np.nan], [np.inf, 0.0]]))
    wkb = np.array([*whole, b"\x01\x03\x00", None], dtype=object)
    path = tmp_path / "broken.gpkg"
    write_rows(
        path,
        geometry=wkb[:4],
        field_data=[np.arange(4)],
        fields=["n"],
        layer="a",
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4326",
    )
    batch = FeatureShelf().table(Source(SourceKind.VECTOR, str(path)), places, {}).within(WORLD, ("n",), 100)
    assert batch.cells["n"].tolist() == [0]
    assert batch.broken <= 3


def test_that_names_with_quotes_and_sql_are_names(tmp_path: Path, places: Places) -> None:
    layer, column = 'calles"; DROP TABLE x; --', "nom'bre\"; --"
    path = tmp_path / 'o\'brien "x".gpkg'
    wkb = np.asarray(shapely.to_wkb(shapely.points([[-99.0, 19.0], [-98.0, 19.0]])), dtype=object)
    values = np.array(["a'; --", 'b"'], dtype=object)
    write_rows(
        path,
        geometry=wkb,
        field_data=[values],
        fields=[column],
        layer=layer,
        driver="GPKG",
        geometry_type="Point",
        crs="EPSG:4326",
    )
    (found,) = looked(path, places).sublayers
    assert [one.name for one in found.columns] == [column]
    shelf = FeatureShelf()
    table = shelf.table(Source(SourceKind.VECTOR, str(path), layer), places, {})
    assert len(shelf.index(table).ids) == 2
    rows = Rows(found.source, Compare(column, Operator.EQUAL, "A'; --"), (SortKey(column),))
    assert page_of(rows, 0, 10, table, shelf).rows == (("a'; --",),)


def test_that_a_file_without_a_system_asks_and_offers_and_takes_what_is_said(tmp_path: Path, places: Places) -> None:
    path = tmp_path / "sin.shp"
    wkb = np.asarray(shapely.to_wkb(shapely.points([[486_000.0, 2_148_700.0]])), dtype=object)
    write_rows(path, geometry=wkb, field_data=[], fields=[], driver="ESRI Shapefile", geometry_type="Point", crs=None)
    (layer,) = looked(path, places).sublayers
    assert layer.questions == (Question.CRS,)
    assert "EPSG:32614" in {offer.code for offer in layer.offers}
    with pytest.raises(LayerFaultError) as refused:
        read(path, places)
    assert refused.value.code == "no_crs"
    (said,) = looked(path, places, Source(SourceKind.VECTOR, str(path), crs="EPSG:32614")).sublayers
    assert said.questions == ()
    assert said.extent is not None
    assert abs(said.extent.south - 19.43) < 0.05


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.95])
def test_that_a_truncated_file_is_a_fault(cut: float, features: Callable[..., Path], places: Places) -> None:
    path = features([point(-99, 19, name="x" * 50) for _ in range(40)])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * cut)])
    with pytest.raises(LayerFaultError):
        looked(path, places)


def test_that_a_file_that_changes_while_it_is_open_is_read_anew(features: Callable[..., Path], places: Places) -> None:
    path, shelf = features([point(-99, 19)]), FeatureShelf()
    source = Source(SourceKind.VECTOR, str(path))
    assert shelf.table(source, places, {}).count() == 1
    features([point(-99, 19), point(-98, 19)])
    assert shelf.table(source, places, {}).count() == 2
    path.unlink()
    with pytest.raises(LayerFaultError) as gone:
        shelf.table(source, places, {})
    assert gone.value.code == "missing"


def test_that_a_large_file_is_prepared_before_it_is_shown(
    features: Callable[..., Path], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maps.sources.conversion.SMALL_BYTES", 10)
    path, told = features([point(-99, 19)]), list[float]()
    with pytest.raises(NotPreparedError):
        looked(path, places)
    convert(Source(SourceKind.VECTOR, str(path)), places, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert looked(path, places).sublayers[0].count == 1


# tables with coordinates


def test_that_a_table_with_plain_names_needs_no_answer(tmp_path: Path, places: Places) -> None:
    path = tmp_path / "puntos.csv"
    path.write_bytes("nombre;latitud;longitud\nParque Juárez;19,43;-99,13\nSin lugar;;\nMal;x;y\n".encode("cp1252"))
    (layer,) = looked(path, places).sublayers
    assert (layer.questions, layer.geometry, layer.crs) == ((), Geometry.POINT, "EPSG:4326")
    batch = FeatureShelf().table(layer.source, places, {}).within(WORLD, ("nombre",), 10)
    assert batch.cells["nombre"].tolist() == ["Parque Juárez"]


def test_that_a_table_of_doubtful_columns_asks(tmp_path: Path, places: Places) -> None:
    path = tmp_path / "puntos.csv"
    path.write_text("a,b,c\n1,2,3\n")
    (layer,) = looked(path, places).sublayers
    assert layer.questions == (Question.COORDINATES, Question.CRS)
    said = Source(SourceKind.CSV, str(path), crs="EPSG:32614", reading=CsvColumns("b", "c"))
    (answered,) = looked(path, places, said).sublayers
    assert answered.questions == ()


def test_that_columns_that_are_not_there_are_told(tmp_path: Path, places: Places) -> None:
    path = tmp_path / "puntos.csv"
    path.write_text("a,b\n1,2\n")
    said = Source(SourceKind.CSV, str(path), crs="EPSG:4326", reading=CsvColumns("lon", "lat"))
    with pytest.raises(LayerFaultError) as refused:
        looked(path, places, said)
    assert refused.value.code == "no_columns"


# archives

KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>A</name>
<Point><coordinates>-99,19</coordinates></Point></Placemark></kml>"""


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def test_that_a_kmz_is_read_whatever_its_members_are_called(tmp_path: Path, places: Places) -> None:
    path = zipped(tmp_path / "a.kmz", {"../../etc/doc.kml": KML.encode(), "/abs/icon.png": b"x"})
    found = looked(path, places)
    assert (found.format, found.sublayers[0].count) == ("KMZ", 1)
    assert not (tmp_path.parent / "etc").exists()


def test_that_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, places: Places) -> None:
    path = zipped(tmp_path / "bomb.kmz", {"doc.kml": b" " * (40 << 20)})
    with pytest.raises(LayerFaultError) as refused:
        looked(path, places)
    assert refused.value.code == "too_large"


def test_that_a_member_that_is_longer_than_it_says_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {"doc.kml": b"x" * 1000})
    raw = path.read_bytes().replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(raw)
    with pytest.raises(LayerFaultError):
        archive.extract(path, ["doc.kml"], tmp_path)


def test_that_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    path = zipped(tmp_path / "many.zip", {f"{n}.kml": b"" for n in range(5)})
    with pytest.raises(LayerFaultError):
        archive.members(path)


GTFS = {
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nS1,Centro,19.43,-99.13\nS2,Sin lugar,,\n",
    "shapes.txt": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nA,19.4,-99.1,2\nA,19.5,-99.2,1\n",
    "routes.txt": "route_id,route_short_name,route_type\nR1,1,3\nR2,2,3\n",
    "trips.txt": "route_id,service_id,trip_id,shape_id\nR1,D,T1,A\nR1,D,T2,A\n",
}


def test_that_a_feed_of_public_transport_is_stops_shapes_and_routes(tmp_path: Path, places: Places) -> None:
    path = zipped(tmp_path / "gtfs.zip", {name: text.encode() for name, text in GTFS.items()})
    found = looked(path, places)
    assert found.format == "GTFS"
    assert {one.title: (one.count, one.geometry) for one in found.sublayers} == {
        "stops": (1, Geometry.POINT),
        "shapes": (1, Geometry.LINE),
        "routes": (1, Geometry.LINE),
    }
    assert all(one.source.kind is SourceKind.GTFS for one in found.sublayers)


def test_that_a_zipped_shapefile_is_a_layer(tmp_path: Path, places: Places) -> None:
    wkb = np.asarray(shapely.to_wkb(shapely.points([[-99.0, 19.0]])), dtype=object)
    write_rows(
        tmp_path / "p.shp",
        geometry=wkb,
        field_data=[],
        fields=[],
        driver="ESRI Shapefile",
        geometry_type="Point",
        crs="EPSG:4326",
    )
    parts = {f"carpeta/{part.name}": part.read_bytes() for part in tmp_path.glob("p.*")}
    (layer,) = looked(zipped(tmp_path / "p.zip", parts), places).sublayers
    assert (layer.title, layer.count, layer.crs) == ("p", 1, "EPSG:4326")


# real files


def test_that_the_municipalities_of_mexico_carry_their_key(shared: Shared, places: Places) -> None:
    (layer,) = looked(shared("maps/mexico/Ciudad de México.json"), places).sublayers
    assert (layer.count, layer.geometry, layer.area_key, layer.name_column) == (16, Geometry.AREA, "CVEGEO", "NOMGEO")


def test_that_an_extract_of_openstreetmap_names_its_authors(shared: Shared, places: Places) -> None:
    found = looked(shared("maps/poa_osm.pbf"), places)
    assert {one.title for one in found.sublayers} >= {"points", "lines"}
    assert all("OpenStreetMap" in one.attribution for one in found.sublayers)


@pytest.mark.parametrize("driver", ["FlatGeobuf", "ESRI Shapefile", "GPKG", "DXF", "LIBKML"])
def test_that_every_format_in_use_gives_the_same_place(driver: str, tmp_path: Path, places: Places) -> None:
    ending = {"FlatGeobuf": "fgb", "ESRI Shapefile": "shp", "GPKG": "gpkg", "DXF": "dxf", "LIBKML": "kml"}[driver]
    path = tmp_path / f"a.{ending}"
    wkb = np.asarray(shapely.to_wkb(shapely.points([[-99.13, 19.43]])), dtype=object)
    write_rows(
        path,
        geometry=wkb,
        field_data=[],
        fields=[],
        driver=driver,
        geometry_type="Point",
        crs=None if driver == "DXF" else "EPSG:4326",
    )
    (layer, *_) = looked(path, places, Source(SourceKind.VECTOR, str(path), crs="EPSG:4326")).sublayers
    assert layer.extent is not None
    assert abs(layer.extent.south - 19.43) < 1e-5
    assert json.dumps(layer.title)
