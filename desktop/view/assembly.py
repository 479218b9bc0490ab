"""The parts of the console put together around a store. Imported behind the first picture, for it costs time.

The Qt thread only asks and shows: opening, reading and acting run in the services thread, the picture in its own.
"""

import importlib
import logging
from gettext import gettext as _
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.config import Settings
from desktop.domain.alarm import Alarm
from desktop.domain.asset import Asset
from desktop.domain.incident import Incident
from desktop.domain.operator import Session
from desktop.services.exercise.names import SCENE_FILE
from desktop.services.node_link import NodeLink, NodeView, Presence
from desktop.services.picture import Picture
from desktop.services.picture_delta import PictureDelta
from desktop.view import health
from desktop.view.ask import Ask, OnAnswer, Relay
from desktop.view.beat import Beat
from desktop.view.bridge import Bridge
from desktop.view.cards import Cards
from desktop.view.companion import Companion
from desktop.view.desk import Desk
from desktop.view.ground import CityGround
from desktop.view.health import DiskUse
from desktop.view.layers.room import LayerRoom
from desktop.view.node_news import NodeNews
from desktop.view.opening import Opened, open_store
from desktop.view.page.desk import PageDesk
from desktop.view.planning.planning import Planning
from desktop.view.reading import read_past
from desktop.view.remembered import Remembered, remember
from desktop.view.replay.replaying import Replaying
from desktop.view.rows import alarm_row
from desktop.view.shell import Shell
from desktop.view.sign_in import SignIn
from desktop.view.situation import Situation, Topic, zone_named
from desktop.view.state_plate import Plate, StatePlate
from desktop.view.time_band import SPAN
from desktop.view.window import ConsoleWindow
from maps.view.canvas import MapCanvas
from maps.view.theme import scale
from maps.worker_client import MapWorker
from video.slot_folder import slots_of
from video.view.tile import VideoTile
from video.view.tile_clock import TileClock

log = logging.getLogger(__name__)
_ICONS_AFTER_MS = 5_000


def _nothing(_answer: object) -> None:
    """Nobody waits for it."""


