"""Map layers on the canvas: between the base map and what lives, there at once when dragged, gone when switched off."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from maps.layer_facts import LayerNews, LayerState
from maps.layer_places import LayerPlaces
from maps.source import Source, SourceKind
from maps.stack import Selection, StackLayer
from maps.symbology import Single, Symbol
from maps.view.canvas import MapCanvas
from maps.view.stack_image import upright
from maps.viewport import Viewport
from maps.worker_client import MapWorker
from tests.maps.test_layer_worker import HERE, town

PATIENCE_MS = 60_000
RED = Single(Symbol(colour="#FF0000", edge=""))


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[MapWorker]:
    with MapWorker(tmp_path / "run", draws=False, places=LayerPlaces(tmp_path / "cache")) as worker:
        yield worker


@pytest.fixture
def canvas(qtbot: QtBot, dressed: object, worker: MapWorker) -> Iterator[MapCanvas]:
    canvas = MapCanvas(worker)
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.set_home(HERE, 1000.0)
    canvas.show()
    yield canvas
    canvas.shut()


@pytest.fixture
def ready(qtbot: QtBot, canvas: MapCanvas) -> Callable[[], np.ndarray]:
    """Waits for the picture of this very view; what is seen then, as rows of red, green, blue."""

    def wait() -> np.ndarray:
        canvas.repaint()
        qtbot.waitUntil(lambda: canvas.ground.is_ready, timeout=PATIENCE_MS)
        return seen(canvas)

    return wait


def seen(canvas: MapCanvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def layer(source: Source, **more: object) -> StackLayer:
    return StackLayer("a", "Plaza", source, RED, attribution="INEGI", **more)  # type: ignore[arg-type]


def fares(canvas: MapCanvas) -> dict[str, LayerNews]:
    return {one.id: one for one in canvas.ground.news}


def reds(pixels: np.ndarray) -> int:
    return int(((pixels[..., 0] > 200) & (pixels[..., 1] < 60)).sum())


def test_that_a_layer_is_seen_and_gone_when_it_is_switched_off(
    canvas: MapCanvas, ready: Callable[[], np.ndarray], tmp_path: Path
) -> None:
    assert canvas.ground.is_ready
    before = reds(seen(canvas))
    shown = layer(town(tmp_path))
    canvas.set_stack((shown,))
    pixels = ready()
    assert pixels[150, 200].tolist() == [255, 0, 0]
    assert fares(canvas)["a"].state is LayerState.DRAWN
    canvas.set_stack((layer(town(tmp_path), visible=False),))
    assert reds(ready()) == before


def test_that_the_picture_follows_the_view_before_a_new_one_is_there(
    canvas: MapCanvas, ready: Callable[[], np.ndarray], tmp_path: Path
) -> None:
    canvas.set_stack((layer(town(tmp_path)),))
    ready()
    canvas.pan(60, 0)
    canvas.repaint()
    assert seen(canvas)[150, 260].tolist() == [255, 0, 0]
    canvas.zoom(1.5)
    canvas.repaint()
    assert reds(seen(canvas)) > 0
    assert ready()[150, 290].tolist() == [255, 0, 0]


def test_that_each_layer_says_how_it_fares(
    qtbot: QtBot, canvas: MapCanvas, ready: Callable[[], np.ndarray], tmp_path: Path
) -> None:
    told: list[tuple[LayerNews, ...]] = []
    canvas.news.connect(told.append)
    bad = StackLayer("b", "Falta", Source(SourceKind.VECTOR, "/none.gpkg"), RED)
    canvas.set_stack((layer(town(tmp_path)), bad))
    ready()
    last = {one.id: one for one in told[-1]}
    assert last["b"].code == "missing"
    assert last["a"].state is LayerState.DRAWN


def test_that_a_large_file_is_drawn_when_it_has_been_prepared(
    qtbot: QtBot, canvas: MapCanvas, ready: Callable[[], np.ndarray], tmp_path: Path
) -> None:
    source = town(tmp_path)
    path = Path(source.address)
    path.write_text(path.read_text() + " " * (5 << 20))
    canvas.set_stack((layer(source),))
    canvas.repaint()
    qtbot.waitUntil(
        lambda: canvas.ground.is_ready and fares(canvas)["a"].state is LayerState.DRAWN,
        timeout=PATIENCE_MS,
    )
    assert ready()[150, 200].tolist() == [255, 0, 0]


def test_that_a_selected_feature_is_drawn_in_the_colour_of_focus(
    canvas: MapCanvas, ready: Callable[[], np.ndarray], tmp_path: Path
) -> None:
    shown = layer(town(tmp_path))
    canvas.set_stack((shown,), (Selection("a", (1,)),))
    pixels = ready()
    assert ((pixels > 240).all(axis=-1)).sum() > 100


def test_that_the_upright_picture_of_a_turned_view_reaches_over_all_its_corners() -> None:
    view = Viewport(-11_000_000.0, 2_600_000.0, 2.5, 1600, 1000, 30.0)
    drawn = upright(view)
    assert drawn.bearing_deg == 0.0
    west, south, east, north = drawn.bounds_m
    assert all(west <= x <= east and south <= y <= north for x, y in view.corners_m())
    assert upright(view.turned(0.0)) == view.turned(0.0)
