"""What each simulated device would measure at a moment: day and night, demand curves, filling, and the script's faults.

Pure functions of the asset, the local time and the faults that are on; the same seed gives the same day.
"""

import math
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime

from desktop.domain.asset import Asset, AssetKind
from desktop.services.exercise.city import CENTRE
from desktop.services.exercise.script import Trouble

Readings = dict[str, float]
HOURLY_DEMAND = (
    0.42, 0.36, 0.33, 0.33, 0.40, 0.68, 1.22, 1.62, 1.55, 1.34, 1.22, 1.16,
    1.20, 1.26, 1.24, 1.12, 1.06, 1.10, 1.24, 1.38, 1.34, 1.06, 0.78, 0.56,
)  # fmt: skip
"""Share of the mean flow for each hour: the usual residential pattern with peaks at 7 and 19."""
MEAN_FLOW_PER_HOME_M3H = 0.022


def readings(asset: Asset, local: datetime, troubles: frozenset[Trouble]) -> Readings:
    """Values by quantity name (desktop.domain.observation.QUANTITIES); empty for a kind that does not report."""
    model = MODELS.get(asset.kind)
    return model(asset, local, troubles) if model else {}


def sun_elevation_deg(local: datetime) -> float:
    """Height of the sun over the town's horizon (Cooper's declination; no equation of time: +-4 degrees)."""
    day = local.timetuple().tm_yday
    declination = math.radians(23.45 * math.sin(math.radians(360 * (284 + day) / 365)))
    solar_hour = _hour(local) + (CENTRE.lon_deg + 90.0) / 15.0
    hour_angle = math.radians(15.0 * (solar_hour - 12.0))
    lat = math.radians(CENTRE.lat_deg)
    up = math.sin(lat) * math.sin(declination) + math.cos(lat) * math.cos(declination) * math.cos(hour_angle)
    return math.degrees(math.asin(max(-1.0, min(1.0, up))))


def lamp_level(local: datetime) -> float:
    """0 by day; 1 in the evening, 0.6 after 23:00, as the city's schedule says."""
    if sun_elevation_deg(local) > -2.0:
        return 0.0
    return 1.0 if 12 <= local.hour < 23 else 0.6


def demand(local: datetime) -> float:
    hour = _hour(local)
    low, share = int(hour) % 24, hour % 1
    return HOURLY_DEMAND[low] * (1 - share) + HOURLY_DEMAND[(low + 1) % 24] * share


def _hour(local: datetime) -> float:
    return local.hour + local.minute / 60 + local.second / 3600


def _jitter(asset: Asset, local: datetime, size: float) -> float:
    """A repeatable wobble of +-size that changes every 10 s."""
    mixed = zlib.crc32(f"{asset.id}{int(local.timestamp()) // 10}".encode())
    return (mixed / 0xFFFFFFFF * 2 - 1) * size


def _character(asset: Asset) -> float:
    """0..1, the asset's own for ever."""
    return zlib.crc32(asset.id.encode()) / 0xFFFFFFFF


def _number(asset: Asset, name: str, default: float) -> float:
    value = asset.attributes.get(name, default)
    return float(value) if isinstance(value, (int, float)) else default


def _luminaire(asset: Asset, local: datetime, troubles: frozenset[Trouble]) -> Readings:
    dark = Trouble("phase_lost", asset.parent_id or "", str(asset.attributes.get("phase", ""))) in troubles
    dead = Trouble("lamp_dead", asset.id) in troubles
    level = 0.0 if dark or dead else lamp_level(local)
    power = _number(asset, "rated_w", 80) * level * (1 + _jitter(asset, local, 0.02)) + (0.0 if dark else 0.6)
    return {
        "power_w": round(power, 1),
        "dim_ratio": level,
        "voltage_v": 0.0 if dark else round(127 + _jitter(asset, local, 2), 1),
    }


def _cabinet(asset: Asset, local: datetime, troubles: frozenset[Trouble]) -> Readings:
    level = lamp_level(local)
    values: Readings = {}
    for phase in "rst":
        lost = Trouble("phase_lost", asset.id, phase) in troubles
        amps = 0.0 if lost else 17 * 80 * level / 127 * (1 + _jitter(asset, local, 0.03))
        values[f"current_{phase}_a"] = round(amps, 2)
    days = local.timestamp() / 86_400 - 20_000
    return values | {"energy_kwh": round(days * 18.5 * (0.8 + 0.4 * _character(asset)), 2)}


def _district(asset: Asset, local: datetime, troubles: frozenset[Trouble]) -> Readings:
    mean = _number(asset, "homes", 1500) * MEAN_FLOW_PER_HOME_M3H
    flow = mean * demand(local) * (1 + _jitter(asset, local, 0.03)) + mean * 0.18
    if Trouble("leak", asset.id) in troubles:
        flow += mean * 0.55
    return {"flow_m3h": round(flow, 2), "pressure_m": round(31 - 9.5 * (flow / mean) ** 1.85 / 2.6, 2)}


def _meter(asset: Asset, local: datetime, troubles: frozenset[Trouble]) -> Readings:
    idle = _character(asset) * 0.5
    flow = max(0.0, MEAN_FLOW_PER_HOME_M3H * (demand(local) + _jitter(asset, local, 1.2) - idle))
    if Trouble("continuous_flow", asset.id) in troubles:
        flow += 0.35
    days = local.timestamp() / 86_400 - 20_000
    volume = 120 + 400 * _character(asset) + days * 24 * MEAN_FLOW_PER_HOME_M3H
    return {
        "volume_m3": round(volume, 3),
        "flow_m3h": round(flow, 4),
        "battery_ratio": round(0.35 + 0.6 * _character(asset), 2),
    }


def _container(asset: Asset, local: datetime, troubles: frozenset[Trouble]) -> Readings:
    """Fills over one to four days, emptied when the lorry comes; a scripted one is full now."""
    period_h = 26 + 70 * _character(asset)
    hours = local.timestamp() / 3600 + 1000 * _character(asset)
    level = (hours % period_h) / period_h * 0.86
    if Trouble("overfull", asset.id) in troubles:
        level = 0.93
    return {
        "fill_ratio": round(min(1.0, level), 2),
        "temperature_c": round(18 + 9 * math.sin((_hour(local) - 9) / 24 * 6.28), 1),
    }


MODELS: Mapping[str, Callable[[Asset, datetime, frozenset[Trouble]], Readings]] = {
    AssetKind.LUMINAIRE: _luminaire,
    AssetKind.CABINET: _cabinet,
    AssetKind.DMA: _district,
    AssetKind.METER: _meter,
    AssetKind.CONTAINER: _container,
}
