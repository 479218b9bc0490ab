"""Zones, closed streets and the ways of units as layers of the map. Pure; words are made by whoever shows them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from desktop.domain.closure import Closure, ClosureKind
from desktop.domain.geofence import Geofence, Ring
from desktop.services.dispatch import Proposal
from desktop.services.map_layers import CLOSURES, GEOFENCES, PROPOSED, ROUTES
from maps.layer import Outlines, Paths

Floats = NDArray[np.float64]


def geofence_outlines(fences: Iterable[Geofence]) -> Outlines:
    """Each polygon a ring with its holes; one that is off is dashed like what is old."""
    shown = [(fence, rings) for fence in fences for rings in fence.polygons]
    return Outlines(
        name=GEOFENCES,
        ids=tuple(fence.id for fence, _ in shown),
        titles=tuple(fence.name for fence, _ in shown),
        rings=tuple(_degrees(rings[0]) for _, rings in shown),
        role="zone",
        stale=np.fromiter((not fence.active for fence, _ in shown), np.bool_, len(shown)),
        holes=tuple(tuple(_degrees(hole) for hole in rings[1:]) for _, rings in shown),
    )


def in_force(closures: Iterable[Closure], now: datetime) -> list[Closure]:
    return [closure for closure in closures if closure.is_in_force(now)]


def closure_paths(shown: Sequence[Closure]) -> Paths:
    """Streets along their line, areas round their ring; the title is the street and the reason, a line each."""
    return Paths(
        name=CLOSURES,
        ids=tuple(closure.id for closure in shown),
        titles=tuple("\n".join(part for part in (closure.street, closure.reason) if part) for closure in shown),
        lines=tuple(_line(closure) for closure in shown),
        role="closure",
    )


def unit_paths(sent: Iterable[Proposal], proposed: Proposal | None) -> list[Paths]:
    """The ways that are known over the streets: a layer for who was sent, one for who would be."""
    driven = [one for one in sent if one.route is not None]
    would = [proposed] if proposed is not None and proposed.route is not None else []
    return [
        Paths(
            name=name,
            ids=tuple(one.unit.id for one in some),
            titles=tuple(one.unit.code for one in some),
            lines=tuple(one.route.line for one in some if one.route is not None),
            role=role,
        )
        for name, role, some in ((ROUTES, "route", driven), (PROPOSED, "proposed", would))
        if some
    ]


def _line(closure: Closure) -> Floats:
    if closure.kind is ClosureKind.AREA and closure.line[0] != closure.line[-1]:
        return _degrees((*closure.line, closure.line[0]))
    return _degrees(closure.line)


def _degrees(places: Ring) -> Floats:
    return np.array([(place.lat_deg, place.lon_deg) for place in places], dtype=np.float64)
