"""What becomes of a crossed outline: an alarm that returns by itself, or a line in the journal.

What a zone raises when somebody enters or stays too long returns when the last one who caused it is out; what it raises
when somebody leaves returns when they are back. Objects that a camera sees share the alarm of their camera and zone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.alarm import Cause
from desktop.domain.events import CrossingEvent
from desktop.domain.geofence import ALARM_KINDS, Crossing, Geofence, Watched
from desktop.services.alarms import Alarms
from desktop.services.fence_subjects import Subject
from desktop.storage import alarms as alarm_rows
from desktop.storage import journal
from desktop.storage.store import Store

GRACE_S = 15.0
"""After a start, until a camera must have seen again who was in a zone before."""
Key = tuple[str, str, str]
"""Alarm kind, source, zone's name: what an alarm is one of."""
Seen = tuple[Subject, Geofence]


@dataclass(frozen=True, slots=True)
class Crossed:
    """Who did what at which zone."""

    crossing: Crossing
    subject: Subject
    fence: Geofence

    @property
    def key(self) -> Key:
        return ALARM_KINDS[self.crossing], self.subject.source_id, self.fence.name


class FenceAlarms:
    """Thread: one. Raises StoreError."""

    def __init__(self, store: Store, alarms: Alarms, writer: str) -> None:
        self._store, self._alarms, self._writer = store, alarms, writer
        self._culprits: defaultdict[Key, set[str]] = defaultdict(set)
        """Subjects that keep an alarm going."""
        self._doubtful: dict[Key, float] = {}
        """Ticks at which an alarm of the node before returns, unless its cause was found again."""

    @property
    def any_open(self) -> bool:
        return bool(self._culprits or self._doubtful)

    def begin(self, is_inside: Callable[[str, str], bool], unit_ids: Collection[str], tick: float) -> None:
        """Take up the alarms that the node before left open. `is_inside(unit, zone's name)` is what is known now."""
        with self._store.read() as connection:
            opened = [a for a in alarm_rows.open_alarms(connection) if a.kind in ALARM_KINDS.values()]
        for alarm in opened:
            key = alarm.kind, alarm.source_id, alarm.detail
            must_be_inside = alarm.kind != ALARM_KINDS[Crossing.EXIT]
            if alarm.source_id in unit_ids and is_inside(alarm.source_id, alarm.detail) == must_be_inside:
                self._culprits[key].add(alarm.source_id)
            elif not self._culprits.get(key):
                self._doubtful[key] = tick if alarm.source_id in unit_ids else tick + GRACE_S

    def take(self, crossed: Sequence[Crossed], now: datetime) -> None:
        """Raise, note and return."""
        self._raise([one for one in crossed if one.crossing in one.fence.raises], now)
        self._note([one for one in crossed if one.crossing in one.fence.notes], now)
        over = [key for one in crossed for key in _ended_by(one)]
        self._return([key for key, subject_id in over if self._let_go(key, subject_id)], now)

    def gone(self, subjects: Iterable[Seen], now: datetime) -> None:
        """They have left without having been seen to: nothing is raised, what they caused returns."""
        keys = [
            ((ALARM_KINDS[crossing], one.source_id, fence.name), one.id)
            for one, fence in subjects
            for crossing in (Crossing.ENTER, Crossing.DWELL)
        ]
        self._return([key for key, subject_id in keys if self._let_go(key, subject_id)], now)

    def keep_only(self, names: Collection[str], now: datetime) -> None:
        """Zones that watch no more have nobody in them."""
        self._return([key for key in {*self._culprits, *self._doubtful} if key[2] not in names], now)

    def settle(self, tick: float, now: datetime) -> None:
        """Return what was in doubt for long enough."""
        self._return([key for key, until in self._doubtful.items() if tick >= until], now)

    def _raise(self, crossed: Sequence[Crossed], now: datetime) -> None:
        causes = [_cause(one, now) for one in crossed if not self._culprits.get(one.key)]
        if causes:
            self._alarms.raise_all(causes)
        for one in crossed:
            self._culprits[one.key].add(one.subject.id)
            self._doubtful.pop(one.key, None)

    def _note(self, crossed: Sequence[Crossed], now: datetime) -> None:
        """Units alone: what cameras see would fill the journal."""
        noted = [one for one in crossed if one.subject.what is Watched.UNITS]
        if noted:
            with self._store.write() as connection:
                for one in noted:
                    said = (one.crossing.value, one.fence.id, one.fence.name, one.subject.id, one.subject.place)
                    journal.append(connection, CrossingEvent(*said), self._writer, now)

    def _let_go(self, key: Key, subject_id: str) -> bool:
        """Whether that was the last cause of the alarm."""
        culprits = self._culprits.get(key)
        if culprits is None:
            return False
        culprits.discard(subject_id)
        return not culprits

    def _return(self, keys: Iterable[Key], now: datetime) -> None:
        ended = list(dict.fromkeys(keys))
        if ended:
            self._alarms.return_all(ended, now)
        for key in ended:
            self._culprits.pop(key, None)
            self._doubtful.pop(key, None)


def _ended_by(one: Crossed) -> list[tuple[Key, str]]:
    """The alarms whose cause ends with it, each with who caused it."""
    ends = {Crossing.ENTER: (Crossing.EXIT,), Crossing.EXIT: (Crossing.ENTER, Crossing.DWELL)}
    return [
        ((ALARM_KINDS[crossing], one.subject.source_id, one.fence.name), one.subject.id)
        for crossing in ends.get(one.crossing, ())
    ]


def _cause(one: Crossed, now: datetime) -> Cause:
    """The note: what a camera saw, and how long it stayed."""
    said = [one.subject.kind] if one.subject.what is Watched.SIGHTINGS else []
    said += [f"{one.fence.dwell_s:.0f} s"] if one.crossing is Crossing.DWELL else []
    return Cause(*one.key, one.fence.priority, one.subject.place, now, " · ".join(said))
