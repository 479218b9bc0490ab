"""Ways and closed streets on the map: where they are painted, told apart without colour, and what a click finds."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from maps.layer import Outlines, Paths
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.page.legend import entries
from maps.view.painters import painter_of, rank_of
from maps.viewport import Viewport

MIDDLE = (400.0, 300.0)


@pytest.fixture
def canvas(qtbot: QtBot, here: Place) -> MapCanvas:
    canvas = MapCanvas()
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.resize(800, 600)
    canvas.show()
    canvas.set_home(here, 450.0)
    return canvas


def east_west(here: Place, role: str, name: str = "way") -> Paths:
    line = np.array([(here.lat_deg, here.lon_deg - 0.002), (here.lat_deg, here.lon_deg + 0.002)])
    return Paths(name, ("p1",), ("Hidalgo\nBache",), (line,), role)


def row_of(canvas: MapCanvas) -> np.ndarray:
    """The brightness along the line in the middle of the picture."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)[:, : image.width()]
    return pixels[image.height() // 2, 100:700].copy()


def test_that_each_role_has_a_line_of_its_own_without_any_colour(canvas: MapCanvas, here: Place) -> None:
    seen: dict[str, np.ndarray] = {}
    for role in ("route", "proposed", "closure"):
        canvas.set_layer(east_west(here, role))
        seen[role] = row_of(canvas)
    assert np.ptp(seen["route"][50:-50].astype(int)) < 10
    gaps = np.count_nonzero(np.diff((seen["proposed"] > seen["proposed"].mean()).astype(int)))
    assert gaps > 30
    canvas.remove_layer("way")
    assert row_of(canvas).mean() < seen["route"].mean()


def test_that_a_closed_street_is_found_by_a_click_and_a_route_is_not(here: Place) -> None:
    viewport = Viewport.around(here, 600.0, 800, 600)
    closure = painter_of(east_west(here, "closure"))
    assert closure.hit(viewport, MIDDLE[0], MIDDLE[1] + 5) == (0, pytest.approx(5.0, abs=0.6))
    assert closure.hit(viewport, MIDDLE[0], MIDDLE[1] + 40) is None
    assert closure.words(0) == ("Closed street", "Hidalgo", "Bache")
    assert painter_of(east_west(here, "route")).hit(viewport, *MIDDLE) is None


def test_that_ways_lie_under_every_mark_and_over_the_zones(here: Place) -> None:
    zone = Outlines("z", (), (), (), "zone", np.zeros(0, np.bool_))
    ranks = [rank_of(layer) for layer in (zone, *(east_west(here, role) for role in ("closure", "proposed", "route")))]
    assert ranks == sorted(ranks)
    assert max(ranks) < (1, 0)


def test_that_the_legend_of_a_page_names_them(here: Place) -> None:
    viewport = Viewport.around(here, 600.0, 800, 600)
    drawn = tuple(painter_of(east_west(here, role)) for role in ("closure", "proposed", "route"))
    assert {entry.words for entry in entries(drawn, viewport)} == {"Closed street", "Proposed way", "Way of a unit"}


def test_that_a_hole_of_a_zone_is_no_part_of_it(here: Place, canvas: MapCanvas) -> None:
    def ring(reach_deg: float) -> np.ndarray:
        return np.array(
            [
                (here.lat_deg + a * reach_deg, here.lon_deg + b * reach_deg)
                for a, b in ((1, 1), (1, -1), (-1, -1), (-1, 1))
            ]
        )

    zone = Outlines("z", ("z1",), ("Zona",), (ring(0.001),), "zone", np.zeros(1, np.bool_), ((ring(0.0004),),))
    painter = painter_of(zone)
    viewport = Viewport.around(here, 600.0, 800, 600)
    assert painter.hit(viewport, *MIDDLE) is None
    assert painter.hit(viewport, MIDDLE[0] + 85, MIDDLE[1]) is not None
    canvas.set_layer(zone)
    image = canvas.grab().toImage()
    inside, within_the_hole = (image.pixelColor(QPoint(x, 300)).lightness() for x in (485, 400))
    assert inside > within_the_hole
