"""How high a building is, as far as its tags or a cadastre's columns say: metres, NaN where they do not."""

import math
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from maps.sources.tags import Texts

STOREY_M = 3.0
"""Floor to floor of ordinary housing."""
METRES = ("height", "building:height", "est_height", "altura")
STOREYS = ("building:levels", "levels", "niveles", "num_niveles", "pisos")
HEIGHT_KEYS = frozenset((*METRES, *STOREYS))
LOWEST_M, HIGHEST_M = 1.0, 900.0
_NUMBER = re.compile(r"^\s*(\d{1,4}(?:[.,]\d+)?)\s*(m|metros?|ft|'|)\s*$", re.IGNORECASE)
_FOOT_M = 0.3048


def heights_of(columns: dict[str, Texts], count: int) -> NDArray[np.float64]:
    """The first column that says something decides; metres before storeys."""
    found = np.full(count, math.nan)
    for key, unit_m in (*((key, 1.0) for key in METRES), *((key, STOREY_M) for key in STOREYS)):
        if key in columns:
            said = np.fromiter(_metres(columns[key], unit_m), np.float64, count)
            found = np.where(np.isnan(found), said, found)
    return found


def _metres(texts: Iterable[str | None], unit_m: float) -> Iterable[float]:
    for text in texts:
        number = _NUMBER.match(text) if text else None
        value = math.nan if number is None else float(number[1].replace(",", ".")) * unit_m
        if number is not None and number[2].lower() in {"ft", "'"}:
            value *= _FOOT_M
        yield value if LOWEST_M <= value <= HIGHEST_M else math.nan
