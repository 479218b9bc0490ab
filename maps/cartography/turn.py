"""Web Mercator turned about its origin, as a coordinate system: Mapnik then sets every name upright on a turned map.

A picture that is drawn north up and turned afterwards would have its names lying on their sides. PROJ knows the turn
as an affine parametric transformation (EPSG method 9624) that derives one projected system from another, exact and
without going through degrees. A picture costs 5 to 10 ms more.
"""

import math
from functools import lru_cache

MERCATOR = "epsg:3857"
_BASE = (
    'BASEPROJCRS["WGS 84 / Pseudo-Mercator",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",'
    'ELLIPSOID["WGS 84",6378137,298.257223563]]],CONVERSION["Popular Visualisation Pseudo-Mercator",'
    'METHOD["Popular Visualisation Pseudo Mercator",ID["EPSG",1024]],'
    'PARAMETER["Latitude of natural origin",0],PARAMETER["Longitude of natural origin",0],'
    'PARAMETER["False easting",0],PARAMETER["False northing",0]],ID["EPSG",3857]]'
)
_AXES = 'CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]'
_CODES = {"A0": 8623, "A1": 8624, "A2": 8625, "B0": 8639, "B1": 8640, "B2": 8641}


@lru_cache(maxsize=32)
def turned_mercator(bearing_deg: float) -> str:
    """The plane in which the bearing is up: x across and y up the picture."""
    if bearing_deg == 0.0:
        return MERCATOR
    cos, sin = math.cos(math.radians(bearing_deg)), math.sin(math.radians(bearing_deg))
    steps = {"A0": 0.0, "A1": cos, "A2": -sin, "B0": 0.0, "B1": sin, "B2": cos}
    parameters = ",".join(f'PARAMETER["{name}",{part!r},ID["EPSG",{_CODES[name]}]]' for name, part in steps.items())
    method = 'METHOD["Affine parametric transformation",ID["EPSG",9624]]'
    return f'DERIVEDPROJCRS["turned",{_BASE},DERIVINGCONVERSION["turn",{method},{parameters}],{_AXES}]'
