"""What the journal holds can be written and read again whole."""

from datetime import UTC, datetime

import msgspec
import pytest

from desktop.domain.alarm import Alarm, Priority
from desktop.domain.events import AlarmEvent, Event, IncidentEvent, NodeEvent, UnitEvent, kind_of
from desktop.domain.incident import Incident
from maps.place import Place

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ALARM = Alarm("a1", "silence", Priority.LOW, "m-231", "flow_m3h", Place(22.77, -102.58), AT, shelved_until=AT)
INCIDENT = Incident("i1", "ATL-2026-000001", "40111", Priority.HIGH, Place(22.77, -102.58), AT, "ana", unit_ids=("u1",))


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (AlarmEvent("acknowledged", ALARM, "ana", "seen"), "alarm.acknowledged"),
        (IncidentEvent("opened", INCIDENT, "ana"), "incident.opened"),
        (UnitEvent("on_the_way", "u1", "i1", "ana"), "unit.on_the_way"),
        (NodeEvent("started"), "node.started"),
    ],
)
def test_that_an_event_survives_the_tape(event: Event, kind: str) -> None:
    written = msgspec.json.encode(event)
    assert msgspec.json.decode(written, type=Event) == event  # pyright: ignore[reportArgumentType]
    assert kind_of(event) == kind
