"""Draws a layer of features: all of them when they are few in view, else what a screen can show of them.

When there are more than FEW in view, a first part is shown at once; then every feature smaller than a pixel is a dot
from the index of boxes and only the larger ones are read and drawn. Points become marks, groups or a heat map.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from maps.cartography.inks import hex_of, rgb_of
from maps.cartography.stack.canvas import BUFFER_PX, Canvas, Pixels
from maps.cartography.stack.classes import HIDDEN, Classes, Codes, classify, column_of, numbers_of
from maps.cartography.stack.compose import lay_over
from maps.cartography.stack.density import draw_groups, draw_heat, grouped
from maps.cartography.stack.labels import LabelSet, label_set
from maps.cartography.stack.layer_picture import LayerPicture, Surroundings
from maps.cartography.stack.shapes import POINTS, draw_shapes, split
from maps.cartography.stack.sprites import sprite_of, turn_step
from maps.cartography.stack.stamping import stamp
from maps.feature_filter import columns_of
from maps.sources.conversion import NotPreparedError
from maps.sources.feature_batch import Batch, Cells, Table
from maps.sources.filtering import lets_through
from maps.sources.mercator import Floats
from maps.stack import Blend, StackLayer, scale_denominator
from maps.symbology import HeatMap, Labels, Symbol

FEW = 30_000
FIRST = 6_000
_CHUNK = 20_000
_MOST_LARGE = 400_000
_DOT_PX = 1.5
"""A feature smaller than this is a dot."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """n points in metres with the code of each and its turn in steps of a sprite."""

    xy_m: Floats
    codes: Codes
    turns: NDArray[np.intp] | None


def draw_features(layer: StackLayer, canvas: Canvas, around: Surroundings) -> Iterator[LayerPicture]:
    try:
        table = around.shelf.table(layer.source, around.places, around.secrets)
    except NotPreparedError:
        yield LayerPicture(canvas.blank()[:0, :0], is_preparing=True, keeps=False)
        return
    yield from _Drawing(layer, canvas, around, table).pictures()


class _Drawing:
    def __init__(self, layer: StackLayer, canvas: Canvas, around: Surroundings, table: Table) -> None:
        self._layer, self._canvas, self._around, self._table = layer, canvas, around, table
        self._box = canvas.widened(BUFFER_PX)
        self._labels = _labels_in_scale(layer, canvas)
        self._columns = self._needed()

    def _needed(self) -> tuple[str, ...]:
        look = self._layer.symbology
        names = [*columns_of(self._layer.where), column_of(look), look.weight if isinstance(look, HeatMap) else ""]
        names += [symbol.turn_column for symbol in _symbols_of(self._layer)]
        if self._labels is not None:
            names.append(self._labels.column)
        return tuple(dict.fromkeys(name for name in names if name))

    def pictures(self) -> Iterator[LayerPicture]:
        known = {column.name for column in self._table.columns}
        columns = [name for name in self._columns if name in known]
        if self._around.shelf.has_index(self._table) and len(self._in_view()) > FEW:
            yield from self._of_many(columns)
            return
        if not self._around.whole:
            first = self._table.within(self._box, columns, FIRST)
            picture = self._of_batch(first)
            yield picture.but(is_final=not first.is_cut, keeps=not first.is_cut)
            if not first.is_cut or self._around.is_stopped():
                return
        batch = self._table.within(self._box, columns, FEW)
        if batch.is_cut:
            yield from self._of_many(columns)
        else:
            yield self._of_batch(batch)

    def _of_batch(self, batch: Batch) -> LayerPicture:
        kept = batch.where(lets_through(self._layer.where, batch.cells, len(batch.ids)))
        picture = self._drawn(kept)
        if batch.broken:
            picture = picture.but(code="broken_geometries", detail=str(batch.broken))
        return picture

    def _drawn(self, batch: Batch) -> LayerPicture:
        look, canvas = self._layer.symbology, self._canvas
        if isinstance(look, HeatMap):
            middle = _middles(batch)
            weights = numbers_of(batch.cells[look.weight]) if look.weight in batch.cells else None
            return LayerPicture.of(draw_heat(canvas, middle, weights, look), len(batch.ids))
        classes = classify(look, batch.cells, len(batch.ids))
        visible = classes.codes != HIDDEN
        shown, codes = batch.where(visible), classes.codes[visible]
        shapes, rows = split(shown.shapes)
        picture = draw_shapes(canvas, shapes, codes[rows], classes.symbols)
        points = _points(shown, codes, classes.symbols)
        clustered = self._clusters(len(points.xy_m))
        if len(points.xy_m):
            picture = canvas.blank() if picture is None else picture.copy()
            self._lay_points(picture, points, classes.symbols)
        done = LayerPicture.of(canvas.blank() if picture is None else picture, len(shown.ids))
        return done.but(labels=None if clustered else self._label_set(shown), clustered=clustered)

    def _label_set(self, batch: Batch) -> LabelSet | None:
        if self._labels is None or self._labels.column not in batch.cells or not len(batch.ids):
            return None
        return label_set(self._labels, batch.shapes, batch.cells[self._labels.column])

    def _clusters(self, points: int) -> bool:
        return self._layer.clusters is not None and points > self._layer.clusters.from_points

    def _lay_points(self, picture: Pixels, points: Points, symbols: tuple[Symbol, ...]) -> None:
        if self._layer.clusters is not None and self._clusters(len(points.xy_m)):
            groups = grouped(self._canvas, points.xy_m, self._layer.clusters)
            above = draw_groups(self._canvas, groups, symbols[0])
            lay_over(picture, above, 0, 0, 1.0, Blend.NORMAL)
        else:
            stamp_points(picture, self._canvas, points, symbols)

    # more in view than are read

    def _in_view(self) -> NDArray[np.intp]:
        return self._around.shelf.index(self._table).meeting(self._box)

    def _of_many(self, columns: list[str]) -> Iterator[LayerPicture]:
        index = self._around.shelf.index(self._table)
        view = self._in_view()
        if self._around.is_stopped():
            return
        cells = {name: self._cells_of(index.ids[view], name) for name in columns if self._is_needed_of_many(name)}
        kept = lets_through(self._layer.where, cells, len(view))
        view, cells = view[kept], {name: column[kept] for name, column in cells.items()}
        boxes, ids = index.boxes[view], index.ids[view]
        middle = np.column_stack([(boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2])
        look = self._layer.symbology
        if isinstance(look, HeatMap):
            weights = numbers_of(cells[look.weight]) if look.weight in cells else None
            yield LayerPicture.of(draw_heat(self._canvas, middle, weights, look), len(view))
            return
        classes = classify(look, cells, len(view))
        yield from self._many_shapes(_Many(ids, boxes, middle, classes, cells), columns)

    def _is_needed_of_many(self, name: str) -> bool:
        """Labels have no room then: their column is not read whole."""
        return self._labels is None or name != self._labels.column or name in columns_of(self._layer.where)

    def _cells_of(self, ids: NDArray[np.int64], name: str) -> Cells:
        """The cells of some features, out of the whole column."""
        all_ids, cells = self._around.shelf.column(self._table, name)
        if len(all_ids) and not (np.diff(all_ids) > 0).all():
            order = np.argsort(all_ids, kind="stable")
            all_ids, cells = all_ids[order], cells[order]
        at = np.clip(np.searchsorted(all_ids, ids), 0, max(0, len(all_ids) - 1))
        return cells[at]

    def _many_shapes(self, many: "_Many", columns: list[str]) -> Iterator[LayerPicture]:
        span = np.maximum(many.boxes[:, 2] - many.boxes[:, 0], many.boxes[:, 3] - many.boxes[:, 1])
        visible = many.classes.codes != HIDDEN
        points, count = visible & (span <= 0), int(visible.sum())
        dots = visible & (span > 0) & (span < _DOT_PX * self._canvas.m_per_device_px)
        large = np.flatnonzero(visible & ~points & ~dots)
        picture = self._canvas.blank()
        self._lay_dots(picture, many, dots)
        if points.any():
            found = Points(many.middle[points], many.classes.codes[points], many.turns(points))
            self._lay_points(picture, found, many.classes.symbols)
        done = LayerPicture.of(picture, count).but(clustered=self._clusters(int(points.sum())))
        yield done.but(is_final=not len(large), keeps=not len(large))
        if len(large):
            yield from self._large_shapes(many, large[np.argsort(-span[large], kind="stable")], done, columns)

    def _lay_dots(self, picture: Pixels, many: "_Many", dots: NDArray[np.bool_]) -> None:
        x_px, y_px = self._canvas.to_pixels(many.middle[dots])
        column, row = np.floor(x_px).astype(np.intp), np.floor(y_px).astype(np.intp)
        inside = (column >= 0) & (row >= 0) & (column < self._canvas.width) & (row < self._canvas.height)
        inks = np.array([_ink(symbol, self._canvas.frame.style) for symbol in many.classes.symbols], dtype=np.uint8)
        picture[row[inside], column[inside]] = inks[many.classes.codes[dots][inside]]

    def _large_shapes(
        self, many: "_Many", order: NDArray[np.intp], dots: LayerPicture, columns: list[str]
    ) -> Iterator[LayerPicture]:
        """The largest first, so that the smaller lie on top of them; the dots on top of all."""
        below, labels = self._canvas.blank(), None
        reached = order[:_MOST_LARGE]
        for first in range(0, len(reached), _CHUNK):
            if self._around.is_stopped():
                return
            batch = self._table.of_ids(np.sort(many.ids[reached[first : first + _CHUNK]]), columns, shapes=True)
            part = self._drawn(batch)
            if part.pixels.size:
                lay_over(below, part.pixels, part.left, part.top, 1.0, Blend.NORMAL)
            labels = labels or part.labels
            is_final = first + _CHUNK >= len(reached)
            if is_final or not self._around.whole:
                picture = below.copy()
                if dots.pixels.size:
                    lay_over(picture, dots.pixels, dots.left, dots.top, 1.0, Blend.NORMAL)
                done = LayerPicture.of(picture, dots.shown)
                yield done.but(labels=labels, clustered=dots.clustered, is_final=is_final, keeps=is_final)


@dataclass(frozen=True, slots=True, eq=False)
class _Many:
    ids: NDArray[np.int64]
    boxes: Floats
    middle: Floats
    classes: Classes
    cells: dict[str, Cells]

    def turns(self, kept: NDArray[np.bool_]) -> NDArray[np.intp] | None:
        return _turns({name: column[kept] for name, column in self.cells.items()}, self.classes.symbols)


def stamp_points(picture: Pixels, canvas: Canvas, points: Points, symbols: tuple[Symbol, ...]) -> None:
    """Marks of points; each class and turn in use has its sprite."""
    x_px, y_px = canvas.to_pixels(points.xy_m)
    turns = points.turns if points.turns is not None else np.zeros(len(x_px), dtype=np.intp)
    key = points.codes.astype(np.intp) * 1000 + turns
    used, kinds = np.unique(key, return_inverse=True)
    look, ratio = canvas.frame.style, canvas.frame.ratio
    sprites = [sprite_of(symbols[one // 1000], look, ratio, int(one % 1000)) for one in used.tolist()]
    stamp(picture, np.floor(x_px).astype(np.intp), np.floor(y_px).astype(np.intp), kinds, sprites)


def _points(batch: Batch, codes: Codes, symbols: tuple[Symbol, ...]) -> Points:
    rows = np.flatnonzero(np.isin(shapely.get_type_id(batch.shapes), POINTS))
    xy, owner = shapely.get_coordinates(batch.shapes[rows], return_index=True)
    turns = _turns({name: column[rows] for name, column in batch.cells.items()}, symbols)
    return Points(xy, codes[rows][owner], None if turns is None else turns[owner])


def _turns(cells: dict[str, Cells], symbols: tuple[Symbol, ...]) -> NDArray[np.intp] | None:
    name = next((symbol.turn_column for symbol in symbols if symbol.turn_column in cells), "")
    if not name:
        return None
    return np.array([turn_step(degrees) for degrees in numbers_of(cells[name]).tolist()], dtype=np.intp)


def _middles(batch: Batch) -> Floats:
    return shapely.get_coordinates(shapely.centroid(batch.shapes))


def _ink(symbol: Symbol, look: str) -> tuple[int, int, int, int]:
    red, green, blue = rgb_of(hex_of(symbol.colour, look))
    part = symbol.opacity
    return round(blue * part), round(green * part), round(red * part), round(255 * part)


def _symbols_of(layer: StackLayer) -> tuple[Symbol, ...]:
    look = layer.symbology
    if isinstance(look, HeatMap):
        return ()
    found = [getattr(look, "symbol", None), getattr(look, "other", None)]
    found += [one.symbol for part in ("categories", "steps") for one in getattr(look, part, ())]
    return tuple(symbol for symbol in found if isinstance(symbol, Symbol))


def _labels_in_scale(layer: StackLayer, canvas: Canvas) -> Labels | None:
    labels = layer.labels
    if labels is None:
        return None
    denominator = scale_denominator(canvas.frame.ground_m_per_px)
    fits = denominator >= labels.closest and (not labels.widest or denominator <= labels.widest)
    return labels if fits else None
