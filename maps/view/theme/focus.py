"""The focus ring: 2 px with a 2 px gap around whatever has the keyboard, drawn over the window, never under the mouse.

A style sheet can only draw inside a widget; this small overlay stands outside it. It follows the focus, never moves it.
"""

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from maps.view.theme import scale
from maps.view.theme.palette import colour, tokens

_RING_NAME = "atalaya_focus_ring"
OWN_RING = "paints_own_focus"
"""Property of a widget that paints the ring itself, as a list does around its current row."""
_REACH_PX = scale.FOCUS_RING_PX + scale.FOCUS_GAP_PX
_CURVE_PX = scale.RADIUS_PX + scale.FOCUS_GAP_PX
_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})


class FocusRing(QObject):
    """One per application; owns one overlay in the window that has the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_RING_NAME)
        self._watched: list[QWidget] = []
        self._target: QWidget | None = None
        self._overlay: _Overlay | None = None
        app.focusChanged.connect(self._on_focus)

    @classmethod
    def follow(cls, app: QApplication) -> None:
        """Start, once per application."""
        if app.findChild(cls, _RING_NAME) is None:
            cls(app)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in filter(shiboken6.isValid, self._watched):
            widget.removeEventFilter(self)
        self._watched, self._target = [], new
        if self._overlay is not None:
            self._overlay.destroyed.disconnect(self._forget)  # it goes later, when another is there
            self._overlay.close()
            self._overlay = None
        if new is None or new.isWindow() or new.property(OWN_RING):
            return
        self._overlay = _Overlay(new.window())
        self._overlay.destroyed.connect(self._forget)
        self._watch(new)
        self._place()

    def _watch(self, target: QWidget) -> None:
        widget: QWidget | None = target
        while widget is not None:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = None if widget.isWindow() else widget.parentWidget()

    def _forget(self) -> None:
        self._overlay = None

    def _place(self) -> None:
        overlay, target = self._overlay, self._target
        if overlay is None or target is None or not shiboken6.isValid(target):
            return
        overlay.setVisible(target.isVisible())
        corner = target.mapTo(target.window(), target.rect().topLeft())
        wanted = target.rect().translated(corner).adjusted(-_REACH_PX, -_REACH_PX, _REACH_PX, _REACH_PX)
        overlay.setGeometry(wanted.intersected(target.window().rect()))
        overlay.setMask(_frame_of(overlay))
        overlay.raise_()


def _frame_of(overlay: QWidget) -> QRegion:
    """Only the edge is the overlay's: a map under it paints without it."""
    inner = overlay.rect().adjusted(_REACH_PX, _REACH_PX, -_REACH_PX, -_REACH_PX)
    return QRegion(overlay.rect()).subtracted(QRegion(inner))


class _Overlay(QWidget):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(tokens().focus), scale.FOCUS_RING_PX))
        half = scale.FOCUS_RING_PX / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), _CURVE_PX, _CURVE_PX)
