"""Alarms from their cause to their end: raised once, acknowledged by somebody, never lost, never raised by late news.

Every step is a row of the domain's table and lies in the journal in the transaction that changes the alarm.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection
from uuid_utils import uuid7

from desktop.domain.alarm import (
    NEXT_STATE,
    OPEN_STATES,
    Alarm,
    AlarmState,
    Cause,
    FalseCode,
    Step,
)
from desktop.domain.events import AlarmEvent
from desktop.domain.operator import Operator
from desktop.services.clock import Now, utc_now
from desktop.services.permit import permit
from desktop.storage import alarms as rows
from desktop.storage import journal
from desktop.storage.record import ConflictError
from desktop.storage.store import Store

BATCH = 50
LONGEST_SHELF = timedelta(hours=12)
"""A shelf is for a shift at most; longer is out of service, which needs authority."""


class UnknownAlarmError(LookupError):
    """There is no such alarm."""

    def __init__(self, alarm_id: str) -> None:
        super().__init__(f"there is no alarm {alarm_id}")
        self.alarm_id = alarm_id


class AlreadyTakenError(ValueError):
    """Somebody else was first; carries the alarm as it is now, so that the console can show who has it."""

    def __init__(self, alarm: Alarm, by: str, at: datetime | None) -> None:
        when = f" at {at:%H:%M:%S} UTC" if at else ""
        super().__init__(f"{by or 'somebody else'} was first{when}: the alarm is {alarm.state}")
        self.alarm, self.by, self.at = alarm, by, at


class ShelfRefusedError(ValueError):
    """A shelf needs a reason and an end within a shift."""


@dataclass(frozen=True, slots=True)
class _Act:
    """One step to be written: by whom, why, and what else it changes."""

    step: Step
    by: str
    note: str = ""


class Alarms:
    """Use cases of alarms. Thread: any; each call is one transaction. `writer` names the process in the journal."""

    def __init__(self, store: Store, writer: str = "node", now: Now = utc_now) -> None:
        self._store, self._writer, self._now = store, writer, now

    # what sources say

    def raise_(self, cause: Cause) -> Alarm:
        """Raise the alarm of the cause, or give the one already open. News older than what is known changes nothing."""
        with self._store.write() as connection:
            return self._raise(connection, cause)

    def raise_all(self, causes: Iterable[Cause]) -> list[Alarm]:
        """In transactions of fifty: a flood costs few commits, and never keeps other writers waiting for long."""
        raised: list[Alarm] = []
        waiting = iter(causes)
        while batch := list(islice(waiting, BATCH)):
            with self._store.write() as connection:
                raised += [self._raise(connection, cause) for cause in batch]
        return raised

    def return_(self, kind: str, source_id: str, detail: str, at: datetime) -> Alarm | None:
        """The cause is gone. None when no alarm is open for it, or the news is older than the alarm."""
        with self._store.write() as connection:
            return self._return(connection, (kind, source_id, detail), at)

    def return_all(self, keys: Iterable[tuple[str, str, str]], at: datetime) -> list[Alarm]:
        returned: list[Alarm | None] = []
        waiting = iter(keys)
        while batch := list(islice(waiting, BATCH)):
            with self._store.write() as connection:
                returned += [self._return(connection, key, at) for key in batch]
        return [alarm for alarm in returned if alarm is not None]

    # what logic hides

    def suppress(self, alarm_id: str, reason: str) -> Alarm:
        """By design: another alarm explains this one."""
        return self._do(alarm_id, _Act(Step.SUPPRESS, self._writer, reason))

    def unsuppress(self, alarm_id: str, reason: str = "") -> Alarm:
        return self._do(alarm_id, _Act(Step.UNSUPPRESS, self._writer, reason))

    def wake_shelved(self) -> list[Alarm]:
        """Bring back every shelved alarm whose time is over; the node calls it every few seconds."""
        now = self._now()
        with self._store.write() as connection:
            due = [
                alarm
                for alarm in rows.open_alarms(connection)
                if alarm.state is AlarmState.SHELVED and alarm.shelved_until and alarm.shelved_until <= now
            ]
            return [self._write(connection, alarm, _Act(Step.UNSHELVE, self._writer, "time is over")) for alarm in due]

    # what operators do

    def acknowledge(self, alarm_id: str, operator: Operator, version: int | None = None, note: str = "") -> Alarm:
        """Keep who and when. Twice by the same person is once; by another, AlreadyTakenError says who was first."""
        permit(self._store, self._writer, operator, "alarm.acknowledge")
        return self._do(alarm_id, _Act(Step.ACKNOWLEDGE, operator.login, note), version)

    def claim(self, alarm_id: str, operator: Operator, version: int | None = None) -> Alarm:
        permit(self._store, self._writer, operator, "alarm.claim")
        return self._do(alarm_id, _Act(Step.CLAIM, operator.login), version)

    def mark_false(
        self, alarm_id: str, operator: Operator, code: FalseCode, note: str = "", version: int | None = None
    ) -> Alarm:
        permit(self._store, self._writer, operator, "alarm.mark_false")
        return self._do(alarm_id, _Act(Step.FALSE, operator.login, f"{code}: {note}" if note else str(code)), version)

    def shelve(
        self, alarm_id: str, operator: Operator, span: timedelta, reason: str, version: int | None = None
    ) -> Alarm:
        """Hide for a time, with a reason; it stays counted, and comes back by itself. Raises ShelfRefusedError."""
        permit(self._store, self._writer, operator, "alarm.shelve")
        if not reason.strip() or not timedelta(0) < span <= LONGEST_SHELF:
            message = f"shelving needs a reason and a time up to {LONGEST_SHELF.seconds // 3600} hours"
            raise ShelfRefusedError(message)
        return self._do(alarm_id, _Act(Step.SHELVE, operator.login, reason), version, self._now() + span)

    def unshelve(self, alarm_id: str, operator: Operator) -> Alarm:
        permit(self._store, self._writer, operator, "alarm.unshelve")
        return self._do(alarm_id, _Act(Step.UNSHELVE, operator.login))

    def undo_shelf(self, alarm_id: str, operator: Operator) -> Alarm:
        """As it was before it was shelved, acknowledged or not: nobody need look again."""
        permit(self._store, self._writer, operator, "alarm.undo_shelf")
        return self._do(alarm_id, _Act(Step.UNDO_SHELF, operator.login))

    def take_out(self, alarm_id: str, operator: Operator, reason: str) -> Alarm:
        """Out of service for maintenance: a supervisor's act."""
        permit(self._store, self._writer, operator, "alarm.take_out")
        return self._do(alarm_id, _Act(Step.TAKE_OUT, operator.login, reason))

    def put_back(self, alarm_id: str, operator: Operator) -> Alarm:
        permit(self._store, self._writer, operator, "alarm.put_back")
        return self._do(alarm_id, _Act(Step.PUT_BACK, operator.login))

    # the one way a step is written

    def _do(self, alarm_id: str, act: _Act, version: int | None = None, until: datetime | None = None) -> Alarm:
        try:
            with self._store.write() as connection:
                alarm = found(connection, alarm_id)
                if _is_done_by(alarm, act):
                    return alarm
                _refuse_if_taken(alarm, act, version)
                return self._write(connection, alarm, act, until)
        except ConflictError:
            with self._store.read() as connection:
                alarm = found(connection, alarm_id)
            raise AlreadyTakenError(alarm, *_last_hand(alarm)) from None

    def _raise(self, connection: Connection, cause: Cause) -> Alarm:
        last = rows.find_last(connection, cause.kind, cause.source_id, cause.detail)
        if last is None or (last.state not in OPEN_STATES and cause.at > last.settled_at):
            alarm = _new_alarm(cause)
            rows.put(connection, alarm)
            raised = AlarmEvent(Step.RAISE, alarm, self._writer, cause.note)
            journal.append(connection, raised, self._writer, self._now())
            return alarm
        if last.state is AlarmState.RETURNED and cause.at > last.settled_at:
            fresh = replace(last, raised_at=cause.at, priority=cause.priority, place=cause.place or last.place)
            return self._write(connection, fresh, _Act(Step.RAISE_AGAIN, self._writer, cause.note))
        return last

    def _return(self, connection: Connection, key: tuple[str, str, str], at: datetime) -> Alarm | None:
        alarm = rows.find_open(connection, *key)
        late = alarm is None or at < alarm.raised_at
        if alarm is None or late or (alarm.state, Step.RETURN) not in NEXT_STATE:
            return None
        return self._write(connection, replace(alarm, returned_at=at), _Act(Step.RETURN, self._writer))

    def _write(self, connection: Connection, alarm: Alarm, act: _Act, until: datetime | None = None) -> Alarm:
        now = self._now()
        after = _signed(replace(alarm.after(act.step), shelved_until=until), act, now)
        rows.put(connection, after)
        journal.append(connection, AlarmEvent(act.step, after, act.by, act.note), self._writer, now)
        return after


