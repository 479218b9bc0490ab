"""What a row, a chip or a card says of an alarm or an incident: words and marks, made once, painted many times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from gettext import gettext as _

from desktop.domain.alarm import HIDDEN_STATES, Alarm, AlarmState, Priority
from desktop.domain.asset import Asset
from desktop.domain.cnie import UnknownTypeError, type_of
from desktop.domain.incident import Incident
from desktop.services.silence import GROUP_DETAIL, NO_PARENT
from desktop.services.silence import KIND as SILENCE
from desktop.view import words
from maps.view.theme.marks import Look, Mark, priority_mark

RATE_WINDOW = timedelta(minutes=10)
FLOOD_PER_WINDOW = 10
"""More alarms than this in ten minutes is a flood (ISA-18.2, EEMUA 191)."""

_HIDDEN_MARKS = {
    AlarmState.SHELVED: Mark.SHELVED,
    AlarmState.SUPPRESSED: Mark.SUPPRESSED,
    AlarmState.OUT_OF_SERVICE: Mark.OUT_OF_SERVICE,
}


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One open alarm as the list, the strip and the map's card show it."""

    alarm: Alarm
    what: str
    where: str
    source: str
    mark: Mark
    look: Look
    claimed_by: str = ""

    @property
    def id(self) -> str:
        return self.alarm.id

    @property
    def title(self) -> str:
        return f"{self.what} · {self.where}" if self.where else self.what

    @property
    def second_line(self) -> str:
        return " · ".join(part for part in (self.where, self.source) if part)

    @property
    def since(self) -> datetime:
        return self.alarm.raised_at

    @property
    def is_loud(self) -> bool:
        """High, its cause still there, and nobody has acknowledged it: it pulses."""
        return self.alarm.priority is Priority.HIGH and self.alarm.state is AlarmState.UNACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class IncidentRow:
    incident: Incident
    title: str
    second_line: str
    mark: Mark

    @property
    def id(self) -> str:
        return self.incident.id

    @property
    def since(self) -> datetime:
        return self.incident.opened_at


def look_of(alarm: Alarm) -> Look:
    if alarm.state is AlarmState.RETURNED:
        return Look.SLASHED
    return Look.FILLED if alarm.state is AlarmState.UNACKNOWLEDGED else Look.OUTLINE


def alarm_row(alarm: Alarm, assets: Mapping[str, Asset], people: Mapping[str, str]) -> AlarmRow:
    """`people` gives the shown name of an operator by id or login."""
    asset = assets.get(alarm.source_id)
    where = asset.name if asset and asset.name else asset.code if asset else _stranger(alarm)
    source = asset.code if asset and asset.code not in where else ""
    return AlarmRow(
        alarm,
        what=words.alarm_kind(alarm.kind),
        where=where,
        source=" · ".join(part for part in (source, _detail(alarm)) if part),
        mark=_HIDDEN_MARKS.get(alarm.state, priority_mark(alarm.priority)),
        look=look_of(alarm),
        claimed_by=people.get(alarm.claimed_by, alarm.claimed_by) if alarm.claimed_by else "",
    )


def _stranger(alarm: Alarm) -> str:
    """A source that is no asset: devices that belong to nothing, or one that nobody has registered."""
    return _("several devices") if alarm.source_id == NO_PARENT else alarm.source_id


def _detail(alarm: Alarm) -> str:
    if alarm.kind == SILENCE and alarm.detail == GROUP_DETAIL:
        return "" if alarm.source_id == NO_PARENT else _("all its devices")
    return words.quantity(alarm.detail) if alarm.detail in words.QUANTITY_WORDS else alarm.detail


def incident_row(incident: Incident) -> IncidentRow:
    state = words.incident_state(incident.state)
    return IncidentRow(
        incident,
        title=incident.title or type_name(incident.type_code),
        second_line=f"{incident.folio} · {state}",
        mark=priority_mark(incident.priority),
    )


def type_name(code: str) -> str:
    """The catalogue's own Spanish name: official, not translated."""
    try:
        return type_of(code).name
    except UnknownTypeError:
        return code


def most_pressing_first(rows: Iterable[AlarmRow]) -> list[AlarmRow]:
    """By priority; then what nobody has acknowledged; then the newest."""
    return sorted(rows, key=lambda row: (row.alarm.priority, not row.alarm.needs_answer, -row.since.timestamp()))


def on_the_list(rows: Iterable[AlarmRow]) -> list[AlarmRow]:
    return [row for row in rows if row.alarm.state not in HIDDEN_STATES]


def rate(rows: Iterable[AlarmRow], now: datetime) -> int:
    """Alarms raised in the last ten minutes."""
    return sum(now - row.since <= RATE_WINDOW for row in rows)
