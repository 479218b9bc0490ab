"""The swatches of a layer's legend, drawn as its features are."""

from dataclasses import dataclass

import numpy as np
import shapely

from maps.cartography.drawing import Frame
from maps.cartography.stack.canvas import Canvas, Pixels
from maps.cartography.stack.density import ramp_table
from maps.cartography.stack.features import Points, stamp_points
from maps.cartography.stack.raster_layer import limits
from maps.cartography.stack.shapes import draw_shapes
from maps.feature_filter import Cell
from maps.layer_facts import Geometry
from maps.layer_messages import LegendJob
from maps.source import SourceKind
from maps.sources.conversion import NotPreparedError
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.layer_fault import LayerFaultError
from maps.symbology import Categorised, Graduated, HeatMap, OneBand, Ramp, Single, Stretch, Symbol

_RAMP_ROWS = 5
_BY_DIMENSION = {0: Geometry.POINT, 1: Geometry.LINE, 2: Geometry.AREA}


@dataclass(frozen=True, slots=True, eq=False)
class Swatch:
    pixels: Pixels
    label: str = ""
    value: Cell = None


def draw_legend(job: LegendJob, shelf: FeatureShelf) -> list[Swatch]:
    """Nothing for what comes drawn."""
    look = job.layer.symbology
    bounds = 0.0, 0.0, float(job.width_px), float(job.height_px)
    canvas = Canvas(Frame(bounds, job.width_px, job.height_px, job.ratio, job.style))
    if isinstance(look, Single | Categorised | Graduated):
        geometry = _geometry(job, shelf)
        return [Swatch(_symbol(canvas, symbol, geometry), label, value) for symbol, label, value in _entries(look)]
    if isinstance(look, HeatMap):
        return _ramp(canvas, look.ramp, [])
    if isinstance(look, OneBand):
        return _ramp(canvas, look.ramp, _band_values(job, look, shelf))
    return []


def _entries(look: Single | Categorised | Graduated) -> list[tuple[Symbol, str, Cell]]:
    if isinstance(look, Single):
        return [(look.symbol, "", None)]
    if isinstance(look, Graduated):
        return [
            (step.symbol, step.label or f"{step.lower:.6g} – {step.upper:.6g}", step.lower)
            for step in look.steps
            if step.visible
        ]
    found = [
        (category.symbol, category.label or ("" if category.value is None else str(category.value)), category.value)
        for category in look.categories
        if category.visible
    ]
    return [*found, (look.other, "…", None)] if look.other is not None else found


def _geometry(job: LegendJob, shelf: FeatureShelf) -> Geometry:
    """What the layer really has; an area where that cannot be known now."""
    try:
        geometry = shelf.table(job.layer.source, job.places, job.secrets).geometry
    except (LayerFaultError, NotPreparedError, OSError):
        return Geometry.AREA
    return geometry if geometry is not Geometry.MIXED else Geometry.AREA


def _symbol(canvas: Canvas, symbol: Symbol, geometry: Geometry) -> Pixels:
    width, height = canvas.frame.width_px, canvas.frame.height_px
    codes = np.zeros(1, dtype=np.int32)
    if geometry is Geometry.POINT:
        picture = canvas.blank()
        stamp_points(picture, canvas, Points(np.array([[width / 2, height / 2]]), codes, None), (symbol,))
        return picture
    if geometry is Geometry.LINE:
        shape = shapely.LineString([(2, height * 0.3), (width * 0.4, height * 0.7), (width - 2, height * 0.4)])
    else:
        shape = shapely.box(2, 2, width - 2, height - 2)
    drawn = draw_shapes(canvas, np.array([shape], dtype=object), codes, (symbol,))
    return canvas.blank() if drawn is None else drawn


def _ramp(canvas: Canvas, ramp: Ramp, values: list[float]) -> list[Swatch]:
    """Plain fields from the greatest to the least."""
    table = ramp_table(ramp, _RAMP_ROWS)[::-1]
    swatches: list[Swatch] = []
    for row in range(_RAMP_ROWS):
        field = np.full((canvas.height, canvas.width, 4), 255, dtype=np.uint8)
        field[..., :3] = table[row]
        value = values[row] if values else None
        swatches.append(Swatch(field, "" if value is None else f"{value:.6g}", value))
    return swatches


def _band_values(job: LegendJob, look: OneBand, shelf: FeatureShelf) -> list[float]:
    low, high = look.low, look.high
    if look.stretch is not Stretch.FIXED and job.layer.source.kind is SourceKind.RASTER:
        low, high = limits(shelf.raster(job.layer.source, job.places).sample(look.band), look.stretch)
    return np.linspace(high, low, _RAMP_ROWS).tolist()
