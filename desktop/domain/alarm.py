"""An alarm: an event that requires a timely response of an operator (ISA-18.2, IEC 62682)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from maps.place import Place


class Priority(IntEnum):
    HIGH = 1
    MEDIUM = 2
    LOW = 3


class AlarmState(StrEnum):
    """States of ISA-18.2; CLOSED is `normal` after the operator and the process are both done."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    """The cause is gone but nobody has acknowledged: it stays on the list."""
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"
    CLOSED = "closed"


class Step(StrEnum):
    RAISE = "raised"
    RAISE_AGAIN = "raised_again"
    """The cause came back before anybody had acknowledged that it was gone."""
    ACKNOWLEDGE = "acknowledged"
    RETURN = "returned"
    CLAIM = "claimed"
    SHELVE = "shelved"
    UNSHELVE = "unshelved"
    UNDO_SHELF = "shelving_undone"
    """Whoever shelved it takes that back: it is as it was before, acknowledged or not."""
    SUPPRESS = "suppressed"
    """By design: logic hides what another alarm explains (the lamps of a dead cabinet)."""
    UNSUPPRESS = "unsuppressed"
    TAKE_OUT = "taken_out"
    """Out of service: maintenance, needs authority."""
    PUT_BACK = "put_back"
    JOIN = "joined"
    LEAVE = "left"
    """It was joined to an incident that is not its own."""
    FALSE = "false"
    CLOSE = "closed"


NEXT_STATE: dict[tuple[AlarmState, Step], AlarmState] = {
    (AlarmState.UNACKNOWLEDGED, Step.ACKNOWLEDGE): AlarmState.ACKNOWLEDGED,
    (AlarmState.UNACKNOWLEDGED, Step.RETURN): AlarmState.RETURNED,
    (AlarmState.UNACKNOWLEDGED, Step.SHELVE): AlarmState.SHELVED,
    (AlarmState.UNACKNOWLEDGED, Step.FALSE): AlarmState.CLOSED,
    (AlarmState.ACKNOWLEDGED, Step.RETURN): AlarmState.CLOSED,
    (AlarmState.ACKNOWLEDGED, Step.SHELVE): AlarmState.SHELVED,
    (AlarmState.ACKNOWLEDGED, Step.FALSE): AlarmState.CLOSED,
    (AlarmState.ACKNOWLEDGED, Step.CLOSE): AlarmState.CLOSED,
    (AlarmState.RETURNED, Step.ACKNOWLEDGE): AlarmState.CLOSED,
    (AlarmState.RETURNED, Step.RAISE_AGAIN): AlarmState.UNACKNOWLEDGED,
    (AlarmState.RETURNED, Step.FALSE): AlarmState.CLOSED,
    (AlarmState.SHELVED, Step.UNSHELVE): AlarmState.UNACKNOWLEDGED,
    (AlarmState.SHELVED, Step.RETURN): AlarmState.CLOSED,
    (AlarmState.SHELVED, Step.FALSE): AlarmState.CLOSED,
    (AlarmState.UNACKNOWLEDGED, Step.SUPPRESS): AlarmState.SUPPRESSED,
    (AlarmState.ACKNOWLEDGED, Step.SUPPRESS): AlarmState.SUPPRESSED,
    (AlarmState.RETURNED, Step.SUPPRESS): AlarmState.SUPPRESSED,
    (AlarmState.SUPPRESSED, Step.UNSUPPRESS): AlarmState.UNACKNOWLEDGED,
    (AlarmState.SUPPRESSED, Step.RETURN): AlarmState.CLOSED,
    (AlarmState.UNACKNOWLEDGED, Step.TAKE_OUT): AlarmState.OUT_OF_SERVICE,
    (AlarmState.ACKNOWLEDGED, Step.TAKE_OUT): AlarmState.OUT_OF_SERVICE,
    (AlarmState.RETURNED, Step.TAKE_OUT): AlarmState.OUT_OF_SERVICE,
    (AlarmState.OUT_OF_SERVICE, Step.PUT_BACK): AlarmState.UNACKNOWLEDGED,
    (AlarmState.OUT_OF_SERVICE, Step.RETURN): AlarmState.CLOSED,
}
"""The allowed steps. JOIN, LEAVE and CLAIM keep the state, UNDO_SHELF brings it back; anything else is refused.

