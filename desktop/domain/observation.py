"""What a device said, and the catalogue of quantities with their units."""

from dataclasses import dataclass
from datetime import datetime

from maps.place import Place


@dataclass(frozen=True, slots=True)
class Quantity:
    """`silence_s`: a device that says nothing of it for this long is silent."""

    name: str
    unit: str
    silence_s: float = 3600.0


QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        Quantity("volume_m3", "m³"),
        Quantity("flow_m3h", "m³/h"),
        Quantity("pressure_m", "mca"),
        Quantity("fill_ratio", "%"),
        Quantity("power_w", "W"),
        Quantity("dim_ratio", "%"),
        Quantity("current_a", "A"),
        Quantity("current_r_a", "A"),
        Quantity("current_s_a", "A"),
        Quantity("current_t_a", "A"),
        Quantity("voltage_v", "V"),
        Quantity("energy_kwh", "kWh"),
        Quantity("temperature_c", "°C"),
        Quantity("battery_ratio", "%"),
        Quantity("pm25_ugm3", "µg/m³"),
        Quantity("noise_dba", "dB(A)"),
        Quantity("rain_mm", "mm"),
        Quantity("rssi_dbm", "dBm"),
        Quantity("snr_db", "dB"),
    )
}
"""Other numeric fields of a payload are kept under their own names, with no unit."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one quantity. `at` is the device's own time, `arrived_at` ours; both aware UTC.

    `key` is the idempotent key of the message that carried it (several observations may share one).
    """

    device_id: str
    quantity: str
    value: float
    at: datetime
    arrived_at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class Position:
    """A fix of a moving unit; heading in degrees from north, speed in m/s; None when not said."""

    device_id: str
    place: Place
    at: datetime
    arrived_at: datetime
    key: str
    heading_deg: float | None = None
    speed_ms: float | None = None
