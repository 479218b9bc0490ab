"""Every room keeps its values whole, and two hands on one value are told apart."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from desktop.domain.alarm import Alarm, Priority, Step
from desktop.domain.asset import Asset
from desktop.domain.command import Approval, ApprovalState
from desktop.domain.incident import CloseCode, Incident, IncidentState
from desktop.domain.operator import Operator, Role
from desktop.storage import (
    alarms,
    approvals,
    assets,
    base_maps,
    cameras,
    counter,
    drafts,
    inbox,
    incidents,
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
ALARM = Alarm("a-1", "intrusion", Priority.HIGH, "cam-1", "gate", PLAZA, NOON)
INCIDENT = Incident("i-1", "ZAC-2026-000001", "30101", Priority.MEDIUM, PLAZA, NOON, "maria")
APPROVAL = Approval("y-1", "valve.close", "V-9", "leak", "maria", "s-1", NOON, NOON + timedelta(minutes=5))
CAMERA = Camera(
    "cam-1", "Plaza", "rtsp://10.0.0.5/1", Mount(PLAZA, heading_deg=40.0),
    CalibrationPoints("EPSG:32613", (ControlPoint(1.0, 2.0, 3.0, 4.0),)),
    (CameraZone("gate", ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0))),), (CameraLine("kerb", ((0.0, 0.0), (5.0, 5.0))),),
    (((1.0, 1.0), (2.0, 1.0), (2.0, 2.0)),), (CameraRule("intrusion", "gate", "gate", classes=("person", "car")),),
    loop=True,
)  # fmt: skip


def test_that_an_alarm_goes_from_open_to_closed(store: Store) -> None:
    with store.write() as connection:
        alarms.put(connection, ALARM)
        assert alarms.open_alarms(connection) == [ALARM]
        assert alarms.find_open(connection, "intrusion", "cam-1", "gate") == ALARM
        closed = replace(ALARM.after(Step.FALSE), closed_at=NOON, acknowledged_by="maria", acknowledged_at=NOON)
        alarms.put(connection, closed)
        assert alarms.open_alarms(connection) == []
        assert alarms.find_open(connection, "intrusion", "cam-1", "gate") is None
        assert alarms.find_last(connection, "intrusion", "cam-1", "gate") == closed
        assert alarms.get(connection, "a-1") == closed
        assert alarms.recent(connection) == [closed]


def test_that_alarms_come_the_most_urgent_first(store: Store) -> None:
    low = replace(ALARM, id="a-2", priority=Priority.LOW, detail="yard")
    newer = replace(ALARM, id="a-3", detail="door", raised_at=NOON + timedelta(seconds=1), incident_id="i-1")
    with store.write() as connection:
        for alarm in (low, ALARM, newer):
            alarms.put(connection, alarm)
        assert alarms.open_alarms(connection) == [newer, ALARM, low]
        assert alarms.of_incident(connection, "i-1") == [newer]


def test_that_a_second_open_alarm_of_one_cause_is_a_conflict(store: Store) -> None:
    with store.write() as connection:
        alarms.put(connection, ALARM)
        with pytest.raises(ConflictError):
            alarms.put(connection, replace(ALARM, id="a-2"))
        alarms.put(connection, ALARM.after(Step.FALSE))
        alarms.put(connection, replace(ALARM, id="a-2"))


def test_that_an_incident_is_found_by_its_folio_and_closes(store: Store) -> None:
    with store.write() as connection:
        incidents.put(connection, INCIDENT)
        sent = replace(INCIDENT.moved(IncidentState.ASSIGNED), unit_ids=("u-1", "u-2"), title="Robo")
        incidents.put(connection, sent)
        assert incidents.by_folio(connection, "ZAC-2026-000001") == sent
        assert incidents.open_incidents(connection) == [sent]
        closed = replace(sent.moved(IncidentState.CLOSED), closed_at=NOON, close_code=CloseCode.AFFIRMATIVE)
        incidents.put(connection, closed)
        assert incidents.open_incidents(connection) == []
        assert incidents.get(connection, "i-1") == closed
        assert incidents.recent(connection) == [closed]


def test_that_two_incidents_cannot_share_a_folio(store: Store) -> None:
    with store.write() as connection:
        incidents.put(connection, INCIDENT)
        with pytest.raises(ConflictError):
            incidents.put(connection, replace(INCIDENT, id="i-2"))


def test_that_folio_numbers_have_no_gap_and_start_anew_each_year(store: Store) -> None:
    with store.write() as connection:
        assert [incidents.next_number(connection, 2026) for _ in range(3)] == [1, 2, 3]
        assert incidents.next_number(connection, 2027) == 1
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        _take_and_fail(connection)
    with store.write() as connection:
        assert incidents.next_number(connection, 2026) == 4


def _take_and_fail(connection: Connection) -> None:
    incidents.next_number(connection, 2026)
    raise ZeroDivisionError


def test_that_a_counter_gives_a_run_of_numbers(store: Store) -> None:
    with store.write() as connection:
        assert [counter.take(connection, "n", 5), counter.take(connection, "n", 2), counter.take(connection, "n")] == [
            1, 6, 8,
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("put", "first", "next_ones"),
    [
        (alarms.put, ALARM, [ALARM.after(Step.ACKNOWLEDGE), ALARM.after(Step.CLAIM)]),
        (incidents.put, INCIDENT, [INCIDENT.moved(IncidentState.ASSIGNED), INCIDENT.moved(IncidentState.CLOSED)]),
        (approvals.put, APPROVAL, [APPROVAL.moved(ApprovalState.REFUSED), APPROVAL.moved(ApprovalState.APPROVED)]),
    ],
)
def test_that_of_two_hands_on_one_value_one_wins_and_the_other_is_told(
    store: Store, put: Callable[[Connection, Any], None], first: Any, next_ones: list[Any]
) -> None:
    with store.write() as connection:
        put(connection, first)
    told: list[str] = []
    together = threading.Barrier(2)

    def change(value: Any) -> None:
        together.wait(10)
        try:
            with store.write() as connection:
                put(connection, value)
            told.append("won")
        except ConflictError:
            told.append("lost")

    hands = [threading.Thread(target=change, args=(value,)) for value in next_ones]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(20)
    assert sorted(told) == ["lost", "won"]


def test_that_approvals_wait_until_they_are_used(store: Store) -> None:
    with store.write() as connection:
        approvals.put(connection, APPROVAL)
        agreed = APPROVAL.decided(ApprovalState.APPROVED, "jose", "s-2", NOON + timedelta(seconds=9))
        approvals.put(connection, agreed)
        assert approvals.waiting(connection) == [agreed]
        approvals.put(connection, agreed.moved(ApprovalState.USED))
        assert approvals.waiting(connection) == []
        assert approvals.get(connection, "y-1") == agreed.moved(ApprovalState.USED)


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
