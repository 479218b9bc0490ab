"""The context of a point of the map: the cameras that see it, the best first, and the picture of the best."""

from collections.abc import Sequence
from gettext import gettext as _

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.services.coverage.book import Sight
from desktop.view import formats, ink
from desktop.view.context.alarm import CameraNow
from desktop.view.context.sections import PaintedRows, heading
from desktop.view.desk import Desk
from maps.place import Place
from maps.view.plan_legend import dori_words
from maps.view.theme import scale
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

MOST_SIGHTS = 8


class SightRows(PaintedRows):
    """Code, what its picture is good for, pixels per metre, distance; one that something hides stands greyed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(scale.DENSE_ROW_PX, parent)
        self._desk = desk
        self.sights: Sequence[Sight] = ()

    def show_sights(self, sights: Sequence[Sight]) -> None:
        self.sights = sights
        said = (f"{self.code(sight)} {sight_words(sight)} {formats.distance(sight.distance_m)}" for sight in sights)
        self.setAccessibleName(_("Cameras") + ": " + "; ".join(said))
        self.changed()

    def code(self, sight: Sight) -> str:
        asset = self._desk.situation.assets.get(sight.camera_id)
        return asset.code if asset else sight.camera_id

    def count(self) -> int:
        return len(self.sights)

    def paint_row(self, painter: QPainter, box: QRectF, number: int) -> None:
        sight, palette, small = self.sights[number], tokens(), ink.sans(scale.SECONDARY_PX)
        token = palette.text if sight.sees and sight.is_live else palette.text3
        code, far = self.code(sight), formats.distance(sight.distance_m)
        ink.write(painter, box, code, ink.mono(), token)
        ink.write(painter, box, far, small, palette.text2, ink.RIGHT)
        middle = box.adjusted(scale.SPACE_32 * 2, 0, -ink.width_of(far, small) - scale.SPACE_12, 0)
        ink.write_name(painter, middle, sight_words(sight), ink.sans(), token)
        ink.separator(painter, box.left(), box.right(), box.bottom() - 1)


def sight_words(sight: Sight) -> str:
    """`observe · 88 px/m`, or what is in the way."""
    if not sight.is_live:
        return _("no picture now")
    if sight.is_hidden:
        return _("something stands between")
    if not sight.sees:
        return _("looks elsewhere")
    return f"{dori_words(sight.level)} · {sight.px_per_m:.0f} px/m"


class PointContext(QWidget):
    """`camera_chosen(id)` when a row is pressed."""

    camera_chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera, self.rows = CameraNow(desk, self), SightRows(desk, self)
        self._none = say(QLabel(_("No camera sees this point."), self), tone="text2")
        self.rows.pressed_row.connect(lambda number: self.camera_chosen.emit(self.rows.sights[number].camera_id))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_8)
        column.addWidget(self.camera)
        column.addWidget(heading(_("Cameras that see this point"), self))
        column.addWidget(self._none)
        column.addWidget(self.rows)
        column.addStretch(1)

    def show_sights(self, place: Place, sights: Sequence[Sight]) -> None:
        del place
        seen = [sight for sight in sights if sight.sees or sight.is_hidden][:MOST_SIGHTS]
        nearest = list(sights[:3]) if not seen else []
        best = next((sight for sight in seen if sight.sees and sight.is_live), None)
        self.camera.show_only(best.camera_id if best else "")
        self.rows.show_sights(seen or nearest)
        self.rows.setVisible(bool(seen or nearest))
        self._none.setVisible(not any(sight.sees for sight in seen))
