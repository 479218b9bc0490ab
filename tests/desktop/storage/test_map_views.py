"""The views for QGIS: what lies where now, with geometry, on both databases, and read-only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from desktop.domain.alarm import Alarm, AlarmState, Priority
from desktop.domain.asset import Asset
from desktop.domain.events import CityEvent
from desktop.domain.incident import Incident, IncidentState
from desktop.domain.observation import Position
from desktop.storage import alarms, assets, cameras, incidents, journal, media, migrate, observations, settings
from desktop.storage.media import Media
from desktop.storage.store import Store
from maps.place import Place
from tests.desktop.storage.older import older_store
from video.camera import Camera, Mount
from video.footprint import sector

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
PLAZA, PARK = Place(22.77, -102.58), Place(22.775, -102.575)
RING = (PLAZA, Place(22.78, -102.58), Place(22.78, -102.57))
POLE = Asset("l-1", "luminaire", "L-0001", "Poste", PLAZA, "g-1", attributes={"power_w": 80})
COLONIA = Asset("n-1", "neighbourhood", "COL-1", "Centro", None, outline=RING)
EYE = Asset("cam-1", "camera", "C-01", "Plaza", PLAZA)
PATROL = Asset("u-1", "unit", "P-07", "Patrulla 7", PLAZA, attributes={"unit_kind": "patrol", "status": "on_the_way"})
ENGINE = Asset("u-2", "unit", "X-01", "Bomba 1", PARK, attributes={"unit_kind": "fire"})
NOWHERE = Asset("u-3", "unit", "S-01", "Cuadrilla", None)
CAMERA = Camera("cam-1", "Plaza", "rtsp://10.0.0.5/1", Mount(PLAZA, heading_deg=40.0, fov_deg=68.0, range_m=62.0))
FIX = Position("u-1", PARK, NOON, NOON, "k-1", heading_deg=90.0, speed_ms=8.0)
ALARM = Alarm("a-1", "intrusion", Priority.HIGH, "cam-1", "gate", None, NOON)
INCIDENT = Incident("i-1", "ZAC-2026-000001", "30101", Priority.MEDIUM, PARK, NOON, "maria", title="Vehículo")
PHOTO = Media("m-1", "photo", "vuelo/1.jpg", "0" * 64, NOON, PLAZA, RING, {"gsd_cm": 2.5, "yaw_deg": 12.0})


@pytest.fixture
def filled(store: Store) -> Store:
    with store.write() as connection:
        assets.put(connection, [POLE, COLONIA, EYE, PATROL, ENGINE, NOWHERE])
        cameras.put(connection, CAMERA)
        cameras.put(connection, replace(CAMERA, id="cam-2", mount=None))
        observations.add_positions(connection, [FIX])
        alarms.put(connection, ALARM)
        incidents.put(connection, INCIDENT)
        media.put(connection, [PHOTO, replace(PHOTO, id="m-2", footprint=(), place=None)])
        settings.put(connection, "exercise", value=True)
        settings.put(connection, "city_name", "Zacatecas")
        journal.append(connection, CityEvent("configured", "Zacatecas"), "test", NOON)
    return store


def rows(store: Store, view: str, order: str = "id") -> list[dict[str, Any]]:
    """SpatiaLite is loaded for writers alone."""
    with store.write() as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {view} ORDER BY {order}")).mappings()]


def shapes(connection: Connection, view: str, column: str) -> dict[str, Any]:
    found = connection.execute(text(f"SELECT id, ST_AsBinary({column}), ST_SRID({column}) FROM {view}"))
    made = {id_: (shapely.from_wkb(bytes(wkb)), srid) for id_, wkb, srid in found}
    assert {srid for _, srid in made.values()} <= {4326}
    return {id_: shape for id_, (shape, _) in made.items()}


def points(store: Store, view: str) -> dict[str, tuple[float, float]]:
    with store.write() as connection:
        return {id_: (shape.y, shape.x) for id_, shape in shapes(connection, view, "point").items()}


def degrees(place: Place) -> tuple[float, float]:
    return place.lat_deg, place.lon_deg


def test_that_the_head_tells_the_city_and_grows_with_what_is_written(filled: Store) -> None:
    before = rows(filled, "map_head", "seq")[0]
    assert (before["version"], before["city"], before["exercise"]) == (1, "Zacatecas", 1)
    assert (before["seq"], before["change"]) == (1, 1)
    with filled.write() as connection:
        observations.add_positions(connection, [replace(FIX, at=NOON + timedelta(seconds=9), key="k-2")])
        journal.append(connection, CityEvent("configured", "Zacatecas"), "test", NOON)
    after = rows(filled, "map_head", "seq")[0]
    assert (after["seq"], after["change"]) == (2, 2)
    assert [row["kind"] for row in rows(filled, "map_news", "seq")] == ["city.configured"] * 2


def test_that_points_areas_and_units_are_told_apart(filled: Store) -> None:
    assert {row["id"] for row in rows(filled, "map_asset")} == {"l-1", "cam-1"}
    assert [row["id"] for row in rows(filled, "map_area")] == ["n-1"]
    assert points(filled, "map_asset")["l-1"] == pytest.approx(degrees(PLAZA))
    with filled.write() as connection:
        ring = shapes(connection, "map_area", "area")["n-1"]
    assert ring.equals(shapely.Polygon([(at.lon_deg, at.lat_deg) for at in RING]))


def test_that_a_unit_stands_where_its_last_fix_says_or_at_its_post(filled: Store) -> None:
    patrol, engine = rows(filled, "map_unit")
    assert (patrol["letter"], patrol["status"], patrol["heading_deg"]) == ("P", "on_the_way", 90.0)
    assert (engine["letter"], engine["status"], engine["at_s"]) == ("B", "free", None)
    assert patrol["at_s"] == NOON.timestamp()
    assert points(filled, "map_unit") == {
        "u-1": pytest.approx(degrees(PARK)),
        "u-2": pytest.approx(degrees(PARK)),
    }


def test_that_an_alarm_lies_at_its_source_and_looks_as_its_state(filled: Store) -> None:
    alarm = rows(filled, "map_alarm")[0]
    assert (alarm["priority"], alarm["look"], alarm["source_code"]) == (1, "filled", "C-01")
    assert points(filled, "map_alarm")["a-1"] == pytest.approx(degrees(PLAZA))
    for version, (state, look) in enumerate(
        ((AlarmState.RETURNED, "slashed"), (AlarmState.ACKNOWLEDGED, "outline")), start=2
    ):
        with filled.write() as connection:
            alarms.put(connection, replace(ALARM, state=state, version=version, place=PARK))
        assert rows(filled, "map_alarm")[0]["look"] == look
    assert points(filled, "map_alarm")["a-1"] == pytest.approx(degrees(PARK))


@pytest.mark.parametrize("state", [AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.CLOSED])
def test_that_what_is_off_the_operators_list_is_not_on_the_map(filled: Store, state: AlarmState) -> None:
    with filled.write() as connection:
        alarms.put(connection, replace(ALARM, state=state, version=2))
    assert rows(filled, "map_alarm") == []


def test_that_an_alarm_makes_its_source_stale_or_out_of_service(filled: Store) -> None:
    silent = Alarm("a-2", "silence", Priority.LOW, "l-1", "", None, NOON)
    with filled.write() as connection:
        alarms.put(connection, silent)
        alarms.put(connection, replace(ALARM, state=AlarmState.OUT_OF_SERVICE, version=2))
    states = {row["id"]: (row["state"], row["priority"]) for row in rows(filled, "map_asset")}
    assert states == {"l-1": ("stale", 3), "cam-1": ("out_of_service", None)}
    assert [row["state"] for row in rows(filled, "map_camera_view")] == ["out_of_service"]


def test_that_an_incident_goes_when_it_is_closed(filled: Store) -> None:
    assert [(row["folio"], row["title"]) for row in rows(filled, "map_incident")] == [("ZAC-2026-000001", "Vehículo")]
    assert points(filled, "map_incident")["i-1"] == pytest.approx(degrees(PARK))
    with filled.write() as connection:
        incidents.put(connection, INCIDENT.moved(IncidentState.CLOSED))
    assert rows(filled, "map_incident") == []


def test_that_photos_have_their_place_and_their_footprint(filled: Store) -> None:
    assert [(row["id"], row["gsd_cm"]) for row in rows(filled, "map_photo")] == [("m-1", 2.5)]
    assert [row["path"] for row in rows(filled, "map_photo_footprint")] == ["vuelo/1.jpg"]


@given(
    lat=st.floats(-80, 80),
    lon=st.floats(-179, 179),
    heading=st.floats(-360, 720),
    fov=st.floats(1, 400),
    range_m=st.floats(1, 900),
)
def test_that_a_cameras_view_is_the_sector_the_console_draws(
    sector_store: Store, lat: float, lon: float, heading: float, fov: float, range_m: float
) -> None:
    mount = Mount(Place(lat, lon), heading_deg=heading, fov_deg=fov, range_m=range_m)
    with sector_store.write() as connection:
        cameras.put(connection, replace(CAMERA, mount=mount))
        made = shapes(connection, "map_camera_view", "area")["cam-1"]
    corners = shapely.get_coordinates(made)[:-1, ::-1]
    assert np.allclose(corners, sector(mount), rtol=0.0, atol=2e-9)


@pytest.fixture(scope="module")
def sector_store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    store = Store.open(tmp_path_factory.mktemp("sector") / "store.sqlite")
    yield store
    store.close()


def test_that_the_sector_is_the_same_on_both_databases(filled: Store) -> None:
    assert CAMERA.mount is not None
    with filled.write() as connection:
        made = shapes(connection, "map_camera_view", "area")
    assert list(made) == ["cam-1"]
    corners = shapely.get_coordinates(made["cam-1"])[:-1, ::-1]
    assert np.allclose(corners, sector(CAMERA.mount), rtol=0.0, atol=2e-9)


def test_that_readers_of_maps_find_the_views_with_type_and_system(store: Store) -> None:
    if store.is_postgres:
        query = "SELECT f_table_name, type, srid, 1 FROM geometry_columns WHERE f_table_name LIKE 'map_%'"
    else:
        query = (
            "SELECT v.view_name, CASE g.geometry_type WHEN 1 THEN 'POINT' ELSE 'POLYGON' END, g.srid, v.read_only"
            " FROM views_geometry_columns AS v JOIN geometry_columns AS g USING (f_table_name, f_geometry_column)"
        )
    with store.write() as connection:
        found = {row[0]: tuple(row[1:]) for row in connection.execute(text(query))}
    point, polygon = ("POINT", 4326, 1), ("POLYGON", 4326, 1)
    assert found == {
        "map_asset": point,
        "map_area": polygon,
        "map_unit": point,
        "map_camera_view": polygon,
        "map_alarm": point,
        "map_incident": point,
        "map_photo": point,
        "map_photo_footprint": polygon,
    }


@pytest.mark.postgis
def test_that_a_role_needs_no_right_but_to_read_the_views(postgis_address: str) -> None:
    store = Store.open(postgis_address)
    with store.write() as connection:
        assets.put(connection, [POLE])
        connection.execute(text("DROP ROLE IF EXISTS looker"))
        connection.execute(text("CREATE ROLE looker LOGIN"))
        connection.execute(text("GRANT SELECT ON map_head, map_asset TO looker"))
    store.close()
    with psycopg.connect(postgis_address.replace("atalaya@", "looker@"), autocommit=True) as looking:
        assert looking.execute("SELECT count(*) FROM map_asset").fetchone() == (1,)
        assert looking.execute("SELECT seq FROM map_head").fetchone() == (0,)
        for forbidden in ("SELECT * FROM asset", "DELETE FROM map_asset"):
            with pytest.raises(psycopg.Error):
                looking.execute(forbidden.encode())
    with psycopg.connect(postgis_address, autocommit=True) as owning:
        owning.execute("DROP OWNED BY looker")
        owning.execute("DROP ROLE looker")


@pytest.mark.postgis
def test_that_not_even_the_owner_writes_through_a_view(postgis_address: str) -> None:
    query = (
        "SELECT table_name FROM information_schema.views WHERE table_name LIKE 'map_%' AND is_insertable_into = 'YES'"
    )
    with psycopg.connect(postgis_address) as owning:
        found: Sequence[Any] = owning.execute(query).fetchall()
    assert found == []


def test_that_a_store_of_the_first_version_gets_the_views_and_keeps_its_rows(tmp_path: Path) -> None:
    filled, older = tmp_path / "filled.sqlite", tmp_path / "older.sqlite"
    store = Store.open(filled)
    with store.write() as connection:
        assets.put(connection, [POLE])
    store.close()
    older_store(older, "0001", filled, ("asset",))
    again = Store.open(older)
    assert [row["id"] for row in rows(again, "map_asset")] == ["l-1"]
    with again.write() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        migrate.upgrade(connection)  # again: nothing is left to do
    again.close()
