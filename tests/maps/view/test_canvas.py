"""The map under the operator's hands, painted over the real map worker's picture."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from maps.layer import AlarmMarks, Layer, PointCloud
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.pile import Hit
from maps.view.theme import scale
from maps.view.theme.palette import DARK, colour
from maps.worker_client import MapWorker

MakeAlarms = Callable[..., AlarmMarks]
WIDTH_PX, HEIGHT_PX, ACROSS_M = 800, 600, 600.0
MIDDLE = QPoint(WIDTH_PX // 2, HEIGHT_PX // 2)


@pytest.fixture
def canvas(qtbot: QtBot, here: Place) -> MapCanvas:
    """Without a base map; 600 m of ground across 800 pixels."""
    canvas = MapCanvas()
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.resize(WIDTH_PX, HEIGHT_PX)
    canvas.show()
    canvas.set_home(here, ACROSS_M * HEIGHT_PX / WIDTH_PX)
    return canvas


def picture(canvas: MapCanvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)[:, : image.width()].copy()


def ink(token: str) -> int:
    return colour(token).rgba()


def has(pixels: np.ndarray, token: str, around: QPoint = MIDDLE, reach_px: int = 30) -> bool:
    rows = slice(around.y() - reach_px, around.y() + reach_px)
    return bool((pixels[rows, around.x() - reach_px : around.x() + reach_px] == ink(token)).any())


def drag(canvas: MapCanvas, start: QPointF, end: QPointF) -> None:
    kinds = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease)
    for kind, at in zip(kinds, (start, (start + end) / 2, end, end), strict=True):
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)


def test_that_a_map_without_a_base_says_what_to_do(canvas: MapCanvas) -> None:
    pixels = picture(canvas)
    assert has(pixels, DARK.raised, QPoint(WIDTH_PX // 2, 60))
    assert pixels[HEIGHT_PX - 100, WIDTH_PX - 100] == ink(DARK.shade)


def test_that_the_base_map_of_a_real_city_is_painted(
    qtbot: QtBot, map_worker: MapWorker, city: Path, here: Place
) -> None:
    canvas = MapCanvas(map_worker)
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.resize(WIDTH_PX, HEIGHT_PX)
    canvas.show()
    canvas.set_home(here, ACROSS_M * HEIGHT_PX / WIDTH_PX)
    canvas.set_city(city, "© OpenStreetMap contributors")
    qtbot.waitUntil(lambda: canvas.is_base_ready, timeout=20_000)
    first = picture(canvas)
    assert len(np.unique(first)) > 40  # a park, two streets and their names

    canvas.pan(40, -25)
    moved = picture(canvas)
    inner = np.s_[100:400, 200:600]
    shifted = np.s_[75:375, 240:640]
    assert np.count_nonzero(first[inner] != moved[shifted]) == 0  # the margin: shifted, not drawn again

    canvas.zoom(4.0)
    qtbot.waitUntil(lambda: canvas.is_base_ready, timeout=20_000)
    assert len(np.unique(picture(canvas))) > 10


def test_that_a_city_file_that_is_gone_is_said_on_the_map(
    qtbot: QtBot, map_worker: MapWorker, tmp_path: Path, here: Place
) -> None:
    canvas = MapCanvas(map_worker)
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.shut())
    canvas.resize(WIDTH_PX, HEIGHT_PX)
    canvas.show()
    canvas.set_home(here, ACROSS_M * HEIGHT_PX / WIDTH_PX)
    with qtbot.waitSignal(canvas.faulted, timeout=20_000) as said:
        canvas.set_city(tmp_path / "gone.gpkg")
    assert said.args is not None
    assert said.args[0].code
    assert has(picture(canvas), DARK.raised, QPoint(WIDTH_PX // 2, 60))


def test_that_every_kind_of_layer_paints_and_can_be_clicked(
    qtbot: QtBot, canvas: MapCanvas, layers: tuple[Layer, ...]
) -> None:
    bare = picture(canvas)
    for layer in layers:
        canvas.set_layer(layer)
        changed = picture(canvas)
        assert np.count_nonzero(changed != bare) > 8, layer.name
        bare = changed
    for name, identity in (("units", "u1"), ("cameras", "c4"), ("incidents", "i1"), ("seen", "t1"), ("lamps", "2")):
        canvas.select(name, identity)
        at = spot(canvas, name, identity)
        with qtbot.waitSignal(canvas.clicked) as clicked:
            qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
        assert clicked.args is not None
        hit = clicked.args[0]
        assert (hit.layer, hit.id) == (name, identity)


def test_that_home_shows_the_whole_city_whatever_the_shape_of_the_view(canvas: MapCanvas, here: Place) -> None:
    canvas.set_calm_motion(calm=True)
    for width_px, height_px in ((900, 300), (300, 900)):
        canvas.go_home()
        canvas.resize(width_px, height_px)
        view = canvas.viewport
        assert view.ground_m_per_px * min(width_px, height_px) == pytest.approx(ACROSS_M * HEIGHT_PX / WIDTH_PX)
        canvas.pan(10, 0)


def test_that_a_view_moved_by_hand_keeps_its_scale_in_another_size(canvas: MapCanvas) -> None:
    canvas.pan(10, 0)
    before = canvas.viewport
    canvas.resize(500, 400)
    assert (canvas.viewport.scale, canvas.viewport.centre) == (before.scale, before.centre)


def spot(canvas: MapCanvas, name: str, identity: str) -> QPoint:
    """Where a thing is on the screen, by flying there: the middle."""
    canvas.select(name, identity)
    canvas.set_calm_motion(calm=True)
    canvas.go_to_selection()
    return MIDDLE


def test_that_bare_ground_answers_with_its_place(qtbot: QtBot, canvas: MapCanvas, here: Place) -> None:
    with qtbot.waitSignal(canvas.clicked) as clicked:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    assert clicked.args is not None
    hit: Hit = clicked.args[0]
    assert (hit.layer, hit.id) == ("", "")
    assert hit.place.distance_m(here) < 1.0


def test_that_an_alarm_lies_over_all_that_is_under_it(
    qtbot: QtBot, canvas: MapCanvas, layers: tuple[Layer, ...]
) -> None:
    for layer in reversed(layers):  # the order of arrival does not matter
        canvas.set_layer(layer)
    assert has(picture(canvas), DARK.p1)
    with qtbot.waitSignal(canvas.clicked) as clicked:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    assert clicked.args is not None
    assert clicked.args[0].id == "a1"


def test_that_alarms_on_one_spot_show_the_worst_and_their_number(
    qtbot: QtBot, canvas: MapCanvas, make_alarms: MakeAlarms
) -> None:
    canvas.set_calm_motion(calm=True)
    canvas.set_layer(make_alarms(("low", 1, 1, 3, False), ("high", 0, 0, 1, True), ("mid", -1, 0, 2, True)))
    pixels = picture(canvas)
    assert has(pixels, DARK.p1)
    assert not has(pixels, DARK.p2)
    assert not has(pixels, DARK.p3)
    with qtbot.waitSignal(canvas.clicked) as clicked:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=MIDDLE)
    assert clicked.args is not None
    assert clicked.args[0].id == "high"
    canvas.zoom(40.0)
    assert has(picture(canvas), DARK.p3, reach_px=280)  # closer they come apart


def test_that_only_an_unacknowledged_high_alarm_pulses(
    qtbot: QtBot, canvas: MapCanvas, make_alarms: MakeAlarms
) -> None:
    frames = count_paints(canvas)
    canvas.set_layer(make_alarms(("a", 0, 0, 2, False), ("b", 9, 9, 1, True)))
    canvas.repaint()
    seen = len(frames)
    qtbot.wait(250)
    assert len(frames) == seen
    canvas.set_layer(make_alarms(("a", 0, 0, 1, False)))
    qtbot.waitUntil(lambda: len(frames) > seen + 3, timeout=3_000)
    canvas.set_calm_motion(calm=True)
    canvas.repaint()
    seen = len(frames)
    qtbot.wait(250)
    assert len(frames) == seen
    radius = scale.P1_RING_RADIUS_PX
    pixels = picture(canvas)
    assert has(pixels, DARK.p1, MIDDLE - QPoint(radius, 0), 3)
    assert has(pixels, DARK.p1, MIDDLE - QPoint(radius - scale.REDUCED_RING_GAP_PX, 0), 1)


def count_paints(canvas: MapCanvas) -> list[int]:
    frames: list[int] = []
    paint = canvas.paintEvent

    def counted(event: object) -> None:
        frames.append(1)
        paint(event)  # pyright: ignore[reportArgumentType]

    canvas.paintEvent = counted  # pyright: ignore[reportAttributeAccessIssue]
    return frames


@pytest.mark.parametrize(
    ("key", "dx", "dy"),
    [(Qt.Key.Key_Left, -1, 0), (Qt.Key.Key_Right, 1, 0), (Qt.Key.Key_Up, 0, 1), (Qt.Key.Key_Down, 0, -1)],
)
def test_that_arrows_move_the_view_their_way(qtbot: QtBot, canvas: MapCanvas, key: Qt.Key, dx: int, dy: int) -> None:
    before = canvas.viewport
    with qtbot.waitSignal(canvas.moved):
        qtbot.keyClick(canvas, key)
    after = canvas.viewport
    assert np.sign(round(after.x_m - before.x_m, 3)) == dx
    assert np.sign(round(after.y_m - before.y_m, 3)) == dy


def test_that_plus_and_minus_zoom_about_the_middle_and_home_comes_back(
    qtbot: QtBot, canvas: MapCanvas, here: Place
) -> None:
    start = canvas.viewport
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.viewport.scale == pytest.approx(start.scale / scale.ZOOM_STEP)
    assert canvas.viewport.centre.distance_m(here) < 0.01
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.viewport.scale == pytest.approx(start.scale)
    canvas.pan(300, 200)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: canvas.viewport.centre.distance_m(here) < 0.01, timeout=3_000)


def test_that_g_goes_to_the_selection_and_enter_opens_it(
    qtbot: QtBot, canvas: MapCanvas, make_alarms: MakeAlarms
) -> None:
    canvas.set_layer(make_alarms(("a", 250, 120, 2, False)))
    canvas.select("alarms", "a")
    qtbot.keyClick(canvas, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: has(picture(canvas), DARK.p2), timeout=3_000)
    with qtbot.waitSignal(canvas.activated) as opened:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert opened.args is not None
    assert opened.args[0].id == "a"


def test_that_the_wheel_keeps_the_ground_under_the_pointer(canvas: MapCanvas) -> None:
    at = QPointF(220, 130)
    before = canvas.viewport.place_at(at.x(), at.y())
    for turn in (120, 120, -360, 60):
        wheel = QWheelEvent(
            at,
            canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, wheel)
        assert canvas.viewport.place_at(at.x(), at.y()).distance_m(before) < 0.05


def test_that_the_scale_has_its_limits(canvas: MapCanvas) -> None:
    for factor in (1e9, 1e-9):
        canvas.zoom(factor)
        assert scale.CLOSEST_M_PER_PX <= canvas.viewport.scale <= scale.WIDEST_M_PER_PX
        picture(canvas)


def test_that_a_drag_takes_the_ground_along_and_clicks_nothing(canvas: MapCanvas) -> None:
    clicks: list[object] = []
    canvas.clicked.connect(clicks.append)
    start, end = QPointF(300, 300), QPointF(390, 240)
    ground = canvas.viewport.place_at(start.x(), start.y())
    drag(canvas, start, end)
    assert canvas.viewport.place_at(end.x(), end.y()).distance_m(ground) < 0.05
    assert clicks == []


def test_that_hovering_shows_a_card_and_leaving_takes_it_away(
    qtbot: QtBot, canvas: MapCanvas, make_alarms: MakeAlarms
) -> None:
    canvas.set_calm_motion(calm=True)
    canvas.set_layer(make_alarms(("a", 0, 0, 2, False)))
    beside_the_mark = MIDDLE + QPoint(scale.CARD_OFFSET_PX + 20, 10)
    with qtbot.waitSignal(canvas.hovered) as hovered:
        qtbot.mouseMove(canvas, MIDDLE)
    assert hovered.args is not None
    assert hovered.args[0].id == "a"
    assert has(picture(canvas), DARK.raised, beside_the_mark, 6)
    with qtbot.waitSignal(canvas.hovered):
        qtbot.mouseMove(canvas, QPoint(20, 20))
    assert not has(picture(canvas), DARK.raised, beside_the_mark, 6)


def test_that_the_window_may_write_the_card(canvas: MapCanvas, make_alarms: MakeAlarms) -> None:
    asked: list[Hit] = []

    def words(hit: Hit) -> tuple[str, ...]:
        asked.append(hit)
        return "Intrusión", "Parque Morelos"

    canvas.set_card_words(words)
    canvas.set_layer(make_alarms(("a", 0, 0, 2, False)))
    canvas.select("alarms", "a")
    picture(canvas)
    assert asked[-1].id == "a"


def test_that_a_removed_layer_is_gone(canvas: MapCanvas, layers: tuple[Layer, ...]) -> None:
    bare = picture(canvas)
    for layer in layers:
        canvas.set_layer(layer)
    for layer in layers:
        canvas.remove_layer(layer.name)
    assert (picture(canvas) == bare).all()


def test_that_a_cloud_is_dots_and_a_crowd_is_a_heat_map(canvas: MapCanvas, here: Place) -> None:
    rng = np.random.default_rng(11)
    lat, lon = here.lat_deg + rng.normal(0, 4e-4, 3_000), here.lon_deg + rng.normal(0, 4e-4, 3_000)
    cloud = PointCloud("cloud", lat, lon, np.full(3_000, 3, np.uint8))
    canvas.set_layer(cloud)
    assert has(picture(canvas), DARK.text)
    canvas.set_heat_from(1_000)
    canvas.set_layer(PointCloud("cloud", lat, lon, np.full(3_000, 3, np.uint8)))
    heat = picture(canvas)
    assert not has(heat, DARK.text)
    assert heat[MIDDLE.y(), MIDDLE.x()] != ink(DARK.shade)


def test_that_places_that_are_nowhere_are_nowhere(canvas: MapCanvas, make_alarms: MakeAlarms) -> None:
    layer = make_alarms(("a", 0, 0, 2, False), ("b", 5, 5, 3, False))
    layer.lat_deg[:] = np.nan
    canvas.set_layer(layer)
    assert not has(picture(canvas), DARK.p2)
    drag(canvas, QPointF(100, 100), QPointF(200, 200))


def test_that_the_map_says_what_it_is_to_a_screen_reader(canvas: MapCanvas) -> None:
    assert canvas.accessibleName()
    assert canvas.accessibleDescription()
    assert canvas.focusPolicy() is Qt.FocusPolicy.StrongFocus
