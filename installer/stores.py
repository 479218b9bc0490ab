"""The stores that pictures are taken of: a real one from the shared data, and what a picture needs around it."""

import io
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import pyproj  # noqa: F401  before SpatiaLite: the other order is a segmentation fault
from photographer import Photographer
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop import cli, config
from desktop.config import Settings
from desktop.domain.operator import Operator, Role
from desktop.services import node_status
from desktop.services.operators import Accounts
from desktop.services.photos import Photos
from desktop.sources import broker, detached
from desktop.storage.store import Store
from desktop.view.sign_in import SignIn

PHRASE = "tres gatos en la azotea"


def make_store(settings: Settings) -> None:
    shared = settings.shared
    verb("city", "import", f"{shared}/maps/liechtenstein-latest.osm.pbf", "--name", "Liechtenstein", data=settings.data)
    store = Store.open(settings.store_location)
    try:
        _people_and_photos(store, settings)
    finally:
        store.close()


def _people_and_photos(store: Store, settings: Settings) -> None:
    accounts = Accounts(store)
    accounts.first_administrator()
    supervisor = Operator("op-ana", "ana", "Ana Ruiz", Role.SUPERVISOR)
    machine = Operator("machine", "machine", "machine", Role.ADMIN)
    accounts.create(supervisor, PHRASE, machine)
    accounts.create(Operator("op-eva", "eva", "Eva Luna", Role.ADMIN), PHRASE, machine)
    Photos(store, settings.data).index(settings.shared / "drones/survey", supervisor)


def sign_in(console: Photographer, login: str = "ana") -> None:
    console.until(lambda: console.shell.findChild(SignIn))
    page = console.shell.findChild(SignIn)
    assert page is not None
    QTest.keyClicks(page.login, login)
    QTest.keyClicks(page.password, PHRASE)
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    console.until(lambda: console.assembly.desk.operator)


def verb(*arguments: str, data: Path) -> None:
    said = io.StringIO()
    with redirect_stdout(said):
        status = cli.main([*arguments, "--data", str(data)])
    if status:
        raise RuntimeError(f"atalaya {' '.join(arguments)} gave {status}")


def end_node(settings: Settings) -> None:
    status = node_status.read(settings.data)
    if status is not None:
        detached.end(status.pid)
    broker.stop(settings.data)


@contextmanager
def own_settings() -> Generator[Settings]:
    """An empty data folder; models and shared data as everywhere."""
    with tempfile.TemporaryDirectory(prefix="atalaya-shots-", ignore_cleanup_errors=True) as folder:
        yield config.load(None, Path(folder)).model_copy(update={"store": None, "broker": None, "theme": "dark"})
