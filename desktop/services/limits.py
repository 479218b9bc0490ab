"""Limits of measured values: beyond one for its delay an alarm is raised, back within its dead band it returns.

On-delay and dead band keep a value that trembles at its limit from raising alarms again and again (ISA-18.2, 5.4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from desktop.domain.alarm import Cause, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.services.alarms import Alarms
from desktop.services.clock import Now, Ticks, ticks_s, utc_now
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets as asset_rows
from desktop.storage import observations
from desktop.storage.store import Store


@dataclass(frozen=True, slots=True)
class Limit:
    """`kind` of the alarm; beyond `at` for `delay_s` it is raised, within `back_at` again it returns.

    A limit with `at` below `back_at` watches for values that are too low. `live_above`: the rule speaks only while
    another quantity of the device, the largest of those named, is above that value (a phase is lost only while the
    others burn).
    """

    kind: str
    asset_kind: str
    quantity: str
    at: float
    back_at: float
    priority: Priority
    delay_s: float = 0.0
    live_quantities: tuple[str, ...] = ()
    live_above: float = 0.0

    def is_beyond(self, value: float) -> bool:
        return value >= self.at if self.at > self.back_at else value <= self.at

    def is_back(self, value: float) -> bool:
        return value <= self.back_at if self.at > self.back_at else value >= self.back_at


PHASES = ("current_r_a", "current_s_a", "current_t_a")
LIMITS: tuple[Limit, ...] = (
    Limit("fill", AssetKind.CONTAINER, "fill_ratio", 0.9, 0.8, Priority.LOW),
    Limit("leak", AssetKind.METER, "flow_m3h", 0.25, 0.1, Priority.LOW, 300.0),
    Limit("battery", AssetKind.METER, "battery_ratio", 0.1, 0.15, Priority.LOW),
    *(Limit("phase_lost", AssetKind.CABINET, phase, 0.5, 1.5, Priority.MEDIUM, 30.0, PHASES, 2.0) for phase in PHASES),
)
"""What is watched until a city or a plugin says otherwise."""

Key = tuple[str, str, str]
"""Alarm kind, device, quantity."""


@dataclass(slots=True)
class Watch:
    """Which values are beyond, and since which tick. Pure: no store, no clock of its own."""

    limits: tuple[Limit, ...] = LIMITS
    beyond_since: dict[Key, float] = field(default_factory=dict[Key, float])
    raised: set[Key] = field(default_factory=set[Key])

    def hear(self, asset: Asset, values: Mapping[str, float], tick: float) -> tuple[list[tuple[Limit, Key]], list[Key]]:
        """Newest values of a device: which limits are to be raised now, which have returned."""
        new: list[tuple[Limit, Key]] = []
        over: list[Key] = []
        for limit in self.limits:
            value = values.get(limit.quantity)
            if limit.asset_kind != asset.kind or value is None:
                continue
            key = (limit.kind, asset.id, limit.quantity)
            if self._is_due(limit, key, value, values, tick):
                new.append((limit, key))
            elif key in self.raised and limit.is_back(value):
                self.raised.discard(key)
                over.append(key)
        return new, over

    def _is_due(self, limit: Limit, key: Key, value: float, values: Mapping[str, float], tick: float) -> bool:
        live = max((values.get(name, 0.0) for name in limit.live_quantities), default=0.0)
        if not limit.is_beyond(value) or (limit.live_quantities and live <= limit.live_above):
            self.beyond_since.pop(key, None)
            return False
        since = self.beyond_since.setdefault(key, tick)
        if key in self.raised or tick - since < limit.delay_s:
            return False
        self.raised.add(key)
        return True


class Limits:
    """The rules as the node runs them: `check()` every few seconds; it reads only what is new. Thread: the timer's."""

    def __init__(self, store: Store, alarms: Alarms, now: Now = utc_now, ticks: Ticks = ticks_s) -> None:
        self._store, self._alarms, self._now, self._ticks = store, alarms, now, ticks
        self._watch = Watch()
        self._watched = {limit.asset_kind for limit in self._watch.limits}
        self._quantities = {name for limit in self._watch.limits for name in (limit.quantity, *limit.live_quantities)}
        self._cursor = 0
        self._assets: dict[str, Asset] = {}
        self._values: dict[str, dict[str, float]] = {}
        self._stale_assets = True

    def forget_assets(self) -> None:
        """The inventory has changed: read it again at the next check."""
        self._stale_assets = True

    def check(self) -> None:
        """Read what is new, raise and return. Devices still beyond are looked at again for their delay."""
        with self._store.read() as connection:
            if self._stale_assets:
                self._assets = {a.id: a for a in asset_rows.every(connection) if a.kind in self._watched}
                kinds = {limit.kind for limit in self._watch.limits}
                opened = [alarm for alarm in alarm_rows.open_alarms(connection) if alarm.kind in kinds]
                self._watch.raised |= {(alarm.kind, alarm.source_id, alarm.detail) for alarm in opened}
                self._stale_assets = False
            news = observations.heard(connection, self._cursor, self._quantities)
        self._cursor = news.cursor
        heard = self._remember(news.values)
        self._judge(heard | {device_id for _, device_id, _ in self._watch.beyond_since})

    def _remember(self, news: Iterable[tuple[str, str, float]]) -> set[str]:
        heard: set[str] = set()
        for device_id, quantity, value in news:
            if device_id in self._assets:
                self._values.setdefault(device_id, {})[quantity] = value
                heard.add(device_id)
        return heard

    def _judge(self, devices: Iterable[str]) -> None:
        causes: list[Cause] = []
        over: list[Key] = []
        tick = self._ticks()
        for device_id in devices:
            asset = self._assets.get(device_id)
            if asset is None:
                continue
            new, back = self._watch.hear(asset, self._values.get(device_id, {}), tick)
            causes += [self._cause(asset, limit) for limit, _ in new]
            over += back
        if causes:
            self._alarms.raise_all(causes)
        if over:
            self._alarms.return_all(over, self._now())

    def _cause(self, asset: Asset, limit: Limit) -> Cause:
        value = self._values[asset.id][limit.quantity]
        return Cause(
            limit.kind,
            asset.id,
            limit.quantity,
            limit.priority,
            asset.place,
            self._now(),
            f"{limit.quantity} {value:g}",
        )
