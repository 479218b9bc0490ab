"""What the rules of cameras find becomes alarms, and what becomes of the cameras themselves too.

One alarm for a kind, a camera and a zone or line, whatever number of objects causes it; it returns when the last of
them is gone. After a gap (a film that begins again, a worker that was restarted, a node that starts) nobody can say
that a cause is gone: what is not found again within a grace, while the camera is seen, returns.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from desktop.domain.alarm import Cause, Priority
from desktop.domain.events import CameraEvent
from desktop.services.alarms import Alarms
from desktop.services.clock import Now, Ticks, ticks_s, utc_now
from desktop.storage import alarms as alarm_rows
from desktop.storage import assets, cameras, journal
from desktop.storage.store import Store
from maps.place import Place
from video.messages import CameraEvents, CameraState, CameraStep
from video.rule_event import RuleEvent, RuleKind

OFFLINE, DEGRADED = "camera_offline", "camera_degraded"
OFFLINE_DELAY_S = 5.0
"""On-delay (ISA-18.2): a stream that is back so soon was no loss to anybody."""
GRACE_S = 15.0
"""Longer than a detector takes to load and a rule to be sure."""
MOMENT_S = 30.0
"""A crossing has no end of its own: its alarm returns when the line was quiet for so long."""
MOMENTARY = frozenset({RuleKind.CROSSING, RuleKind.WRONG_WAY})
RULE_KINDS = frozenset(str(kind) for kind in RuleKind)

Key = tuple[str, str, str]
"""Kind, camera, detail: what an alarm is one of."""
Culprit = tuple[str, int | None]
"""Rule and track."""


class CameraAlarms:
    """Thread: one, which calls `hear` for each message and `look` every second. Raises StoreError: try again.

    `on_attend` hears of the cameras with an alarm going on, whenever that set changes: they deserve their full rate.
    """

    def __init__(
        self,
        store: Store,
        alarms: Alarms,
        on_attend: Callable[[frozenset[str]], None] | None = None,
        now: Now = utc_now,
        ticks: Ticks = ticks_s,
    ) -> None:
        self._store, self._alarms, self._on_attend, self._now, self._ticks = store, alarms, on_attend, now, ticks
        self._causes: defaultdict[Key, set[Culprit]] = defaultdict(set)
        self._until: dict[Key, float] = {}
        """Ticks at which an alarm returns unless its cause is found again."""
        self._steps: dict[str, CameraStep] = {}
        self._lost_tick: dict[str, float] = {}
        self._passes: dict[str, int] = {}
        self._places: dict[str, Place | None] = {}
        self._attended: frozenset[str] = frozenset()

    def begin(self) -> None:
        """Take up the alarms that were open when the node before ended."""
        with self._store.read() as connection:
            self._places = {asset.id: asset.place for asset in assets.every(connection, "camera")}
            mounts = {camera.id: camera.mount for camera in cameras.every(connection)}
            opened = [alarm for alarm in alarm_rows.open_alarms(connection) if alarm.kind in RULE_KINDS]
        for camera_id, mount in mounts.items():
            if mount is not None:
                self._places[camera_id] = mount.place
        for alarm in opened:
            self._doubt((alarm.kind, alarm.source_id, alarm.detail))

    def hear(self, message: CameraEvents | CameraState) -> None:
        if isinstance(message, CameraState):
            self._hear_state(message)
        else:
            self._hear_events(message)

    def hear_pass(self, camera_id: str, pass_number: int) -> None:
        """The film begins again: its tracks ended without a word."""
        if self._passes.get(camera_id, pass_number) != pass_number:
            self._doubt_camera(camera_id)
        self._passes[camera_id] = pass_number

    def look(self) -> None:
        """Raise what has lasted, return what is over."""
        tick = self._ticks()
        lost = [camera_id for camera_id, since in self._lost_tick.items() if tick - since >= OFFLINE_DELAY_S]
        if lost:
            self._alarms.raise_all(self._camera_cause(OFFLINE, camera_id) for camera_id in lost)
        for camera_id in lost:
            del self._lost_tick[camera_id]
        over = [key for key, until in self._until.items() if tick >= until and self._is_seen(key[1])]
        if over:
            self._return(over, self._now())
        self._tell_attended()

    def _hear_events(self, message: CameraEvents) -> None:
        raised, ended = list[Cause](), list[Key]()
        for event in message.events:
            key = _key(message.camera_id, event)
            if event.raises:
                raised.append(self._cause(message, event))
                self._found(key, event)
            elif event.ends and self._gone(key, event):
                ended.append(key)
        if raised:
            self._alarms.raise_all(raised)
        if ended:
            self._return(ended, message.at)
        self._tell_attended()

    def _found(self, key: Key, event: RuleEvent) -> None:
        self._until.pop(key, None)
        self._causes[key].add((event.rule, event.track))
        if event.kind in MOMENTARY:
            self._until[key] = self._ticks() + MOMENT_S

    def _gone(self, key: Key, event: RuleEvent) -> bool:
        """Whether that was the last cause of the alarm."""
        culprits = self._causes.get(key)
        if culprits is None:
            return False
        if event.track is None:
            culprits -= {culprit for culprit in culprits if culprit[0] == event.rule}
        culprits.discard((event.rule, event.track))
        return not culprits

    def _return(self, keys: Iterable[Key], at: datetime) -> None:
        known = list(keys)
        self._alarms.return_all(known, at)
        for key in known:
            self._causes.pop(key, None)
            self._until.pop(key, None)

    def _doubt(self, key: Key) -> None:
        self._causes[key] = set()
        self._until[key] = self._ticks() + GRACE_S

    def _doubt_camera(self, camera_id: str) -> None:
        for key in [key for key in self._causes if key[1] == camera_id]:
            self._doubt(key)

    def _hear_state(self, message: CameraState) -> None:
        if self._steps.get(message.camera_id) is message.step:
            return
        with self._store.write() as connection:
            event = CameraEvent(str(message.step), message.camera_id, message.fault)
            journal.append(connection, event, "node", message.at)
        self._steps[message.camera_id] = message.step
        if message.step is CameraStep.ONLINE:
            self._is_back(message)
        elif message.step is CameraStep.OFFLINE:
            self._lost_tick.setdefault(message.camera_id, self._ticks())
        elif message.step is CameraStep.DEGRADED:
            self._alarms.raise_(self._camera_cause(DEGRADED, message.camera_id))
        if message.step is not CameraStep.OFFLINE:
            self._doubt_camera(message.camera_id)

    def _is_back(self, message: CameraState) -> None:
        self._lost_tick.pop(message.camera_id, None)
        self._alarms.return_all([(kind, message.camera_id, "") for kind in (OFFLINE, DEGRADED)], message.at)

    def _is_seen(self, camera_id: str) -> bool:
        return self._steps.get(camera_id) is CameraStep.ONLINE

    def _tell_attended(self) -> None:
        attended = frozenset(camera_id for _, camera_id, _ in self._causes)
        if attended != self._attended and self._on_attend is not None:
            self._on_attend(attended)
        self._attended = attended

    def _cause(self, message: CameraEvents, event: RuleEvent) -> Cause:
        kind, camera_id, detail = _key(message.camera_id, event)
        place = event.place or self._places.get(camera_id)
        return Cause(kind, camera_id, detail, _priority(event.priority), place, message.at, _note(event))

    def _camera_cause(self, kind: str, camera_id: str) -> Cause:
        priority = Priority.MEDIUM if kind == OFFLINE else Priority.LOW
        return Cause(kind, camera_id, "", priority, self._places.get(camera_id), self._now())


def _key(camera_id: str, event: RuleEvent) -> Key:
    return str(event.kind), camera_id, event.zone or event.line or event.rule


def _priority(wanted: int) -> Priority:
    return Priority(min(max(wanted, Priority.HIGH), Priority.LOW))


def _note(event: RuleEvent) -> str:
    """Facts for the timeline, in codes: the rule, the class, how many, how long."""
    facts = [event.rule, event.class_name, f"n={event.count}" if event.count else "", event.direction]
    facts.append(f"{event.seconds:.0f} s" if event.seconds else "")
    return " · ".join(fact for fact in facts if fact)
