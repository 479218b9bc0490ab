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
    ACKNOWLEDGE = "acknowledged"
    RETURN = "returned"
    CLAIM = "claimed"
    SHELVE = "shelved"
    UNSHELVE = "unshelved"
    JOIN = "joined"
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
    (AlarmState.RETURNED, Step.FALSE): AlarmState.CLOSED,
    (AlarmState.SHELVED, Step.UNSHELVE): AlarmState.UNACKNOWLEDGED,
    (AlarmState.SHELVED, Step.RETURN): AlarmState.CLOSED,
    (AlarmState.SHELVED, Step.FALSE): AlarmState.CLOSED,
}
"""The allowed steps. JOIN and CLAIM keep the state; anything not here is refused."""

OPEN_STATES = frozenset(AlarmState) - {AlarmState.CLOSED}


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
    version: int = 1

    def after(self, step: Step) -> "Alarm":
        """The alarm in its next state, a version on; raises StepRefusedError."""
        if step in {Step.JOIN, Step.CLAIM}:
            state: AlarmState | None = self.state if self.state in OPEN_STATES else None
        else:
            state = NEXT_STATE.get((self.state, step))
        if state is None:
            raise StepRefusedError(self.id, self.state, step)
        return replace(self, state=state, version=self.version + 1)
