"""A whole console on a real store, without a display, a map worker's drawing or a node."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import locale
from desktop.config import Settings
from desktop.domain.alarm import Alarm, Cause, Priority
from desktop.domain.asset import Asset, AssetKind
from desktop.domain.operator import Operator, Role, Session
from desktop.services.operators import HASHER
from desktop.storage import assets, operators, settings
from desktop.storage.store import Store
from desktop.view.assembly import Assembly
from desktop.view.shell import Shell
from desktop.view.window import ConsoleWindow
from maps.place import Place
from maps.view.canvas import MapCanvas
from maps.view.theme import style
from maps.view.theme.palette import DARK
from maps.worker_client import MapWorker

PLAZA = Place(22.7709, -102.5832)
PASSWORD = "una frase bastante larga"
ANA = Operator("op-ana", "ana", "Ana Ruiz", Role.SUPERVISOR)
WAIT_MS = 8000


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources are English; one test asks for Spanish."""
    monkeypatch.setenv("LANGUAGE", "en")
    locale.install("en")


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    style.apply(qapp, DARK)
    return qapp


def _asset(kind: str, code: str, name: str, north_m: float, **more: str | int) -> Asset:
    place = Place(PLAZA.lat_deg + north_m / 111_000, PLAZA.lon_deg)
    return Asset(f"{kind}-{code}", kind, code, name, place, attributes=more)


ASSETS = (
    _asset(AssetKind.METER, "M-01", "Medidor Jardín", 0.0),
    _asset(AssetKind.METER, "M-02", "Medidor Norte", 500.0),
    _asset(AssetKind.CONTAINER, "R-01", "Contenedor Mercado", 900.0),
    _asset(AssetKind.UNIT, "P-07", "Patrulla 7", 300.0, corps="patrol"),
    _asset(AssetKind.UNIT, "A-03", "Ambulancia 3", 2500.0, corps="ambulance"),
)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with assets and one operator, made once; copied for each test."""
    file = tmp_path_factory.mktemp("template") / "atalaya.sqlite"
    store = Store.open(file)
    with store.write() as connection:
        assets.put(connection, ASSETS)
        operators.put(connection, ANA, HASHER.hash(PASSWORD))
        settings.put(connection, "time_zone", "America/Mexico_City")
        settings.put(connection, "city_code", "ZAC")
    store.close()
    return file


@pytest.fixture
def folder(template: Path, data: Path) -> Path:
    (data / "atalaya.sqlite").write_bytes(template.read_bytes())
    return data


@dataclass(frozen=True, slots=True)
class Room:
    """A console and the hands of a test."""

    qtbot: QtBot
    shell: Shell
    assembly: Assembly

    @property
    def window(self) -> ConsoleWindow:
        return self.assembly.window

    @property
    def store(self) -> Store:
        services = self.assembly.desk.services
        assert services is not None
        return services.store

    def asset(self, code: str) -> Asset:
        return next(asset for asset in ASSETS if asset.code == code)

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=WAIT_MS)

    def raise_alarm(self, kind: str, code: str, priority: Priority, age_s: float = 5.0) -> Alarm:
        """By the service, as a node would; waits until the list shows it."""
        services, asset = self.assembly.desk.services, self.asset(code)
        assert services is not None
        at = datetime.now(UTC) - timedelta(seconds=age_s)
        alarm = services.alarms.raise_(Cause(kind, asset.id, "", priority, asset.place, at))
        self.until(lambda: alarm.id in self.assembly.situation.alarms)
        return alarm

    def alarm(self, alarm_id: str) -> Alarm:
        return self.assembly.situation.past_alarms[alarm_id]


@pytest.fixture
def seat() -> Callable[[Assembly], None]:
    """Ana signs in."""
    return lambda assembly: assembly.seat(Session("session-1", ANA, datetime.now(UTC)))


@pytest.fixture
def room(qtbot: QtBot, dressed: QApplication, folder: Path) -> Iterator[Room]:
    """Signed in, filled, 1920x1080."""
    worker = MapWorker(folder / "run", draws=False)
    canvas = MapCanvas(None)
    canvas.set_calm_motion(calm=True)
    shell = Shell(canvas)
    qtbot.addWidget(shell)
    assembly = Assembly(Settings(data=folder), shell, canvas, worker)
    assembly.starts_node = False
    shell.show()
    assembly.start(None)
    made = Room(qtbot, shell, assembly)
    made.until(lambda: assembly.situation.loaded)
    assembly.seat(Session("session-1", ANA, datetime.now(UTC)))
    yield made
    shell.close()
    worker.close()
