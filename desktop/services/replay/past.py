"""The store at a moment of the past: a jump from the key frames before it, and steps forward from there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from desktop.domain.observation import Observation, Position
from desktop.services.picture_state import Changed, State
from desktop.services.replay.living import Living
from desktop.services.replay.retell import Retold, Today
from desktop.services.sighting_trails import GONE_S, SightingTrails
from desktop.storage import arrival, journal, key_frames, sightings, tape
from desktop.storage.journal import JournalRow
from desktop.storage.newest import FixRow, Newest, ReportRow, observation_of, position_of
from desktop.storage.sightings import SightingRow
from desktop.storage.store import Store

ROWS_AT_ONCE = 5_000
MOST_ARRIVALS = 200_000
"""What a jump reads of the field at most: where no frame is near, devices that were silent for longer are missing."""
STEP_ARRIVALS = 20_000
STEP_ROWS = 2_000
MOST_SIGHTINGS = 5_000
LATE = timedelta(minutes=1)
"""A message may be committed so long after it arrived: what a frame of the field cannot have yet."""
TRAIL = timedelta(seconds=GONE_S + 4.0)
QUIET = timedelta(minutes=5)
"""Nothing written and nothing heard for longer: the replay says that there are no data."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Nothing was recorded from `since` to `until`; None: nor before, nor after. `stopped`: no node ran."""

    since: datetime | None
    until: datetime | None
    stopped: bool = False


@dataclass(slots=True)
class Then:
    """A moment and all that was known in it; `go` moves it on."""

    at: datetime
    seq: int
    retold: Retold
    trails: SightingTrails
    newest: Newest
    quiet: Quiet | None = None

    @property
    def state(self) -> State:
        return self.retold.state


@dataclass(frozen=True, slots=True)
class Step:
    """What a step brought, as a delta of the picture tells it."""

    rows: tuple[JournalRow, ...]
    changed: Changed
    latest: tuple[Observation, ...] = ()
    positions: tuple[Position, ...] = ()
    sightings: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """Of one span of time, as the store has it."""

    until: datetime
    seq: int
    rows: tuple[JournalRow, ...]
    reports: list[ReportRow]
    fixes: list[FixRow]
    sightings: list[SightingRow]

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.reports or self.fixes or self.sightings)


class Past:
    """Reads only. Thread: one, not Qt's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._today: Today | None = None

    @property
    def today(self) -> Today:
        """Read with the first jump; raises a StoreError."""
        if self._today is None:
            with self._store.read() as connection:
                self._today = _today(connection)
        return self._today

    def begin(self) -> datetime | None:
        """When the tape begins."""
        with self._store.read() as connection:
            return tape.begin(connection)

    def jump(self, at: datetime) -> Then:
        """Raises a StoreError."""
        today = self.today
        with self._store.read() as connection:
            seq = tape.seq_at(connection, at)
            then = Then(at, seq, _retold(connection, today, seq), SightingTrails(), _newest(connection, at))
            then.trails.see(sightings.between(connection, at - TRAIL, at, MOST_SIGHTINGS))
            then.trails.forget_gone(at)
            then.quiet = _quiet(connection, at, stopped=then.retold.dark)
        then.state.latest = {name: observation_of(row) for name, row in then.newest.values.items()}
        then.state.positions = {name: position_of(row) for name, row in then.newest.fixes.items()}
        return then

    def read(self, then: Then, until: datetime) -> News | None:
        """What happened from there to a later moment; None where it is more than a step can take: jump there."""
        with self._store.read() as connection:
            seq = max(then.seq, tape.seq_at(connection, until))
            if seq - then.seq > STEP_ROWS or arrival.count(connection, then.at, until) > STEP_ARRIVALS:
                return None
            return News(
                until,
                seq,
                tuple(tape.span(connection, then.seq, seq, STEP_ROWS)),
                arrival.reports(connection, then.at, until, STEP_ARRIVALS),
                arrival.fixes(connection, then.at, until, STEP_ARRIVALS),
                sightings.between(connection, max(then.at, until - TRAIL), until, MOST_SIGHTINGS),
            )


def go(then: Then, news: News) -> Step:
    """Move a moment on. No query: it may be done while others wait for the moment."""
    state, newest = then.state, then.newest
    latest = tuple(observation_of(newest.values[name]) for name in newest.take_reports(news.reports))
    positions = tuple(position_of(newest.fixes[name]) for name in newest.take_fixes(news.fixes))
    changed = then.retold.take(news.rows)
    state.latest.update(((one.device_id, one.quantity), one) for one in latest)
    state.positions.update((one.device_id, one) for one in positions)
    seen, went = then.trails.see(news.sightings), then.trails.forget_gone(news.until)
    then.at, then.seq = news.until, news.seq
    if not news.is_empty:
        then.quiet = None
    return Step(news.rows, changed, latest, positions, seen or went)


def _today(connection: Connection) -> Today:
    present = State()
    present.read_all(connection)
    seq = journal.head(connection).seq
    frame = key_frames.tape_before(connection, seq)
    told = Living(tape.numbered(connection, frame.living) if frame else ())
    for rows in _chunks(connection, frame.seq if frame else 0, seq):
        told.take(rows)
    return Today.of(present, told.keys)


def _retold(connection: Connection, today: Today, seq: int) -> Retold:
    retold, frame = Retold.before_all(today), key_frames.tape_before(connection, seq)
    if frame is not None:
        retold.take(tape.numbered(connection, frame.living))
    for rows in _chunks(connection, frame.seq if frame else 0, seq):
        retold.take(rows)
    return retold


def _chunks(connection: Connection, seq: int, until: int) -> Iterator[list[JournalRow]]:
    while seq < until:
        rows = tape.span(connection, seq, until, ROWS_AT_ONCE)
        if not rows:
            return
        yield rows
        seq = rows[-1].seq


def _newest(connection: Connection, at: datetime) -> Newest:
    frame = key_frames.field_before(connection, at)
    newest = frame.newest if frame else Newest()
    since = frame.at - LATE if frame else at - timedelta(days=36_500)
    newest.take_reports(arrival.reports(connection, since, at, MOST_ARRIVALS))
    newest.take_fixes(arrival.fixes(connection, since, at, MOST_ARRIVALS))
    return newest


def _quiet(connection: Connection, at: datetime, *, stopped: bool) -> Quiet | None:
    """The span around a moment in which neither the tape nor the field has anything."""
    told = tape.time_of(connection, tape.seq_at(connection, at))
    before = _latest(told, arrival.last_before(connection, at), sightings.last_before(connection, at))
    after = _earliest(
        tape.time_after(connection, at), arrival.first_after(connection, at), sightings.first_after(connection, at)
    )
    if before is not None and after is not None and after - before <= QUIET and not stopped:
        return None
    if before is not None and at - before <= QUIET and not stopped:
        return None
    return Quiet(before, after, stopped=stopped)


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
