"""QGIS beside the console: what it wants is done on this map, and this map's moves are told to it.

The map moves only because the person at the same workstation asked for it in QGIS; no window or focus changes.
"""

import logging
from gettext import gettext as _
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.config import Settings
from desktop.domain.operator import Operator
from desktop.services.companion.extent import BadExtentError, Extent, extent_of
from desktop.services.companion.inbox import ReceivedLayer
from desktop.services.companion.launch import NoQgisError, Order, open_qgis
from desktop.services.companion.message import Follow, Following, LayerTaken, Refused, View
from desktop.services.permit import permit
from desktop.view.ask import Relay
from desktop.view.desk import Desk, Services
from maps.view.canvas import MapCanvas
from maps.view.theme import scale

if TYPE_CHECKING:  # it brings asyncio, which a console without QGIS does not need
    from desktop.services.companion.listener import Listener, Said

WRITER = "console"
USE_CASE = "companion.link"
TELL_MS = 100
"""The view is told at most ten times a second, the newest."""
ECHO_S = (scale.FLY_MS + 2 * TELL_MS) / 1000
"""For so long after QGIS has asked for a view this map's moves are the flight to it: QGIS knows them."""
log = logging.getLogger(__name__)


class Companion(QObject):
    """`said(words)` for the operator; `linked(n)` programs; `layer_received(ReceivedLayer)` once a layer lies there.

    The layers panel adds what `layer_received` tells: its files are in the inbox and have not been opened.
    """

    said = Signal(str)
    linked = Signal(int)
    layer_received = Signal(object)

    def __init__(self, desk: Desk, settings: Settings, canvas: MapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._settings, self._canvas = desk, settings, canvas
        self._relay = Relay(self)
        self._listener: Listener | None = None
        self._guests = 0
        self._follows = False
        self._echo_until_s = 0.0
        self._tell = QTimer(self, singleShot=True, interval=TELL_MS)
        self._tell.timeout.connect(self._tell_view)
        canvas.moved.connect(self._on_moved)

    @property
    def follows(self) -> bool:
        """Whether QGIS is told of every move of this map."""
        return self._follows

    def start(self) -> None:
        """Listen, where the settings allow it; once the store is open."""
        if not self._settings.qgis or self._listener is not None:
            return
        from desktop.services.companion.listener import Ears, Listener  # noqa: PLC0415 - brings asyncio

        ears = Ears(self._relay.wrap(self._count), self._relay.wrap(self._hear))
        listener = self._listener = Listener(self._settings.runtime, self._settings.data, ears)
        self._desk.ask(self, lambda _services: listener.start(), lambda door: log.info("for QGIS: port %d", door.port))

    def close(self) -> None:
        self._tell.stop()
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    # acts of the table

    def open_in_qgis(self) -> None:
        """Show this view in the QGIS that is linked; else start one on this store."""
        if self._listener is not None and self._guests:
            self._desk.act(self, _permitted, lambda _answer: self._show_in_qgis())
        else:
            order = Order(self._settings.store_location, self._settings.data, extent_of(self._canvas.viewport))
            self.said.emit(_("QGIS is being started…"))
            self._desk.act(self, lambda services, operator: _launch(services, operator, order), self._launched)

    def _show_in_qgis(self) -> None:
        self._publish_view()
        self.said.emit(_("Shown in QGIS."))

    def _launched(self, outcome: str) -> None:
        if outcome:
            self.said.emit(outcome)

    def toggle_follows(self) -> None:
        if self._listener is None:
            self.said.emit(
                _("The link with QGIS is off. Write qgis = true in atalaya.toml and start the console anew.")
            )
        elif not self._guests:
            self.said.emit(_("No QGIS is linked. Open QGIS with the Atalaya plugin on this machine."))
        else:
            self._desk.act(self, _permitted, lambda _answer: self._set_follows(on=not self._follows))

    def _set_follows(self, *, on: bool) -> None:
        if self._listener is None:
            return
        self._follows = self._listener.following = on
        self._listener.publish(Following(on))
        if on:
            self._publish_view()
        self.said.emit(_("QGIS follows this map.") if on else _("QGIS no longer follows this map."))

    # what comes from QGIS, on the Qt thread

    def _count(self, guests: int) -> None:
        before, self._guests = self._guests, guests
        if guests and not before:
            self.said.emit(_("QGIS is linked with this console."))
        if before and not guests:
            self._follows = False
            if self._listener is not None:
                self._listener.following = False
            self.said.emit(_("QGIS has gone."))
        self.linked.emit(guests)

    def _hear(self, said: "Said") -> None:
        if self._listener is None:
            return
        operator = self._desk.operator
        if operator is None or not operator.may_do(USE_CASE):
            self._listener.answer(said.guest, Refused("not_signed_in"))
        elif isinstance(said.what, View):
            self._show(said.guest, said.what)
        elif isinstance(said.what, Follow):
            self._set_follows(on=said.what.on)
        else:
            self._take(said.guest, said.what)

    def _show(self, guest: int, view: View) -> None:
        try:
            extent = Extent(view.south, view.west, view.north, view.east)
        except BadExtentError:
            if self._listener is not None:
                self._listener.answer(guest, Refused("bad_view"))
            return
        self._echo_until_s = monotonic() + ECHO_S
        self._canvas.fly_to(extent.centre, extent.width_m(max(1, self._canvas.width()), max(1, self._canvas.height())))

    def _take(self, guest: int, layer: ReceivedLayer) -> None:
        if self._listener is not None:
            self._listener.answer(guest, LayerTaken(layer.name))
        self.said.emit(_("Layer from QGIS: {name}").format(name=layer.name))
        self.layer_received.emit(layer)

    # what goes to QGIS

    def _on_moved(self, _viewport: object) -> None:
        if self._follows and monotonic() > self._echo_until_s and not self._tell.isActive():
            self._tell.start()

    def _tell_view(self) -> None:
        if self._follows and self._desk.operator is not None:
            self._publish_view()

    def _publish_view(self) -> None:
        if self._listener is not None:
            shown = extent_of(self._canvas.viewport)
            self._listener.publish(View(shown.south_deg, shown.west_deg, shown.north_deg, shown.east_deg))


def _permitted(services: Services, operator: Operator) -> None:
    permit(services.store, WRITER, operator, USE_CASE)


def _launch(services: Services, operator: Operator, order: Order) -> str:
    """What the operator must be told, if anything; in the acts' thread."""
    try:
        open_qgis(services.store, operator, order, WRITER)
    except NoQgisError:
        return _("QGIS is not installed on this machine. Install it from the distribution: apt install qgis")
    return ""
