"""Who clears the fog: a table of providers, each giving evidence of one kind from what is known. Others add rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.observation import QUANTITIES, Observation, Position
from desktop.domain.space import Space
from desktop.services.coverage.book import EMPTY, Coverage
from desktop.services.fog.evidence import AGEING, Discs, Evidence, Rings, Views
from desktop.storage.media import Media
from desktop.storage.reports import Report

SENSOR_M, UNIT_M, REPORT_M, TREE_M = 40.0, 35.0, 40.0, 10.0
"""How far around itself each tells of the ground."""
_MISSED_PERIODS = 3.0
_GONE_PERIODS = 12.0


@dataclass(frozen=True, slots=True)
class Known:
    """What the providers look at, as it is at one moment."""

    now: datetime
    coverage: Coverage = EMPTY
    assets: Mapping[str, Asset] = field(default_factory=dict[str, Asset])
    camera_states: Mapping[str, str] = field(default_factory=dict[str, str])
    camera_seen_at: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    """When a camera that is not live was last said to be."""
    latest: Mapping[str, Mapping[str, Observation]] = field(default_factory=dict[str, Mapping[str, Observation]])
    """Newest observation by device and quantity."""
    fixes: Sequence[Position] = ()
    media: Iterable[Media] = ()
    spaces: Mapping[str, Space] = field(default_factory=dict[str, Space])
    reports: Sequence[Report] = ()


Provider = Callable[[Known], Iterable[Evidence]]


def cameras(known: Known) -> Iterable[Evidence]:
    """One that gives pictures tells of all it sees now; one that went dark, of what it saw until then."""
    shown = [
        (camera_id, viewshed, at)
        for camera_id, viewshed in known.coverage.viewsheds.items()
        if (at := _live_at(known, camera_id)) is not None
    ]
    if shown:
        ground = Views(tuple(viewshed for _, viewshed, _ in shown))
        yield Evidence.of("camera", [id_ for id_, _, _ in shown], [at.timestamp() for _, _, at in shown], ground)


def _live_at(known: Known, camera_id: str) -> datetime | None:
    if known.camera_states.get(camera_id, "online") == "online":
        return known.now
    return known.camera_seen_at.get(camera_id)


def sensors(known: Known) -> Iterable[Evidence]:
    """A device that speaks as often as it should tells of its surroundings."""
    rows: list[tuple[str, float, float, float, float, float]] = []
    for device_id, values in known.latest.items():
        asset = known.assets.get(device_id)
        if asset is None or asset.place is None or asset.kind in {AssetKind.CAMERA, AssetKind.UNIT} or not values:
            continue
        newest = max(values.values(), key=lambda one: one.at)
        period_s = _period_s(asset, newest)
        at_s = min(newest.at, newest.arrived_at).timestamp()
        rows.append((device_id, asset.place.lat_deg, asset.place.lon_deg, at_s, _MISSED_PERIODS * period_s, period_s))
    if rows:
        _, lat, lon, at_s, fresh_s, period = zip(*rows, strict=True)
        gone_s = np.maximum(np.array(period) * _GONE_PERIODS, AGEING["sensor"].gone_s)
        discs = Discs(np.array(lat), np.array(lon), SENSOR_M)
        yield Evidence("sensor", tuple(row[0] for row in rows), np.array(at_s), np.array(fresh_s), gone_s, discs)


def _period_s(asset: Asset, newest: Observation) -> float:
    said = asset.attributes.get("report_period_s")
    if isinstance(said, int | float) and said > 0:
        return float(said)
    known = QUANTITIES.get(newest.quantity)
    return known.silence_s / _MISSED_PERIODS if known else AGEING["sensor"].fresh_s / _MISSED_PERIODS


def units(known: Known) -> Iterable[Evidence]:
    """Who drove by has seen the street."""
    if known.fixes:
        lat = np.array([fix.place.lat_deg for fix in known.fixes])
        lon = np.array([fix.place.lon_deg for fix in known.fixes])
        times = [fix.at.timestamp() for fix in known.fixes]
        yield Evidence.of("unit", [fix.device_id for fix in known.fixes], times, Discs(lat, lon, UNIT_M))


def photos(known: Known) -> Iterable[Evidence]:
    shown = [one for one in known.media if len(one.footprint) >= 3 and one.taken_at is not None]
    if shown:
        rings = tuple(np.array([(at.lat_deg, at.lon_deg) for at in one.footprint], np.float64) for one in shown)
        times = [one.taken_at.timestamp() for one in shown if one.taken_at is not None]
        yield Evidence.of("photo", [one.id for one in shown], times, Rings(rings))


def inspections(known: Known) -> Iterable[Evidence]:
    """A space that somebody walked over; one without an outline, around its place."""
    seen = [
        (known.assets[space.id], space.inspected_at.timestamp())
        for space in known.spaces.values()
        if space.inspected_at is not None and space.id in known.assets
    ]
    areas = [(asset, at_s) for asset, at_s in seen if len(asset.outline) >= 3]
    points = [(asset, at_s) for asset, at_s in seen if len(asset.outline) < 3 and asset.place is not None]
    if areas:
        rings = tuple(np.array([(at.lat_deg, at.lon_deg) for at in asset.outline]) for asset, _ in areas)
        yield Evidence.of("inspection", [asset.id for asset, _ in areas], [at_s for _, at_s in areas], Rings(rings))
    if points:
        lat = np.array([asset.place.lat_deg for asset, _ in points if asset.place])
        lon = np.array([asset.place.lon_deg for asset, _ in points if asset.place])
        yield Evidence.of(
            "inspection", [asset.id for asset, _ in points], [at_s for _, at_s in points], Discs(lat, lon, TREE_M)
        )


def reports(known: Known) -> Iterable[Evidence]:
    """Somebody was there and said so."""
    placed = [(one, one.place) for one in known.reports if one.place is not None]
    if placed:
        lat = np.array([place.lat_deg for _, place in placed])
        lon = np.array([place.lon_deg for _, place in placed])
        times = [one.at.timestamp() for one, _ in placed]
        yield Evidence.of("report", [one.id for one, _ in placed], times, Discs(lat, lon, REPORT_M))


PROVIDERS: tuple[Provider, ...] = (cameras, sensors, units, photos, inspections, reports)
KINDS = ("camera", "sensor", "unit", "photo", "inspection", "report")
"""In the order in which they are told."""