What has ended by itself may still be joined: the intruder is gone, the situation is not.

Whatever was hidden (shelved, suppressed, out of service) comes back unacknowledged: somebody must look again.
"""

HIDDEN_STATES = frozenset({AlarmState.SHELVED, AlarmState.SUPPRESSED, AlarmState.OUT_OF_SERVICE})
"""Off the operator's list, but counted in the strip: never a false calm."""

OPEN_STATES = frozenset(AlarmState) - {AlarmState.CLOSED}


@dataclass(frozen=True, slots=True)
class Cause:
    """What makes an alarm: one open alarm per `kind`, `source_id` and `detail`.

    `at` is the source's own time; for a source whose clock is in doubt, the time of arrival: what is older than the
    last step of the alarm is late news and raises nothing.
    """

    kind: str
    source_id: str
    detail: str
    priority: Priority
    place: Place | None
    at: datetime
    note: str = ""


class FalseCode(StrEnum):
    """Why an alarm was false: what the tuning of rules learns from."""

    ANIMAL = "animal"
    WEATHER = "weather"
    LIGHT = "light"
    VEGETATION = "vegetation"
    AUTHORISED = "authorised"
    """Somebody who may be there."""
    TEST = "test"
    DEVICE = "device"
    """The device is at fault, not the city."""
    OTHER = "other"


class StepRefusedError(ValueError):
    """The alarm is not in a state that allows the step."""

    def __init__(self, alarm_id: str, state: AlarmState, step: Step) -> None:
        super().__init__(f"alarm {alarm_id} is {state}: it cannot be {step}")
        self.alarm_id, self.state, self.step = alarm_id, state, step


@dataclass(frozen=True, slots=True)
class Alarm:
    """`kind` is a code (intrusion, silence ...), `source_id` the asset that raised it; `version` guards two hands.

    `detail` names what within the source (a zone, a quantity); one open alarm per kind, source and detail.
    """

    id: str
    kind: str
    priority: Priority
    source_id: str
    detail: str
    place: Place | None
    raised_at: datetime
    state: AlarmState = AlarmState.UNACKNOWLEDGED
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    returned_at: datetime | None = None
    claimed_by: str | None = None
    incident_id: str | None = None
    shelved_until: datetime | None = None
    closed_at: datetime | None = None
    version: int = 1

    @property
    def needs_answer(self) -> bool:
        """Nobody has acknowledged it and it is not hidden."""
        return self.state in {AlarmState.UNACKNOWLEDGED, AlarmState.RETURNED}

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def may_join(self) -> bool:
        """An incident may be made of it: while it is open, and after it has ended by itself (not as a false one)."""
        has_ended = self.returned_at is not None and self.acknowledged_by is not None
        return self.state in OPEN_STATES or has_ended

    @property
    def settled_at(self) -> datetime:
        """The last moment told about its cause: data that is older has nothing new to say."""
        return max(moment for moment in (self.raised_at, self.returned_at, self.closed_at) if moment is not None)

    def after(self, step: Step) -> "Alarm":
        """The alarm in its next state, a version on; raises StepRefusedError."""
        state = self._state_after(step)
        if state is None:
            raise StepRefusedError(self.id, self.state, step)
        return replace(self, state=state, version=self.version + 1)

    def _state_after(self, step: Step) -> AlarmState | None:
        if step is Step.JOIN:
            return self.state if self.may_join else None
        if step is Step.LEAVE:
            return self.state if self.incident_id is not None else None
        if step is Step.CLAIM:
            return self.state if self.state in OPEN_STATES else None
        if step is Step.UNDO_SHELF and self.state is AlarmState.SHELVED:
            return AlarmState.ACKNOWLEDGED if self.acknowledged_by is not None else AlarmState.UNACKNOWLEDGED
        return NEXT_STATE.get((self.state, step))
