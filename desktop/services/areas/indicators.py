"""What can be counted or measured by area: a table of indicators that services and plugins add rows to.

An indicator is measured in one snapshot of the store, for areas and a span of time. Words for it are made by views.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from desktop.domain.area import POPULATION, Figure
from desktop.domain.space import Space
from desktop.services.areas.places import AreaIndex
from desktop.storage import assets, happenings, spaces
from desktop.storage.happenings import Points

Floats = NDArray[np.float64]
OUTAGE_KINDS = ("phase_lost", "silence", "camera_offline", "lamp_out", "power_lost")
FIGURE = "figure."
"""Before the name of a figure: each is an indicator of its own."""


class Per(StrEnum):
    """What an indicator's number may be divided by."""

    AREA = "area"
    THOUSAND = "thousand"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an indicator measures over. `figures` are the newest, by area and name."""

    connection: Connection
    index: AreaIndex
    since: datetime
    until: datetime
    figures: Mapping[str, Mapping[str, Figure]]

    def figure(self, name: str) -> Floats:
        """Of each area; not a number where nobody said."""
        newest = (self.figures.get(area.id, {}).get(name) for area in self.index.areas)
        return np.array([figure.value if figure else np.nan for figure in newest], np.float64)


Measure = Callable[[Scope], Floats]
"""One number for each area of the scope, in their order; not a number where there is none."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """`name` is a code; `unit` follows the number. Only counts make sense per 1,000 people; only some have a span."""

    name: str
    unit: str
    measure: Measure
    is_count: bool = True
    has_span: bool = True


def _counted(points: Callable[[Scope], Points]) -> Measure:
    def measure(scope: Scope) -> Floats:
        found = points(scope)
        return scope.index.counts(found.lat_deg, found.lon_deg).astype(np.float64)

    return measure


def _meant(points: Callable[[Scope], Points]) -> Measure:
    def measure(scope: Scope) -> Floats:
        found = points(scope)
        return scope.index.means(found.lat_deg, found.lon_deg, found.values)

    return measure


def _density(scope: Scope) -> Floats:
    return scope.figure(POPULATION) / np.maximum(scope.index.square_m / 1e6, 1e-9)


def _sheets(scope: Scope, value: Callable[[Space], float | None]) -> Points:
    """A number of each public space, at its place."""
    known = {space.id: value(space) for space in spaces.every(scope.connection)}
    rows = [
        (asset.place.lat_deg, asset.place.lon_deg, number)
        for asset in assets.every(scope.connection)
        if asset.place is not None and (number := known.get(asset.id)) is not None
    ]
    table = np.array(rows, np.float64).reshape(-1, 3)
    return Points(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy())


def _overdue(scope: Scope) -> Points:
    return _sheets(scope, lambda space: 1.0 if space.is_overdue(scope.until) else None)


INDICATORS: tuple[Indicator, ...] = (
    Indicator("incidents", "", _counted(lambda s: happenings.incidents(s.connection, s.since, s.until))),
    Indicator("alarms", "", _counted(lambda s: happenings.alarms(s.connection, s.since, s.until))),
    Indicator("reports", "", _counted(lambda s: happenings.reports(s.connection, s.since, s.until))),
    Indicator("outages", "", _counted(lambda s: happenings.alarms(s.connection, s.since, s.until, OUTAGE_KINDS))),
    Indicator(
        "response_min", "min", _meant(lambda s: happenings.responses(s.connection, s.since, s.until)), is_count=False
    ),
    Indicator("luminaires", "", _counted(lambda s: happenings.assets_of(s.connection, "luminaire")), has_span=False),
    Indicator("cameras", "", _counted(lambda s: happenings.assets_of(s.connection, "camera")), has_span=False),
    Indicator("overdue_inspections", "", _counted(_overdue), has_span=False),
    Indicator(
        "space_condition",
        "",
        _meant(lambda s: _sheets(s, lambda space: None if space.condition is None else float(space.condition))),
        is_count=False,
        has_span=False,
    ),
    Indicator("density_km2", "/km²", _density, is_count=False, has_span=False),
)


def figure_indicator(name: str) -> Indicator:
    """A figure itself; a count of people or homes may be shared by nobody, so none is divided."""
    return Indicator(f"{FIGURE}{name}", "", lambda scope: scope.figure(name), is_count=False, has_span=False)


class UnknownIndicatorError(LookupError):
    """There is no indicator of that name; the message lists those there are."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no indicator {name}: {', '.join(known)}")
        self.name = name


class IndicatorBook:
    """Ours, and those that others add. A name that comes twice is the later one's."""

    def __init__(self, more: Iterable[Indicator] = ()) -> None:
        self._known = {indicator.name: indicator for indicator in (*INDICATORS, *more)}

    def with_more(self, *more: Indicator) -> "IndicatorBook":
        return IndicatorBook((*self._known.values(), *more))

    def every(self, figure_names: Iterable[str] = ()) -> tuple[Indicator, ...]:
        """And one for each figure that the store has."""
        return (*self._known.values(), *(figure_indicator(name) for name in figure_names))

    def get(self, name: str) -> Indicator:
        """Raises UnknownIndicatorError."""
        if name.startswith(FIGURE):
            return figure_indicator(name.removeprefix(FIGURE))
        if name not in self._known:
            raise UnknownIndicatorError(name, self._known)
        return self._known[name]
