"""The tools that change nothing: measuring, what is here, coordinates, turning, the overview; and how all are left."""

from gettext import gettext as _

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QGuiApplication

from desktop.domain.found import Found
from desktop.domain.operator import Operator
from desktop.locale import later
from desktop.services.preferences import Preferences
from desktop.view.choice_dialog import Choice, ChoiceDialog, matching
from desktop.view.desk import Desk
from maps.coordinates import Notation, write
from maps.place import Place
from maps.view.amounts import THIN_SPACE
from maps.view.canvas import MapCanvas
from maps.view.tools.measuring import MeasureTool
from maps.view.tools.pointing import PointTool
from maps.view.tools.tool import Spot

NOTATIONS: dict[Notation, str] = {
    Notation.DECIMAL: later("Decimal degrees"),
    Notation.DMS: later("Degrees, minutes, seconds"),
    Notation.UTM: later("UTM"),
    Notation.MGRS: later("MGRS"),
    Notation.PLUS_CODE: later("Plus code"),
}


class ToolBelt(QObject):
    """`said(words)`: what deserves a line of its own. `notation_taken`: coordinates are to be written anew."""

    said = Signal(str)
    notation_taken = Signal()

    def __init__(self, desk: Desk, canvas: MapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._canvas = desk, canvas
        self.dialog: ChoiceDialog | None = None
        canvas.overlays.readout.pressed.connect(self.next_notation)
        desk.seated.connect(self._seat)
        self._show_notation()

    # measuring and asking

    def measure(self) -> None:
        """Once for the distance, again for the area of the same points."""
        tool = self._canvas.hand.tool
        if isinstance(tool, MeasureTool):
            tool.toggle()
        else:
            self._canvas.hand.take_up(MeasureTool())

    def identify(self) -> None:
        """A cross that asks what lies under it; it stays for the next place."""
        hint = _("Click, or move the cross with the arrows and press Enter. Tab: next thing.")
        tool = PointTool(_("What is here"), hint, stays=True, snaps=False)
        tool.pointed.connect(self._identify)
        self._canvas.hand.take_up(tool)

    def _identify(self, spot: Spot) -> None:
        self._canvas.identify(QPointF(spot.x_px, spot.y_px))

    def leave(self) -> bool:
        """Esc: what was opened last on the map is left. Whether there was anything."""
        canvas = self._canvas
        return canvas.identifier.put_away() or canvas.hand.put_down() or canvas.take_mark_off()

    def show_found(self, found: Found, place: Place) -> None:
        """A found place that is no thing of its own: the map goes there and marks it."""
        self._canvas.show_mark(place, found.name)
        self._canvas.show_whole(place, found.width_m)

    # coordinates

    def copy_place(self) -> None:
        """As other programs read it: without the spaces that part thousands."""
        words = self._desk.written(self._canvas.pointed_place).replace(THIN_SPACE, "")
        QGuiApplication.clipboard().setText(words)
        self.said.emit(_("Copied: {coordinates}").format(coordinates=words))

    def choose_notation(self) -> None:
        place = self._canvas.pointed_place
        choices = [Choice(one.value, _(words), write(place, one)) for one, words in NOTATIONS.items()]
        title, hint = _("How coordinates are written"), _("Notation")
        self.dialog = ChoiceDialog(title, hint, lambda text: matching(choices, text), self._canvas.window())
        self.dialog.chosen.connect(lambda chosen: self._take_notation(Notation(chosen)))
        self.dialog.destroyed.connect(self._forget_dialog)
        self.dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def next_notation(self) -> None:
        every = list(NOTATIONS)
        self._take_notation(every[(every.index(self._desk.notation) + 1) % len(every)])

    def _take_notation(self, notation: Notation) -> None:
        self._desk.notation = notation
        self._show_notation()
        self._desk.act(
            self,
            lambda services, operator: services.preferences.keep_notation(operator, notation),
            lambda _none: None,
            in_replay=True,
        )

    def _show_notation(self) -> None:
        tip = _("{notation}. Press for another notation.").format(notation=_(NOTATIONS[self._desk.notation]))
        self._canvas.overlays.readout.set_writer(self._desk.written, tip)
        self.notation_taken.emit()

    # the view

    def turn(self, by_deg: float) -> None:
        self._canvas.turn(by_deg)

    def north_up(self) -> None:
        self._canvas.turn_to(0.0)

    def toggle_overview(self) -> None:
        shown = self._canvas.overlays.toggle_overview()
        self._desk.act(
            self,
            lambda services, operator: services.preferences.keep_overview(operator, shown=shown),
            lambda _none: None,
            in_replay=True,
        )

    # who sits here

    def _seat(self, operator: Operator | None) -> None:
        if operator is not None:
            self._desk.ask(self, lambda services: services.preferences.read(operator), self._take)

    def _take(self, preferences: Preferences) -> None:
        self._desk.notation = preferences.notation
        self._show_notation()
        if preferences.overview == self._canvas.overlays.overview.isHidden():
            self._canvas.overlays.toggle_overview()
