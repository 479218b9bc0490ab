"""The silent device rule: a device that was heard and says nothing for its period raises one alarm, until it speaks.

Never a flood: after a start or a lost link every device has a full period again, and when more than a handful under one
parent (a cabinet, a district) are silent together, the parent has one alarm that hides theirs by design.
Timers run on the monotonic clock: what became the newest value between two looks was heard between them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Connection

from desktop.domain.alarm import Alarm, AlarmState, Cause, Priority
from desktop.domain.asset import Asset
from desktop.domain.observation import QUANTITIES
from desktop.services.alarms import Alarms
from desktop.services.clock import Now, Ticks, ticks_s, utc_now
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets as asset_rows
from desktop.storage import observations
from desktop.storage.store import Store

KIND = "silence"
GROUP_DETAIL = "devices"
"""`detail` of the one alarm that stands for many devices; of a single device it is empty."""
NO_PARENT = "devices"
"""`source_id` of the group of those that have no parent."""
GROUP_ABOVE = 5
DEFAULT_SILENCE_S = 3600.0
PERIODS = 3.0
"""A device that says its own `report_period_s` may miss two reports."""
PRIORITY_KEY = "silence_priority"


@dataclass(slots=True)
class Watch:
    """When each device was last heard, in ticks. Pure: no store, no clock of its own."""

    period_s: dict[str, float] = field(default_factory=dict[str, float])
    heard_tick: dict[str, float] = field(default_factory=dict[str, float])

    def heard(self, device_id: str, period_s: float, tick: float) -> None:
        """It spoke; of several quantities the one with the shortest period counts."""
        self.heard_tick[device_id] = tick
        self.period_s[device_id] = min(period_s, self.period_s.get(device_id, period_s))

    def begin_again(self, tick: float) -> None:
        """The link is back, or the node has just started: nobody was silent while we could not hear."""
        for device_id in self.heard_tick:
            self.heard_tick[device_id] = tick

    def silent(self, tick: float) -> set[str]:
        return {
            device_id
            for device_id, heard_tick in self.heard_tick.items()
            if tick - heard_tick > self.period_s[device_id]
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who should have an alarm: single devices, and parents that stand for many (with how many)."""

    single: frozenset[str]
    hidden: frozenset[str]
    """Silent devices whose parent speaks for them."""
    groups: Mapping[str, int]