class Assembly(QObject):
    """One console: made on the Qt thread, closed on it."""

    def __init__(self, settings: Settings, shell: Shell, canvas: MapCanvas, worker: MapWorker) -> None:
        super().__init__(shell)
        self._settings, self._shell, self._canvas, self._worker = settings, shell, canvas, worker
        self._acts, self._questions, self._relay = Ask(self, "acts"), Ask(self, "questions"), Relay(self)
        self.situation = Situation()
        self.desk = Desk(Beat(self), self._acts, self._questions, self.situation, self)
        self.desk.tile_for, self.desk.preview = self._tile, self._preview
        self.bridge = Bridge(self.situation, self)
        self.ground = CityGround(canvas, settings.data, self)
        self.window = ConsoleWindow(self.desk, canvas)
        self.layers = self.window.layers = LayerRoom(self.desk, worker, self.window)
        self._tiles = TileClock(self)
        self.planning = Planning(self.desk, self.window.operation, settings, worker, self)
        self.planning.engine.node_alive = lambda: self._node is None or self._node.presence is Presence.ALIVE
        self.window.take_planning(self.planning)
        self._pages = self.window.acts.pages = PageDesk(self.desk, settings, worker, self.window, self)
        self._pages.told.connect(self.window.acts.done)
        self.companion = self.window.companion = Companion(self.desk, settings, canvas, self)
        self.replaying = self.window.replaying = Replaying(self.desk, self.bridge, self.window, self._title_of, self)
        self._picture: Picture | None = None
        self._link: NodeLink | None = None
        self._node: NodeView | None = None
        self._news, self._disk = NodeNews(), None
        self._cover: QWidget | None = None
        self.starts_node = True
        """Whether a node that is gone is replaced; never for a shared store, which has its own."""
        self.asks_who = True
        """False for a start that is only measured."""
        self._connect()

    def _connect(self) -> None:
        self.bridge.told.connect(self._follow)
        self.bridge.layer_made.connect(self.layers.see_layer)
        self.companion.said.connect(self.window.say)
        self.companion.layer_received.connect(lambda one: self.layers.hand_over(str(one.gpkg), str(one.qml), one.name))
        self._canvas.set_card_words(Cards(self.desk, self.window.operation.context).words)
        self.desk.beat.second.connect(self._look_around)
        self._shell.closing.connect(self.close)

    def start(self, known: Remembered | None) -> None:
        """Fill the shell, then open the store behind it."""
        self._shell.fill(self.window)
        if known is not None:
            self.ground.take_drawn(known)
            self.window.show_exercise(exercise=known.exercise)
            self.window.show_zone(zone_named(known.time_zone))
        self.window.focus_body()
        self._open()
        narrow = self._shell.width() < scale.CONTEXT_FOLDS_BELOW_PX
        QTimer.singleShot(0 if narrow else _ICONS_AFTER_MS, self, self._fetch_icons)

    def _fetch_icons(self) -> None:
        """Before the map comes close enough to need them: their library takes longer than a frame to import."""
        dress = self.window.operation.dress
        self._questions(self, lambda: importlib.import_module("qtawesome"), lambda _library: dress(), _nothing)

    # the store

    def _open(self) -> None:
        self._questions(self, lambda: open_store(self._settings), self._opened, self._not_opened)

    def _not_opened(self, fault: Exception) -> None:
        """The window stays and says so; the button tries again."""
        plate = Plate(_("The store cannot be opened."), str(fault), _("Try again"), self._open_again)
        self._show_cover(StatePlate(plate))

    def _open_again(self) -> None:
        self._show_cover(None)
        self._open()

    def _opened(self, opened: Opened) -> None:
        store = opened.services.store
        self.desk.services = opened.services
        self.layers.begin(self._settings.layers)
        self._picture = Picture(store, self._take_delta, self._title_of)
        self._picture.start()
        self._link = NodeLink(self._settings)
        self.starts_node = self.starts_node and not store.is_postgres
        self._link.keep(self._relay.wrap(self._show_node), starts=self.starts_node)
        self.desk.ask(self, lambda services: read_past(services.store, SPAN), self._show_past)
        self.companion.start()
        if opened.session is not None:
            self.seat(opened.session)
        elif self.asks_who:
            self._ask_who(opened)

    def _take_delta(self, delta: PictureDelta) -> None:
        """On the picture's thread."""
        if self._picture is not None:
            self._tell_roads(delta)
            self.bridge.receive(delta, self._picture.snapshot)

    def _tell_roads(self, delta: PictureDelta) -> None:
        roads = self.desk.services.roads if self.desk.services else None
        if roads is not None and delta.whole:
            roads.forget()
        elif roads is not None:
            roads.take(delta.rows)

    def _title_of(self, alarm: Alarm, asset: Asset | None) -> str:
        """On the picture's thread; reads nothing of Qt's."""
        return alarm_row(alarm, {asset.id: asset} if asset else {}, {}).title

    def _show_past(self, past: tuple[tuple[Alarm, ...], tuple[Incident, ...]]) -> None:
        self.situation.take_past(*past)
        self.window.show_past()

    def _follow(self, topics: frozenset[Topic]) -> None:
        if Topic.CITY in topics:
            self.ground.show_known(self.situation.base_maps)

    # who sits here

    def _ask_who(self, opened: Opened) -> None:
        page = SignIn(self._acts, opened.services.accounts)
        page.signed_in.connect(self.seat)
        if opened.one_time_password:
            words = _("First start. Sign in once as '{login}' with the password {password} and choose your own.")
            page.show_notice(words.format(login=opened.first_login, password=opened.one_time_password))
        self._show_cover(page)

    def seat(self, session: Session) -> None:
        """Somebody has signed in."""
        self._show_cover(None)
        self.desk.seat(session.operator)
        self.window.focus_body()

    def _show_cover(self, page: QWidget | None) -> None:
        self.window.cover(page)
        if self._cover is not None:
            self._cover.deleteLater()
        self._cover = page

    # the node and the machine

    def _show_node(self, node: NodeView) -> None:
        self._node = node
        news = self._news.heard(node, self.desk.beat.now, self.desk.zone, replaced=self.starts_node)
        if news:
            self.window.say(news)
        self._show_health()

    def _look_around(self) -> None:
        """Once a second, in the questions' thread: small files and a number of the disk."""
        link, data = self._link, self._settings.data
        if link is not None and self._shell.isVisible():
            self._questions(self, lambda: (link.look(), DiskUse.of(data)), self._looked, self._not_looked)

    def _looked(self, seen: tuple[NodeView, DiskUse]) -> None:
        self._node, self._disk = seen
        self._show_health()

    def _not_looked(self, fault: Exception) -> None:
        log.warning("the node's word cannot be read: %s", fault)

    def _show_health(self) -> None:
        fields = health.fields(self._node, self.situation, self.ground.under_the_view, self._disk, self.desk.beat.now)
        self.window.status.show_health(fields)

    # what the panels need of other processes

    def _tile(self, camera_id: str, parent: QWidget) -> QWidget:
        camera = self.situation.cameras[camera_id]
        tile = VideoTile(camera, slots_of(self._settings.runtime), self._tiles, parent)
        if self.situation.is_exercise and (asset := self.situation.assets.get(camera_id)):
            recording = str(asset.attributes.get("source", ""))
            played = _("RECORDING {file}").format(file=recording)
            tile.set_source(_("GENERATED SCENE") if recording == SCENE_FILE else played)
        return tile

    def _preview(self, path: str, max_px: int, on_done: OnAnswer) -> None:
        file = Path(path) if Path(path).is_absolute() else self._settings.data / path
        carried = self._relay.wrap(on_done)

        def arrived(answer: object) -> None:
            carried(answer)

        self._worker.preview(file, max_px, arrived, lane="preview")

    def close(self) -> None:
        """Everything that was started ends, in the order in which it leans on the other."""
        if self.situation.loaded:
            remember(self._settings.data, self.ground.remembered(self.situation))
        self.companion.close()
        self.replaying.close()
        self._canvas.shut()
        self.layers.close()
        if self._link is not None:
            self._link.stop()
        if self._picture is not None:
            self._picture.stop()
        self._pages.close()
        self.planning.close()
        self.window.tools.searching.close()
        self._questions.close()
        self._acts.close()
        if self.desk.services is not None:
            self.desk.services.store.close()