def found(connection: Connection, alarm_id: str) -> Alarm:
    """Raises UnknownAlarmError."""
    alarm = rows.get(connection, alarm_id)
    if alarm is None:
        raise UnknownAlarmError(alarm_id)
    return alarm


def _new_alarm(cause: Cause) -> Alarm:
    return Alarm(
        id=str(uuid7()),
        kind=cause.kind,
        priority=cause.priority,
        source_id=cause.source_id,
        detail=cause.detail,
        place=cause.place,
        raised_at=cause.at,
    )


def _signed(alarm: Alarm, act: _Act, now: datetime) -> Alarm:
    """Who and when, as the step and the state it led to ask for."""
    if act.step is Step.ACKNOWLEDGE:
        alarm = replace(alarm, acknowledged_by=act.by, acknowledged_at=now)
    if act.step is Step.CLAIM:
        alarm = replace(alarm, claimed_by=act.by)
    if alarm.state is AlarmState.UNACKNOWLEDGED:
        alarm = replace(alarm, acknowledged_by=None, acknowledged_at=None, returned_at=None)
    return replace(alarm, closed_at=now) if alarm.state is AlarmState.CLOSED else alarm


def _is_done_by(alarm: Alarm, act: _Act) -> bool:
    """A second press of the same hand changes nothing and is no error."""
    if act.step is Step.ACKNOWLEDGE:
        return alarm.acknowledged_by == act.by and not alarm.needs_answer
    return act.step is Step.CLAIM and alarm.claimed_by == act.by


def _refuse_if_taken(alarm: Alarm, act: _Act, version: int | None) -> None:
    by, at = _last_hand(alarm)
    acknowledged_before = act.step is Step.ACKNOWLEDGE and alarm.acknowledged_by is not None
    claimed_before = act.step is Step.CLAIM and alarm.claimed_by not in {None, act.by}
    moved_on = version is not None and version != alarm.version and (alarm.state, act.step) not in NEXT_STATE
    if acknowledged_before or claimed_before or (moved_on and act.step is not Step.CLAIM):
        raise AlreadyTakenError(alarm, by, at)


def _last_hand(alarm: Alarm) -> tuple[str, datetime | None]:
    return alarm.acknowledged_by or alarm.claimed_by or "", alarm.acknowledged_at or alarm.closed_at
