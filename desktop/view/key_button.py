"""A button that shows its words at the left and its key at the right; the words may grow, no width is fixed."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter, QWidget

from desktop.view import ink
from desktop.view.actions import Action
from desktop.view.keys import shown_key
from maps.view.theme import scale
from maps.view.theme.palette import tokens
from maps.view.theme.style import say


class KeyButton(QPushButton):
    """Made from a row of the action table; `role` is that of the theme, `key` another that does the same here."""

    def __init__(self, action: Action, parent: QWidget | None = None, role: str = "", key: str = "") -> None:
        super().__init__(parent)
        self.action_id = action.id
        self._font = ink.sans(scale.BODY_PX, scale.SEMIBOLD if role == "primary" else scale.MEDIUM)
        if role:
            say(self, role=role)
        self._key = shown_key(key or action.key)
        self.show_words(action.label)

    def show_words(self, words: str) -> None:
        """Other words for the same act: whom it will send."""
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._key})")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = ink.width_of(self._words, self._font) + ink.width_of(self._key, ink.mono(scale.METADATA_PX))
        width += scale.SPACE_12 * 2 + scale.SPACE_16
        tall = self.property("size") == "dispatch"
        return QSize(round(width), scale.DISPATCH_BUTTON_PX if tall else scale.BUTTON_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # pyright: ignore[reportAttributeAccessIssue]
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(scale.SPACE_12, 0, -scale.SPACE_12, 0)
        words, key = self._inks()
        ink.write(painter, box, self._words, self._font, words)
        ink.write(painter, box, self._key, ink.mono(scale.METADATA_PX), key, ink.RIGHT)

    def _inks(self) -> tuple[str, str]:
        palette = tokens()
        if not self.isEnabled():
            return palette.text3, palette.text3
        if self.property("role") == "primary":
            return palette.canvas, palette.canvas
        return palette.text, palette.text3
