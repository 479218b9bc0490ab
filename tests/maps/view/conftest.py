"""A dressed application, a small real city drawn by the real map worker, and layers around one place."""

import gettext
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from maps.layer import AlarmMarks, AssetMarks, IncidentMarks, Layer, Outlines, SightingMarks, UnitMarks
from maps.place import Place
from maps.view.theme import style
from maps.view.theme.palette import DARK, LIGHT
from maps.worker_client import MapWorker

HERE = Place(19.4326, -99.1332)


def beside(east_m: float, north_m: float) -> tuple[float, float]:
    return HERE.lat_deg + north_m / 111_195, HERE.lon_deg + east_m / (111_195 * math.cos(math.radians(HERE.lat_deg)))


def columns(*offsets_m: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    places = np.array([beside(*offset) for offset in offsets_m])
    return places[:, 0].copy(), places[:, 1].copy()


def alarms(*rows: tuple[str, float, float, int, bool], returned: tuple[bool, ...] = ()) -> AlarmMarks:
    """Each: id, east and north in metres, priority, acknowledged."""
    lat, lon = columns(*((row[1], row[2]) for row in rows))
    return AlarmMarks(
        "alarms",
        tuple(row[0] for row in rows),
        tuple(f"Alarm {row[0]}\nCamera C-04" for row in rows),
        lat,
        lon,
        np.array([row[3] for row in rows], np.uint8),
        np.array([row[4] for row in rows], np.bool_),
        np.array(returned or [False] * len(rows), np.bool_),
    )


def every_layer() -> tuple[Layer, ...]:
    ring = np.array([beside(-80, -60), beside(0, 120), beside(90, 20)])
    lamp_lat, lamp_lon = columns((-150, 0), (-160, 20), (-170, 40))
    camera_lat, camera_lon = columns((-80, -60))
    unit_lat, unit_lon = columns((100, 100), (-100, 100))
    seen_lat, seen_lon = columns((30, 30))
    incident_lat, incident_lon = columns((0, -120))
    return (
        Outlines("views", ("c4",), ("Camera C-04",), (ring,), "camera", np.array([False])),
        AssetMarks(
            "lamps", "luminaire", ("1", "2", "3"), ("L-1", "L-2", "L-3"), lamp_lat, lamp_lon, np.zeros(3, np.uint8)
        ),
        AssetMarks("cameras", "camera", ("c4",), ("C-04",), camera_lat, camera_lon, np.zeros(1, np.uint8)),
        SightingMarks("seen", ("t1",), ("car",), seen_lat, seen_lon, np.array([0.1]), (ring,)),
        UnitMarks(
            "units",
            ("u1", "u2"),
            ("P-12", "A-03"),
            ("P", "A"),
            unit_lat,
            unit_lon,
            np.array([45.0, math.nan]),
            np.array([0, 2], np.uint8),
            np.array([3.0, 400.0]),
        ),
        IncidentMarks("incidents", ("i1",), ("ATL-2026-000123",), incident_lat, incident_lon, np.array([1], np.uint8)),
        alarms(("a1", 0, 0, 1, False), ("a2", 200, -100, 2, True)),
    )


MakeAlarms = Callable[..., AlarmMarks]


@pytest.fixture
def here() -> Place:
    return HERE


@pytest.fixture
def make_alarms() -> MakeAlarms:
    return alarms


@pytest.fixture
def layers() -> tuple[Layer, ...]:
    """One of each kind, around `here`."""
    return every_layer()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sources' own words, whatever language another test has installed in this process."""
    before = gettext.textdomain()
    gettext.textdomain("messages")
    yield
    gettext.textdomain(before)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> QApplication:
    style.apply(qapp, DARK)
    return qapp


@pytest.fixture
def in_the_light(dressed: QApplication) -> Iterator[None]:
    style.apply(dressed, LIGHT)
    yield
    style.apply(dressed, DARK)


@pytest.fixture(scope="session")
def map_worker() -> Iterator[MapWorker]:
    with MapWorker() as worker:
        yield worker


@pytest.fixture(scope="session")
def city(map_worker: MapWorker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A park and two named streets, imported as any city is."""
    folder = tmp_path_factory.mktemp("city")

    def line(*offsets_m: tuple[float, float]) -> list[list[float]]:
        return [[lon, lat] for lat, lon in (beside(*offset) for offset in offsets_m)]

    park = line((-120, -80), (60, -80), (60, 90), (-120, 90), (-120, -80))
    features = [
        {
            "properties": {"leisure": "park", "name": "Parque Morelos"},
            "geometry": {"type": "Polygon", "coordinates": [park]},
        },
        {
            "properties": {"highway": "primary", "name": "Avenida Hidalgo"},
            "geometry": {"type": "LineString", "coordinates": line((-900, 100), (900, 160))},
        },
        {
            "properties": {"highway": "residential", "name": "Calle Juárez"},
            "geometry": {"type": "LineString", "coordinates": line((90, -900), (70, 900))},
        },
    ]
    source = folder / "city.geojson"
    document = {"type": "FeatureCollection", "features": [{"type": "Feature", **feature} for feature in features]}
    source.write_text(json.dumps(document), "utf-8")
    target = folder / "city.gpkg"
    map_worker.import_city(source, target)
    return target
