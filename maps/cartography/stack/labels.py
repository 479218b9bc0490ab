"""The labels of all layers in one picture, so that none touches another, whichever layer it belongs to.

Layers of greater priority are set first, then those higher in the stack; what would touch one already set is left
out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from maps.cartography.inks import hex_of
from maps.cartography.label_style import FACE
from maps.cartography.markup import element, rule, style
from maps.cartography.stack.canvas import Canvas, Part, Pixels, rendered
from maps.cartography.stack.shapes import AREAS, LINES
from maps.sources.feature_batch import Cells
from maps.sources.filtering import is_empty
from maps.sources.mercator import Geometries
from maps.symbology import Labels, Placement

MOST = 1_500
"""Labels of a layer that are tried: more do not fit on a screen."""
_LONGEST = 80


@dataclass(frozen=True, slots=True, eq=False)
class LabelSet:
    """Texts and where they go: points, and lines to be followed."""

    shapes: Geometries
    texts: tuple[str, ...]


def label_set(labels: Labels, shapes: Geometries, cells: Cells) -> LabelSet:
    """The largest features first; of areas the point inside, of lines the line or its middle."""
    filled = np.flatnonzero(~is_empty(cells))
    extent = shapely.bounds(shapes[filled])
    size = np.maximum(extent[:, 2] - extent[:, 0], extent[:, 3] - extent[:, 1])
    kept = filled[np.argsort(-size, kind="stable")[:MOST]]
    texts = tuple(text_of(cell)[:_LONGEST] for cell in cells[kept].tolist())
    return LabelSet(_anchors(shapes[kept], labels.placement), texts)


def text_of(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(str(cell).split())


def _anchors(shapes: Geometries, placement: Placement) -> Geometries:
    anchors, types = shapes.copy(), shapely.get_type_id(shapes)
    areas = np.isin(types, AREAS)
    anchors[areas] = _inside(shapes[areas])
    if placement is Placement.OVER:
        lines = np.isin(types, LINES)
        anchors[lines] = shapely.line_interpolate_point(shapely.line_merge(shapes[lines]), 0.5, normalized=True)
    broken = shapely.is_missing(anchors) | shapely.is_empty(anchors)
    anchors[broken] = shapely.centroid(shapes[broken])
    return anchors


def _inside(areas: Geometries) -> Geometries:
    """The centroid where it lies inside, which looks best, else a point that does."""
    middle = np.asarray(shapely.centroid(areas), dtype=object)
    whole = shapely.is_valid(areas)
    outside = np.zeros(len(areas), dtype=np.bool_)
    outside[whole] = ~shapely.contains(areas[whole], middle[whole])
    middle[outside] = shapely.point_on_surface(areas[outside])
    return middle


def draw_labels(canvas: Canvas, sets: Sequence[tuple[Labels, float, LabelSet]]) -> Pixels | None:
    """`sets` with each layer's opacity, the lowest layer first; None when there is nothing to write."""
    from_the_top = sets[::-1]
    ordered = sorted(from_the_top, key=lambda one: -one[0].priority)
    styles: list[str] = []
    parts: list[Part] = []
    for number, (labels, opacity, words) in enumerate(ordered):
        if words.texts:
            styles.append(_style(f"label{number}", labels, canvas.frame.style, opacity))
            parts.append(Part(words.shapes, {"t": words.texts}, (f"label{number}",)))
    return rendered(canvas, styles, parts) if parts else None


def _style(name: str, labels: Labels, look: str, opacity: float) -> str:
    along = labels.placement in (Placement.AUTO, Placement.ALONG)
    line = "[mapnik::geometry_type]=linestring"
    rules = [rule(line, _text(labels, look, opacity, placement="line" if along else "point"))]
    beside = labels.placement is Placement.AUTO
    point = "[mapnik::geometry_type]=point"
    rules.append(rule(point, _text(labels, look, opacity, placement="point", dy=-9.0 if beside else 0.0)))
    rules.append(rule("", _text(labels, look, opacity, placement="interior")))
    return style(name, *rules)


def _text(labels: Labels, look: str, opacity: float, placement: str, dy: float = 0.0) -> str:
    more: dict[str, str | float] = {"spacing": 400.0, "max_char_angle_delta": 25.0} if placement == "line" else {}
    if dy:
        more |= {"dy": dy, "placement_type": "simple", "placements": "N,S,E,W"}
    return element(
        "TextSymbolizer",
        "[t]",
        face_name=FACE,
        size=labels.size_px,
        fill=hex_of(labels.colour, look),
        opacity=opacity,
        halo_fill=hex_of(labels.halo, look),
        halo_radius=labels.halo_px,
        halo_opacity=opacity,
        halo_rasterizer="fast",
        wrap_width=labels.size_px * 9,
        margin=3.0,
        allow_overlap="true" if labels.overlap else "false",
        placement=placement,
        **more,
    )
