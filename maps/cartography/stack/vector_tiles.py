"""Draws vector tiles in the look of the base map, by the usual names of their layers and kinds.

Protomaps' basemap and OpenMapTiles name them differently; what neither names is drawn in a chart colour.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from maps.cartography.colours import COLOURS, MapColours
from maps.cartography.stack.canvas import BUFFER_PX, Canvas, Pixels
from maps.cartography.stack.compose import lay_over
from maps.cartography.stack.features import draw_features
from maps.cartography.stack.labels import LabelSet, label_set
from maps.cartography.stack.layer_picture import LayerPicture, Surroundings
from maps.cartography.stack.raster_layer import draw_raster
from maps.cartography.stack.shapes import draw_shapes, split
from maps.cartography.stack.tile_layer import draw_tiles
from maps.cartography.widths import BUILDINGS_UNTIL_M_PER_PX, STROKES
from maps.source import SourceKind
from maps.sources.feature_batch import Batch
from maps.sources.feature_shelf import FeatureShelf
from maps.sources.file_format import checked_file
from maps.sources.tile_archive import archive_of, is_raster_mbtiles, open_vector_tiles
from maps.sources.tile_table import joined
from maps.stack import Blend, StackLayer
from maps.symbology import Labels, Symbol, TileLook

_ROADS = {
    "motorway": ("highway", "motorway", "trunk", "motorway_link", "trunk_link"),
    "avenue": ("major_road", "primary", "secondary", "primary_link", "secondary_link"),
    "collector": ("medium_road", "tertiary", "tertiary_link"),
    "street": ("minor_road", "minor", "residential", "unclassified", "living_street", "other"),
    "service": ("service", "track", "pedestrian"),
    "path": ("path", "footway", "cycleway", "steps", "footpath", "bridleway"),
}
_ROAD_OF = {kind: road for road, kinds in _ROADS.items() for kind in kinds}
_GREEN = ("park", "grass", "garden", "nature_reserve", "recreation_ground", "pitch", "golf_course", "playground")
_FOREST = ("forest", "wood", "scrub", "trees")
_KIND_COLUMNS = ("pmap:kind", "kind", "class", "highway", "leisure", "landuse", "natural", "subclass")
_ORDER = (
    "earth",
    "land",
    "landcover",
    "natural",
    "landuse",
    "park",
    "water",
    "waterway",
    "physical_line",
    "building",
    "buildings",
    "roads",
    "transportation",
    "transit",
    "boundaries",
    "boundary",
)
_UNDRAWN = frozenset(
    {
        "mask",
        "pois",
        "poi",
        "places",
        "place",
        "transportation_name",
        "water_name",
        "physical_point",
        "aerodrome_label",
        "mountain_peak",
        "housenumber",
    }
)
_NAMED = ("places", "place", "roads", "transportation_name")


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    codes: "np.ndarray[tuple[int], np.dtype[np.int32]]"
    symbols: tuple[Symbol, ...]


def draw_archive(layer: StackLayer, canvas: Canvas, around: Surroundings) -> Iterator[LayerPicture]:
    """An archive of tiles: pictures, or vector tiles as a whole or one layer of theirs. Raises LayerFaultError."""
    if layer.source.kind is SourceKind.MBTILES:
        path, _ = checked_file(layer.source.address, around.places)
        if is_raster_mbtiles(path):
            yield from draw_raster(layer, canvas, around)
            return
    elif not archive_of(layer.source, around.places).header.is_vector:
        yield from draw_tiles(layer, canvas, around)
        return
    if layer.source.sublayer or not isinstance(layer.symbology, TileLook):
        yield from draw_features(layer, canvas, around)
    else:
        yield _drawn(layer, canvas, around.shelf, around)


def _drawn(layer: StackLayer, canvas: Canvas, shelf: FeatureShelf, around: Surroundings) -> LayerPicture:
    table = open_vector_tiles(layer.source, around.places, shelf.keep_by)
    batches = table.layers_over(canvas.widened(BUFFER_PX), (*_KIND_COLUMNS, "name"))
    picture, count = canvas.blank(), 0
    for name in sorted(batches, key=lambda one: _ORDER.index(one) if one in _ORDER else len(_ORDER)):
        if name in _UNDRAWN:
            continue
        part = _layer_part(canvas, name, batches[name])
        count += len(batches[name].ids)
        if part is not None:
            lay_over(picture, part, 0, 0, 1.0, Blend.NORMAL)
    done = LayerPicture.of(picture, count)
    return done.but(labels=_labels(batches))


def _layer_part(canvas: Canvas, name: str, batch: Batch) -> Pixels | None:
    look = _look(name, batch, COLOURS[canvas.frame.style], canvas.frame.ground_m_per_px)
    visible = look.codes >= 0
    shapes, rows = split(batch.shapes[visible])
    return draw_shapes(canvas, shapes, look.codes[visible][rows], look.symbols)


def _look(name: str, batch: Batch, colours: MapColours, ground_m_per_px: float) -> _Look:
    count = len(batch.ids)
    if name in ("roads", "transportation"):
        return _roads(batch, colours, ground_m_per_px)
    if name in ("building", "buildings"):
        hidden = ground_m_per_px > BUILDINGS_UNTIL_M_PER_PX
        codes = np.full(count, -1 if hidden else 0, dtype=np.int32)
        edge = colours.building_edge if ground_m_per_px <= 1.0 else ""
        return _Look(codes, (Symbol(colour=colours.building, edge=edge, edge_px=0.6),))
    if name in ("landuse", "landcover", "natural", "park"):
        return _grounds(name, batch, colours)
    return _Look(np.zeros(count, dtype=np.int32), (_plain(name, colours, ground_m_per_px),))


def _plain(name: str, colours: MapColours, ground_m_per_px: float) -> Symbol:
    if name == "water":
        return Symbol(colour=colours.water, edge="")
    if name in ("waterway", "physical_line"):
        return Symbol(colour=colours.stream, width_px=STROKES["stream"].width_px(ground_m_per_px))
    if name in ("earth", "land"):
        return Symbol(colour=colours.land, edge="")
    if name in ("boundaries", "boundary"):
        return Symbol(colour=colours.border, width_px=1.0)
    if name == "transit":
        return Symbol(colour=colours.rail, width_px=STROKES["rail"].width_px(ground_m_per_px))
    return Symbol(colour="series2", opacity=0.5)


def _roads(batch: Batch, colours: MapColours, ground_m_per_px: float) -> _Look:
    inks = {
        "motorway": colours.avenue,
        "avenue": colours.avenue,
        "collector": colours.collector,
        "street": colours.street,
        "service": colours.service,
        "path": colours.service,
    }
    names = list(inks)
    symbols = tuple(Symbol(colour=inks[name], width_px=STROKES[name].width_px(ground_m_per_px)) for name in names)
    seen = {name for name in names if STROKES[name].is_drawn(ground_m_per_px)}
    kinds = [_ROAD_OF.get(kind, "") for kind in _kinds(batch)]
    codes = [names.index(kind) if kind in seen else -1 for kind in kinds]
    return _Look(np.array(codes, dtype=np.int32), symbols)


def _grounds(name: str, batch: Batch, colours: MapColours) -> _Look:
    symbols = tuple(Symbol(colour=ink, edge="") for ink in (colours.park, colours.forest, colours.built, colours.water))
    codes = np.full(len(batch.ids), 0 if name == "park" else 2, dtype=np.int32)
    for row, kind in enumerate(_kinds(batch)):
        if kind in _GREEN:
            codes[row] = 0
        elif kind in _FOREST:
            codes[row] = 1
        elif kind == "water":
            codes[row] = 3
        elif name == "natural":
            codes[row] = -1
    return _Look(codes, symbols)


def _kinds(batch: Batch) -> list[str]:
    """The first of the usual columns that says something, feature by feature."""
    kinds = [""] * len(batch.ids)
    for name in _KIND_COLUMNS:
        column = batch.cells.get(name)
        if column is not None:
            for row, cell in enumerate(column.tolist()):
                if not kinds[row] and isinstance(cell, str):
                    kinds[row] = cell
    return kinds


def tile_labels() -> Labels:
    return Labels("name", colour="text2", priority=2)


def _labels(batches: dict[str, Batch]) -> LabelSet | None:
    named = [batches[name] for name in _NAMED if name in batches and "name" in batches[name].cells]
    if not named:
        return None
    whole = joined([Batch(one.ids, one.shapes, {"name": one.cells["name"]}) for one in named])
    return label_set(tile_labels(), whole.shapes, whole.cells["name"])
