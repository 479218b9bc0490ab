"""The way of a unit on the map, and what the panel says its minutes are."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from desktop.domain.alarm import Priority
from desktop.domain.closure import ClosureKind
from desktop.domain.events import CityEvent
from desktop.domain.geofence import Geofence
from desktop.services.closures import Closures, Shutting
from desktop.services.geofences import Geofences
from desktop.services.map_layers import CLOSURES, GEOFENCES, PROPOSED, ROUTES
from desktop.storage import base_maps, journal
from desktop.storage.base_maps import BaseMap
from maps.place import Place
from maps.roads.build import build
from maps.roads.graph import CAR, CLASSES, EMERGENCY, FOOT
from maps.roads.graph_file import write_graph
from maps.roads.ways import Crossings, Rules, WayCollector

Room = Any
"""Of conftest.py."""
PLAZA = Place(22.7709, -102.5832)


def lay_street(room: Room, folder: Path) -> None:
    """One street over everything in the room, from south to north."""
    collector = WayCollector()
    ends = [
        (n, round((PLAZA.lat_deg + north) * 1e7), round(PLAZA.lon_deg * 1e7)) for n, north in ((1, -0.03), (2, 0.03))
    ]
    all_ = CAR | EMERGENCY | FOOT
    collector.add(1, "Calle Larga", ends, Rules(CLASSES.index("residential"), (all_, all_), (36.0, 36.0)))
    write_graph(build(collector.ways(), Crossings()), folder / "city.roads")
    (folder / "city.gpkg").touch()
    with room.store.write() as connection:
        base_maps.put(connection, BaseMap("Town", "city.gpkg", PLAZA, 9000.0, "", "", datetime.now(UTC)))
        journal.append(connection, CityEvent("imported", "Town"), "test")
    room.until(lambda: room.assembly.situation.base_maps)


def layer(room: Room, name: str) -> Any:
    painter = room.window.operation.canvas._pile.get(name)
    return painter.layer if painter else None


def test_that_the_proposed_unit_has_its_way_on_the_map_and_the_panel_says_by_road(room: Room, folder: Path) -> None:
    lay_street(room, folder)
    alarm = room.raise_alarm("intrusion", "M-01", Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    context = room.window.operation.context.alarm
    room.until(lambda: layer(room, PROPOSED))
    assert layer(room, PROPOSED).ids == (room.asset("P-07").id,)
    assert context._units_head.text() == "Units, over the streets"
    assert context.units.proposals[0].by_road
    assert "≈" not in context.units.accessibleName()


def test_that_without_streets_the_panel_says_what_the_minutes_are(room: Room) -> None:
    alarm = room.raise_alarm("intrusion", "M-01", Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    context = room.window.operation.context.alarm
    room.until(lambda: context.units.proposals)
    assert context._units_head.text() == "Units, in a straight line"
    assert "≈" in context.units.accessibleName()
    assert layer(room, PROPOSED) is None


def test_that_a_unit_that_was_sent_is_followed_and_nothing_stays_behind(room: Room, folder: Path) -> None:
    lay_street(room, folder)
    alarm = room.raise_alarm("intrusion", "M-01", Priority.HIGH)
    room.window.operation.show_alarm(alarm.id)
    room.until(lambda: layer(room, PROPOSED))
    room.qtbot.keyClick(room.window.operation.left.alarms, Qt.Key.Key_I)
    room.until(lambda: room.window.acts.incident)
    room.until(lambda: room.window.operation.context.proposed_unit)
    room.window.acts.dispatch()
    room.until(lambda: layer(room, ROUTES))
    assert layer(room, ROUTES).role == "route"
    assert layer(room, PROPOSED) is None
    other = room.raise_alarm("silence", "R-01", Priority.LOW)
    room.window.operation.show_alarm(other.id)
    room.until(lambda: layer(room, ROUTES) is None)


def test_that_closed_streets_and_zones_come_onto_the_map_by_the_journal(room: Room) -> None:
    operator = room.assembly.desk.operator
    line = (PLAZA, Place(PLAZA.lat_deg + 0.001, PLAZA.lon_deg))
    closures = Closures(room.store, "test")
    shut = closures.close(Shutting(ClosureKind.STREET, line, "Bache", "Calle Larga"), operator)
    room.until(lambda: layer(room, CLOSURES) and layer(room, CLOSURES).ids == (shut.id,))
    assert layer(room, CLOSURES).titles == ("Calle Larga\nBache",)
    closures.lift(shut.id, operator)
    room.until(lambda: layer(room, CLOSURES).ids == ())
    ring = (*line, Place(PLAZA.lat_deg, PLAZA.lon_deg + 0.001))
    (fence,) = Geofences(room.store, "test").put([Geofence("", "Escuela", ((ring,),))], operator)
    room.until(lambda: layer(room, GEOFENCES).titles == ("Escuela",))
    Geofences(room.store, "test").turn(fence.id, operator, active=False)
    room.until(lambda: layer(room, GEOFENCES).stale.tolist() == [True])
