"""Which coordinate systems a file without one might be in, and where its data would lie: for a person to choose."""

import numpy as np
import pyproj
from pyproj.exceptions import ProjError

from maps.layer_facts import CrsOffer
from maps.sources.mercator import Box

CODES = (
    "EPSG:4326",
    "EPSG:6365",
    "EPSG:32611",
    "EPSG:32612",
    "EPSG:32613",
    "EPSG:32614",
    "EPSG:32615",
    "EPSG:32616",
    "EPSG:6366",
    "EPSG:6367",
    "EPSG:6368",
    "EPSG:6369",
    "EPSG:6370",
    "EPSG:6371",
    "EPSG:6372",
    "EPSG:6362",
    "EPSG:3857",
)
"""Degrees; UTM of Mexico's zones on WGS 84 and on Mexico ITRF2008; Mexico's conic of both frames; the web's maps."""


def offers(box: Box) -> tuple[CrsOffer, ...]:
    """Those in which the middle of the box lies where the system is meant to be used."""
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    if not np.isfinite(middle).all():
        return ()
    return tuple(offer for code in CODES for offer in [_offer(code, *middle)] if offer is not None)


def _offer(code: str, x: float, y: float) -> CrsOffer | None:
    crs = pyproj.CRS(code)
    area = crs.area_of_use
    try:
        lon, lat = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y, errcheck=True)
    except ProjError:
        return None
    if area is None or not (area.south <= lat <= area.north and area.west <= lon <= area.east):
        return None
    return CrsOffer(code, crs.name, float(lat), float(lon))
