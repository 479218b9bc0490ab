"""What happened in the generated city before today: two months of incidents, alarms and reports, all over and closed.

More happens where more people live and life is hard, and by night more than by day; always the same for a seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import shapely
from sqlalchemy import Connection

from desktop.domain.alarm import Alarm, AlarmState, Priority
from desktop.domain.area import MARGINALITY, POPULATION, Figure
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.cnie import type_of
from desktop.domain.events import AlarmEvent, IncidentEvent
from desktop.domain.incident import CloseCode, Incident, IncidentState
from desktop.services.exercise.city import GroundPlan
from desktop.services.exercise.feature_file import place_at
from desktop.services.folio import next_folio
from desktop.storage import alarms, incidents, journal, reports
from desktop.storage.reports import Report
from maps.place import Place

SPAN = timedelta(days=60)
INCIDENTS, ALARMS, REPORTS = 240, 110, 320
TYPES = ("40111", "40103", "30103", "30101", "40110", "10104", "20308", "30205", "40105", "20210", "10204", "40114")
KINDS: dict[str, str] = {AssetKind.CABINET: "phase_lost", AssetKind.METER: "leak", AssetKind.CONTAINER: "fill"}
WRITER = "exercise"
CATEGORIES = ("Bache", "Alumbrado", "Fuga de agua", "Basura", "Ruido", "Animal en la vía", "Poda", "Alcantarilla")
BY = "operador.nocturno"
HOURLY = (
    5, 4, 3, 2, 2, 2, 3, 4, 5, 5, 5, 5,
    6, 6, 6, 6, 6, 7, 8, 9, 10, 10, 9, 7,
)  # fmt: skip
"""How much of a day's trouble falls into each hour."""


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime
    place: Place


def write(
    connection: Connection,
    plan: GroundPlan,
    figures: Sequence[Figure],
    owned: Sequence[Asset],
    seed: int,
    now: datetime,
) -> None:
    """In the order of time, each with its rows of the journal."""
    dice = np.random.default_rng(seed + 8)
    moments = _Moments(plan, figures, dice, now)
    for moment in moments.some(INCIDENTS):
        _incident(connection, dice, moment)
    devices = [asset for asset in owned if asset.kind in KINDS]
    for number, moment in enumerate(moments.some(ALARMS)):
        _alarm(connection, dice, moment, devices[int(dice.integers(len(devices)))], number)
    for number, moment in enumerate(moments.some(REPORTS)):
        word = str(dice.choice(CATEGORIES))
        channel = str(dice.choice(("call", "app", "app", "whatsapp")))
        reports.put(connection, Report(f"past-report-{number:04}", channel, word, word, moment.at, moment.place))


class _Moments:
    """Times and places, as trouble is spread."""

    def __init__(self, plan: GroundPlan, figures: Sequence[Figure], dice: np.random.Generator, now: datetime) -> None:
        self._dice, self._now = dice, now
        known = {(figure.area_id, figure.name): figure.value for figure in figures}
        self._streets = [[street.line for street in area.streets] for area in plan.neighbourhoods]
        ids = [f"neighbourhood-{number:02}" for number in range(1, len(plan.neighbourhoods) + 1)]
        weight = np.array([known[id_, POPULATION] * (0.4 + known[id_, MARGINALITY] / 50) for id_ in ids])
        weight[[not streets for streets in self._streets]] = 0.0
        self._weight = weight / weight.sum()

    def some(self, count: int) -> list[_Moment]:
        return sorted((self._one() for _ in range(count)), key=lambda moment: moment.at)

    def _one(self) -> _Moment:
        dice = self._dice
        hour = int(dice.choice(24, p=np.array(HOURLY) / sum(HOURLY)))
        days = float(dice.uniform(1, SPAN.days))
        midnight = (self._now - timedelta(days=days)).replace(hour=6, minute=0, second=0, microsecond=0)
        at = midnight + timedelta(hours=hour, minutes=float(dice.uniform(0, 60)))
        streets = self._streets[int(dice.choice(len(self._weight), p=self._weight))]
        line = streets[int(dice.integers(len(streets)))]
        spot: shapely.Point = line.interpolate(float(dice.uniform(0, line.length)))
        return _Moment(min(at, self._now - timedelta(hours=3)), place_at(spot.x, spot.y))


def _incident(connection: Connection, dice: np.random.Generator, moment: _Moment) -> None:
    kind = type_of(str(dice.choice(TYPES)))
    folio = next_folio(connection, moment.at)
    opened = Incident(f"past-{folio}", folio, kind.code, kind.priority, moment.place, moment.at, BY, title=kind.name)
    arrived_at = moment.at + timedelta(minutes=float(dice.gamma(4.0, 2.4)) + 2)
    closed_at = arrived_at + timedelta(minutes=float(dice.uniform(12, 70)))
    code = CloseCode(str(dice.choice(("A", "A", "A", "N", "I"))))
    arrived = replace(opened, state=IncidentState.ON_SITE, version=2)
    closed = replace(arrived, state=IncidentState.CLOSED, version=3, closed_at=closed_at, close_code=code)
    for step, value, at in (
        ("opened", opened, moment.at),
        ("arrived", arrived, arrived_at),
        ("closed", closed, closed_at),
    ):
        incidents.put(connection, value)
        journal.append(connection, IncidentEvent(step, value, BY), WRITER, at)


def _alarm(connection: Connection, dice: np.random.Generator, moment: _Moment, asset: Asset, number: int) -> None:
    kind = "silence" if dice.random() < 0.35 else KINDS[asset.kind]
    ended = moment.at + timedelta(minutes=float(dice.uniform(20, 300)))
    raised = Alarm(f"past-alarm-{number:04}", kind, Priority.LOW, asset.id, f"past {number}", asset.place, moment.at)
    closed = replace(
        raised,
        state=AlarmState.CLOSED,
        acknowledged_by=BY,
        acknowledged_at=moment.at + timedelta(minutes=3),
        returned_at=ended,
        closed_at=ended,
        version=2,
    )
    for step, value, at in (("raised", raised, moment.at), ("closed", closed, ended)):
        alarms.put(connection, value)
        journal.append(connection, AlarmEvent(step, value, BY), WRITER, at)
