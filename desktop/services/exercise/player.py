"""Plays the exercise: every simulated device speaks when its time comes, over the real broker, until it is stopped.

A process of its own (`python -m desktop.services.exercise.player`). It only publishes; what becomes of it is the
node's affair, as with real devices. Units follow the dispatches they read in the journal.
"""

import heapq
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from desktop.domain.asset import Asset, AssetKind
from desktop.domain.incident import Incident
from desktop.services.exercise import devices, script
from desktop.services.exercise.drive import PATROL_MS, URGENT_MS, Drive, StreetGraph
from desktop.services.exercise.feature_file import metres_at, place_at
from desktop.services.exercise.uplink import Message, position, uplink

ZONE = ZoneInfo("America/Mexico_City")
UNIT_PERIOD_S = 2.0
BACKFILL = timedelta(hours=2)
DEFAULT_PERIOD_S = 60.0
Publish = Callable[[Message], None]


@dataclass(order=True, slots=True)
class _Turn:
    due_s: float
    index: int


class Player:
    """`assets` are those of the exercise's store; `publish` hands a message to the broker's client."""

    def __init__(self, assets: tuple[Asset, ...], graph: StreetGraph, publish: Publish, seed: int) -> None:
        dice = np.random.default_rng(seed + 3)
        self._devices = tuple(asset for asset in assets if asset.kind in devices.MODELS)
        self._units = {asset.id: asset for asset in assets if asset.kind == AssetKind.UNIT and asset.place}
        self._drives = {
            asset.id: Drive(graph, graph.nearest(metres_at(asset.place)), dice)
            for asset in self._units.values()
            if asset.place
        }
        self._publish = publish
        self._started_s = time.monotonic()
        self._turns = [
            _Turn(self._started_s + p * dice.random(), i) for i, p in enumerate(map(period_s, self._devices))
        ]
        heapq.heapify(self._turns)
        self._units_due_s = self._started_s
        self._orders: queue.SimpleQueue[Incident] = queue.SimpleQueue()
        self._sent: dict[str, set[str]] = {}

    def orders(self, incident: Incident) -> None:
        """Hear what became of an incident: its units drive there, those released go back on patrol. Thread: any."""
        self._orders.put(incident)

    def _obey(self) -> None:
        while not self._orders.empty():
            incident = self._orders.get()
            wanted = set(incident.unit_ids) if incident.is_open else set[str]()
            for unit_id in wanted - self._sent.get(incident.id, set()):
                if unit_id in self._drives:
                    self._drives[unit_id].go_to(metres_at(incident.place))
            for unit_id in self._sent.get(incident.id, set()) - wanted:
                self._drives[unit_id].patrol()
            self._sent[incident.id] = wanted & set(self._drives)

    def backfill(self, until: datetime) -> None:
        """What the devices would have said before the exercise began: charts are not empty at its first minute."""
        for asset in self._devices:
            for at in _past(asset, until):
                self._say(asset, at, frozenset())

    def play_due(self) -> float:
        """Publish all that is due; seconds until the next turn."""
        now_s = time.monotonic()
        at = datetime.now(UTC)
        troubles = script.troubles_at(now_s - self._started_s)
        while self._turns and self._turns[0].due_s <= now_s:
            turn = heapq.heappop(self._turns)
            asset = self._devices[turn.index]
            self._say(asset, at, troubles)
            heapq.heappush(self._turns, _Turn(turn.due_s + period_s(asset), turn.index))
        if self._units_due_s <= now_s:
            self._units_due_s += UNIT_PERIOD_S
            self._move_units(at)
        return max(0.0, min(self._turns[0].due_s, self._units_due_s) - time.monotonic())

    def _say(self, asset: Asset, at: datetime, troubles: frozenset[script.Trouble]) -> None:
        if script.Trouble("silent", asset.id) in troubles:
            return
        values = devices.readings(asset, at.astimezone(ZONE), troubles)
        self._publish(uplink(asset, values, at, int(at.timestamp() / period_s(asset)) % 65_536))

    def _move_units(self, at: datetime) -> None:
        self._obey()
        for asset_id, drive in self._drives.items():
            drive.step(UNIT_PERIOD_S)
            speed = 0.0 if drive.arrived else (URGENT_MS if drive.urgent else PATROL_MS)
            x_m, y_m = drive.xy
            self._publish(position(self._units[asset_id], place_at(x_m, y_m), drive.heading_deg, speed, at))


def period_s(asset: Asset) -> float:
    value = asset.attributes.get("report_period_s")
    return float(value) if isinstance(value, (int, float)) else DEFAULT_PERIOD_S


def _past(asset: Asset, until: datetime) -> Iterator[datetime]:
    step = timedelta(seconds=max(120.0, period_s(asset)))
    count = int(BACKFILL / step) if asset.kind in {AssetKind.DMA, AssetKind.CABINET} else 1
    for i in range(count, 0, -1):
        yield until - step * i
