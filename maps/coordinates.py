"""Coordinates as people write them: decimal degrees, degrees minutes seconds, UTM, MGRS and plus codes.

UTM is PROJ's, MGRS GEOTRANS' (`mgrs`), plus codes those of `openlocationcode`. How a text is read is in
`maps.coordinate_text`. Any thread. Import this before SpatiaLite is loaded in a process.
"""

from enum import StrEnum
from functools import lru_cache
from typing import Any

import mgrs as _untyped_mgrs
import pyproj
from openlocationcode import openlocationcode as _untyped_plus

from maps.place import Place

mgrs: Any = _untyped_mgrs  # neither carries types
plus: Any = _untyped_plus
UTM_SOUTH_DEG, UTM_NORTH_DEG = -80.0, 84.0
BANDS = "CDEFGHJKLMNPQRSTUVWX"
_THIN_SPACE = "\u2009"


class Notation(StrEnum):
    """How an operator wants coordinates written."""

    DECIMAL = "decimal"
    DMS = "dms"
    UTM = "utm"
    MGRS = "mgrs"
    PLUS_CODE = "plus_code"


def write(place: Place, notation: Notation) -> str:
    """To about a metre. Beyond its parallels UTM has no zones: there MGRS's polar squares are written."""
    return _WRITERS[notation](place)


def _decimal(place: Place) -> str:
    return f"{_unsigned_zero(place.lat_deg):.5f}, {_unsigned_zero(place.lon_deg):.5f}"


def _unsigned_zero(deg: float) -> float:
    return round(deg, 5) + 0.0


def _dms(place: Place) -> str:
    lat, lon = _sexagesimal(place.lat_deg), _sexagesimal(place.lon_deg)
    return f"{lat}{'S' if place.lat_deg < 0 else 'N'} {lon}{'W' if place.lon_deg < 0 else 'E'}"


def _sexagesimal(deg: float) -> str:
    """Rounded first, so that no 60 seconds are written."""
    tenths = round(abs(deg) * 36_000)
    return f"{tenths // 36_000}°{tenths % 36_000 // 600:02d}′{tenths % 600 / 10:04.1f}″"


def _utm(place: Place) -> str:
    if not UTM_SOUTH_DEG <= place.lat_deg <= UTM_NORTH_DEG:
        return _mgrs(place)
    zone, band = utm_zone(place), _band(place.lat_deg)
    x_m, y_m = utm_plane(zone, north=band >= "N").transform(place.lon_deg, place.lat_deg)
    return f"{zone}{band} {_grouped(x_m)} {_grouped(y_m)}"


def _grouped(metres: float) -> str:
    return f"{round(metres):,}".replace(",", _THIN_SPACE)


def _mgrs(place: Place) -> str:
    """To the metre. Rounded to a centimetre: GEOTRANS writes no square for what is nearer to the equator's south."""
    code: str = grid().toMGRS(round(place.lat_deg, 7) + 0.0, place.lon_deg, MGRSPrecision=5)
    head, digits = code[:-10], code[-10:]
    return f"{head[:-2]} {head[-2:]} {digits[:5]} {digits[5:]}"


def _plus_code(place: Place) -> str:
    """Eleven digits: a box of 3 m. Rounded: the library loses its way a hair's breadth west of the antimeridian."""
    return str(plus.encode(round(place.lat_deg, 9), round(place.lon_deg, 9), 11))


_WRITERS = {
    Notation.DECIMAL: _decimal,
    Notation.DMS: _dms,
    Notation.UTM: _utm,
    Notation.MGRS: _mgrs,
    Notation.PLUS_CODE: _plus_code,
}


def utm_zone(place: Place) -> int:
    """1 to 60, with the exceptions of south-west Norway and of Svalbard."""
    zone = int((place.lon_deg + 180.0) // 6.0) % 60 + 1
    if 56.0 <= place.lat_deg < 64.0 and 3.0 <= place.lon_deg < 12.0:
        return 32
    if 72.0 <= place.lat_deg <= UTM_NORTH_DEG and 0.0 <= place.lon_deg < 42.0:
        return next(zone for east, zone in ((9, 31), (21, 33), (33, 35), (42, 37)) if place.lon_deg < east)
    return zone


def _band(lat_deg: float) -> str:
    return BANDS[min(len(BANDS) - 1, int((lat_deg - UTM_SOUTH_DEG) // 8.0))]


@lru_cache(maxsize=8)
def utm_plane(zone: int, *, north: bool) -> pyproj.Transformer:
    """WGS 84 / UTM: EPSG:326zz and EPSG:327zz."""
    return pyproj.Transformer.from_crs("EPSG:4326", f"EPSG:{326 if north else 327}{zone:02d}", always_xy=True)


@lru_cache(maxsize=1)
def grid() -> Any:
    """GEOTRANS' conversions; they hold no state."""
    return mgrs.MGRS()
