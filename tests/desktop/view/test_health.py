"""The status bar tells the truth: each loss has its mark, its words and what to do."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.services.node_link import NodeView, Presence
from desktop.services.node_status import NodeStatus, NodeStep
from desktop.storage.base_maps import BaseMap
from desktop.view.health import DiskUse, fields
from desktop.view.situation import Situation
from desktop.view.status_bar import Health
from maps.place import Place
from video.camera import Camera

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def _node(presence: Presence = Presence.ALIVE, **said: object) -> NodeView:
    known = {"link_up": True, "messages_per_s": 1204.0, "commit_ms": 12.0} | said
    status = NodeStatus(1, "store", NodeStep.RUNNING, NOW, NOW, 0.0, **known)  # type: ignore[arg-type]
    return NodeView(presence, NOW - timedelta(seconds=0.1), status)


def _shown(node: NodeView | None, situation: Situation | None = None, disk: DiskUse | None = None) -> dict[str, Health]:
    base = BaseMap("Zacatecas", "z.gpkg", Place(22.7, -102.5), 9000, imported_at=NOW - timedelta(days=3))
    return {one.name: one for one in fields(node, situation or Situation(), base, disk, NOW)}


def test_that_a_calm_room_has_no_mark() -> None:
    shown = _shown(_node(), disk=DiskUse(0.61))
    assert not [one for one in shown.values() if one.bad]
    assert shown["Node"].value == "0.1 s"
    assert shown["MQTT"].value == "1\u2009204 msg/s"
    assert shown["Store"].value == "12 ms"
    assert shown["Disk"].value == "61 %"
    assert shown["Base map"].value == "Zacatecas, 3 d"


@pytest.mark.parametrize(
    ("node", "name", "value", "bad"),
    [
        (_node(Presence.GONE), "Node", "gone 00:00", 1),
        (_node(Presence.SILENT), "Node", "silent 00:00", 1),
        (_node(link_up=False, link_fault="refused"), "MQTT", "no link", 2),
        (_node(store_fault="disk full"), "Store", "fault", 1),
        (_node(commit_ms=900.0), "Store", "900 ms", 3),
    ],
)
def test_that_each_loss_of_the_node_has_its_mark_and_words(node: NodeView, name: str, value: str, bad: int) -> None:
    found = _shown(node)[name]
    assert (found.value, found.bad) == (value, bad)
    assert found.advice


def test_that_a_dead_node_gives_no_rate_and_no_clock() -> None:
    shown = _shown(_node(Presence.GONE))
    assert shown["MQTT"].value == "–"
    assert shown["Clock"].value == "–"


def test_that_cameras_that_are_offline_are_counted_and_named() -> None:
    situation = Situation()
    situation.cameras = {id_: Camera(id_, f"Camera {id_}", "file") for id_ in ("a", "b", "c")}
    situation.camera_states = {"b": "offline", "c": "online"}
    found = _shown(_node(), situation)["Cameras"]
    assert (found.value, found.bad) == ("2 of 3", 3)
    assert "Camera b" in found.advice


def test_that_a_store_that_does_not_answer_is_of_high_priority() -> None:
    situation = Situation()
    situation.linked = False
    assert _shown(_node(), situation)["Store"].bad == 1


@pytest.mark.parametrize(("used", "bad"), [(0.5, None), (0.92, 3), (0.98, 1)])
def test_that_a_disk_is_marked_before_it_is_full(used: float, bad: int | None) -> None:
    assert _shown(_node(), disk=DiskUse(used))["Disk"].bad == bad


def test_that_a_view_beside_every_base_map_is_not_said_to_have_one() -> None:
    situation = Situation()
    shown = {one.name: one for one in fields(_node(), situation, None, None, NOW)}
    assert shown["Base map"].value == "none"
    situation.base_maps = (BaseMap("Zacatecas", "z.gpkg", Place(22.7, -102.5), 9000),)
    shown = {one.name: one for one in fields(_node(), situation, None, None, NOW)}
    assert shown["Base map"].value == "none here"
