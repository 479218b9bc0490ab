"""Which drawing serves a layer, by its source: the one table of them."""

from maps.cartography.stack.features import draw_features
from maps.cartography.stack.layer_picture import Drawing, Surroundings
from maps.cartography.stack.plan_layer import draw_plan
from maps.cartography.stack.raster_layer import draw_raster
from maps.cartography.stack.tile_layer import draw_tiles
from maps.cartography.stack.vector_tiles import draw_archive
from maps.source import SourceKind
from maps.sources.file_format import checked_file
from maps.sources.layer_fault import LayerFaultError
from maps.stack import StackLayer

_DRAWINGS: dict[SourceKind, Drawing] = {
    SourceKind.VECTOR: draw_features,
    SourceKind.CSV: draw_features,
    SourceKind.GTFS: draw_features,
    SourceKind.POSTGIS: draw_features,
    SourceKind.WFS: draw_features,
    SourceKind.RASTER: draw_raster,
    SourceKind.PLAN: draw_plan,
    SourceKind.PMTILES: draw_archive,
    SourceKind.MBTILES: draw_archive,
    SourceKind.XYZ: draw_tiles,
    SourceKind.WMTS: draw_tiles,
    SourceKind.WMS: draw_tiles,
}
_FILES = frozenset(
    {
        SourceKind.VECTOR,
        SourceKind.CSV,
        SourceKind.GTFS,
        SourceKind.RASTER,
        SourceKind.PLAN,
        SourceKind.MBTILES,
        SourceKind.PMTILES,
    }
)


def drawing_of(layer: StackLayer, around: Surroundings) -> tuple[Drawing, str]:
    """The drawing, and the stamp of what it draws from: another stamp, another picture. Raises LayerFaultError."""
    stamp = checked_file(layer.source.address, around.places)[1].text if layer.source.kind in _FILES else ""
    drawing = _DRAWINGS.get(layer.source.kind)
    if drawing is None:
        raise LayerFaultError("not_a_map", layer.source.kind)
    return drawing, stamp
