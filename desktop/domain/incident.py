"""An incident: a situation to be managed, with folio, type, place, time and state."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desktop.domain.alarm import Priority
from maps.place import Place


class IncidentState(StrEnum):
    OPEN = "open"
    ASSIGNED = "assigned"
    ON_SITE = "on_site"
    CLOSED = "closed"


class CloseCode(StrEnum):
    """Closure vocabulary of the C5: A, N, I, F, D."""

    AFFIRMATIVE = "A"
    NEGATIVE = "N"
    INFORMATIVE = "I"
    FALSE = "F"
    DUPLICATE = "D"


NEXT_STATES: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.OPEN: frozenset({IncidentState.ASSIGNED, IncidentState.CLOSED}),
    IncidentState.ASSIGNED: frozenset({IncidentState.OPEN, IncidentState.ON_SITE, IncidentState.CLOSED}),
    IncidentState.ON_SITE: frozenset({IncidentState.ASSIGNED, IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset(),
}


class MoveRefusedError(ValueError):
    """The incident cannot go from its state to the one asked for."""

    def __init__(self, folio: str, state: IncidentState, wanted: IncidentState) -> None:
        super().__init__(f"incident {folio} is {state}: it cannot become {wanted}")
        self.folio, self.state, self.wanted = folio, state, wanted


@dataclass(frozen=True, slots=True)
class Incident:
    """`type_code` is five digits of the CNIE; `unit_ids` are those on it now."""

    id: str
    folio: str
    type_code: str
    priority: Priority
    place: Place
    opened_at: datetime
    opened_by: str
    state: IncidentState = IncidentState.OPEN
    title: str = ""
    unit_ids: tuple[str, ...] = ()
    closed_at: datetime | None = None
    close_code: CloseCode | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.state is not IncidentState.CLOSED

    def moved(self, wanted: IncidentState) -> "Incident":
        if wanted not in NEXT_STATES[self.state]:
            raise MoveRefusedError(self.folio, self.state, wanted)
        return replace(self, state=wanted, version=self.version + 1)
