"""The pictures of README: the real program on the demonstration city and on a real store, driven by its own keys.

`make shots`, or `shots.py [--out FOLDER] [--only NAME...]` on any X display. Needs the shared data for the real store.
"""

import argparse
import sys
from datetime import timedelta
from pathlib import Path

import layer_shots
import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
from photographer import CONTROL, FULL_HD, SMALL, Photographer, save_small
from PIL import Image
from PySide6.QtCore import Qt
from stores import end_node, make_store, own_settings, sign_in, verb

from desktop.config import Settings
from desktop.services.exercise.stage import Stage
from maps.place import Place

ROOT = Path(__file__).resolve().parent.parent
VADUZ = Place(47.1402, 9.5222)
SHIFT = Qt.KeyboardModifier.ShiftModifier


# the demonstration city


def demonstrate(settings: Settings, out: Path, wanted: frozenset[str]) -> None:
    with Stage(settings):
        console = Photographer(settings, out, wanted)
        try:
            _demonstrate(console, out, settings.data)
        finally:
            console.close()


def _past(console: Photographer) -> None:
    """Who saw the junction's meter, then a minute ago, marked as what it is."""
    window = console.assembly.window
    window.operation.canvas.setFocus()
    console.press(Qt.Key.Key_W)
    console.until(lambda: window.pivot.rows)
    console.shoot("pivot")
    console.press(Qt.Key.Key_Escape)
    window.go_to_moment(console.assembly.desk.now - timedelta(seconds=5))
    console.until(lambda: console.assembly.desk.situation is not console.assembly.desk.live)
    console.rest(1.5)
    console.shoot("replay")
    console.press(Qt.Key.Key_L, CONTROL | SHIFT)
    console.rest(0.5)
    console.shoot("replay_light")
    console.press(Qt.Key.Key_L, CONTROL | SHIFT)
    console.resize(SMALL)
    console.rest(0.5)
    console.shoot("replay_small")
    console.resize(FULL_HD)
    console.press(Qt.Key.Key_Escape)


def _demonstrate(console: Photographer, out: Path, data: Path) -> None:
    situation = console.assembly.situation
    console.until(lambda: any(alarm.kind == "intrusion" for alarm in situation.alarms.values()))
    console.until(lambda: len(situation.alarms) >= 4)
    console.search("DMA-2")  # its flow stays in the time band
    console.rest(4.0)
    console.shoot("telemetry")
    _past(console)
    console.search("C-02")
    console.until(lambda: any(tile.accessibleDescription() for tile in console.tiles()))
    console.rest(2.5)
    console.shoot("junction")
    _choose(console, "intrusion")
    console.tiles_are_live()
    console.rest(6.0)
    console.map_is_drawn()
    console.shoot("operation_dark")
    console.press(Qt.Key.Key_L, CONTROL | SHIFT)
    console.map_is_drawn()
    console.shoot("operation_light")
    console.press(Qt.Key.Key_L, CONTROL | SHIFT)
    console.resize(SMALL)
    console.press(Qt.Key.Key_Return)
    console.map_is_drawn()
    console.rest(2.0)
    console.shoot("small_screen")
    console.press(Qt.Key.Key_Escape)
    console.resize(FULL_HD)
    console.press(Qt.Key.Key_2, CONTROL)
    console.tiles_are_live()
    console.rest(4.0)
    console.shoot("video_wall")
    console.press(Qt.Key.Key_1, CONTROL)
    _open_incident(console, out, data)


def _choose(console: Photographer, kind: str) -> None:
    """With N, until it is one of that kind."""

    def is_chosen() -> bool:
        alarm = console.assembly.situation.alarms.get(console.assembly.window.operation.selection.id)
        return alarm is not None and alarm.kind == kind

    def press() -> bool:
        console.press(Qt.Key.Key_N)
        return is_chosen()

    console.press(Qt.Key.Key_Escape)
    console.until(press)


def _open_incident(console: Photographer, out: Path, data: Path) -> None:
    operation, situation = console.assembly.window.operation, console.assembly.situation
    _choose(console, "intrusion")
    console.press(Qt.Key.Key_Space)
    console.press(Qt.Key.Key_I)
    console.until(lambda: situation.incidents)
    console.until(lambda: operation.context.proposed_unit)
    console.press(Qt.Key.Key_D)
    console.until(lambda: any(incident.unit_ids for incident in situation.incidents.values()))
    console.press(Qt.Key.Key_G)
    console.map_is_drawn()
    console.rest(4.0)
    console.shoot("incident")
    if console.wants("page_preview"):
        console.press(Qt.Key.Key_P, CONTROL)
        pages = console.assembly.window.acts.pages
        console.until(lambda: pages is not None and pages.pane is not None and pages.pane.picture.is_shown)
        console.rest(1.0)
        console.shoot("page_preview")
        console.press(Qt.Key.Key_Escape)
    if console.wants("incident_page"):
        folio = next(iter(situation.incidents.values())).folio
        page = data / "incident_page.png"
        verb("map", "export", "--incident", folio, "--out", str(page), data=data)
        save_small(Image.open(page).convert("RGB").reduce(2), out / page.name)


# a real store


def visit(settings: Settings, out: Path, wanted: frozenset[str]) -> None:
    make_store(settings)
    console = Photographer(settings, out, wanted)
    try:
        sign_in(console)
        console.node_is_there(settings)
        console.search("Liechtenstein")
        console.assembly.window.operation.canvas.fly_to(VADUZ, 2_600.0)
        console.map_is_drawn()
        console.shoot("liechtenstein")
        console.search("DJI_0020")
        console.until(lambda: console.assembly.window.operation.context.photo.picture.is_shown)
        console.shoot("survey")
    finally:
        console.close()
        end_node(settings)


DEMONSTRATED = (
    "telemetry",
    "pivot",
    "replay",
    "replay_light",
    "replay_small",
    "junction",
    "operation_dark",
    "operation_light",
    "small_screen",
    "video_wall",
    "incident",
    "page_preview",
    "incident_page",
)
VISITED = ("liechtenstein", "survey")
EVERY = (*DEMONSTRATED, *VISITED, *layer_shots.TAKEN)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--only", nargs="*", choices=EVERY, default=EVERY)
    asked = parser.parse_args()
    wanted = frozenset(asked.only)
    asked.out.mkdir(parents=True, exist_ok=True)
    for names, take in ((DEMONSTRATED, demonstrate), (VISITED, visit), (layer_shots.TAKEN, layer_shots.take)):
        if wanted & set(names):
            with own_settings() as settings:
                take(settings, asked.out, wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
