"""Selected features, drawn again on top of all layers in the colour of focus: a picture that is asked for anew."""

import numpy as np
import shapely

from maps.cartography.stack.canvas import Canvas, Pixels
from maps.cartography.stack.features import Points, stamp_points
from maps.cartography.stack.layer_picture import Surroundings
from maps.cartography.stack.shapes import POINTS, draw_shapes, split
from maps.layer_messages import StackJob
from maps.sources.conversion import NotPreparedError
from maps.sources.feature_batch import Batch
from maps.sources.layer_fault import LayerFaultError
from maps.stack import MOST_SELECTED, StackLayer
from maps.symbology import Hatch, Symbol

_LOOK = Symbol(colour="focus", edge="focus", edge_px=2.5, width_px=3.0, size_px=11.0, hatch=Hatch.EMPTY)


def draw_selected(job: StackJob, canvas: Canvas, around: Surroundings) -> Pixels | None:
    """None when nothing is selected; a layer that cannot be read says so in its own news and is left out here."""
    by_id = {layer.id: layer for layer in job.layers if layer.visible and layer.id not in job.barred}
    batches = [
        batch
        for one in job.selected
        if one.layer_id in by_id and one.ids
        for batch in [_batch(by_id[one.layer_id], one.ids, around)]
        if batch is not None
    ]
    if not batches:
        return None
    return _drawn(canvas, np.concatenate([batch.shapes for batch in batches]))


def _batch(layer: StackLayer, ids: tuple[int, ...], around: Surroundings) -> Batch | None:
    try:
        table = around.shelf.table(layer.source, around.places, around.secrets)
        wanted = np.array(ids[:MOST_SELECTED], dtype=np.int64)
        return around.shelf.keep(table, f"selected {hash(ids)}", lambda: table.of_ids(wanted, (), shapes=True))
    except (LayerFaultError, NotPreparedError, OSError):
        return None


def _drawn(canvas: Canvas, shapes: "np.ndarray[tuple[int], np.dtype[np.object_]]") -> Pixels:
    plain, _ = split(shapes)
    codes = np.zeros(len(plain), dtype=np.int32)
    picture = draw_shapes(canvas, plain, codes, (_LOOK,))
    picture = canvas.blank() if picture is None else picture.copy()
    points = shapely.get_coordinates(plain[np.isin(shapely.get_type_id(plain), POINTS)])
    if len(points):
        stamp_points(picture, canvas, Points(points, np.zeros(len(points), dtype=np.int32), None), (_LOOK,))
    return picture
