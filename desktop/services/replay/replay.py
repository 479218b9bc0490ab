"""A replay: a moment of the past made into the same deltas as the live picture's, on a thread of its own.

Whoever sits at the keys asks and does not wait; of several jumps that were asked for only the last is made. It reads
only, and ends with `stop`.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop.services.clock import Now, ticks_s, utc_now
from desktop.services.map_layers import TitleOf
from desktop.services.picture_delta import PictureDelta, Snapshot
from desktop.services.picture_layers import Moved, PictureLayers
from desktop.services.picture_state import READINGS, FieldNews, MadeLayers
from desktop.services.replay.cursor import Cursor, ReplayStatus
from desktop.services.replay.past import Past, Step, Then, go
from desktop.services.replay.steps import event_after, event_before, last_words
from desktop.services.replay.unchanged import kept_where_same
from desktop.storage.fault import StoreError
from desktop.storage.store import Store
from maps.layer import Layer

TICK_S = 0.1
RETRY_S = 1.0
Turn = Callable[[Cursor], Cursor]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listeners:
    """Both are called on the replay's thread; `on_delta` first."""

    on_delta: Callable[[PictureDelta], None]
    on_status: Callable[[ReplayStatus], None]


class Replay:
    """`snapshot()` and every wish may come from any thread."""

    def __init__(self, store: Store, at: datetime, listeners: Listeners, title_of: TitleOf, now: Now = utc_now) -> None:
        self._past, self._store, self._listeners, self._now = Past(store), store, listeners, now
        self._maker = PictureLayers(title_of, self._ticks)
        self._lock = threading.Lock()
        self._status = ReplayStatus(Cursor(at))
        self._then: Then | None = None
        self._layers: dict[str, Layer] = {}
        self._wanted: datetime | None = at
        self._events = 0
        self._watched: tuple[str, ...] = ()
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="replay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """When this returns no callback runs any more; not to be called from one."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    # wishes

    def jump(self, at: datetime) -> None:
        with self._lock:
            self._wanted, self._events = at, 0
        self._woken.set()

    def turn(self, change: Turn) -> None:
        """Another speed, play, pause, loop: whatever changes the cursor but not its moment."""
        with self._lock:
            changed = change(self._status.cursor)
            self._status = replace(self._status, cursor=replace(changed, at=self._status.cursor.at))
        self._woken.set()

    def step(self, events: int) -> None:
        """To the next event, or with -1 to the one before; it stands there."""
        with self._lock:
            self._events += events
        self._woken.set()

    def watch(self, ids: tuple[str, ...]) -> None:
        """What is selected is told of even where it was over by then."""
        with self._lock:
            self._watched = ids

    @property
    def status(self) -> ReplayStatus:
        with self._lock:
            return self._status

    def snapshot(self) -> Snapshot:
        """Of the moment; there must have been one."""
        with self._lock:
            assert self._then is not None
            return self._then.state.snapshot(self._then.at, self._then.seq, self._layers, linked=True)

    # the thread

    def _run(self) -> None:
        tick_s = ticks_s()
        while not self._stopped.is_set():
            begun_s, passed_s = ticks_s(), ticks_s() - tick_s
            tick_s = begun_s
            if not self._try(passed_s):
                self._stopped.wait(RETRY_S)
            elif self._status.cursor.playing:
                self._woken.wait(max(0.0, TICK_S - (ticks_s() - begun_s)))
            else:
                self._woken.wait()
                tick_s = ticks_s()
            self._woken.clear()

    def _try(self, passed_s: float) -> bool:
        try:
            self._move(passed_s)
        except StoreError as error:
            if self._status.linked:
                log.warning("the past cannot be read: %s", error)
            self._tell(lambda status: replace(status, linked=False))
            return False
        return True

    def _move(self, passed_s: float) -> None:
        with self._lock:
            wanted, events = self._wanted, self._events
            self._wanted, self._events = None, 0
        try:
            if events:
                wanted = self._event(events) or wanted
            if wanted is not None or self._then is None:
                self._jump(self._clipped(wanted or self._status.cursor.at))
            elif self._status.cursor.playing:
                self._play(self._then, passed_s)
        except StoreError:
            with self._lock:
                self._wanted = self._wanted or wanted
            raise
        self._tell(self._said)

    def _play(self, then: Then, passed_s: float) -> None:
        cursor = self._status.cursor
        until = self._clipped(cursor.after(passed_s))
        if cursor.loop is not None and until >= cursor.loop[1]:
            self._jump(cursor.loop[0])
            return
        news = self._past.read(then, until)
        if news is None:
            self._jump(until)
            return
        with self._lock:
            step = go(then, news)
        self._hand_over_step(then, step)

    def _event(self, events: int) -> datetime | None:
        then = self._then
        if then is None:
            return None
        self.turn(lambda cursor: replace(cursor, playing=False))
        find = event_after if events > 0 else event_before
        with self._store.read() as connection:
            return find(connection, then.seq, then.at)

    def _clipped(self, at: datetime) -> datetime:
        """Never into the future; a little before the first row, which shows that there was nothing."""
        begins = self._status.begins
        return max(min(at, self._now()), begins - timedelta(seconds=1)) if begins else min(at, self._now())

    def _jump(self, at: datetime) -> None:
        if self._status.begins is None:
            with self._lock:
                self._status = replace(self._status, begins=self._past.begin())
            at = self._clipped(at)
        then = self._past.jump(at)
        layers = self._maker.every(then.state, then.trails, at)
        fresh = {layer.name: kept_where_same(self._layers.get(layer.name), layer) for layer in layers}
        with self._lock:
            gone = tuple(name for name in self._layers if name not in fresh)
            self._then, self._layers = then, fresh
            self._status = replace(self._status, cursor=replace(self._status.cursor, at=at))
            watched = self._watched
        self._hand_over(PictureDelta(at=at, whole=True, gone_layers=gone, again=frozenset(READINGS)))
        with self._store.read() as connection:
            alarms, incidents = last_words(connection, watched, then)
        if alarms or incidents:
            self._hand_over(PictureDelta(at=at, alarms=alarms, incidents=incidents))

    def _hand_over_step(self, then: Then, step: Step) -> None:
        changed, moved = step.changed, Moved(units=bool(step.positions), sightings=step.sightings)
        made = self._maker.touched(then.state, changed, moved, then.trails, then.at)
        with self._lock:
            names = {layer.name for layer in made}
            gone = tuple(name for name in self._layers if name not in names) if "assets" in changed.again else ()
            kept = {name: layer for name, layer in self._layers.items() if name not in gone}
            self._layers = kept | {layer.name: layer for layer in made}
            self._status = replace(self._status, cursor=replace(self._status.cursor, at=then.at))
        news = FieldNews(step.latest, step.positions)
        delta = changed.delta(then.at, step.rows, news, MadeLayers(made, gone))
        if not delta.is_empty:
            self._hand_over(delta)

    def _said(self, status: ReplayStatus) -> ReplayStatus:
        then = self._then
        if then is None:
            return status
        at_head = self._now() - then.at < timedelta(seconds=1)
        cursor = replace(status.cursor, playing=status.cursor.playing and not at_head)
        return replace(
            status,
            cursor=cursor,
            quiet=then.quiet,
            erased=len(then.retold.erased),
            at_head=at_head,
            linked=True,
            loaded=True,
        )

    def _tell(self, change: Callable[[ReplayStatus], ReplayStatus]) -> None:
        with self._lock:
            status = self._status = change(self._status)
        self._call(lambda: self._listeners.on_status(status))

    def _hand_over(self, delta: PictureDelta) -> None:
        self._call(lambda: self._listeners.on_delta(delta))

    def _call(self, tell: Callable[[], None]) -> None:
        try:
            tell()
        except Exception:  # a listener's fault must not end the replay
            log.exception("the listener of the replay failed")

    def _ticks(self) -> float:
        """The replay's own seconds: marks of units age by them."""
        return self._then.at.timestamp() if self._then is not None else 0.0
