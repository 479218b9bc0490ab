"""What people drew, painted and found."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from maps.layer import Annotations
from maps.measure import circle
from maps.place import Place
from maps.shape import ShapeKind
from maps.view.canvas import MapCanvas
from maps.view.theme.palette import DARK, LIGHT, Palette, colour, inks

KINDS = tuple(ShapeKind)
AT = {
    ShapeKind.POINT: [(100, 100)],
    ShapeKind.LINE: [(200, 100), (300, 100), (300, 160)],
    ShapeKind.AREA: [(400, 100), (500, 100), (500, 200), (400, 200)],
    ShapeKind.TEXT: [(100, 300)],
    ShapeKind.ARROW: [(300, 300), (400, 400)],
    ShapeKind.CIRCLE: [(600, 350), (660, 350)],
}


@pytest.fixture
def canvas(qtbot: QtBot, here: Place) -> MapCanvas:
    canvas = MapCanvas()
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.set_calm_motion(calm=True)
    canvas.resize(800, 600)
    canvas.show()
    canvas.set_home(here, 600.0)
    return canvas


def drawn(canvas: MapCanvas, style: int = 0, title: str = "") -> Annotations:
    paths = []
    for kind in KINDS:
        places = tuple(canvas.viewport.place_at(*at) for at in AT[kind])
        places = circle(*places) if kind is ShapeKind.CIRCLE else places
        paths.append(np.array([(place.lat_deg, place.lon_deg) for place in places]))
    return Annotations(
        "annotations",
        tuple(str(kind) for kind in KINDS),
        KINDS,
        tuple(title or f"The {kind}" for kind in KINDS),
        tuple(paths),
        np.full(len(KINDS), style, np.uint8),
    )


def pixels(canvas: MapCanvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()].copy()


ON = {
    ShapeKind.POINT: (103, 100),
    ShapeKind.LINE: (260, 102),
    ShapeKind.AREA: (480, 180),
    ShapeKind.TEXT: (130, 302),
    ShapeKind.ARROW: (330, 331),
    ShapeKind.CIRCLE: (630, 380),
}


@pytest.mark.parametrize("kind", KINDS)
def test_that_each_kind_is_found_where_it_is_seen_and_not_beside_it(canvas: MapCanvas, kind: ShapeKind) -> None:
    canvas.set_layer(drawn(canvas))
    painter: Any = canvas._pile.get("annotations")
    assert canvas._pile.hit(canvas.viewport, *ON[kind]).id == str(kind)
    assert painter.identity(painter.index_of(str(kind))) == str(kind)
    assert canvas._pile.hit(canvas.viewport, 250, 140).id == ""
    assert canvas._pile.hit(canvas.viewport, 720, 300).id == ""


@pytest.mark.parametrize("style", range(4))
def test_that_each_ink_is_painted_in_its_own_colour(canvas: MapCanvas, style: int) -> None:
    canvas.set_layer(drawn(canvas, style))
    assert (pixels(canvas) == colour(inks(DARK)[style]).rgba()).sum() > 100


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_that_inks_stand_out_from_the_ground(palette: Palette) -> None:
    def light(token: str) -> float:
        parts = [part / 255 for part in (colour(token).red(), colour(token).green(), colour(token).blue())]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for ink in inks(palette):
        bright, dark = sorted((light(ink), light(palette.halo)), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 3.0


def test_that_the_chosen_one_is_edged_in_white(canvas: MapCanvas) -> None:
    canvas.set_layer(drawn(canvas, style=1))
    white = colour(DARK.focus).rgba()
    before = (pixels(canvas) == white).sum()
    canvas.select("annotations", str(ShapeKind.AREA))
    assert (pixels(canvas) == white).sum() > before + 200


def test_that_a_long_title_is_cut_and_a_small_shape_has_none(canvas: MapCanvas) -> None:
    canvas.set_layer(drawn(canvas, title="x" * 400))
    first = pixels(canvas)
    canvas.set_layer(drawn(canvas, title="x" * 200))
    assert (pixels(canvas) == first).all()
    canvas.zoom(1 / 40)
    canvas.grab()


def test_that_an_empty_layer_paints_nothing(canvas: MapCanvas) -> None:
    bare = pixels(canvas)
    canvas.set_layer(Annotations("annotations", (), (), (), (), np.zeros(0, np.uint8)))
    assert (pixels(canvas) == bare).all()
    assert canvas._pile.hit(canvas.viewport, 100, 100).id == ""
    assert canvas.corner_near(100, 100) is None


def test_that_tools_are_drawn_to_corners_of_what_was_drawn(canvas: MapCanvas) -> None:
    canvas.set_layer(drawn(canvas))
    corner = canvas.corner_near(503, 97)
    assert corner is not None
    assert corner.distance_m(canvas.viewport.place_at(500, 100)) < 0.01


@pytest.mark.parametrize("bearing_deg", [0.0, 63.0])
def test_that_titles_stand_at_the_middle_of_their_shapes_on_any_turn(canvas: MapCanvas, bearing_deg: float) -> None:
    canvas.set_layer(drawn(canvas))
    painter: Any = canvas._pile.get("annotations")
    middle = canvas.viewport.pixel_of_metres(*painter.place_m(painter.index_of(str(ShapeKind.AREA))))
    assert middle == pytest.approx((450, 150), abs=0.5)
    half_way = canvas.viewport.pixel_of_metres(*painter.place_m(painter.index_of(str(ShapeKind.LINE))))
    assert half_way == pytest.approx((280, 100), abs=0.5)
    canvas.turn_to(bearing_deg)
    canvas.grab()
    assert canvas.cursor().shape() is not Qt.CursorShape.CrossCursor
