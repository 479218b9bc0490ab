"""A stack drawn in this process: what the worker's child does, without the pipe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import shapely

from maps.cartography.stack.layer_picture import Surroundings
from maps.cartography.stack.stack_drawing import StackDrawing
from maps.layer_facts import LayerNews
from maps.layer_messages import Places, StackJob
from maps.place import Place
from maps.source import Source, SourceKind
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.raw_layer import write_rows
from maps.stack import Selection, StackLayer
from maps.symbology import Single, Symbol, Symbology
from maps.viewport import Viewport

HERE = Place(19.43, -99.13)
VIEW = Viewport.around(HERE, 1000.0, 200, 100)
"""Five metres a pixel; HERE is the middle."""


def beside(east_px: float, north_px: float) -> tuple[float, float]:
    """Longitude, latitude of so many pixels beside the middle."""
    place = VIEW.place_at(100 + east_px, 50 - north_px)
    return place.lon_deg, place.lat_deg


def square(east_px: float, north_px: float, half_px: float) -> shapely.Polygon:
    turns = ((-half_px, -half_px), (half_px, -half_px), (half_px, half_px), (-half_px, half_px))
    return shapely.Polygon([beside(east_px + dx, north_px + dy) for dx, dy in turns])


WriteLayer = Callable[..., Source]


@pytest.fixture
def written(tmp_path: Path) -> WriteLayer:
    def write(shapes: Sequence[object], file: str = "layer", **columns: Sequence[object]) -> Source:
        path = tmp_path / f"{file}.gpkg"
        path.unlink(missing_ok=True)
        cells = [np.array(column, object if isinstance(column[0], str) else None) for column in columns.values()]
        write_rows(
            path,
            geometry=np.asarray(shapely.to_wkb(np.array(shapes, dtype=object)), dtype=object),
            field_data=cells,
            fields=list(columns),
            layer=file,
            driver="GPKG",
            geometry_type="Unknown",
            crs="EPSG:4326",
        )
        return Source(SourceKind.VECTOR, str(path))

    return write


def layer(source: Source, look: Symbology | None = None, id_: str = "a", **more: object) -> StackLayer:
    plain = Single(Symbol(colour="#FF0000", edge="", size_px=10.0, width_px=4.0))
    return StackLayer(id_, id_, source, look or plain, **more)  # type: ignore[arg-type]


@dataclass
class Drawn:
    pixels: np.ndarray
    news: tuple[LayerNews, ...]
    parts: list[tuple[np.ndarray, tuple[LayerNews, ...]]] = field(default_factory=list)

    def at(self, east_px: int, north_px: int) -> list[int]:
        """Red, green, blue, alpha."""
        blue, green, red, alpha = self.pixels[50 - north_px, 100 + east_px].tolist()
        return [red, green, blue, alpha]


@dataclass
class Studio:
    places: Places
    drawing: StackDrawing = field(default_factory=StackDrawing)
    shelf: FeatureShelf = field(default_factory=FeatureShelf)
    begun: list[str] = field(default_factory=list)

    def draw(
        self, *layers: StackLayer, view: Viewport = VIEW, selected: Sequence[Selection] = (), **more: object
    ) -> Drawn:
        parts: list[tuple[np.ndarray, tuple[LayerNews, ...]]] = []
        size = view.width_px, view.height_px
        job = StackJob(1, layers, view.bounds_m, *size, 1.0, "night", "", self.places, tuple(selected), **more)  # type: ignore[arg-type]
        around = Surroundings(self.shelf, self.places, whole=job.whole)
        self.begun.clear()
        pixels, news = self.drawing.draw(job, around, self.begun.append, lambda *part: parts.append(part))
        return Drawn(pixels, news, parts)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(Places(str(tmp_path / "cache")))
