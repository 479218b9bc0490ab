"""Each mark says what it means by its shape, not by its colour alone."""

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from maps.layer import UnitFill
from maps.view.theme.marks import Look, Mark, mark_pixmap, paint_mark, paint_unit
from maps.view.theme.palette import DARK, LIGHT, Palette, colour

PRIORITIES = (Mark.P1, Mark.P2, Mark.P3)
SIDE_PX = 48


def grey(paint: object, ground: str = DARK.panel) -> np.ndarray:
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_RGB32)
    image.fill(colour(ground))
    painter = QPainter(image)
    assert callable(paint)
    paint(painter)
    painter.end()
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(SIDE_PX, plain.bytesPerLine())
    return rows[:, :SIDE_PX].astype(np.int16)


def mark(kind: Mark, look: Look, theme: Palette = DARK, size_px: float = 24) -> np.ndarray:
    middle = QPointF(SIDE_PX / 2, SIDE_PX / 2)
    return grey(lambda painter: paint_mark(painter, middle, kind, look, size_px, theme), theme.panel)


def silhouette(picture: np.ndarray) -> np.ndarray:
    return np.abs(picture - picture[0, 0]) > 24


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_that_priorities_differ_in_their_outline_alone(theme: Palette) -> None:
    shapes = [silhouette(mark(kind, Look.FILLED, theme)) for kind in PRIORITIES]
    for one, other in itertools.combinations(shapes, 2):
        assert np.count_nonzero(one ^ other) > 0.2 * np.count_nonzero(one)


@pytest.mark.parametrize("kind", PRIORITIES)
@pytest.mark.parametrize("size_px", [18, 24])
def test_that_acknowledged_is_told_from_unacknowledged_without_colour(kind: Mark, size_px: float) -> None:
    filled, outline = mark(kind, Look.FILLED, size_px=size_px), mark(kind, Look.OUTLINE, size_px=size_px)
    assert np.abs(filled - outline).max() > 60
    inked = [np.count_nonzero(silhouette(picture)) for picture in (filled, outline)]
    assert inked[1] < 0.8 * inked[0]


@pytest.mark.parametrize("kind", PRIORITIES)
def test_that_returned_is_struck_through(kind: Mark) -> None:
    struck, plain = mark(kind, Look.SLASHED), mark(kind, Look.FILLED)
    corner = np.s_[: SIDE_PX // 2 - 8, SIDE_PX // 2 + 8 :]
    assert np.count_nonzero(np.abs(struck - plain)) > 30
    assert np.count_nonzero(silhouette(struck)[corner]) > np.count_nonzero(silhouette(plain)[corner])


def test_that_every_other_mark_draws_something_of_its_own() -> None:
    others = [kind for kind in Mark if kind not in {*PRIORITIES, Mark.EVENT, Mark.ASSET}]
    pictures = [mark(kind, Look.FILLED) for kind in others]
    for picture in pictures:
        assert silhouette(picture).any()
    for one, other in itertools.combinations(pictures, 2):
        assert np.count_nonzero(silhouette(one) ^ silhouette(other)) > 20


def test_that_the_fill_of_a_unit_tells_its_status() -> None:
    middle = QPointF(SIDE_PX / 2, SIDE_PX / 2)
    pictures = [
        grey(lambda painter, fill=fill: paint_unit(painter, middle, 30.0, fill, DARK.text, DARK)) for fill in UnitFill
    ]
    for one, other in itertools.combinations(pictures, 2):
        assert np.count_nonzero(np.abs(one - other) > 40) > 15
    free, half, full = (np.count_nonzero(picture > 150) for picture in pictures[:3])
    assert free < half < full


def test_that_a_unit_points_where_it_heads() -> None:
    middle = QPointF(SIDE_PX / 2, SIDE_PX / 2)

    def heading(degrees: float | None) -> np.ndarray:
        return grey(lambda painter: paint_unit(painter, middle, degrees, UnitFill.AT_THE_PLACE, DARK.text, DARK)) > 150

    north, east = heading(0.0), heading(90.0)
    assert np.count_nonzero(np.rot90(north, -1) ^ east) < 0.2 * np.count_nonzero(north)
    assert np.count_nonzero(heading(None) ^ np.rot90(heading(None))) < 12  # unknown: a disc, the same all round


def test_that_a_mark_is_drawn_once_per_size_and_screen() -> None:
    first = mark_pixmap(Mark.P1, Look.FILLED, 24, 2.0, DARK)
    assert mark_pixmap(Mark.P1, Look.FILLED, 24, 2.0, DARK).cacheKey() == first.cacheKey()
    assert mark_pixmap(Mark.P1, Look.FILLED, 24, 1.0, DARK).cacheKey() != first.cacheKey()
    assert first.devicePixelRatio() == 2.0
