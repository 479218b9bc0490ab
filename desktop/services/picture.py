"""The console's picture of the city: everything it shows, kept fresh from the journal and the newest values.

One thread follows: rows of the journal as they are committed, newest values, fixes and sightings by cheap polls from a
cursor. It hands frozen deltas to one callback, and layers of the map only when they changed. No Qt: `view/bridge.py`
carries the deltas over.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence

from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.services.clock import Now, Ticks, ticks_s, utc_now
from desktop.services.map_layers import TitleOf
from desktop.services.picture_delta import PictureDelta, Snapshot
from desktop.services.picture_layers import Moved, PictureLayers
from desktop.services.picture_state import READINGS, Changed, FieldNews, MadeLayers, State
from desktop.services.sighting_trails import SightingTrails
from desktop.storage import journal, observations, sightings
from desktop.storage.fault import StoreError
from desktop.storage.journal import Follower, JournalRow
from desktop.storage.observations import Changes
from desktop.storage.store import Store
from maps.layer import Layer

__all__ = ["Picture", "PictureDelta", "Snapshot", "code_title"]

POLL_S = 0.1
"""Sightings move ten times a second; rows of the journal do not wait for it."""
LATEST_POLL_S = 0.25
"""Values and fixes: at ten thousand messages a second, still four deltas a second."""
RETRY_S = 1.0
SIGHTINGS_AT_ONCE = 5000

log = logging.getLogger(__name__)


def code_title(alarm: Alarm, asset: Asset | None) -> str:
    """Codes alone: a console hands in its own words."""
    return f"{alarm.kind} · {asset.name or asset.code if asset else alarm.source_id}"


class Picture:
    """`on_delta` is called on the picture's thread. `snapshot()` may be taken from any thread, at any time."""

    def __init__(
        self,
        store: Store,
        on_delta: Callable[[PictureDelta], None],
        title_of: TitleOf = code_title,
        now: Now = utc_now,
        ticks: Ticks = ticks_s,
    ) -> None:
        self._store, self._on_delta, self._now, self._ticks = store, on_delta, now, ticks
        self._lock = threading.Lock()
        self._state, self._trails, self._maker = State(), SightingTrails(), PictureLayers(title_of, ticks)
        self._layers: dict[str, Layer] = {}
        self._waiting: deque[JournalRow] = deque()
        self._woken, self._stopped = threading.Event(), threading.Event()
        self._linked = True
        self._cursor = self._sighting_cursor = self._latest_cursor = 0
        self._latest_tick = float("-inf")
        self._follower: Follower | None = None
        self._thread = threading.Thread(target=self._run, name="picture", daemon=True)

    def start(self) -> None:
        """The first delta is whole; it comes as soon as the store was read."""
        self._thread.start()

    def stop(self) -> None:
        """When this returns no callback runs any more; not to be called from the callback."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def snapshot(self) -> Snapshot:
        with self._lock:
            return self._state.snapshot(self._now(), self._cursor, self._layers, linked=self._linked)

    def _run(self) -> None:
        fresh = False
        while not self._stopped.is_set():
            fresh = self._try(self._step if fresh else self._begin)
            if fresh and self._woken.wait(POLL_S):
                self._woken.clear()
            elif not fresh:
                self._stopped.wait(RETRY_S)
        self._stop_following()

    def _try(self, act: Callable[[], None]) -> bool:
        """A store that is away is said once, and once that it is back; the picture stays as it was, ageing."""
        try:
            act()
        except StoreError as error:
            if self._linked:
                log.warning("the picture cannot be refreshed: %s", error)
                self._tell_link(linked=False)
            return False
        if not self._linked:
            log.info("the picture is fresh again, from row %d", self._cursor)
            self._tell_link(linked=True)
        return True

    def _tell_link(self, *, linked: bool) -> None:
        with self._lock:
            self._linked = linked
        self._hand_over(PictureDelta(at=self._now(), linked=linked))

    def _begin(self) -> None:
        """All anew: at the start, and after the store was away (whatever was half taken is replaced)."""
        self._stop_following()
        state = State(camera_states=self._state.camera_states)
        with self._store.read() as connection:
            cursor = journal.head(connection).seq
            state.read_all(connection)
            changes = observations.changes(connection, 0)
            self._sighting_cursor = sightings.head(connection)
        state.advance(changes)
        self._latest_cursor = changes.cursor
        layers = {layer.name: layer for layer in self._maker.every(state, self._trails, self._now())}
        with self._lock:
            self._state, self._cursor, self._layers = state, cursor, layers
        self._hand_over(PictureDelta(at=self._now(), whole=True, again=frozenset(READINGS)))
        self._follower = Follower(self._store, cursor, self._on_rows)
        self._follower.start()

    def _stop_following(self) -> None:
        if self._follower is not None:
            self._follower.stop()
        self._follower = None
        self._waiting.clear()

    def _on_rows(self, rows: Sequence[JournalRow]) -> None:
        """On the follower's thread."""
        self._waiting.extend(rows)
        self._woken.set()

    def _step(self) -> None:
        changes, sightings_moved = self._poll()
        rows = self._next_rows()
        with self._lock:
            changed = self._state.take(rows)
            self._state.advance(changes)
        self._read_again(changed)
        moved = Moved(units=bool(changes.positions), sightings=sightings_moved)
        layers = self._maker.touched(self._state, changed, moved, self._trails, self._now())
        gone = self._keep(layers, every="assets" in changed.again, cursor=rows[-1].seq if rows else self._cursor)
        news = FieldNews(changes.observations, changes.positions)
        delta = changed.delta(self._now(), rows, news, MadeLayers(layers, gone))
        if not delta.is_empty:
            self._hand_over(delta)

    def _poll(self) -> tuple[Changes, bool]:
        tick = self._ticks()
        changes = Changes(self._latest_cursor, (), ())
        with self._store.read() as connection:
            if tick - self._latest_tick >= LATEST_POLL_S:
                self._latest_tick = tick
                changes = observations.changes(connection, self._latest_cursor)
            rows = sightings.after(connection, self._sighting_cursor, SIGHTINGS_AT_ONCE)
        self._latest_cursor = changes.cursor
        if rows:
            self._sighting_cursor = rows[-1].id
        seen, went = self._trails.see(rows), self._trails.forget_gone(self._now())
        return changes, seen or went

    def _next_rows(self) -> tuple[JournalRow, ...]:
        rows: list[JournalRow] = []
        while self._waiting:
            rows.append(self._waiting.popleft())
        return tuple(rows)

    def _read_again(self, changed: Changed) -> None:
        """What rows only name. The lock is held to write, never during a query."""
        if not changed.again and not changed.asset_ids:
            return
        fresh = State(assets=dict(self._state.assets))
        with self._store.read() as connection:
            fresh.read_again(connection, changed)
        with self._lock:
            self._state.assets = fresh.assets
            for name in changed.again:
                setattr(self._state, name, getattr(fresh, name))

    def _keep(self, layers: Sequence[Layer], *, every: bool, cursor: int) -> tuple[str, ...]:
        """Keep the layers for snapshots; gives the names of those that are no more."""
        names = {layer.name for layer in layers}
        gone = tuple(name for name in self._layers if name not in names) if every else ()
        with self._lock:
            self._cursor = cursor
            kept = {name: layer for name, layer in self._layers.items() if name not in gone}
            self._layers = kept | {layer.name: layer for layer in layers}
        return gone

    def _hand_over(self, delta: PictureDelta) -> None:
        try:
            self._on_delta(delta)
        except Exception:  # a listener's fault must not end the following
            log.exception("the listener of the picture failed")
