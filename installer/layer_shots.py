"""The pictures of the map layers, of the real files of the shared data: panel, look, table, raster, two states."""

from pathlib import Path

from photographer import CONTROL, FULL_HD, NONE, SMALL, Photographer
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from stores import end_node, make_store, sign_in, verb

from desktop.config import Settings
from desktop.view.layers.look.class_forms import GraduatedForm
from desktop.view.layers.look.page import LABELS
from maps.layer_facts import LayerState
from maps.place import Place

TAKEN = ("layers_panel", "layers_look", "layers_table", "layers_raster", "layers_swipe")
SHIFT = Qt.KeyboardModifier.ShiftModifier
ROADS, AREAS, RELIEF = "Vialidades de Porto Alegre", "Alcaldías de la Ciudad de México", "Monte Whitney (USGS)"
BEFORE, AFTER = "Ortofoto, primer vuelo", "Ortofoto, segundo vuelo"
BOTH_FLIGHTS, FLIGHTS_M = Place(24.6799, 120.9512), 620.0


def make_layers(settings: Settings) -> None:
    maps, flights = settings.shared / "maps", settings.shared / "drones/p4rtk"
    for group, name, file, more in (
        ("Relieve", RELIEF, maps / "usgs-mt-whitney-8-15-webp-512.pmtiles", ()),
        ("Vuelos", BEFORE, flights / "100_0005_0136_ORTHO.tif", ()),
        ("Vuelos", AFTER, flights / "100_0005_0018_ORTHO.tif", ()),
        ("Límites", AREAS, maps / "mexico/Ciudad de México.json", ()),
        ("Movilidad", ROADS, maps / "poa_osm.pbf", ("--layer", "lines")),
    ):
        verb("layers", "add", str(file), "--name", name, "--group", group, *more, data=settings.data)


def take(settings: Settings, out: Path, wanted: frozenset[str]) -> None:
    make_store(settings)
    make_layers(settings)
    console = Photographer(settings, out, wanted)
    try:
        sign_in(console, "eva")  # the layers of all are an administrator's
        console.node_is_there(settings)
        console.press(Qt.Key.Key_L, CONTROL)
        _take(console)
    finally:
        console.close()
        end_node(settings)


def _take(console: Photographer) -> None:
    _go(console, ROADS)
    console.shoot("layers_panel")
    _go(console, AREAS)
    _by_area(console)
    console.press(Qt.Key.Key_Right)
    console.press(Qt.Key.Key_T, CONTROL | SHIFT)
    console.rest(2.0)
    for _row in range(3):
        console.press(Qt.Key.Key_Down, SHIFT)
    _drawn(console)
    console.shoot("layers_table")
    console.press(Qt.Key.Key_Escape)
    console.resize(SMALL)
    _go(console, RELIEF)
    console.shoot("layers_raster")
    console.resize(FULL_HD)
    _go(console, AFTER)
    console.assembly.window.operation.canvas.fly_to(BOTH_FLIGHTS, FLIGHTS_M)
    console.press(Qt.Key.Key_D, CONTROL | SHIFT)
    _drawn(console)
    console.shoot("layers_swipe")


def _by_area(console: Photographer) -> None:
    """Graduated by a number, with names; tried out, then kept."""
    room = console.assembly.layers
    page = room.show_look(room.panel.acts.entry or room.layers.file_entries[0])
    assert page is not None
    console.until(lambda: page.look is not None)
    look, labels = page.look, page.labels
    assert look is not None
    assert labels is not None
    form = look.forms["graduated"]
    assert isinstance(form, GraduatedForm)
    _pick(look.kind, "graduated")
    _pick(form.column, "AREA")
    console.until(lambda: form.look.steps)
    page.show_tab(LABELS)
    _pick(labels.column, "NOMGEO")
    page.show_tab(0)
    _drawn(console)
    console.shoot("layers_look")
    page.keep()
    console.rest(9.0)  # the bar of the undo is gone


def _go(console: Photographer, name: str) -> None:
    room = console.assembly.layers
    entry = next(one for one in room.layers.file_entries if one.name == name)
    room.panel.choose(entry.id)
    room.panel.list.setFocus()
    canvas = console.assembly.window.operation.canvas
    before = canvas.viewport
    console.press(Qt.Key.Key_G, NONE)
    console.until(lambda: canvas.viewport != before)
    _drawn(console)
    console.until(lambda: room.layers.news.get(entry.id) is not None)
    console.until(lambda: room.layers.news[entry.id].state is LayerState.DRAWN)
    _drawn(console)


def _drawn(console: Photographer) -> None:
    console.rest(1.5)
    console.until(lambda: console.assembly.window.operation.canvas.is_ground_ready)
    console.rest(0.5)


def _pick(combo: QComboBox, value: object) -> None:
    combo.setCurrentIndex(combo.findData(value))
