"""Parts of the city that carry figures: colonias, sectors, cuadrantes, municipalities; assets with an outline."""

from dataclasses import dataclass
from datetime import date

from desktop.domain.asset import AssetKind

AREA_KINDS = (
    AssetKind.NEIGHBOURHOOD,
    AssetKind.SECTOR,
    AssetKind.QUADRANT,
    AssetKind.MUNICIPALITY,
)
POPULATION, HOUSEHOLDS, MARGINALITY = "population", "households", "marginality"
KNOWN_FIGURES = (POPULATION, HOUSEHOLDS, MARGINALITY)
"""Figures that other numbers are made with; any other name may be imported beside them."""
FEW_PEOPLE = 500
"""Where fewer live, one case more or less moves a rate by two per thousand: it is shown with caution."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one area: `source` says whose it is, `as_of` which day it is true of."""

    area_id: str
    name: str
    value: float
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class FigureHead:
    """A figure as a column: how many areas have it, and the newest day and its source."""

    name: str
    count: int
    as_of: date
    source: str