def judge(silent: Iterable[str], parent_of: Mapping[str, str], grouped: Iterable[str] = ()) -> Verdict:
    """Group what is silent by parent. A group that is open already stays until half a handful is left (hysteresis)."""
    children: defaultdict[str, set[str]] = defaultdict(set)
    for device_id in silent:
        children[parent_of.get(device_id, NO_PARENT)].add(device_id)
    already = set(grouped)
    groups = {
        parent: len(devices)
        for parent, devices in children.items()
        if len(devices) > (GROUP_ABOVE // 2 if parent in already else GROUP_ABOVE)
    }
    hidden = {device_id for parent in groups for device_id in children[parent]}
    every = {device_id for devices in children.values() for device_id in devices}
    return Verdict(frozenset(every - hidden), frozenset(hidden), groups)


class Silence:
    """The rule as the node runs it: `check()` every few seconds; it reads only what is new.

    Made when the node starts (it reads the store; raises StoreError). Thread: one, the node's timer.
    `link_lost` and `link_back` come from the broker's supervisor.
    """

    def __init__(self, store: Store, alarms: Alarms, now: Now = utc_now, ticks: Ticks = ticks_s) -> None:
        self._store, self._alarms, self._now, self._ticks = store, alarms, now, ticks
        self._watch = Watch()
        self._started_tick = ticks()
        self._link_is_up = True
        self._cursor = 0
        self._assets: dict[str, Asset] = {}
        self.forget_assets()
        with store.read() as connection:  # what was said before we listened is known, and was not heard
            self._read_assets(connection)
            self._listen(connection, self._started_tick)

    def forget_assets(self) -> None:
        """The inventory has changed: read it again at the next check."""
        self._assets_are_read = False

    def link_lost(self) -> None:
        self._link_is_up = False

    def link_back(self) -> None:
        self._link_is_up = True
        self._started_tick = self._ticks()
        self._watch.begin_again(self._started_tick)

    def check(self) -> Verdict | None:
        """Look, judge, raise and return. None while the link is down: silence then says nothing about devices."""
        if not self._link_is_up:
            return None
        tick = self._ticks()
        with self._store.read() as connection:
            self._read_assets(connection)
            self._listen(connection, tick)
            opened = {
                (alarm.source_id, alarm.detail): alarm
                for alarm in alarm_rows.open_alarms(connection)
                if alarm.kind == KIND
            }
        verdict = judge(self._watch.silent(tick), self._parents(), _grouped(opened))
        self._apply(verdict, opened, tick)
        return verdict

    def _apply(self, verdict: Verdict, opened: dict[tuple[str, str], Alarm], tick: float) -> None:
        wanted = {(device_id, ""): "" for device_id in verdict.single}
        wanted |= {(parent, GROUP_DETAIL): f"n={count}" for parent, count in verdict.groups.items()}
        new = [self._cause(source_id, detail, note) for (source_id, detail), note in wanted.items()]
        new = [cause for cause in new if (cause.source_id, cause.detail) not in _going_on(opened)]
        if new:
            self._alarms.raise_all(new)
        hidden = {(device_id, "") for device_id in verdict.hidden}
        spoken_for = set(wanted) | hidden
        over = [key for key in _going_on(opened) if key not in spoken_for and self._is_known(key, tick)]
        if over:
            self._alarms.return_all([(KIND, *key) for key in over], self._now())
        self._hide_and_show(opened, hidden, set(wanted))

    def _hide_and_show(
        self, opened: dict[tuple[str, str], Alarm], hidden: set[tuple[str, str]], wanted: set[tuple[str, str]]
    ) -> None:
        for key, alarm in opened.items():
            if key in hidden and (alarm.needs_answer or alarm.state is AlarmState.ACKNOWLEDGED):
                self._alarms.suppress(alarm.id, "its parent speaks for it")
            if key in wanted and alarm.state is AlarmState.SUPPRESSED:
                self._alarms.unsuppress(alarm.id)

    def _is_known(self, key: tuple[str, str], tick: float) -> bool:
        """A device was heard since; a group's members had a full period to be missed again after a start."""
        source_id, detail = key
        if detail != GROUP_DETAIL:
            heard_tick = self._watch.heard_tick.get(source_id)
            return heard_tick is None or heard_tick > self._started_tick
        longest_s = max(
            (self._watch.period_s[device] for device, parent in self._parents().items() if parent == source_id),
            default=0.0,
        )
        return tick - self._started_tick > longest_s

    def _cause(self, source_id: str, detail: str, note: str) -> Cause:
        asset = self._assets.get(source_id)
        wanted = asset.attributes.get(PRIORITY_KEY) if asset else None
        default = Priority.MEDIUM if detail == GROUP_DETAIL else Priority.LOW
        return Cause(
            kind=KIND,
            source_id=source_id,
            detail=detail,
            priority=Priority(int(wanted)) if wanted in {1, 2, 3} else default,
            place=asset.place if asset else None,
            at=self._now(),
            note=note,
        )

    def _read_assets(self, connection: Connection) -> None:
        if not self._assets_are_read:
            self._assets = {asset.id: asset for asset in asset_rows.every(connection)}
            self._assets_are_read = True

    def _listen(self, connection: Connection, tick: float) -> None:
        """Whatever became the newest since the last look was heard by now."""
        self._cursor, speakers = observations.speakers(connection, self._cursor)
        for device_id, quantities in speakers:
            self._watch.heard(device_id, self._period_s(device_id, quantities), tick)

    def _period_s(self, device_id: str, quantities: tuple[str, ...]) -> float:
        asset = self._assets.get(device_id)
        own_s = asset.attributes.get("report_period_s") if asset else None
        if isinstance(own_s, int | float) and own_s > 0:
            return float(own_s) * PERIODS
        return _shortest_s(quantities)

    def _parents(self) -> dict[str, str]:
        return {
            device_id: asset.parent_id
            for device_id in self._watch.heard_tick
            if (asset := self._assets.get(device_id)) and asset.parent_id
        }


@lru_cache(maxsize=4096)
def _shortest_s(quantities: tuple[str, ...]) -> float:
    known = (QUANTITIES.get(quantity) for quantity in quantities)
    return min(one.silence_s if one else DEFAULT_SILENCE_S for one in known)


def _going_on(opened: Mapping[tuple[str, str], Alarm]) -> set[tuple[str, str]]:
    """Those whose cause has not returned."""
    return {key for key, alarm in opened.items() if alarm.state is not AlarmState.RETURNED}


def _grouped(opened: Mapping[tuple[str, str], Alarm]) -> set[str]:
    return {source_id for source_id, detail in _going_on(opened) if detail == GROUP_DETAIL}
