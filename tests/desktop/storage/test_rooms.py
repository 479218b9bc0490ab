"""Every room keeps its values whole."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.domain.alarm import Priority
from desktop.domain.asset import Asset
from desktop.domain.closure import Closure, ClosureKind
from desktop.domain.geofence import Crossing, Geofence, Span, Watched
from desktop.domain.operator import Operator, Role
from desktop.storage import (
    assets,
    base_maps,
    cameras,
    closures,
    drafts,
    geofences,
    inbox,
    media,
    operators,
    quarantine,
    reports,
    settings,
    sightings,
)
from desktop.storage.base_maps import BaseMap
from desktop.storage.drafts import Draft
from desktop.storage.media import Media
from desktop.storage.quarantine import KEPT_BYTES
from desktop.storage.record import ConflictError
from desktop.storage.reports import Report
from desktop.storage.sightings import SightingRow
from desktop.storage.store import Store
from maps.place import Place
from video.camera import CalibrationPoints, Camera, CameraLine, CameraRule, CameraZone, ControlPoint, Mount

NOON = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
PLAZA = Place(22.77, -102.58)
CAMERA = Camera(
    "cam-1", "Plaza", "rtsp://10.0.0.5/1", Mount(PLAZA, heading_deg=40.0),
    CalibrationPoints("EPSG:32613", (ControlPoint(1.0, 2.0, 3.0, 4.0),)),
    (CameraZone("gate", ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0))),), (CameraLine("kerb", ((0.0, 0.0), (5.0, 5.0))),),
    (((1.0, 1.0), (2.0, 1.0), (2.0, 2.0)),), (CameraRule("intrusion", "gate", "gate", classes=("person", "car")),),
    loop=True,
)  # fmt: skip


def test_that_assets_are_kept_whole_and_replaced_by_id(store: Store) -> None:
    pole = Asset(
        "l-1", "luminaire", "L-0001", "Poste", PLAZA, "g-1", attributes={"power_w": 80, "led": True, "note": None}
    )
    park = Asset("p-1", "park", "P-1", "Alameda", None, outline=(PLAZA, Place(22.78, -102.58), Place(22.78, -102.57)))
    with store.write() as connection:
        assets.put(connection, [pole, park])
        assert assets.every(connection) == [pole, park]
        assert assets.every(connection, "park") == [park]
        assert assets.by_code(connection, "L-0001") == [pole]
        moved = replace(pole, place=Place(22.0, -102.0), attributes={})
        assets.put(connection, [moved])
        assert assets.get(connection, "l-1") == moved
        assert assets.remove(connection, ["l-1", "nobody"]) == 1
        assert assets.get(connection, "l-1") is None


def test_that_a_key_is_new_only_once(store: Store) -> None:
    with store.write() as connection:
        assert inbox.claim(connection, ["a", "b", "a", "ñ'\"{}"], NOON) == {"a", "b", "ñ'\"{}"}
        assert inbox.claim(connection, ["b", "c"], NOON + timedelta(days=8)) == {"c"}
        assert inbox.claim(connection, [], NOON) == set()
        assert inbox.prune(connection, NOON + timedelta(days=1)) == 3
        assert inbox.claim(connection, ["a", "c"], NOON) == {"a"}


def test_that_two_writers_claim_a_key_once(store: Store) -> None:
    claimed: list[set[str]] = []

    def claim() -> None:
        with store.write() as connection:
            claimed.append(inbox.claim(connection, [str(n) for n in range(200)], NOON))

    writers = [threading.Thread(target=claim) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(20)
    assert sorted(len(keys) for keys in claimed) == [0, 0, 200]


def test_that_what_cannot_be_read_is_kept_with_its_reason(store: Store) -> None:
    with store.write() as connection:
        quarantine.add(connection, "a/\x00\ud800", b"\xff" * 9000, "not JSON\x00", NOON)
        later = NOON + timedelta(seconds=1)
        quarantine.add(connection, "b", b"", "empty", later)
        newest, oldest = quarantine.recent(connection)
        assert (newest.topic, newest.payload, newest.reason, newest.arrived_at) == (
            "b",
            b"",
            "empty",
            NOON + timedelta(seconds=1),
        )
        assert (oldest.size_bytes, len(oldest.payload)) == (9000, KEPT_BYTES)
        assert quarantine.count(connection) == 2
        assert quarantine.count(connection, later) == 1
        assert quarantine.prune(connection, later) == 1


def test_that_sightings_are_read_from_a_cursor(store: Store) -> None:
    seen = SightingRow("cam-1", NOON, 7, "person", 0.91, (1.0, 2.0, 3.0, 4.0), PLAZA)
    local = SightingRow("cam-2", NOON, None, "car", 0.5, (1.0, 2.0, 3.0, 4.0), None, 12.5, -3.25)
    with store.write() as connection:
        assert sightings.head(connection) == 0
        sightings.add(connection, [seen, local])
        assert sightings.after(connection, 0) == [replace(seen, id=1), replace(local, id=2)]
        assert sightings.after(connection, 1) == [replace(local, id=2)]
        assert sightings.head(connection) == 2
        assert sightings.prune(connection, NOON + timedelta(days=1)) == 2


def test_that_photos_are_kept_with_their_footprint(store: Store) -> None:
    ring = (PLAZA, Place(22.78, -102.58), Place(22.78, -102.57))
    photo = Media("m-1", "photo", "survey/a.jpg", "ab", NOON, PLAZA, ring, {"alt_m": 120.5})
    note = Media("m-2", "document", "b.pdf", "cd")
    with store.write() as connection:
        media.put(connection, [photo, note])
        assert media.every(connection, "photo") == [photo]
        assert media.by_sha256(connection, "cd") == note
        assert media.get(connection, "m-1") == photo
        assert len(media.every(connection)) == 2


def test_that_an_operator_keeps_the_password_when_only_the_rest_changes(store: Store) -> None:
    maria = Operator("o-1", "maria", "María", Role.OPERATOR)
    with store.write() as connection:
        assert operators.count(connection) == 0
        operators.put(connection, maria, "$argon2id$...")
        operators.put(connection, replace(maria, role=Role.SUPERVISOR, active=False))
        assert operators.by_login(connection, "maria") == replace(maria, role=Role.SUPERVISOR, active=False)
        assert operators.password_hash(connection, "o-1") == "$argon2id$..."
        assert operators.every(connection) == [operators.get(connection, "o-1")]
        assert operators.count(connection) == 1
        assert operators.by_login(connection, "jose") is None


def test_that_failed_attempts_are_counted_since_a_moment(store: Store) -> None:
    with store.write() as connection:
        for n in range(3):
            operators.add_failure(connection, "maria", NOON + timedelta(minutes=n))
        assert operators.failures_since(connection, "maria", NOON + timedelta(minutes=1)) == [
            NOON + timedelta(minutes=1), NOON + timedelta(minutes=2),
        ]  # fmt: skip
        operators.clear_failures(connection, "maria")
        assert operators.failures_since(connection, "maria", NOON) == []


def test_that_settings_hold_any_json(store: Store) -> None:
    with store.write() as connection:
        for name, value in {"a": "x", "b": [1, 2.5, None], "c": {"d": True}, "e": False}.items():
            settings.put(connection, name, value)
        settings.put(connection, "a", "y")
        assert settings.every(connection) == {"a": "y", "b": [1, 2.5, None], "c": {"d": True}, "e": False}
        assert settings.get(connection, "e", True) is False
        assert settings.get(connection, "nothing", 7) == 7


def test_that_a_camera_keeps_all_that_is_configured(store: Store) -> None:
    with store.write() as connection:
        cameras.put(connection, CAMERA)
        cameras.put(connection, replace(CAMERA, name="Alameda"))
        assert cameras.every(connection) == [replace(CAMERA, name="Alameda")]
        assert cameras.get(connection, "cam-1") == replace(CAMERA, name="Alameda")
        assert cameras.remove(connection, "cam-1")
        assert cameras.get(connection, "cam-1") is None


def test_that_base_maps_drafts_and_reports_come_back(store: Store) -> None:
    report = Report("r-1", "call", "robo", "Gritos", NOON, PLAZA, "i-1")
    draft = Draft("maria", "incident:i-1", "Se oyó…", NOON)
    with store.write() as connection:
        base_map = BaseMap("Zacatecas", "city.gpkg", PLAZA, 4000.0, "OpenStreetMap", "zacatecas.osm.pbf", NOON)
        base_maps.put(connection, base_map)
        assert base_maps.every(connection) == [base_map]
        assert base_maps.remove(connection, "Zacatecas")
        drafts.put(connection, replace(draft, text="Se"))
        drafts.put(connection, draft)
        assert drafts.of_operator(connection, "maria") == [draft]
        drafts.discard(connection, "maria", "incident:i-1")
        assert drafts.get(connection, "maria", "incident:i-1") is None
        reports.put(connection, report)
        assert reports.recent(connection) == reports.of_incident(connection, "i-1") == [reports.get(connection, "r-1")]
        assert reports.get(connection, "r-1") == report


def test_that_closures_are_kept_whole_with_their_versions(store: Store) -> None:
    line = (PLAZA, Place(22.771, -102.58), Place(22.772, -102.579))
    street = Closure("c-1", ClosureKind.STREET, "Hidalgo", line, "Bache", "ana", NOON, both_ways=False)
    area = Closure("c-2", ClosureKind.AREA, "Feria", line, "Desfile", "ana", NOON, NOON + timedelta(hours=2))
    with store.write() as connection:
        closures.put(connection, street)
        closures.put(connection, area)
        assert closures.get(connection, "c-1") == street
        assert closures.standing(connection, NOON) == [street, area]
        assert closures.standing(connection, NOON + timedelta(hours=2)) == [street]
        lifted = street.lifted("luis", NOON + timedelta(minutes=5))
        closures.put(connection, lifted)
        assert closures.standing(connection, NOON) == [area]
        assert closures.every(connection) == [lifted, area]
    with pytest.raises(ConflictError), store.write() as connection:
        closures.put(connection, lifted)


def test_that_geofences_are_kept_whole_with_who_is_inside(store: Store) -> None:
    ring = (PLAZA, Place(22.771, -102.58), Place(22.772, -102.579))
    fence = Geofence(
        "g-1", "Escuela", ((ring,), (ring, ring)), (Watched.UNITS, Watched.SIGHTINGS), ("patrol",),
        (Crossing.EXIT, Crossing.DWELL), (Crossing.ENTER,), 60.0, 15.0, Priority.HIGH, (Span((0, 4), 60, 90),),
    )  # fmt: skip
    here = geofences.Presence("g-1", "u-1", NOON)
    with store.write() as connection:
        geofences.put(connection, fence)
        assert geofences.get(connection, "g-1") == geofences.by_name(connection, "Escuela") == fence
        geofences.put(connection, fence.turned(active=False))
        assert [one.active for one in geofences.every(connection)] == [False]
        geofences.come(connection, [here, geofences.Presence("g-1", "u-2", NOON)])
        geofences.go(connection, [("g-1", "u-2")])
        assert geofences.present(connection) == [here]
        assert geofences.remove(connection, "g-1")
        assert not geofences.remove(connection, "g-1")
        assert geofences.present(connection) == []
