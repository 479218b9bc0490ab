"""How a layer that nobody has styled yet looks: greys and muted chart colours, by its geometry."""

import hashlib

from maps.layer_facts import Geometry, RasterFacts
from maps.symbology import AsItIs, Bands, Hatch, OneBand, Single, Symbol, Symbology, TileLook

_INKS = ("series2", "series3", "series4", "text2")


def proposed(geometry: Geometry, title: str, raster: RasterFacts | None = None) -> Symbology:
    """The same for the same title, so that a layer added twice looks the same."""
    if geometry is Geometry.TILES:
        return TileLook()
    if geometry is Geometry.PICTURE:
        return _of_raster(raster)
    ink = _INKS[hashlib.sha256(title.encode()).digest()[0] % len(_INKS)]
    if geometry is Geometry.AREA:
        return Single(Symbol(colour=ink, opacity=0.45, edge=ink, edge_px=1.0, hatch=Hatch.SOLID))
    return Single(Symbol(colour=ink))


def _of_raster(raster: RasterFacts | None) -> Symbology:
    if raster is None:
        return AsItIs()
    if raster.bands >= 3:
        return Bands()
    return AsItIs() if raster.type == "uint8" else OneBand(relief=False)
