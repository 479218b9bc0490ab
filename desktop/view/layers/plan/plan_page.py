"""The page that lays an image on the map: the image, its pairs of points with their residuals, how it is bent, storey.

A point is set on the image, then its place on the map; from three pairs on the map shows it. What lies on one line is
refused, and what is nearly so is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.locale import later
from desktop.view import ink
from desktop.view.layers.icon_button import IconButton
from desktop.view.layers.keeping_key import takes_keeping_key
from desktop.view.layers.look.form import choose, combo_of, labelled, row_of
from desktop.view.layers.plan.plan_view import PlanView
from desktop.view.row_list import ROW_ROLE, Index, RowModel
from maps.place import Place
from maps.source import ControlPoint, Plan, PlanFit
from maps.sources.layer_fault import LayerFaultError
from maps.sources.plan_fit import LEAST, Fit, fit_plan
from maps.view.theme import scale
from maps.view.theme.focus import OWN_RING
from maps.view.theme.palette import tokens
from maps.view.theme.style import say

_FITS = {
    PlanFit.AFFINE: later("Shifted, turned and scaled (3 pairs or more)"),
    PlanFit.HOMOGRAPHY: later("In perspective, for a photo of a plan (4 pairs or more)"),
}
_NEARLY_LINE = 0.05
"""Spread across over spread along: below it the image may be stretched to anything."""


@dataclass(frozen=True, slots=True)
class PairRow:
    id: str
    words: str
    residual: str


class PairModel(RowModel[PairRow]):
    def said(self, row: PairRow) -> str:
        return f"{row.words} {row.residual}"


class PairDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(scale.LIST_MIN_PX, scale.WALL_ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PairRow = index.data(ROW_ROLE)
        box, state = QRectF(option.rect), option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            ink.selected_ground(painter, box)
        inner, font = box.adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0), ink.sans(scale.SECONDARY_PX)
        ink.write(painter, inner, row.residual, font, tokens().text, ink.RIGHT)
        inner.setRight(inner.right() - ink.width_of(row.residual, font) - scale.SPACE_12)
        ink.write_name(painter, inner, row.words, font, tokens().text2)
        if state & QStyle.StateFlag.State_HasFocus:
            ink.focus_ring(painter, box)
        painter.restore()


class PairList(QListView):
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs = PairModel()
        self.setModel(self.pairs)
        self.setItemDelegate(PairDelegate(self))
        self.setProperty(OWN_RING, "row")
        self.setAccessibleName(_("Pairs of points; Delete removes one"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(scale.WALL_ROW_PX * 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and self.currentIndex().isValid():
            self.removed.emit(self.currentIndex().row())
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}:
            super().keyPressEvent(event)
        else:
            event.ignore()


class PlanPage(QWidget):
    """`changed(Plan or None)` when what lies on the map changes, `kept` and `left`; `awaits(bool)` for a place."""

    changed = Signal(object)
    awaits = Signal(bool)
    kept = Signal()
    left = Signal()

    def __init__(self, name: str, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points = list(plan.points)
        self._pending: QPointF | None = None
        self.fit: Fit | None = None
        self.view, self.list = PlanView(self), PairList(self)
        self.kind = combo_of([(fit, _(words)) for fit, words in _FITS.items()])
        self.name, self.level = QLineEdit(name, self), QLineEdit(plan.level, self)
        self._step, self._said = QLabel(self), say(QLabel(self), tone="text2")
        self._keep, self._cancel = QPushButton(_("Keep"), self), QPushButton(_("Cancel"), self)
        choose(self.kind, plan.fit)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        back = IconButton("unfold", _("Back to the layers (Esc)"), self)
        back.clicked.connect(self.leave)
        title = QLabel(_("Lay an image on the map"), self)
        title.setFont(ink.sans(scale.TITLE_PX, scale.SEMIBOLD))
        head = QHBoxLayout()
        head.setContentsMargins(scale.SPACE_8, scale.SPACE_4, scale.PANEL_PADDING_PX, scale.SPACE_4)
        head.addWidget(back)
        head.addWidget(title, 1)
        for label in (self._step, self._said):
            label.setWordWrap(True)
            label.setFont(ink.sans(scale.SECONDARY_PX))
        self.level.setPlaceholderText("PB, 1, 2, S1…")
        say(self._keep, role="primary")
        inner = QVBoxLayout()
        inner.setContentsMargins(scale.PANEL_PADDING_PX, 0, scale.PANEL_PADDING_PX, 0)
        inner.setSpacing(scale.SPACE_8)
        for widget in (self._step, self.view, self.list, self._said, labelled(_("How it is bent"), self.kind)):
            inner.addWidget(widget, 1 if widget is self.view else 0)
        inner.addLayout(row_of(labelled(_("Name"), self.name), labelled(_("Storey"), self.level)))
        foot = QHBoxLayout()
        foot.setContentsMargins(scale.PANEL_PADDING_PX, scale.SPACE_8, scale.PANEL_PADDING_PX, scale.SPACE_12)
        foot.setSpacing(scale.SPACE_8)
        for button in (self._keep, self._cancel):
            foot.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(scale.SPACE_4)
        column.addLayout(head)
        column.addLayout(inner, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.view.pointed.connect(self._point)
        self.list.removed.connect(self._remove)
        self.kind.currentIndexChanged.connect(lambda _n: self._show())
        self._keep.clicked.connect(self.kept)
        self._cancel.clicked.connect(self.leave)

    # pairs

    def _point(self, x_px: float, y_px: float) -> None:
        """The other half of the pair is awaited on the map."""
        self._pending = QPointF(x_px, y_px)
        self._show()
        self.awaits.emit(True)  # noqa: FBT003 - Qt's emit

    def take_place(self, place: Place) -> None:
        if self._pending is None:
            return
        self._points.append(ControlPoint(self._pending.x(), self._pending.y(), place.lat_deg, place.lon_deg))
        self._pending = None
        self.awaits.emit(False)  # noqa: FBT003 - Qt's emit
        self._show()
        self.view.setFocus()

    def _remove(self, number: int) -> None:
        del self._points[number]
        self._show()

    @property
    def plan(self) -> Plan:
        return Plan(tuple(self._points), self.kind.currentData(), self.level.text().strip())

    @property
    def is_whole(self) -> bool:
        return self.fit is not None

    def _show(self) -> None:
        plan, said = self.plan, ""
        try:
            self.fit = fit_plan(plan)
        except LayerFaultError:
            self.fit = None
            on_line = len(plan.points) >= LEAST[plan.fit]
            said = _("The points lie on one line: set one away from it.") if on_line else ""
        if self.fit is not None:
            said = _said(plan, self.fit)
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._step.setText(self._next_step(plan))
        self.view.show_points(plan.points, self._pending)
        self._show_rows(plan.points)
        self._keep.setEnabled(self.fit is not None)
        self.changed.emit(plan if self.fit is not None else None)

    def _next_step(self, plan: Plan) -> str:
        missing = LEAST[plan.fit] - len(plan.points)
        if self._pending is not None:
            return _("Now its place: click the map, or move it under the cross and press Enter.")
        if missing > 0:
            return _("Click a point of the image that you know on the map. {n} more are needed.").format(n=missing)
        return _("More pairs make it surer. Look whether it fits, then keep it.")

    def _show_rows(self, points: Sequence[ControlPoint]) -> None:
        off = self.fit.residuals_m if self.fit is not None else ()
        rows = [
            PairRow(
                str(number),
                f"{number + 1}   {point.x_px:.0f}, {point.y_px:.0f} px   {point.lat_deg:.6f}, {point.lon_deg:.6f}",
                f"{off[number]:.2f} m" if number < len(off) else "",
            )
            for number, point in enumerate(points)
        ]
        self.list.pairs.put(rows)

    # hands

    def leave(self) -> None:
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        return takes_keeping_key(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if held and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._keep.isEnabled():
            self.kept.emit()
        else:
            super().keyPressEvent(event)


def _said(plan: Plan, fit: Fit) -> str:
    """How well it fits, and what to beware of."""
    worst = max(fit.residuals_m)
    parts = [_("Largest residual {m} m.").format(m=f"{worst:.2f}")]
    if len(plan.points) == LEAST[plan.fit]:
        parts = [_("With so few pairs there is no residual: add one to see how well it fits.")]
    pixels = np.array([(point.x_px, point.y_px) for point in plan.points])
    spread = np.linalg.svd(pixels - pixels.mean(axis=0), compute_uv=False)
    if spread[1] < _NEARLY_LINE * spread[0]:
        parts.append(_("The points lie nearly on one line: it may be badly stretched across."))
    return " ".join(parts)
