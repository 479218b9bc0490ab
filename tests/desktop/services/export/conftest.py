"""An intrusion seen by a camera, with a unit on its way and a note that nobody outside may read."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.alarm import Cause, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.incident import Incident
from desktop.domain.observation import Position
from desktop.domain.operator import Operator, Role
from desktop.services.alarms import Alarms
from desktop.services.export.exports import Exported, Exports
from desktop.services.export.order import PageOrder
from desktop.services.export.subject import IncidentSubject, Request, Setup
from desktop.services.export.template import Template, coarse
from desktop.services.incidents import Incidents
from desktop.storage import assets, cameras, observations, operators, settings
from desktop.storage.store import Store
from maps.place import Place
from video.camera import Camera, Mount

PLAZA = Place(22.7709, -102.5832)
SECRET, NOTE = "hunter2-rtsp", "Vive en Morelos 12, lo denuncia su hermana"
A4 = Setup()
PLATE = "EXERCISE · NOTHING IS REAL"


def beside(north_m: float, east_m: float) -> Place:
    return Place(
        PLAZA.lat_deg + north_m / 111_195, PLAZA.lon_deg + east_m / 111_195 / math.cos(math.radians(PLAZA.lat_deg))
    )


def thing(kind: str, code: str, place: Place, **attributes: str) -> Asset:
    return Asset(f"{kind}-{code}", kind, code, f"{kind} {code}", place, attributes=attributes)


@dataclass(frozen=True, slots=True)
class World:
    """What the tests may name."""

    camera: Asset
    unit: Asset
    colonia: Asset
    case: Incident


@pytest.fixture
def sofia() -> Operator:
    return Operator("id-sofia", "sofia", "Sofía Hernández", Role.SUPERVISOR)


@pytest.fixture
def ana() -> Operator:
    return Operator("id-ana", "ana", "Anabel Quiroz", Role.OPERATOR)


@pytest.fixture
def world(store: Store, clock: Callable[[], datetime], ana: Operator, sofia: Operator) -> World:
    middle = coarse(beside(20, 30))
    corner = Place(middle.lat_deg + 35 / 111_195, middle.lon_deg + 35 / 102_500)
    camera = thing("camera", "C-04", corner, url=f"rtsp://admin:{SECRET}@10.0.0.4/1")
    unit = thing("unit", "P-12", beside(900, 900), unit_kind="patrol", radio=SECRET)
    ring = (beside(-300, -300), beside(-300, 300), beside(300, 300), beside(300, -300))
    colonia = Asset("col-1", AssetKind.NEIGHBOURHOOD, "COL-1", "Centro", PLAZA, outline=ring)
    lamps = [thing("luminaire", f"L-{n}", beside(120 + n, 10 - 20 * n)) for n in range(4)]
    with store.write() as connection:
        for one in (ana, sofia):
            operators.put(connection, one, "no hash")
        assets.put(connection, (camera, unit, colonia, *lamps, thing("luminaire", "L-9", beside(9000, 0))))
        mount = Mount(corner, heading_deg=200.0)
        cameras.put(connection, Camera(camera.id, "C-04 Parque Morelos", str(camera.attributes["url"]), mount))
        settings.put(connection, "city_name", "Valle Alto")
        settings.put(connection, "city_code", "VAL")
        settings.put(connection, "time_zone", "America/Mexico_City")
        fix = Position(unit.id, beside(250, -400), clock(), clock(), "k", 120.0, 8.0)
        observations.add_positions(connection, [fix])
    cause = Cause("intrusion", camera.id, "puerta azul", Priority.HIGH, camera.place, clock(), "person")
    alarm = Alarms(store, now=clock).raise_(cause)
    cases = Incidents(store, now=clock)
    incident = cases.open_from_alarm(alarm.id, ana, title="Intrusión · C-04 Calle Morelos 12")
    cases.assign_unit(incident.id, unit.id, ana)
    return World(camera, unit, colonia, cases.note(incident.id, NOTE, ana))


class NoTools:
    """Neither pages nor conversions are asked for."""

    def draw(self, order: PageOrder, _on_page: object) -> int:
        raise AssertionError(order)

    def convert(self, source: Path, target: Path, driver: str) -> None:
        raise AssertionError(source, target, driver)


@dataclass(frozen=True, slots=True)
class Hands:
    """Exports of the case, as a supervisor asks for them."""

    store: Store
    world: World
    data: Path
    sofia: Operator
    clock: Any

    def __call__(
        self,
        name: str,
        template: Template = Template.REPORT,
        tools: Any = None,
        by: Operator | None = None,
        setup: Setup = A4,
    ) -> Exported:
        (done,) = self.every((name,), template, tools, by, setup)
        return done

    def every(
        self,
        names: tuple[str, ...],
        template: Template = Template.REPORT,
        tools: Any = None,
        by: Operator | None = None,
        setup: Setup = A4,
    ) -> list[Exported]:
        outs = tuple(self.data / "out" / name for name in names)
        (self.data / "out").mkdir(exist_ok=True)
        request = Request(IncidentSubject(self.world.case.folio), template, outs, PLATE, "en", setup)
        return self.exports.export(request, by or self.sofia, tools or NoTools())

    @property
    def exports(self) -> Exports:
        return Exports(self.store, self.data, self.data / "run", now=self.clock)


@pytest.fixture
def export(store: Store, world: World, clock: Any, sofia: Operator, data: Path) -> Hands:
    return Hands(store, world, data, sofia, clock)


@pytest.fixture
def shift(clock: Any) -> tuple[datetime, datetime]:
    """The hours around the case."""
    return clock() - timedelta(hours=4), clock() + timedelta(hours=4)
